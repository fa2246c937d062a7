"""A plan of what a node keeps, for who is signed in: for the command line and the pages alike."""

from __future__ import annotations

from collections.abc import Sequence

from autonome import __version__
from autonome.access import Request
from autonome.adapters.system import SystemClock
from autonome.bootstrap.knowledge import knowledge_bundle
from autonome.bootstrap.session import Session
from autonome.consent import Action
from autonome.kernel import Instant, SubjectId
from autonome.law import RULES
from autonome.report.language import Language
from autonome.report.ports import Typesetter
from autonome.workflows.make_plan import MadePlan, RefusedPlan, make_plan_of
from autonome.workflows.plan_case import ITEMS, PlanRequest, World
from autonome.workflows.plan_of_patient import KeptCase, Store


def plan_of(  # noqa: PLR0913 - who asks for whose plan, and how it is wanted
    session: Session,
    subject: SubjectId,
    purpose: str,
    considered: Sequence[str],
    language: Language,
    *,
    typesetter: Typesetter | None = None,
    as_of: Instant | None = None,
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

    Raises:
        DoorError: who asks holds no role for the purpose.
        AutonomeError: nothing is kept of which a plan can be made, or log or store cannot be relied upon.
    """
    node, clock, bundle = session.node, SystemClock(), knowledge_bundle()
    request = session.asks(subject, purpose, ITEMS, Action.USE)
    engine = f"autonome {__version__}"
    world = World(bundle=bundle, rules=RULES, log=node.log, clock=clock, engine=engine, typesetter=typesetter)
    case = KeptCase(
        subject=subject,
        jurisdiction=request.jurisdiction,
        store=Store(gate=node.gate, records=node.records, genomes=node.genomes),
        world=world,
    )
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
    )
    return make_plan_of(case, asked, world)


def asked_for(session: Session, subject: SubjectId, purpose: str) -> Request:
    """The request that a plan begins with, to explain its refusal by."""
    return session.asks(subject, purpose, ITEMS, Action.USE)
