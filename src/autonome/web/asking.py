"""Who asks, in which role, and in which language: the one way for a view to learn it.

Example::

    def show(request: HttpRequest) -> HttpResponse:
        desk = site().desk.patient(asker(request))
        return page(request, "portal/home.html", lines=desk.timeline())
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from autonome.access.actors import FRESH_SECONDS, SignedIn
from autonome.access.errors import SignInError
from autonome.access.roles import Role
from autonome.kernel import Instant, SubjectId
from autonome.report.language import ENGLISH, Language

API: Final = "/api/"
"""Below which the HTTP API lies (`web.api`)."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks for a page.

    Args:
        person: who is signed in.
        role: in which they act on this page: the first that they hold of those that the page is for.
        ward: for whom a representative acts; None for whoever acts for themselves. It is no right yet.
    """

    person: SignedIn
    role: Role
    ward: SubjectId | None = None


def asker(request: HttpRequest) -> Asker:
    """Who asks.

    Raises:
        SignInError: nobody is signed in; the door lets nobody come so far but to pages for anybody.
    """
    found = getattr(request, "asker", None)
    if not isinstance(found, Asker):
        raise SignInError("nobody is signed in", mend="sign in.")
    return found


def signed_in(request: HttpRequest) -> SignedIn | None:
    """Who is signed in, on pages for anybody; None where nobody is."""
    found = getattr(request, "signed_in", None)
    return found if isinstance(found, SignedIn) else None


def token(request: HttpRequest) -> bytes:
    """The token of the session; empty where nobody is signed in."""
    found = getattr(request, "token", b"")
    return found if isinstance(found, bytes) else b""


def language(request: HttpRequest) -> Language:
    """The language that the page is read in."""
    found = getattr(request, "language", None)
    return found if isinstance(found, Language) else ENGLISH


def is_fresh(person: SignedIn, now: Instant) -> bool:
    """Whether somebody has proven just now who they are (see `access.actors.expect`)."""
    return 0 <= now.seconds - person.proven.seconds <= FRESH_SECONDS


def is_program(request: HttpRequest) -> bool:
    """Whether a program asks, by the HTTP API: it is told in JSON, and cookies are nothing to it."""
    return str(request.path_info).startswith(API)


def source(request: HttpRequest) -> str:
    """Where a request comes from, as failures are counted: the address that the server or its proxy saw."""
    return f"address {request.META.get('REMOTE_ADDR', '')}"
