"""Who acts: somebody who has proven who they are, with the roles that they hold now.

Whether a name and a password fit is for the accounts to say (`Actors`); what follows from it is told here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from autonome.access.errors import DoorError, SignInError
from autonome.access.roles import Role
from autonome.kernel import ActorId, Instant, SubjectId

SESSION_SECONDS: Final = 12 * 3600
"""How long a session lasts (NIST SP 800-63B-3, section 4.3.3: at most 12 hours at its highest level)."""

IDLE_SECONDS: Final = 3600
"""How long a browser's session lasts in which nothing is done (NIST SP 800-63B-4, section 2.2.3: at most an hour)."""

FRESH_SECONDS: Final = 15 * 60
"""How long ago password and second factor may have been given where somebody signs or breaks the glass (as before: 15
minutes without activity; counted here from the proof itself, which is stricter)."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in.

    Args:
        name: of the account.
        roles: that they hold now.
        proven: when they last gave password and second factor.
        until: when the session ends.
        subject: whose data are their own, where they are a patient here.
        shown: the person's name, for people to read.
        language: tag of the one that they chose for good; "" where they have not.
    """

    name: ActorId
    roles: frozenset[Role]
    proven: Instant
    until: Instant
    subject: SubjectId | None = None
    shown: str = ""
    language: str = ""

    def acting(self, role: Role) -> ActorId:
        """Under which name they act in a role: a patient as the person whom the data are about.

        Raises:
            DoorError: a patient's account that no patient belongs to.
        """
        if role is not Role.PATIENT:
            return self.name
        if self.subject is None:
            raise DoorError("this account belongs to no patient", mend="ask a steward to name the patient.")
        return ActorId(self.subject)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who shall have an account.

    Args:
        name: of the account.
        roles: that they will hold.
        shown: the person's name, for people to read.
        email: where mail goes; none is needed.
        subject: whose data are their own, where they are a patient here.
    """

    name: str
    roles: tuple[Role, ...]
    shown: str = ""
    email: str = ""
    subject: SubjectId | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is handed to somebody who shall enrol.

    Args:
        name: of the account.
        code: counts once.
        until: when it is over.
    """

    name: str
    code: str = field(repr=False)
    until: Instant


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody as stewards see them.

    Args:
        name: of the account.
        shown: the person's name.
        roles: that they hold now, each with who gave it and since when.
        locked: whether the account is locked.
        enrolled: whether they have set a password.
    """

    name: str
    shown: str
    roles: tuple[tuple[Role, str, Instant], ...]
    locked: bool
    enrolled: bool


class Actors(Protocol):
    """The accounts of an institution, as those who act meet them."""

    def signed_in(self, token: bytes) -> SignedIn | None:
        """Who a session's token stands for; None where it is unknown or over, or its holder is locked out."""


def expect(found: SignedIn | None, roles: Iterable[Role], now: Instant, *, fresh: bool) -> tuple[SignedIn, Role]:
    """Let pass who may do what is asked.

    Args:
        found: who is signed in.
        roles: any of which will do; any at all where there are none.
        now: the time.
        fresh: whether password and second factor must have been given just now.

    Returns:
        Who is signed in, and the role in which they act.

    Raises:
        SignInError: nobody is signed in, or not lately enough.
        DoorError: they hold none of the roles.
    """
    if found is None or found.until <= now:
        raise SignInError("nobody is signed in, or the session is over", mend="run `autonome login`.")
    wanted = set(roles)
    role = next((each for each in Role if each in found.roles and (not wanted or each in wanted)), None)
    if role is None:
        needed = " or ".join(each for each in Role if each in wanted) or "any role"
        raise DoorError(f"{found.name} does not hold {needed} here", mend="ask a steward, or sign in as who does.")
    if fresh and not 0 <= now.seconds - found.proven.seconds <= FRESH_SECONDS:
        raise SignInError(
            f"this asks for password and code within the last {FRESH_SECONDS // 60} minutes",
            mend="run `autonome login` again.",
        )
    return found, role
