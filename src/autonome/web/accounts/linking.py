"""Logins elsewhere: which subject of an institution's provider an account belongs to.

An account is found by provider and subject alone, never by a mail address: who may choose their address at a provider
must not choose an account here. Its holder makes the link, signed in and proven just now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest

from allauth.socialaccount.models import SocialAccount

from autonome.kernel import InputError, Text
from autonome.web.accounts.binding import BOUND, code
from autonome.web.accounts.models import Person
from autonome.web.accounts.recording import ActLog, named, recorded
from autonome.web.project import Provider


@dataclass(frozen=True, slots=True)
class Link:
    """A provider, and whether somebody's account is linked with it.

    Args:
        provider: of logins.
        linked: whether.
    """

    provider: Provider
    linked: bool


def links_of(person: Person, providers: Iterable[Provider]) -> tuple[Link, ...]:
    """What there is to link, and what is linked."""
    there = set(SocialAccount.objects.filter(user=person).values_list("provider", flat=True))
    return tuple(Link(each, _kept(each.id) in there) for each in providers)


def holder(provider: str, subject: str) -> Person | None:
    """Whose account belongs to a provider's subject; None where it is nobody's, or not linked by this program."""
    found = SocialAccount.objects.select_related("user").filter(provider=_kept(provider), uid=subject).first()
    if found is None or not compare_digest(str(found.extra_data.get(BOUND, "")), _bound(found.user, provider, subject)):
        return None
    person: Person = found.user
    return person


def link(person: Person, provider: str, subject: str, log: ActLog) -> None:
    """Link an account.

    Raises:
        InputError: the subject belongs to another account.
    """
    there = holder(provider, subject)
    if there is not None and there.pk != person.pk:
        raise InputError(Text("That login belongs to another account here."), mend="ask a data steward.")
    if there is None:
        with recorded(log, {"act": "login linked", "provider": provider, **named(person)}):
            kept = _kept(provider)
            SocialAccount.objects.filter(user=person, provider=kept).delete()
            SocialAccount.objects.filter(provider=kept, uid=subject).delete()  # that no program had linked
            told = {BOUND: _bound(person, provider, subject)}
            SocialAccount.objects.create(user=person, provider=kept, uid=subject, extra_data=told)


def unlink(person: Person, provider: str, log: ActLog) -> None:
    """End a link; one that is not there is no fault."""
    found = SocialAccount.objects.filter(user=person, provider=_kept(provider))
    if found.exists():
        with recorded(log, {"act": "login unlinked", "provider": provider, **named(person)}):
            found.delete()


def _kept(provider: str) -> str:
    """Under which name a link is kept: one that allauth does not look for, or it would write into the row itself."""
    return f"linked {provider}"


def _bound(person: Person, provider: str, subject: str) -> str:
    return code(person, f"login elsewhere {provider}", subject).hex()
