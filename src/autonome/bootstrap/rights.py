"""People's rights at a node: what the commands of `autonome rights` work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.access import Request
from autonome.access.rights import ACTIONS, Right
from autonome.access.roles import Role, recipient_of
from autonome.adapters.export_folder import ExportFolder, new_export
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.accounts import forget_accounts
from autonome.bootstrap.session import Session
from autonome.consent import Action, ConsentAct
from autonome.kernel import ActorId, Json, SubjectId
from autonome.law import RULES
from autonome.ledger import Draft, EntryKind
from autonome.workflows.answer_rights import RightsWorld
from autonome.workflows.correct_item import Corrected, Correcting, Correction, correct_item
from autonome.workflows.decide_and_record import Refusal, answer
from autonome.workflows.export_person import Exported, Exporting, export_person
from autonome.workflows.open_record import judging
from autonome.workflows.speak_for import may_ask_for

if TYPE_CHECKING:
    from autonome.access.rights import Matter
    from autonome.adapters.node import Node
    from autonome.adapters.postgres_gate.rights import PostgresRights

OWN_REQUEST = "PATRQT"
"""Purpose of who asks for their own data, or for a person whom they represent."""


def rights_world(node: Node) -> RightsWorld:
    """What acts on people's rights work with at a node."""
    return RightsWorld(_book(node), RULES, node.settings.institution.jurisdiction, SystemClock(), SystemEntropy())


def _book(node: Node) -> PostgresRights:
    from autonome.adapters.node.rights import rights_of  # noqa: PLC0415 - an extra

    forget = partial(forget_accounts, node)
    return rights_of(node.directory, node.log, node.names, SystemEntropy(), forget=forget)


def refused_for_another(session: Session, subject: SubjectId, right: Right) -> Refusal | None:
    """Whether who asks for another person may: judged, and recorded, before anything is told or opened."""
    return _refused(session.node, session.asks(subject, OWN_REQUEST, ("record",), ACTIONS[right]))


def refused_at_desk(session: Session, subject: SubjectId, holder: ActorId, right: Right) -> Refusal | None:
    """The same, for somebody who stands at the desk and asks for another person by a mandate."""
    return _refused(session.node, _asked_by_holder(session.node, holder, subject, ACTIONS[right]))


def turn_away(session: Session, act: ConsentAct, holder: ActorId) -> None:
    """Put on record that somebody was to answer a question for a person without a mandate: the person sees who.

    Args:
        session: of who writes it down.
        act: that was to be recorded.
        holder: who was to have done it.
    """
    node, subject = session.node, act.subject
    request = _asked_by_holder(node, holder, subject, Action.USE)
    if not may_ask_for(request, node.log, SystemClock().now()) and _refused(node, request) is not None:
        return
    told: dict[str, Json] = {"holder": holder, "by": session.actor, "question": act.key}
    node.log.append([Draft(EntryKind.USE, subject, {"unmandated": told})])  # who may ask for the person, and not answer


def represented(session: Session, subject: SubjectId) -> bool:
    """Whether who is signed in as a representative has a mandate for a person's rights now; nothing is recorded."""
    request = session.asks(subject, OWN_REQUEST, ("record",), Action.USE)
    return may_ask_for(request, session.node.log, SystemClock().now())


def would_represent(node: Node, holder: ActorId, subject: SubjectId) -> bool:
    """The same of somebody who is not signed in, so that they can be told of something; nothing is recorded."""
    return may_ask_for(_asked_by_holder(node, holder, subject, Action.USE), node.log, SystemClock().now())


def refused_to_see(session: Session, subject: SubjectId) -> Refusal | None:
    """Whether who asks may see what is another's: judged, and recorded on that person's timeline."""
    return _refused(session.node, session.asks(subject, OWN_REQUEST, ("record",), Action.USE))


def _asked_by_holder(node: Node, holder: ActorId, subject: SubjectId, action: Action) -> Request:
    """What is asked for a person in the name of who holds a mandate, and is not signed in."""
    institution = replace(node.settings.institution, recipient=recipient_of(Role.REPRESENTATIVE, ""))
    return institution.asks(subject, holder, OWN_REQUEST, ("record",), action)


def _refused(node: Node, request: Request) -> Refusal | None:
    clock = SystemClock()
    judged = answer(request, *node.gate.admit(request, judging(request, RULES, clock)))
    return judged if isinstance(judged, Refusal) else None


def export_for(session: Session, subject: SubjectId, folder: Path) -> Exported | Refusal:
    """Export a person's data to a new folder, for who is signed in (see `export_person`)."""
    from autonome.adapters.postgres_genomes.exporting import GenomeExport  # noqa: PLC0415 - an extra

    node = session.node

    def asks(items: Sequence[str]) -> Request:
        return session.asks(subject, OWN_REQUEST, items, Action.USE)

    exporting = Exporting(asks, node.log, rights_world(node), lambda: new_export(folder))
    return export_person(
        subject,
        session.actor,
        gate=node.gate,
        records=node.records,
        genomes=GenomeExport(node.genomes),
        exporting=exporting,
    )


def corrected_by(
    session: Session, matter: Matter, correction: Correction, purpose: str, sees: tuple[str, ...]
) -> Corrected | Refusal:
    """Put an item right, as who is signed in (see `correct_item`)."""
    node = session.node

    def asks(items: Sequence[str], action: Action) -> Request:
        return session.asks(matter.subject, purpose, items, action)

    correcting = Correcting(asks, sees, node.log, rights_world(node), _book(node).closing)
    return correct_item(matter, correction, session.actor, gate=node.gate, records=node.records, correcting=correcting)


def export_folder(folder: Path) -> ExportFolder:
    """An export, to be verified."""
    return ExportFolder(folder)
