"""What a patient may do at the node with their own data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from autonome.consent import QuestionKey, Standing, Template
from autonome.kernel import SubjectId
from autonome.ledger import Recorded
from autonome.report.language import Language
from autonome.workflows.answer_consent import Answer
from autonome.workflows.make_plan import MadePlan, RefusedPlan
from autonome.workflows.show_timeline import Line


class PatientDesk(Protocol):
    """A node, as one of its patients meets it."""

    @property
    def subject(self) -> SubjectId:
        """Who."""

    def timeline(self) -> tuple[Line, ...]:
        """Every act of consent, decision and use, allowed and refused, in the order of the log."""

    def seen(self, lines: tuple[Line, ...]) -> None:
        """Put on the log that the person was shown what they were to be told."""

    def receipt(self, index: int) -> bytes | None:
        """A receipt of one entry; None where it is not the person's."""

    def forms(self, language: Language) -> tuple[Template, ...]:
        """The newest version of each form that is used here, in a language or in English."""

    def answers(self) -> Mapping[QuestionKey, Standing]:
        """What the person has answered, as the log has it now."""

    def answer(self, answer: Answer, shown: str) -> Recorded:
        """Put an answer on the log.

        Args:
            answer: what the person says to a question.
            shown: digest of the text that was shown.

        Raises:
            InputError: another text was shown, or the answer cannot be given so.
        """

    def withdraw(self, question: str) -> tuple[Recorded, ...]:
        """Take answers back: ``form/question``, or a form for all of its questions.

        Raises:
            InputError: nothing stands that is called so.
        """

    def plan(self, language: Language) -> MadePlan | RefusedPlan:
        """The person's plan, made of what the node keeps, decided and recorded like every use.

        Raises:
            AutonomeError: nothing is kept of which a plan can be made, or log or store cannot be relied upon.
        """
