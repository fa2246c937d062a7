"""The door: whether who asks may come to a page at all. And what stops a view becomes a page in plain words.

A role never permits (`access.roles`): it only lets somebody ask. A page that is not in the table is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from autonome.access.actors import SignedIn
from autonome.access.roles import Role
from autonome.kernel import AutonomeError
from autonome.web import errors
from autonome.web.api import door
from autonome.web.asking import Asker, is_fresh, is_program
from autonome.web.middleware.way_back import SAFE, way_back
from autonome.web.pages import EVERY_ROLE, Page
from autonome.web.site import site
from autonome.web.table import TABLE

Answering = Callable[[HttpRequest], HttpResponseBase]


class Doors:
    """Middleware."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self._answering(request)

    def process_view(self, request: Any, *_: object) -> HttpResponseBase | None:  # noqa: ANN401 - Django's hook
        """Turn away who may not come to the page; else say as what they come."""
        if is_program(request):
            return door.turned_away(request)
        page = TABLE.get(request.resolver_match.url_name or "")
        if page is None:
            raise Http404
        if request.method not in page.methods:
            return HttpResponseNotAllowed(page.methods)
        if page.roles is None:
            return None
        person = request.signed_in
        if person is None:
            return _to("sign-in", request, page)
        return _let_pass(request, page, person)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A page in plain words for what stopped a view, where it is something that can be understood."""
        return errors.stopped(request, error) if isinstance(error, AutonomeError) else None


def _let_pass(request: Any, page: Page, person: SignedIn) -> HttpResponseBase | None:  # noqa: ANN401 - a request
    if request.ward is not None:
        return _let_pass_for(request, page, person)
    role = next((each for each in Role if each in person.roles and each in (page.roles or ())), None)
    if role is None:
        return errors.forbidden(request)
    if page.fresh and not is_fresh(person, site().clock.now()):
        return _to("prove-again", request, page)
    request.asker = Asker(person, role)
    return None


def _let_pass_for(request: Any, page: Page, person: SignedIn) -> HttpResponseBase | None:  # noqa: ANN401 - a request
    """The same for who acts for a ward; whether they may is asked at the desk."""
    if not page.wards and page.roles != EVERY_ROLE:
        raise Http404
    if Role.REPRESENTATIVE not in person.roles:
        return errors.no_mandate(request)
    if page.fresh and not is_fresh(person, site().clock.now()):
        return _to("prove-again", request, page)
    request.asker = Asker(person, Role.REPRESENTATIVE, request.ward)
    return None


def _to(name: str, request: HttpRequest, page: Page) -> HttpResponseBase:
    """To prove who one is, and back; what was sent is not sent again, and the person is told so."""
    if request.headers.get("HX-Request"):
        answer = errors.forbidden(request)
        answer.headers["HX-Redirect"] = reverse(name)
        return answer
    back = way_back(request, page)
    told = {"next": back} if back.startswith("/") and back != "/" else {}
    query = urlencode(told if request.method in SAFE else {**told, "undone": "yes"})
    found: HttpResponseBase = redirect(f"{reverse(name)}{'?' if query else ''}{query}")
    return found
