"""Home of those who work with patients: find somebody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.clinic.forms import Finding


def show(request: HttpRequest) -> HttpResponse:
    """The search, and what it opens."""
    asker(request)
    return page(request, "clinic/home.html", form=Finding())
