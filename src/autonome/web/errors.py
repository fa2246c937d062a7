"""What went wrong, as a page in plain words: what it is, and what to do next."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import set_script_prefix

from autonome.access.errors import DoorError, PermitError, SignInError, TooManyError
from autonome.kernel import AutonomeError, InputError, Text
from autonome.ledger import ErasedError
from autonome.web.answering import page
from autonome.web.asking import is_program
from autonome.web.problems import RETRY_SECONDS, problem


@dataclass(frozen=True, slots=True)
class Fault:
    """What is said.

    Args:
        title: what it is.
        told: what it means, and what to do next.
    """

    title: Text
    told: Text


FAULTS: Final = {
    400: Fault(
        Text("This cannot be used"),
        Text("What was sent is not what this page expects. Go back, correct it, and try again."),
    ),
    403: Fault(
        Text("This page is not for your role"),
        Text("You are signed in, but nobody gave you the role for this page. If you need it, ask a data steward."),
    ),
    404: Fault(
        Text("There is nothing here"),
        Text("The address may be mistyped, or what was here is gone. Start again from the home page."),
    ),
    410: Fault(Text("This was erased"), Text("What you ask for was erased for good. Nobody can read it any more.")),
    413: Fault(
        Text("This file is too large"), Text("Send a smaller file, or ask a data steward to take it in another way.")
    ),
    429: Fault(
        Text("Too many attempts"),
        Text("To protect the account, wait 15 minutes and try again. A data steward can end the wait."),
    ),
    500: Fault(
        Text("Something failed here"),
        Text("It is our fault, not yours, and it has been written down. Nothing was half done. Try again in a minute."),
    ),
    503: Fault(
        Text("This cannot be recorded now"),
        Text("Nothing may happen to data here without a record of it. Try again in a minute, or tell a data steward."),
    ),
}
"""By status of the answer."""

UNAVAILABLE: Final = 503

AWAY: Final = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What Django and the driver raise where the database is away, starting, or too busy: no fault of a page. A pool that
gives up raises the driver's."""

NO_MANDATE: Final = Text("No mandate on record lets you do this for this person. It is put on record at the desk.")


def fault(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """The page of a fault.

    Args:
        request: that is answered.
        status: of the answer.
        detail: what exactly, in a line; a `Text` is said in the reader's language.
    """
    if is_program(request):
        return problem(status)
    answer = page(request, "errors/fault.html", status=status, fault=FAULTS[status], detail=detail)
    if status == UNAVAILABLE:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def stopped(request: HttpRequest, error: AutonomeError) -> HttpResponse:
    """What stopped a view. Its own line holds no personal data (see `kernel.AutonomeError`)."""
    match error:
        case DoorError() if getattr(request, "ward", None) is not None:
            return no_mandate(request)
        case TooManyError():
            return fault(request, 429)
        case DoorError():
            return fault(request, 403)
        case ErasedError():
            return fault(request, 410)
        case SignInError() | InputError() | PermitError():
            return fault(request, 400, error.message)
    return fault(request, 503)


def no_mandate(request: HttpRequest) -> HttpResponse:
    """Who may not act for somebody: the same, whether anybody of that name is kept here or not."""
    set_script_prefix("/")  # whoever is turned away is led back to their own pages
    return fault(request, 403, NO_MANDATE)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's hook for 400."""
    del exception
    return fault(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's hook for 403, and the door's."""
    del exception
    return fault(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's hook for 404."""
    del exception
    return fault(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's hook for what no view answers for: a fault, or accounts that cannot be asked before one is chosen."""
    error = sys.exception()
    if isinstance(error, AutonomeError):
        return stopped(request, error)
    return fault(request, UNAVAILABLE if _is_away(error) else 500)


def _is_away(error: BaseException | None) -> bool:
    """Whether the database was away: said by the error, or by one that it was raised for."""
    while error is not None and not isinstance(error, AWAY):
        error = error.__cause__
    return error is not None


def not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's hook for a form that was not sent from a page of ours, or from one that is too old."""
    del reason
    return fault(request, 400, Text("The page was open for too long, or cookies are refused. Open it again."))
