"""Accounts of the node, and the roles that they hold."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.roles import ROLES
from autonome.web.site import site


def show(request: HttpRequest) -> HttpResponse:
    """All accounts, by name."""
    listed = [
        (each, [(ROLES[role], by, since) for role, by, since in each.roles])
        for each in site().desk.steward(asker(request)).people()
    ]
    return page(request, "steward/people.html", listed=listed)
