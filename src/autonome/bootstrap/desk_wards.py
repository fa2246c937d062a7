"""Those for whom a representative acts: which they are, and that a mandate on record lets them.

That a representative looked stands on the ward's timeline once for each session's length, like the attempt of who holds
no mandate stands there each time. A list of wards is kept with the account; it is no right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from autonome.access.actors import SESSION_SECONDS
from autonome.access.errors import DoorError
from autonome.adapters.system import SystemClock
from autonome.bootstrap.desk_portal import NodePatientDesk
from autonome.bootstrap.rights import OWN_REQUEST, refused_to_see, represented, would_represent
from autonome.bootstrap.session import Session
from autonome.kernel import ActorId, SubjectId
from autonome.ledger import EntryKind, ErasedError
from autonome.web.desk.patient import Ward
from autonome.workflows.speak_for import mandates_of

if TYPE_CHECKING:
    from autonome.adapters.node import Node


def ward_desk(session: Session, ward: SubjectId) -> NodePatientDesk:
    """The desk of a ward, for who holds a mandate for the ward's rights now.

    Raises:
        DoorError: they hold none; it is the same where nobody of that name is kept, or somebody was erased.
    """
    expect_mandate(session, ward)
    desk = NodePatientDesk(session, ward)
    if not _has_looked(desk, session) and refused_to_see(session, ward) is not None:
        raise _none()
    return NodePatientDesk(session, ward)


def expect_mandate(session: Session, ward: SubjectId) -> None:
    """Stop who holds no mandate for somebody's rights; the attempt is on that person's timeline.

    Raises:
        DoorError: see `ward_desk`.
    """
    try:
        if represented(session, ward):
            return
        refused_to_see(session, ward)
    except ErasedError:
        raise _none() from None
    raise _none()


def wards_at(session: Session, kept: tuple[SubjectId, ...]) -> Iterator[Ward]:
    """Of those who are on somebody's list, the ones for whom they may act now; nothing is recorded."""
    node, now = session.node, SystemClock().now()
    for subject in kept:
        try:
            if not represented(session, subject):
                continue
            held = mandates_of(subject, node.log)
        except ErasedError:
            continue
        found = (each for each in held if each.mandate.holder == session.person.name)
        standing = next((each for each in found if each.mandate.valid.contains(now)), None)
        if standing is not None:
            yield Ward(subject, name_at(node, subject), standing)


def representatives_at(node: Node, subject: SubjectId) -> tuple[str, ...]:
    """Names of those who may act for somebody now, as they would be let in; nothing is recorded."""
    now = SystemClock().now()
    try:
        held = mandates_of(subject, node.log)
    except ErasedError:
        return ()
    holders = {str(each.mandate.holder) for each in held if each.mandate.valid.contains(now)}
    return tuple(name for name in sorted(holders) if would_represent(node, ActorId(name), subject))


def name_at(node: Node, subject: SubjectId) -> str:
    """The name by which people know a patient; the id where there is none."""
    known = node.patients.of(subject)
    return known.name if known is not None and known.name else str(subject)


def _has_looked(desk: NodePatientDesk, session: Session) -> bool:
    """Whether it stands on the ward's timeline already that they look, not longer ago than a session lasts."""
    since = SystemClock().now().seconds - SESSION_SECONDS
    return any(
        line.kind is EntryKind.DECISION
        and line.what == "allowed"
        and line.actor == session.actor
        and OWN_REQUEST in line.purposes
        and line.at.seconds > since
        for line in desk.thread().timeline
    )


def _none() -> DoorError:
    return DoorError("no mandate on record lets you act for this person", mend="have one put on record at the desk.")
