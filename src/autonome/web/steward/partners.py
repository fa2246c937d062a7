"""Institutions with which the node exchanges: added by their card and its fingerprint, and ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.kernel import Text
from autonome.web.answering import page, see
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.web.steward.forms import NewPartner

MOST_CARD = 64 * 1024
"""Bytes of a card that are read; the reader's own limit is below that."""


def show(request: HttpRequest) -> HttpResponse:
    """All partners, and the form for one more."""
    return _partners(request, NewPartner())


def _partners(request: HttpRequest, form: NewPartner, *, status: int = 200) -> HttpResponse:
    found = site().desk.steward(asker(request)).partners()
    return page(request, "steward/partners.html", partners=found, form=form, status=status)


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
