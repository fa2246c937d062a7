"""Somebody proves who they are: name, password and code together, with one answer for all three.

What was wrong is not told, and takes as long whatever it was: an account that is not there, or locked, is hashed for
like any other. The row of the account is locked meanwhile: many guesses at once are counted one after the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from django.db.transaction import atomic

from autonome.access.errors import SignInError
from autonome.kernel import Instant
from autonome.web.accounts import attempts, second_factor, tokens
from autonome.web.accounts.binding import password_fits
from autonome.web.accounts.models import LONGEST_NAME, NAME, Person

LONGEST_PASSWORD: Final = 1024
"""Characters: what is longer is not hashed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody gives to prove who they are.

    Args:
        name: of the account.
        password: of it.
        code: of the authenticator app, or a recovery code.
        source: where they come from: an address, a terminal.
    """

    name: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    source: str


def prove(claim: Claim, now: Instant) -> Person:
    """The account of who proves to be its holder.

    Raises:
        SignInError: they do not, or there were too many failures.
    """
    with atomic():
        person = held(claim.name)
        attempts.expect_patience(claim.name, claim.source, now)
        holds = _holds(person, claim, now)
        if holds:
            attempts.forget_failures(claim.name)
        else:
            attempts.note_failure(claim.name, claim.source, now)
    if person is None or not holds:
        raise SignInError("name, password and code do not belong together", mend="try again, with a new code.")
    return person


def prove_by_code(token: bytes, code: str, source: str, now: Instant) -> None:
    """Take a code of who holds a session; failures count as those of signing in do.

    Raises:
        SignInError: the session is over, the code does not count, or there were too many failures.
    """
    holder = tokens.person_of(token, now)
    holds = False
    if holder is not None:
        with atomic():
            person = held(holder.name)
            attempts.expect_patience(holder.name, source, now)
            holds = person is not None and second_factor.accept(person, code, now)
            if not holds:
                attempts.note_failure(holder.name, source, now)
    if not holds:
        raise SignInError("the code does not count", mend="send a new code of the authenticator app.")


def held(name: str) -> Person | None:
    """The account of a name, locked until the transaction ends; None where there is none, or it can be no name."""
    if len(name) > LONGEST_NAME or not re.fullmatch(NAME, name):
        return None
    found: Person | None = Person.objects.select_for_update().filter(name=name).first()
    return found


def _holds(person: Person | None, claim: Claim, now: Instant) -> bool:
    if len(claim.password) > LONGEST_PASSWORD:
        return False
    known = password_fits(person, claim.password)
    if person is None or not known or person.locked is not None:
        return False
    return second_factor.accept(person, claim.code, now)
