"""A steward's home: how the node is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.site import site


def show(request: HttpRequest) -> HttpResponse:
    """Its log, its process, its journal."""
    return page(request, "steward/home.html", state=site().desk.steward(asker(request)).state())
