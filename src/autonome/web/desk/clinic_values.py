"""What is shown to those who work with patients: what was opened, what it stands on, what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autonome.access import Decision, Request
from autonome.access.explanation import Explanation
from autonome.clinical.medications import MedicationOrder
from autonome.kernel import InputError, Instant
from autonome.workflows.ask_and_answer import Enquiry
from autonome.workflows.break_glass import OpenedLate
from autonome.workflows.make_plan import MadePlan
from autonome.workflows.open_record import Opened
from autonome.workflows.order_test import Order


@dataclass(frozen=True, slots=True)
class Refused:
    """What is told to who was refused: what follows from the request and the law, nobody's answers.

    Args:
        request: as it was asked.
        decision: with its reasons, for those who may see them; pages show `told`.
        told: in words.
        entry: on the log; None where the log cannot record now.
    """

    request: Request
    decision: Decision
    told: Explanation
    entry: int | None


@dataclass(frozen=True, slots=True)
class Stands:
    """The decision that a screen stands on, as it stands on the log.

    Args:
        entry: of the decision; None where the log cannot record now.
        at: when it was made.
        purposes: codes of what for.
        items: codes of the data that may be seen.
        asked: codes of the data that were asked for.
        basis: questions of forms that were answered, each with its entry, and ids of rules of law with None.
        until: first instant at which the consent is over; None where none is set.
        obligations: codes of what who sees it takes on.
    """

    entry: int | None
    at: Instant
    purposes: tuple[str, ...]
    items: tuple[str, ...]
    asked: tuple[str, ...]
    basis: tuple[tuple[str, int | None], ...]
    until: Instant | None
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """A part of a record that was opened, and what that stands on."""

    opened: Opened | OpenedLate
    stands: Stands


@dataclass(frozen=True, slots=True)
class SeenPlan:
    """A plan that was made.

    Args:
        made: the plan.
        stands: the decision that it stands on.
        orders: medicines of the record that it was made of, as they stand there.
    """

    made: MadePlan
    stands: Stands
    orders: tuple[MedicationOrder, ...]


class SampleNeededError(InputError):
    """Several genomes of the person are kept, and nobody said which is meant.

    Args:
        samples: to choose from.
    """

    def __init__(self, samples: tuple[str, ...]) -> None:
        """Keep them apart, so that a page can offer them."""
        super().__init__("several genomes of this patient are kept", mend=f"choose one of: {', '.join(samples)}.")
        self.samples = samples


@dataclass(frozen=True, slots=True)
class Waits:
    """How much waits for those who work with patients; of nobody in particular.

    Args:
        questions: of patients.
        orders: of tests.
        arrived: what came from partners, and nobody said whose it is.
    """

    questions: int
    orders: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Beside:
    """What waits here of a person whose record was opened just now: it stands on the same entry.

    Args:
        questions: of the person, for who answers them.
        orders: of tests, where laboratory data were opened.
    """

    questions: tuple[Enquiry, ...] = ()
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionUnseen:
    """A question that waits; who asks, and in which words, is not told before somebody looks.

    Args:
        id: of the question.
        kind: ``form``: of a form, before it is answered; ``talk``: a talk about results is wanted; ``other``.
        since: when it was asked.
        entry: of it on the log.
    """

    id: str
    kind: Literal["form", "talk", "other"]
    since: Instant
    entry: int


@dataclass(frozen=True, slots=True)
class OrderUnseen:
    """A test that was ordered; of whom and of what is not told before somebody looks.

    Args:
        number: of its entry on the log.
        since: when it was ordered.
        by: who ordered it.
    """

    number: int
    since: Instant
    by: str


@dataclass(frozen=True, slots=True)
class ArrivedUnseen:
    """Something that waits; whose it is said to be is not told before somebody looks.

    Args:
        number: here.
        sender: the partner's id.
        items: codes of the data.
        since: when it came.
        until: when it is let go.
    """

    number: int
    sender: str
    items: tuple[str, ...]
    since: Instant
    until: Instant


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a partner sent, and what waits until somebody says whose it is.

    Args:
        number: here.
        sender: the partner's id.
        transfer: its id there.
        items: codes of the data.
        name: of the person, as the partner has it; "" where it is not told.
        numbers: likewise.
    """

    number: int
    sender: str
    transfer: str
    items: tuple[str, ...]
    name: str
    numbers: tuple[str, ...]
