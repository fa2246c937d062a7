"""Institutions with which the node exchanges: added by their card and its fingerprint, and ended."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.access.explanation import naming
from autonome.kernel import Instant, Text
from autonome.web.answering import page, see
from autonome.web.asking import asker
from autonome.web.desk.steward import KnownPartner, StewardDesk
from autonome.web.site import site
from autonome.web.steward.forms import NewPartner
from autonome.web.steward.keys import SOON_SECONDS

MOST_CARD = 64 * 1024
"""Bytes of a card that are read; the reader's own limit is below that."""


def show(request: HttpRequest) -> HttpResponse:
    """All partners, and the form for one more."""
    return _partners(request, NewPartner())


def _partners(request: HttpRequest, form: NewPartner, *, status: int = 200) -> HttpResponse:
    found = sorted(
        known_partners(site().desk.steward(asker(request)), site().clock.now()), key=lambda each: not each.is_urgent
    )
    return page(request, "steward/partners.html", partners=found, form=form, status=status)


@dataclass(frozen=True, slots=True)
class Shown:
    """A partner, as the page has it.

    Args:
        known: itself.
        sign: how its card stands, in a word.
        badge: class of that.
        recipient: class of recipients that it belongs to, in words; "" where the card cannot be used.
        place: whose law it works under, likewise.
    """

    known: KnownPartner
    sign: Text
    badge: str
    recipient: str = ""
    place: str = ""

    @property
    def is_urgent(self) -> bool:
        """Whether something is to be done now."""
        return self.badge != "good"


def known_partners(desk: StewardDesk, now: Instant) -> tuple[Shown, ...]:
    """Every partner, with how its card stands."""
    return tuple(_shown(each, now) for each in desk.partners())


def _shown(known: KnownPartner, now: Instant) -> Shown:
    card = known.card
    if card is None:
        return Shown(known, Text("the card cannot be used"), "bad")
    in_words = naming.recipient(card.recipient), naming.place(card.jurisdiction)
    if card.until <= now:
        return Shown(known, Text("the card has ended"), "bad", *in_words)
    if card.until.seconds - now.seconds < SOON_SECONDS:
        return Shown(known, Text("the card ends soon"), "warn", *in_words)
    return Shown(known, Text("the card is in force"), "good", *in_words)


def add(request: HttpRequest) -> HttpResponse:
    """Make an institution a partner, once its fingerprint was compared."""
    form = NewPartner(request.POST, request.FILES)
    if not form.is_valid():
        return _partners(request, form, status=400)
    card = form.cleaned_data["card"].read(MOST_CARD)
    site().desk.steward(asker(request)).add_partner(card, form.cleaned_data["fingerprint"])
    messages.success(request, Text("It is done, and stands on the log."))
    return see("partners")


def remove(request: HttpRequest) -> HttpResponse:
    """End a partnership."""
    site().desk.steward(asker(request)).remove_partner(request.POST.get("partner", ""))
    messages.success(request, Text("It is done, and stands on the log."))
    return see("partners")
