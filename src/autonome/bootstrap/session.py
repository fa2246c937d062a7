"""Who acts at a node: the session that `autonome login` began.

Every command that works at a node asks here, and takes the actor from nowhere else: none has an option to act as
somebody else. The token lies in a file of the user's own (`session_files`); what it stands for, the accounts say.

Example::

    with signed_in(Role.CLINICIAN) as session:
        request = session.asks(subject, "TREAT", ("medications",), Action.USE)

    with signed_in(Role.CLINICIAN, fresh=True) as session:   # signatures, break-glass: proven minutes ago
        ...
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autonome.access import Request
from autonome.access.actors import SignedIn, expect
from autonome.access.errors import DoorError
from autonome.access.roles import Role, recipient_of, role_for
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.node import node_installed, without_witnesses
from autonome.bootstrap.session_files import read_session
from autonome.consent import Action
from autonome.consent.recipients import RecipientCode
from autonome.kernel import ActorId, SubjectId

if TYPE_CHECKING:
    from autonome.adapters.node import Node


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody at an open node.

    Args:
        node: that they are signed in to, open.
        actor: who acts, as the log names them; a patient under the name that the node has for the patient.
        roles: that they hold now.
        recipient: class of recipients that they belong to, in the role in which they act.
        role: in which they act: the one that was asked for, else the first that they hold.
        person: who signed in.
    """

    node: Node
    actor: ActorId
    roles: frozenset[Role]
    recipient: RecipientCode
    role: Role
    person: SignedIn

    @property
    def subject(self) -> SubjectId | None:
        """Whose data are the person's own, where they are a patient here."""
        return self.person.subject

    def asks(self, subject: SubjectId, purpose: str, items: Iterable[str], action: Action) -> Request:
        """What they ask of the gate, in the institution's name and in the role that has a door for the purpose.

        Args:
            subject: whose data.
            purpose: code of HL7's PurposeOfUse.
            items: categories of data.
            action: what is to be done.

        Raises:
            DoorError: they hold no role for that; nothing was asked.
        """
        role = self.role if role_for(purpose, [self.role]) else role_for(purpose, self.roles)
        if role is None:
            held = ", ".join(sorted(self.roles))
            raise DoorError(f"nothing of a patient is asked for {purpose:.20} as {held}", mend="see docs/accounts.md.")
        if role is Role.PATIENT and subject != self.subject:
            raise DoorError("a patient asks for their own data alone", mend="see docs/accounts.md.")
        institution = self.node.settings.institution
        theirs = replace(institution, recipient=recipient_of(role, institution.recipient))
        return theirs.asks(subject, self.person.acting(role), purpose, items, action)


@contextmanager
def signed_in(*roles: Role, fresh: bool = False) -> Iterator[Session]:
    """Open the node that the user is signed in to, and say who acts.

    Args:
        roles: any of which will do; any at all where none is named.
        fresh: whether password and second factor must have been given within the last minutes: for signatures and
            break-glass.

    Raises:
        SignInError: nobody is signed in, or the session is over, or too old for this.
        DoorError: who is signed in holds none of the roles.
        AutonomeError: the node cannot be opened.
    """
    kept = read_session()
    with node_installed():
        from autonome.adapters.node import NodeWorld, open_node  # noqa: PLC0415 - an extra
        from autonome.bootstrap.accounts import accounts_of  # noqa: PLC0415 - loads Django
    clock = SystemClock()
    world = NodeWorld(clock, SystemEntropy(), alone=without_witnesses())
    with open_node(kept.node, world) as node:
        found, role = expect(accounts_of(node).signed_in(kept.token), roles, clock.now(), fresh=fresh)
        recipient = recipient_of(role, node.settings.institution.recipient)
        yield Session(node, found.acting(role), found.roles, recipient, role, found)
