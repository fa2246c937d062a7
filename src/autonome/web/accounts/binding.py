"""What proves who somebody is, bound to the account that it is of, under a key that is not in the database.

Whoever may write the tables makes nothing that counts, and copies nothing of their own into somebody else's row: a
password, a second factor, a passkey, a login elsewhere, a code to enrol. What they had before may be put back into the
row that it came from: an older password or factor of the same account.
"""

from __future__ import annotations

import hmac
import json
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, check_password

from autonome.web.accounts.models import Person
from autonome.web.project import current

BOUND: Final = "bound"
"""Member of what is kept of a second factor, or of a login elsewhere, with the code that binds it."""

NOBODY: Final = UNUSABLE_PASSWORD_PREFIX
"""What is compared with where there is no account: no password fits, and Django hashes all the same."""

_STAYS: Final = {
    Authenticator.Type.TOTP: "secret",
    Authenticator.Type.RECOVERY_CODES: "seed",
    Authenticator.Type.WEBAUTHN: "credential",
}
"""What of each kind of factor never changes: that is bound."""


def code(person: Person | None, use: str, what: str) -> bytes:
    """The code that binds something to an account.

    Args:
        person: of the account; None for nobody's.
        use: to which it is bound besides.
        what: that is bound.
    """
    handle = "" if person is None else str(person.handle)
    return hmac.digest(current().derived(f"bound {use}"), f"{handle} {what}".encode(), "sha256")


def keep_password(person: Person, password: str) -> None:
    """Set a password; the row is not saved yet."""
    person.set_password(code(person, "password", password).hex())


def password_fits(person: Person | None, password: str) -> bool:
    """Whether a password is an account's; of nobody's none is, and that takes as long."""
    known = NOBODY if person is None else str(person.password)
    return bool(check_password(code(person, "password", password).hex(), known))


def bind_factors(person: Person) -> None:
    """Bind the second factors that an account has just been given; those that are bound stay as they are."""
    for each in Authenticator.objects.filter(user=person):
        if BOUND not in each.data:
            each.data[BOUND] = _of_factor(person, each)
            each.save(update_fields=["data"])


def is_bound(person: Person, factor: Authenticator) -> bool:
    """Whether a second factor was given to the account in whose row it stands."""
    return hmac.compare_digest(str(factor.data.get(BOUND, "")), _of_factor(person, factor))


def _of_factor(person: Person, factor: Authenticator) -> str:
    kept: Any = factor.data.get(_STAYS[factor.type])
    return code(person, f"factor {factor.type}", json.dumps(kept, sort_keys=True)).hex()
