"""Enrolment: with a code of one use somebody sets password and second factor.

Invariants:

- A steward never knows a password or a secret: they hand over a code, which counts once and for some days.
- Nothing is set before the authenticator app has shown that it works.
- Who is enrolled anew loses the old password, second factor, recovery codes, logins elsewhere and
  sessions, at once.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Final

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.transaction import atomic

from autonome.access.actors import Invitation
from autonome.access.errors import SignInError
from autonome.kernel import InputError, Instant
from autonome.ledger import Entropy
from autonome.web.accounts import attempts, binding, second_factor, tokens
from autonome.web.accounts.clocks import moment
from autonome.web.accounts.models import Enrolment, Person
from autonome.web.accounts.proving import LONGEST_PASSWORD, held
from autonome.web.accounts.recording import ActLog, named, recorded

LASTS_SECONDS: Final = 3 * 24 * 3600
"""How long a code counts: over a weekend (our own judgement)."""

CODE_BYTES: Final = 15
"""Length of a code: 120 bits in 24 letters and digits, which nobody guesses."""

_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What somebody gives who enrols.

    Args:
        name: of the account.
        code: that they were handed.
        password: that they choose.
        source: where they come from.
    """

    name: str
    code: str = field(repr=False)
    password: str = field(repr=False)
    source: str


def invite(person: Person, by: str, now: Instant, entropy: Entropy) -> Invitation:
    """Make a code for somebody; one that was made before counts no longer. Within the caller's transaction."""
    letters = base64.b32encode(entropy.token(CODE_BYTES)).decode("ascii")
    Enrolment.objects.update_or_create(
        person=person,
        defaults={"code": _mark(person, letters), "made_by": by, "ends": moment(now, LASTS_SECONDS), "used": None},
    )
    groups = (letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))
    return Invitation(str(person.name), "-".join(groups), Instant(now.seconds + LASTS_SECONDS))


def begin(enrolling: Enrolling, now: Instant) -> second_factor.NewFactor:
    """Check code and password, and draw a secret for the authenticator app.

    Raises:
        SignInError: the code does not count.
        InputError: the password will not do; says why.
    """
    person = _expected(enrolling, now).person
    expect_password(enrolling.password, person)
    return second_factor.draw(person)


def finish(enrolling: Enrolling, secret: str, digits: str, *, now: Instant, log: ActLog) -> tuple[str, ...]:
    """Set password and second factor, once the authenticator app has shown that it works.

    Args:
        enrolling: as before.
        secret: that was drawn.
        digits: what the app shows.
        now: the time.
        log: on which it is recorded.

    Returns:
        Recovery codes: each counts once in place of the app.

    Raises:
        SignInError: the code does not count, or the app shows another one.
    """
    person = _expected(enrolling, now).person
    expect_password(enrolling.password, person)
    with recorded(log, {"act": "enrolled", **named(person)}):
        used = Enrolment.objects.filter(person=person, code=_mark(person, enrolling.code), used__isnull=True)
        if not used.update(used=moment(now)):  # another process was first
            raise _refused()
        Person.objects.filter(pk=person.pk).update(last_step=0)
        if not second_factor.take(person, secret, digits.replace(" ", ""), now):
            raise SignInError("the app shows another code", mend="check the clock of the device, and begin again.")
        binding.keep_password(person, enrolling.password)
        person.save(update_fields=["password"])
        tokens.end_all(person)
        SocialAccount.objects.filter(user=person).delete()
        codes = second_factor.replace_factors(person, secret)
    attempts.forget_failures(enrolling.name)
    return codes


def _expected(enrolling: Enrolling, now: Instant) -> Enrolment:
    """The enrolment that a code belongs to; a failure counts as one to sign in does."""
    with atomic():
        person = held(enrolling.name)
        attempts.expect_patience(enrolling.name, enrolling.source, now)
        found = (
            Enrolment.objects.select_related("person")
            .filter(
                person=person,
                person__locked__isnull=True,
                code=_mark(person, enrolling.code),
                used__isnull=True,
                ends__gt=moment(now),
            )
            .first()
        )
        if found is None:
            attempts.note_failure(enrolling.name, enrolling.source, now)
    if found is None:
        raise _refused()
    return found


def _refused() -> SignInError:
    return SignInError(
        "name and enrolment code do not belong together, or the code was used or is over",
        mend="ask a steward for a new one.",
    )


def expect_password(password: str, person: Person) -> None:
    """Refuse a password that will not do.

    Raises:
        InputError: says why.
    """
    if len(password) > LONGEST_PASSWORD:
        raise InputError(f"the password is longer than {LONGEST_PASSWORD} characters", mend="choose a shorter one.")
    try:
        validate_password(password, person)
    except ValidationError as error:
        reasons = " ".join(str(each) for each in error.messages)
        raise InputError(f"the password will not do: {reasons}", mend="choose another, such as four words.") from None


def _mark(person: Person | None, code: str) -> bytes:
    """What the table has of a code: who writes the table makes none, and moves none to another account."""
    return binding.code(person, "enrolment", "".join(code.split()).replace("-", "").upper())
