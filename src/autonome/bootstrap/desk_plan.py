"""A plan of what a node keeps, for who is signed in: for the command line and the pages alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from autonome import __version__
from autonome.access import Permit, Request
from autonome.access.roles import Role
from autonome.adapters.system import SystemClock
from autonome.bootstrap.knowledge import knowledge_bundle
from autonome.bootstrap.session import Session
from autonome.consent import Action, Attestation, ConsentAct
from autonome.kernel import InputError, Instant, SubjectId
from autonome.law import RULES
from autonome.ledger import Receipt
from autonome.report.language import Language
from autonome.report.ports import Typesetter
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.make_plan import MadePlan, RefusedPlan, make_plan_of
from autonome.workflows.plan_case import ITEMS, Case, PlanFile, PlanRequest, ReadData, World
from autonome.workflows.plan_of_part import PARTS, PartCase
from autonome.workflows.plan_of_patient import KeptCase, Store
from autonome.workflows.record_use import Made


def plan_of(  # noqa: PLR0913 - who asks for whose plan, and how it is wanted
    session: Session,
    subject: SubjectId,
    purpose: str,
    considered: Sequence[str],
    language: Language,
    *,
    typesetter: Typesetter | None = None,
    as_of: Instant | None = None,
    seeing: Callable[[ReadData], None] | None = None,
    sample: str | None = None,
    files: frozenset[PlanFile] = frozenset(PlanFile),
) -> MadePlan | RefusedPlan:
    """Make the plan of a patient of a node, or have it refused; either is on the log.

    Args:
        session: of who asks.
        subject: whose.
        purpose: code of HL7's PurposeOfUse.
        considered: further medicines to advise on.
        language: of its pages.
        typesetter: of ``plan.pdf``, which is then required; None where there is to be none.
        as_of: the instant that the plan is for; now where none is named. The decision is made as of now all the same.
        seeing: is given what was read under the permit, to draw it; None where nothing is drawn.
        sample: of which genome, where several are kept.
        files: that are wanted beside ``plan.json``.

    Raises:
        DoorError: who asks holds no role for the purpose.
        AutonomeError: nothing is kept of which a plan can be made, or log or store cannot be relied upon.
    """
    node, clock, bundle = session.node, SystemClock(), knowledge_bundle()
    request = asked_for(session, subject, purpose)
    engine = f"autonome {__version__}"
    world = World(bundle=bundle, rules=RULES, log=node.log, clock=clock, engine=engine, typesetter=typesetter)
    kept = KeptCase(
        subject=subject,
        jurisdiction=request.jurisdiction,
        store=Store(gate=node.gate, records=node.records, genomes=node.genomes),
        world=world,
        sample=sample,
    )
    case: Case = PartCase(kept=kept, genomes=node.genomes) if sees_a_part(session) else kept
    asked = PlanRequest(
        actor=request.actor,
        organisation=request.organisation,
        recipient=request.recipient,
        purpose=purpose,
        jurisdiction=request.jurisdiction,
        as_of=clock.now() if as_of is None else as_of,
        considered=tuple(considered),
        language=language,
        pdf_required=typesetter is not None,
        documents=request.documents,
        circumstances=request.circumstances,
        files=files,
    )
    return make_plan_of(case if seeing is None else _Seeing(case, seeing), asked, world)


@contextmanager
def genome_settled() -> Iterator[None]:
    """For desks: that no genome is kept, or several are, is said as what it is, and is no fault of the store.

    Raises:
        SampleNeededError: several are kept, and none of the name that was given, or none was given.
        InputError: none is kept.
    """
    from autonome.adapters.postgres_genomes import WhichGenomeError  # noqa: PLC0415 - an extra
    from autonome.web.desk import SampleNeededError  # noqa: PLC0415 - an extra

    try:
        yield
    except WhichGenomeError as error:
        if error.samples:
            raise SampleNeededError(error.samples) from error
        raise InputError("no genome of this patient is kept", mend="take one in, then make the plan.") from error


def asked_for(session: Session, subject: SubjectId, purpose: str) -> Request:
    """The request that a plan begins with, to explain its refusal by."""
    return session.asks(subject, purpose, PARTS if sees_a_part(session) else ITEMS, Action.USE)


def sees_a_part(session: Session) -> bool:
    """Whether a plan is made of the part that is shared: what others may see is asked kind by kind."""
    return session.role in {Role.PHARMACIST, Role.CLINIC}


@dataclass(frozen=True, slots=True)
class _Seeing:
    """A case whose data somebody is given as they are read: under the same permit, for the same use."""

    case: Case
    seeing: Callable[[ReadData], None]

    @property
    def subject(self) -> SubjectId:
        """See `Case`."""
        return self.case.subject

    @property
    def jurisdiction(self) -> str:
        """See `Case`."""
        return self.case.jurisdiction

    def ask(self, request: Request) -> tuple[Permit | Refusal, frozenset[str]]:
        """See `Case`."""
        return self.case.ask(request)

    def read(self, permit: Permit) -> ReadData:
        """See `Case`."""
        found = self.case.read(permit)
        self.seeing(found)
        return found

    def record_use(self, permit: Permit, made: Made) -> Receipt:
        """See `Case`."""
        return self.case.record_use(permit, made)

    def said(self, permit: Permit) -> tuple[Sequence[ConsentAct], Sequence[Attestation]]:
        """See `Case`."""
        return self.case.said(permit)

    def consent_on_record(self, permit: Permit) -> tuple[ConsentAct, ...]:
        """See `Case`."""
        return self.case.consent_on_record(permit)
