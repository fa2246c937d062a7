"""What those may do at the node who work with patients, each in their own role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from autonome.kernel import Instant, Sha256, SubjectId
from autonome.ledger import Recorded
from autonome.report.language import Language
from autonome.web.desk.clinic_values import (
    Arrived,
    ArrivedUnseen,
    Beside,
    OrderUnseen,
    QuestionUnseen,
    Refused,
    SeenPlan,
    SeenRecord,
    Stands,
    Waits,
)
from autonome.workflows.ask_and_answer import Enquiry
from autonome.workflows.import_genome import ImportedGenome
from autonome.workflows.import_record import Imported
from autonome.workflows.keep_patients import Patient
from autonome.workflows.order_test import Order
from autonome.workflows.plan_case import PlanFile

Told = Callable[[int, int, int], None]
"""Takes bytes that were read, of how many, and lines."""


class ClinicDesk(Protocol):
    """A node, as those meet it who work with patients."""

    def find(self, words: str) -> tuple[Patient, ...]:
        """Patients who have exactly this name or number, or id in the node."""

    def known_as(self, subject: SubjectId) -> Patient | None:
        """Whom the desk knows under an id; None where nobody is kept, or nobody any more."""

    def expect(self, patient: str) -> SubjectId:
        """The id of somebody who is kept.

        Raises:
            InputError: nobody is kept under it.
        """

    def open(self, subject: SubjectId, purpose: str, items: Sequence[str]) -> SeenRecord | Refused:
        """Open a part of a record, as far as consent and law allow; either answer is on the log first."""

    def decide(self, subject: SubjectId, purpose: str, items: Sequence[str]) -> Stands | Refused:
        """Ask whether a part of a record may be had, and open nothing; either answer is on the log."""

    def break_glass(self, subject: SubjectId, items: Sequence[str], reason: str) -> SeenRecord | Refused:
        """Open it in an emergency: the person is told, and it is reviewed.

        Only for who has proven just now who they are (`Page.fresh`).
        """

    def plan(  # noqa: PLR0913 - whose, of what, and how it is wanted
        self,
        subject: SubjectId,
        considered: Sequence[str],
        language: Language,
        *,
        as_of: Instant | None = None,
        printed: bool = False,
        sample: str | None = None,
        files: frozenset[PlanFile] = frozenset(),
    ) -> SeenPlan | Refused:
        """The person's plan, made of what the node keeps.

        Args:
            subject: whose.
            considered: further medicines to advise on.
            language: of its pages.
            as_of: the instant that it is for; now where none is named.
            printed: whether ``plan.pdf`` is wanted, and nothing where it cannot be made.
            sample: of which genome, where several are kept.
            files: that are wanted beside ``plan.json``; what is not wanted is not made.

        Raises:
            SampleNeededError: several are kept, and none of this name, or none was named.
            AutonomeError: nothing is kept of which a plan can be made, or log or store cannot be relied upon.
        """

    def receipt(self, subject: SubjectId, entry: int) -> bytes | None:
        """A receipt of a decision on what this person asked for; None where it is somebody else's, or none."""

    def medicines(self, words: str, most: int) -> tuple[str, ...]:
        """Names of ingredients and brands that are known and begin so, or have these words in them; else nearly so."""

    def ingredients(self, name: str) -> tuple[str, ...]:
        """What a name of a medicine stands for, as a plan reads it; nothing where nobody knows it."""

    def keep_upload(self, subject: SubjectId, chunks: Iterable[bytes], name: str) -> str:
        """Keep a file of somebody's that was sent, sealed, until it is taken in; gives by which name it is found again.

        `Desk.forget_upload` takes it away.

        Raises:
            ErasedError: the person was erased.
        """

    def take_in_record(self, subject: SubjectId, kept: str, told: Told) -> Imported | Refused:
        """Take a FHIR document that was kept into the person's record, as far as consent covers it.

        Args:
            subject: whose.
            kept: the document.
            told: takes how far it is.

        Raises:
            AutonomeError: it cannot be used; nothing of it is kept.
        """

    def take_in_genome(self, subject: SubjectId, kept: str, sample: str | None, told: Told) -> ImportedGenome | Refused:
        """Take a VCF that was kept into the person's store.

        Args:
            subject: whose.
            kept: the file.
            sample: the column that is wanted; without it the file must hold one.
            told: takes how far it is.

        Raises:
            AutonomeError: it cannot be used; nothing of it is kept.
        """

    def order_test(self, subject: SubjectId, gene: str) -> Order | Refused:
        """Order a test of a gene that a plan needs and nobody has assessed; it is on the record, and on the list.

        Raises:
            AutonomeError: no such gene, or log or store cannot be relied upon; nothing was ordered.
        """

    def beside(self, seen: SeenRecord) -> Beside:
        """What waits of a person, for who has just opened their record to treat them."""

    def ordered(self, subject: SubjectId, seen: SeenPlan) -> frozenset[str]:
        """Genes of which tests wait, of a person whose plan was made for who asks."""

    def orders(self) -> tuple[OrderUnseen, ...]:
        """Tests that were ordered and not dealt with yet, the oldest first; nobody is named."""

    def look_at_order(self, number: int) -> Order:
        """Whose test and of what an order is; that this person saw it stands on the log of whom it is about first.

        Raises:
            InputError: no order of this number waits, or nobody is kept any more whom it is about.
        """

    def close_order(self, number: int) -> Recorded:
        """Say that an order is dealt with.

        Raises:
            InputError: no order of this number waits.
        """

    def sign_off(self, subject: SubjectId, digest: Sha256) -> Recorded:
        """Put on the log that this person has read a plan and answers for it.

        Only for who has proven just now who they are (`Page.fresh`).

        Args:
            subject: whose.
            digest: SHA-256 of ``plan.json``.

        Raises:
            InputError: no plan of this digest was made for who signs.
        """

    def questions(self) -> tuple[QuestionUnseen, ...]:
        """Patients' questions that wait, the oldest first; without words, and nobody is named."""

    def read_question(self, number: str) -> Enquiry:
        """One of them; that this person read it stands on the log of who asked first.

        Raises:
            RequestError: none of this number waits.
        """

    def answer(self, number: str, words: str) -> Enquiry:
        """Answer a question.

        Raises:
            RequestError: none of this number waits; or no words, or too many.
        """

    def waits(self) -> Waits:
        """How much waits."""

    def waiting(self) -> tuple[ArrivedUnseen, ...]:
        """What came from partners and waits until somebody says whose it is; nobody is named."""

    def look_at(self, number: int) -> Arrived:
        """What a partner tells of whom something is about that waits; that this person saw it stands on the log first.

        Raises:
            InputError: nothing waits under this number.
        """

    def newcomer(self, number: int) -> SubjectId:
        """The id that somebody has here who is new, once what waits is taken in as theirs.

        Raises:
            InputError: nothing waits under this number.
        """

    def take_arrived(self, number: int, subject: SubjectId | None) -> str:
        """Say whose it is what waits; gives what became of it.

        Args:
            number: of what waits.
            subject: whose it is; None for somebody who is not kept here yet.

        Raises:
            InputError: nothing waits under this number.
        """
