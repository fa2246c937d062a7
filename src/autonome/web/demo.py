"""A demonstration: accounts that the sign-in page lists, with what is needed to sign in as them. Nobody's data.

Signing in is the same as ever: name, password and code are proven by `accounts.proving`. What the app of a synthetic
person would show is computed here from the account's own secret, by the code that checks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt

from autonome.access.roles import Role
from autonome.kernel import Instant, Text
from autonome.web.accounts.models import Person
from autonome.web.accounts.second_factor import STEP_SECONDS
from autonome.web.roles import ROLES


@dataclass(frozen=True, slots=True)
class Demo:
    """What a demonstration shows.

    Args:
        password: of all its accounts.
        accounts: names, in the order in which they are listed, each with who it is and as what.
    """

    password: str = field(repr=False)
    accounts: tuple[tuple[str, str, Role], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An account on the sign-in page.

    Args:
        name: of the account.
        shown: who it is.
        role: as what.
        code: what the app shows now; None where both codes of this minute were used.
        wait: seconds until there is another one.
    """

    name: str
    shown: str
    role: Text
    code: str | None
    wait: int


def listed(demo: Demo, now: Instant) -> Iterator[Shown]:
    """The accounts of a demonstration, each with a code that was not used yet."""
    people = {person.name: person for person in Person.objects.filter(name__in=[name for name, _, _ in demo.accounts])}
    factors = Authenticator.objects.filter(type=Authenticator.Type.TOTP, user__in=people.values())
    secrets = {factor.user_id: decrypt(factor.data["secret"]) for factor in factors}
    for name, shown, role in demo.accounts:
        if name in people and people[name].pk in secrets:
            code, wait = _code(people[name], secrets[people[name].pk], now)
            yield Shown(name, shown, ROLES[role], code, wait)


def _code(person: Person, secret: str, now: Instant) -> tuple[str | None, int]:
    """A code of this time step, or of the next where that was used: clocks may differ by so much."""
    step = now.seconds // STEP_SECONDS
    for each in (step, step + 1):
        if each > person.last_step:
            return format_hotp_value(hotp_value(secret, each)), 0
    return None, (step + 1) * STEP_SECONDS - now.seconds
