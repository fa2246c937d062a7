"""A case for a plan: who asks, with what it is made, and where the person's data are and their use is recorded.

`Case` is the one seam between `make_plan`, which is the same for everybody, and the places where data lie: files in
hand (`make_plan`) and a node's store (`plan_of_patient`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from autonome.access import Allowed, Decision, Document, Permit, Request
from autonome.clinical import HealthRecord
from autonome.consent import Attestation, ConsentAct
from autonome.evidence import Bundle
from autonome.genome import GenomeSource
from autonome.kernel import Instant, Sha256, SubjectId
from autonome.law import NOTHING_STATED, Circumstances, RuleBook
from autonome.ledger import Clock, Log, Receipt
from autonome.pharmacogenomics import OutsideCall
from autonome.plan.data_categories import USABLE
from autonome.report.language import ENGLISH, Language
from autonome.report.ports import Typesetter
from autonome.workflows.call_pharmacogenes import CallingOptions
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.record_use import Made

ITEMS = ("pharmacogenes", "medications", "demographics")
"""Categories of data without which there is no plan; each must be covered by consent. The others that a plan can use
(`data_categories.USABLE`) are asked for where the record has them and consent covers them, and done without else."""


class PlanFile(StrEnum):
    """What a plan is written as, beside ``plan.json``, by which it is known."""

    FHIR = "plan.fhir.json"
    PAGE = "plan.html"
    FOR_PATIENT = "patient.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Who asks for the plan, and how.

    Args:
        actor: who asks.
        organisation: for which.
        recipient: class of recipients to which they belong.
        purpose: HL7 PurposeOfUse, such as ``TREAT``.
        jurisdiction: where; "" for where the person's own consent file says that they are cared for.
        as_of: the instant that the plan is for.
        considered: names of further medicines to advise on.
        calling: how the genome is read.
        language: that the pages and the words in FHIR are written in; ``plan.json`` is in English whatever it is.
        pdf_required: whether no plan is wanted where ``plan.pdf`` cannot be made.
        documents: papers that the law of the place asks for.
        circumstances: what is stated beside the codes.
        files: that are wanted beside ``plan.json``: what is not made is not on record as made, and takes no time.
    """

    actor: str
    organisation: str
    recipient: str
    purpose: str
    jurisdiction: str
    as_of: Instant
    considered: tuple[str, ...] = ()
    calling: CallingOptions = field(default_factory=CallingOptions)
    language: Language = ENGLISH
    pdf_required: bool = False
    documents: tuple[Document, ...] = ()
    circumstances: Circumstances = NOTHING_STATED
    files: frozenset[PlanFile] = frozenset(PlanFile)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadData:
    """What was read under the permit.

    Args:
        genome: of the person; None where it was not to be seen, or none is kept.
        record: of the person, under the id that the log has for them.
        outside: calls made elsewhere.
        digests: role → SHA-256 of what each input was but the genome, which tells its own once it has been read.
    """

    genome: GenomeSource | None
    record: HealthRecord
    outside: Sequence[OutsideCall]
    digests: Mapping[str, Sha256]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the act works with.

    Args:
        bundle: knowledge.
        rules: of law.
        log: of decisions and uses.
        clock: of decisions.
        engine: name and version of the program.
        typesetter: of ``plan.pdf``, or None where there is to be none.
    """

    bundle: Bundle
    rules: RuleBook
    log: Log
    clock: Clock
    engine: str
    typesetter: Typesetter | None = None


class Case(Protocol):
    """One person's case: where consent is judged, data are read, and the use is put on record.

    Here lies all in which a plan of files in hand differs from one of what a node keeps.
    """

    @property
    def subject(self) -> SubjectId:
        """Whose."""

    @property
    def jurisdiction(self) -> str:
        """Where they are cared for, if the request does not say."""

    def ask(self, request: Request) -> tuple[Permit | Refusal, frozenset[str]]:
        """Ask for what a plan needs, and for what else it can use and consent covers; either answer is on the log.

        Returns:
            The answer, and the usable categories that consent does not cover, whether there is an entry of them or
            not: that there is one is itself something that consent may not cover.
        """

    def read(self, permit: Permit) -> ReadData:
        """Read what the permit covers."""

    def record_use(self, permit: Permit, made: Made) -> Receipt:
        """Put on record what was made, and prove it together with the decision."""

    def said(self, permit: Permit) -> tuple[Sequence[ConsentAct], Sequence[Attestation]]:
        """Acts of consent of the person, and what is attested of the person, as they stand on the log."""

    def consent_on_record(self, permit: Permit) -> tuple[ConsentAct, ...]:
        """Acts that the permit rests on and that nobody handed in."""


def usable_covered(
    request: Request, judge: Callable[[Request], Decision], *, usable: Sequence[str] = USABLE
) -> frozenset[str]:
    """Usable categories that consent covers; nothing is decided by it.

    Args:
        request: for what a plan needs.
        judge: of a request, as of now.
        usable: categories that are asked about, each beside what is needed.
    """
    asked = {category: replace(request, items=(*request.items, category)) for category in usable}
    return frozenset(category for category, each in asked.items() if isinstance(judge(each), Allowed))
