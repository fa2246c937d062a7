"""Second factors: one-time codes of an authenticator app (RFC 6238), and recovery codes; allauth keeps both.

A code is taken once: with it the time step of the account moves on, in one statement that fails where another process
was first. allauth remembers taken codes in a cache, which may forget; so codes are taken here, in the portals too.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt

from autonome.kernel import Instant
from autonome.web.accounts.binding import bind_factors, is_bound
from autonome.web.accounts.models import Person

STEP_SECONDS: Final = 30
"""Length of a time step (RFC 6238, section 4.1)."""

DRIFT: Final = 1
"""Steps by which clocks may differ, each way (RFC 6238, section 5.2: one for delay on the way)."""

TOTP_DIGITS: Final = 6
RECOVERY_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class NewFactor:
    """What an authenticator app must be told.

    Args:
        secret: in base 32, to be typed.
        address: the same, as apps scan it.
    """

    secret: str = field(repr=False)
    address: str = field(repr=False)


def draw(person: Person) -> NewFactor:
    """Draw a secret; it counts once it was shown to work."""
    secret = generate_totp_secret()
    return NewFactor(secret, get_adapter().build_totp_url(person, secret))


def replace_factors(person: Person, secret: str) -> tuple[str, ...]:
    """Put a new secret, and new recovery codes, in place of all that there were; gives those codes."""
    Authenticator.objects.filter(user=person).delete()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person).generate_codes()
    bind_factors(person)
    return tuple(codes)


def accept(person: Person, code: str, now: Instant) -> bool:
    """Take a one-time code or a recovery code of somebody, once.

    Args:
        person: whose row is locked by this transaction.
        code: as it was typed.
        now: the time.
    """
    digits = code.replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        return False
    if len(digits) == RECOVERY_DIGITS:
        found = _factor(person, Authenticator.Type.RECOVERY_CODES)
        return found is not None and bool(RecoveryCodes(found).validate_code(digits))
    found = _factor(person, Authenticator.Type.TOTP)
    return found is not None and take(person, decrypt(found.data["secret"]), digits, now)


def _factor(person: Person, kind: Authenticator.Type) -> Authenticator | None:
    """An account's own factor of a kind; None where there is none, or it was given to another account."""
    found: Authenticator | None = Authenticator.objects.filter(user=person, type=kind).first()
    return found if found is not None and is_bound(person, found) else None


def take(person: Person, secret: str, digits: str, now: Instant) -> bool:
    """Take a one-time code under a secret: its step must be near, and later than that of each code taken before."""
    step = now.seconds // STEP_SECONDS
    for each in range(step - DRIFT, step + DRIFT + 1):
        if hmac.compare_digest(format_hotp_value(hotp_value(secret, each)), digits):
            moved: int = Person.objects.filter(pk=person.pk, last_step__lt=each).update(last_step=each)
            return bool(moved)
    return False
