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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.access import Request
from autonome.access.actors import SignedIn, expect
from autonome.access.errors import DoorError, SignInError
from autonome.access.roles import Role, recipient_of, role_for
from autonome.adapters.system import SystemClock
from autonome.bootstrap.accounts import accounts_of, source
from autonome.bootstrap.nodes import opened_node
from autonome.bootstrap.session_files import KeptSession, forget_session, keep_session, read_session
from autonome.consent import Action
from autonome.consent.recipients import RecipientCode
from autonome.kernel import ActorId, AutonomeError, SubjectId

if TYPE_CHECKING:
    from autonome.adapters.node import Node
    from autonome.web.accounts.accounts import Accounts


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


def session_of(node: Node, person: SignedIn, role: Role) -> Session:
    """The session of who is signed in, in one of their roles: for commands, pages and work that was ordered there."""
    recipient = recipient_of(role, node.settings.institution.recipient)
    return Session(node, person.acting(role), person.roles, recipient, role, person)


@contextmanager
def signed_in(*roles: Role, fresh: bool = False, emergency: bool = False) -> Iterator[Session]:
    """Open the node that the user is signed in to, and say who acts.

    Args:
        roles: any of which will do; any at all where none is named.
        fresh: whether password and second factor must have been given within the last minutes: for signatures and
            break-glass.
        emergency: whether to go on where no witness of the log answers (`opened_node`): for break-glass.

    Raises:
        SignInError: nobody is signed in, or the session is over, or too old for this.
        DoorError: who is signed in holds none of the roles.
        AutonomeError: the node cannot be opened.
    """
    kept = read_session()
    with opened_node(kept.node, emergency=emergency) as node:
        now = SystemClock().now()
        found, role = expect(accounts_of(node).signed_in(kept.token), roles, now, fresh=fresh)
        yield session_of(node, found, role)


def begin_session(folder: Path, name: str, password: str, code: str) -> SignedIn:
    """Begin a session at a node, in place of the one that there was.

    Raises:
        SignInError: name, password and code do not belong together, or there were too many failures.
        AutonomeError: the node cannot be opened.
    """
    with opened_node(folder) as node:
        accounts = accounts_of(node)
        from autonome.web.accounts.proving import Claim  # noqa: PLC0415 - Django is set up now

        token = accounts.sign_in(Claim(name, password, code, source()))
        found = accounts.signed_in(token)
        if found is None:
            raise SignInError("the session ended at once", mend="run `autonome login` again.")
        with suppress(AutonomeError):  # what cannot be ended is over soon
            _end(accounts, read_session(), folder)
        keep_session(KeptSession(folder, token))
    return found


def end_session() -> bool:
    """End the session, at the node and here; whether there was one.

    Raises:
        AutonomeError: the node cannot be opened; the file is gone all the same.
    """
    try:
        kept = read_session()
    except SignInError:
        forget_session()
        return False
    forget_session()
    with opened_node(kept.node) as node:
        accounts_of(node).sign_out(kept.token)
    return True


def _end(accounts: Accounts, kept: KeptSession, folder: Path) -> None:
    if kept.node.resolve() == folder.resolve():
        accounts.sign_out(kept.token)
