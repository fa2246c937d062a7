"""What those may do at the node who work with patients, each in their own role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from autonome.access import Decision, Request
from autonome.access.explanation import Explanation
from autonome.kernel import SubjectId
from autonome.report.language import Language
from autonome.workflows.break_glass import OpenedLate
from autonome.workflows.keep_patients import Patient
from autonome.workflows.make_plan import MadePlan
from autonome.workflows.open_record import Opened


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


class ClinicDesk(Protocol):
    """A node, as those meet it who work with patients."""

    def find(self, words: str) -> tuple[Patient, ...]:
        """Patients who have exactly this name or number, or id in the node."""

    def expect(self, patient: str) -> SubjectId:
        """The id of somebody who is kept.

        Raises:
            InputError: nobody is kept under it.
        """

    def open(self, subject: SubjectId, purpose: str, items: Sequence[str]) -> Opened | Refused:
        """Open a part of a record, as far as consent and law allow; either answer is on the log first."""

    def break_glass(self, subject: SubjectId, items: Sequence[str], reason: str) -> Opened | OpenedLate | Refused:
        """Open it in an emergency: the person is told, and it is reviewed.

        Only for who has proven just now who they are (`Page.fresh`).
        """

    def plan(self, subject: SubjectId, considered: Sequence[str], language: Language) -> MadePlan | Refused:
        """The person's plan, made of what the node keeps.

        Args:
            subject: whose.
            considered: further medicines to advise on.
            language: of its pages.

        Raises:
            AutonomeError: nothing is kept of which a plan can be made, or log or store cannot be relied upon.
        """
