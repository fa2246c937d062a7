"""What a patient may do at the node with their own data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from autonome.access import Decision
from autonome.access.explanation import Explanation
from autonome.access.simulation import Difference
from autonome.consent import Action, Comprehension, QuestionKey, Template
from autonome.kernel import Instant, SubjectId
from autonome.ledger import Recorded
from autonome.report.language import Language
from autonome.web.desk.patient_rights import RightsDesk
from autonome.workflows.answer_consent import Answer
from autonome.workflows.ask_and_answer import Enquiry
from autonome.workflows.make_plan import MadePlan, RefusedPlan
from autonome.workflows.prepare_consent import Prepared
from autonome.workflows.read_thread import ReadThread
from autonome.workflows.show_timeline import Line
from autonome.workflows.speak_for import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Imagined:
    """A request that nobody has made, to be tried.

    Args:
        recipient: class of who would ask.
        purpose: what for.
        item: category of data.
        action: what would be done with them.
        papers: whether every paper is there that a law or a condition could ask for.
    """

    recipient: str
    purpose: str
    item: str
    action: Action
    papers: bool


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution that a node knows: itself, or a partner.

    Args:
        name: of it.
        recipient: class of recipients that it belongs to.
    """

    name: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Ward:
    """Somebody for whom a representative may act now.

    Args:
        subject: who.
        name: by which people know them.
        held: the mandate.
    """

    subject: SubjectId
    name: str
    held: Held


@dataclass(frozen=True, slots=True)
class Family:
    """Who may answer for the person.

    Args:
        mandates: those that are over too.
        born: day of birth, where it is on record.
        of_age: from when on the person answers alone, where that can be told.
    """

    mandates: tuple[Held, ...]
    born: Instant | None
    of_age: Instant | None


class PatientDesk(Protocol):
    """A node, as one of its patients meets it."""

    @property
    def subject(self) -> SubjectId:
        """Who."""

    @property
    def acting_for(self) -> str:
        """Name of the ward for whom a representative is here; "" where the person is here for themselves."""

    @property
    def rights(self) -> RightsDesk:
        """What the person may ask for by right."""

    def thread(self) -> ReadThread:
        """All that the log holds of the person, read once for a request of a browser.

        Raises:
            ErasedError: the person was erased.
        """

    def seen(self, lines: tuple[Line, ...]) -> None:
        """Put on the log that the person was shown what they were to be told."""

    def receipt(self, index: int) -> bytes | None:
        """A receipt of one entry; None where it is not the person's."""

    def policy(self) -> str:
        """Which log to trust, as ``autonome verify`` takes it."""

    def told(self, index: int) -> Explanation | None:
        """Why a request was answered as it was; None where that cannot be told again, or it is not the person's."""

    def forms(self, language: Language) -> tuple[Template, ...]:
        """The newest version of each form that is used here, in a language or in English."""

    def form(self, name: str, language: Language) -> Template | None:
        """The newest version of one form; None where there is none of this id."""

    def institutions(self) -> tuple[Institution, ...]:
        """Whom an answer can name without writing it: the institution itself, and its partners."""

    def prepared(self) -> Mapping[str, Prepared]:
        """How far whoever answers is with each form: a representative reads and thinks for themselves."""

    def think_about(self, form: Template) -> None:
        """Put on the log that the form's text was shown, where it is not yet: the time to think begins."""

    def understood(self, form: Template, result: Comprehension) -> None:
        """Put on the log whether the person could say back what a form asks."""

    def answer(self, answers: Sequence[Answer], shown: str) -> tuple[int, ...]:
        """Put answers to questions of one form on the log, all or none.

        Args:
            answers: what the person says to each.
            shown: digest of the text that was shown.

        Returns:
            Their entries.

        Raises:
            AnsweredSinceError: a yes is signed on a page that does not show any more what holds.
            InputError: another text was shown, or an answer cannot be given so.
        """

    def withdraw(self, question: str) -> tuple[Recorded, ...]:
        """Take answers back: the key of one, or a form for all of its questions.

        Raises:
            InputError: nothing stands that is called so.
        """

    def effects(self, questions: Iterable[QuestionKey]) -> tuple[Difference, ...]:
        """What would stop if answers were taken back, by the engine that decides; nothing is recorded."""

    def what_if(self, imagined: Imagined) -> tuple[Decision, Explanation]:
        """What would be answered to a request, and why, by the engine that decides; nothing is recorded."""

    def plan(self, language: Language) -> MadePlan | RefusedPlan:
        """The person's plan, made of what the node keeps, decided and recorded like every use.

        Raises:
            AutonomeError: nothing is kept of which a plan can be made, or log or store cannot be relied upon.
        """

    def family(self) -> Family:
        """Who may answer for the person."""

    def ask(self, about: str, words: str) -> Enquiry:
        """Ask those who treat the person.

        Raises:
            InputError: no words, or too many; or too many questions wait.
        """
