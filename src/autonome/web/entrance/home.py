"""The home page: each role has its own; whoever has several sees that of the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse

from autonome.access.roles import Role
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.clinic import home as clinic
from autonome.web.pages import View
from autonome.web.portal import home as portal
from autonome.web.portal import wards
from autonome.web.steward import home as steward

HOMES: Final[Mapping[Role, View]] = {
    Role.CLINICIAN: clinic.show,
    Role.PHARMACIST: clinic.show,
    Role.CLINIC: clinic.show,
    Role.LABORATORY: clinic.show,
    Role.PATIENT: portal.show,
    Role.REPRESENTATIVE: wards.show,
    Role.STEWARD: steward.show,
}


def show(request: HttpRequest) -> HttpResponse:
    """The home of the role in which somebody comes."""
    found = asker(request)
    view = portal.show if found.ward is not None else HOMES.get(found.role)
    if view is None:
        return page(request, "entrance/home.html")
    shown = view(request)
    assert isinstance(shown, HttpResponse)  # noqa: S101 - all of them are pages
    return shown
