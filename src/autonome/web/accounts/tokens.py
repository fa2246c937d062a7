"""Tokens of sessions: made when somebody has proven who they are, looked up at each use, ended.

A token is the account's handle and 24 random bytes. The table has its mark under the accounts' key, which is not in the
database: who reads the table signs in as nobody, and who may write it makes no session, nor turns their own into
somebody else's.
"""

from __future__ import annotations

import hmac
from typing import Final

from django.db.models import Q, QuerySet

from autonome.access.actors import IDLE_SECONDS, SESSION_SECONDS, SignedIn
from autonome.access.roles import Role
from autonome.kernel import ActorId, Instant, SubjectId
from autonome.ledger import Entropy
from autonome.web.accounts.clocks import instant, moment
from autonome.web.accounts.models import HeldRole, Person, Place, Token
from autonome.web.accounts.sealing import opened, subject_use
from autonome.web.project import current

TOKEN_BYTES: Final = 32

USED_STEP: Final = 60
"""Seconds after which the last use is written anew: not every command writes."""


def make(
    person: Person, now: Instant, entropy: Entropy, *, place: Place = Place.TERMINAL, proven: Instant | None = None
) -> bytes:
    """Begin a session of somebody who has just proven who they are.

    Args:
        person: who.
        now: the time.
        entropy: draws the token.
        place: where they work.
        proven: when they gave password and code, or a passkey, where that was not now.
    """
    handle = _handle(person)
    secret = handle + entropy.token(TOKEN_BYTES - len(handle))
    at = moment(now)
    Token.objects.create(
        hash=_mark(secret),
        person=person,
        made=at,
        proven=at if proven is None else moment(proven),
        used=at,
        ends=moment(now, SESSION_SECONDS),
        place=place.value,
    )
    return secret


def holder(token: bytes, now: Instant) -> SignedIn | None:
    """Who a token stands for; None where it is unknown or over, or its holder is locked."""
    found = _standing(token, now)
    if found is None:
        return None
    if instant(found.used).seconds + USED_STEP < now.seconds:
        Token.objects.filter(pk=found.pk).update(used=moment(now))
    return _signed_in(found, now)


def person_of(token: bytes, now: Instant) -> Person | None:
    """The account that a token belongs to; None as for `holder`."""
    found = _standing(token, now)
    return None if found is None else found.person


def _standing(token: bytes, now: Instant) -> Token | None:
    found: Token | None = (
        Token.objects.select_related("person")
        .filter(_lasts(now), hash=_mark(token), person__locked__isnull=True)
        .first()
    )
    return found if found is not None and token.startswith(_handle(found.person)) else None


def _lasts(now: Instant) -> Q:
    """Of sessions that are not over: a browser's is over too where nothing was done in it for so long."""
    return Q(ends__gt=moment(now)) & (~Q(place=Place.BROWSER.value) | Q(used__gt=moment(now, -IDLE_SECONDS)))


def _handle(person: Person) -> bytes:
    return bytes.fromhex(str(person.handle))


def _mark(token: bytes) -> bytes:
    return hmac.digest(current().derived("token"), token, "sha256")


def end(token: bytes) -> None:
    """End a session; one that is over is no fault."""
    Token.objects.filter(hash=_mark(token)).delete()


def end_all(person: Person, but: bytes = b"") -> None:
    """End all sessions of somebody, but for one where a token is given."""
    Token.objects.filter(person=person).exclude(hash=_mark(but)).delete()


def proven_again(token: bytes, now: Instant) -> None:
    """Note that the holder of a session has just proven again who they are."""
    Token.objects.filter(hash=_mark(token)).update(proven=moment(now))


def sessions_of(person: Person, now: Instant) -> QuerySet:
    """Sessions of somebody that are not over, the newest first."""
    return Token.objects.filter(_lasts(now), person=person).order_by("-made")


def is_of(session: Token, token: bytes) -> bool:
    """Whether a session is the one that a token stands for."""
    return bool(hmac.compare_digest(bytes(session.hash), _mark(token)))


def sweep(now: Instant) -> None:
    """Take away tokens that are over."""
    Token.objects.exclude(_lasts(now)).delete()


def roles_of(person: Person, now: Instant) -> frozenset[Role]:
    """The roles that somebody holds at a time."""
    return frozenset(Role(name) for name in held_by(person, now).values_list("role", flat=True))


def held_by(person: Person, now: Instant) -> QuerySet:
    """The rows of roles that somebody holds at a time."""
    at = moment(now)
    return HeldRole.objects.filter(Q(end__isnull=True) | Q(end__gt=at), person=person, start__lte=at)


def subject_of(person: Person) -> SubjectId | None:
    """Which patient an account belongs to."""
    return None if person.subject is None else SubjectId(opened(person.subject, subject_use(person.handle)))


def signed_as(person: Person, now: Instant, *, proven: Instant, until: Instant) -> SignedIn:
    """An account as somebody who is signed in.

    Args:
        person: whose.
        now: as of when their roles are read.
        proven: when they last gave password and second factor.
        until: when it ends.
    """
    return SignedIn(
        ActorId(person.name),
        roles_of(person, now),
        proven=proven,
        until=until,
        subject=subject_of(person),
        shown=person.shown,
        language=person.language,
    )


def _signed_in(token: Token, now: Instant) -> SignedIn:
    return signed_as(token.person, now, proven=instant(token.proven), until=instant(token.ends))
