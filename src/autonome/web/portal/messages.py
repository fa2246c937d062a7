"""Messages: whether a mail says that something new waits here. What waits is told in the portal alone."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from autonome.access.roles import Role
from autonome.kernel import Text
from autonome.web.answering import page, see
from autonome.web.asking import asker, token
from autonome.web.notices import choose
from autonome.web.site import site

SAVED: Final = Text("Your choice is saved.")


def show(request: HttpRequest) -> HttpResponse:
    """The address that is on record, and the choice."""
    roles = asker(request).person.roles
    own = site().accounts.own(token(request))
    if request.method == "POST":
        choose(own.person, wanted=request.POST.get("mailed") == "yes")
        messages.success(request, SAVED)
        return see("messages")
    return page(
        request,
        "portal/messages.html",
        address=own.person.email,
        mailed=own.person.mailed,
        of_patient=bool(roles & {Role.PATIENT, Role.REPRESENTATIVE}),
        of_wards=Role.REPRESENTATIVE in roles,
        of_questions=Role.CLINICIAN in roles,
        of_node=Role.STEWARD in roles,
    )
