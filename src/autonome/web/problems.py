"""What went wrong, for programs: RFC 9457, with a word of ours that a program can branch on.

``type`` is ``about:blank``, as the status says what kind it is; ``code`` says which of several. What somebody may not
have and what there is not are told alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse

from autonome.access.errors import DoorError, PermitError, SignInError, TooManyError
from autonome.kernel import AutonomeError, InputError, Json
from autonome.ledger import ErasedError
from autonome.web.accounts.attempts import WINDOW_SECONDS

MEDIA: Final = "application/problem+json"

RETRY_SECONDS: Final = 10
"""After which it may be tried again where nothing can be recorded now (our own judgement: the node starts a database
that ended within some seconds; RFC 9110, section 10.2.3)."""

TOLD: Final[Mapping[int, tuple[str, str]]] = {
    400: ("unusable", "what was sent cannot be used"),
    401: ("not-signed-in", "no token was sent that stands for anybody now"),
    403: ("not-for-the-role", "nobody gave this account a role for it"),
    404: ("not-there", "there is nothing here, or nothing that is yours to see"),
    405: ("method", "this is not done at this address"),
    409: ("not-now", "it cannot be done as things stand"),
    410: ("erased", "what was asked for was erased for good"),
    413: ("too-large", "the body is larger than is read here"),
    415: ("not-json", "a body is JSON, sent as application/json"),
    422: ("not-as-described", "what was sent is not as the document describes it"),
    429: ("too-many", f"too many failures; wait {WINDOW_SECONDS // 60} minutes"),
    500: ("fault", "something failed here; nothing was half done"),
    503: ("cannot-be-recorded", "nothing may happen to data without a record, and none can be made now; try again"),
}
"""Status → word for programs, line for people."""

STATUSES: Final = (
    (TooManyError, 429),
    (SignInError, 401),
    (DoorError, 403),
    (ErasedError, 410),
    (PermitError, 409),
    (InputError, 400),
)
"""Kind of error → status; the first that fits."""

TELL: Final = frozenset({400, 401, 409})
"""Statuses whose own line helps who asked; of the others the status says all that they are to know."""


def problem(status: int, detail: str = "", code: str = "", **more: Json) -> HttpResponse:
    """A problem.

    Args:
        status: of the answer.
        detail: in a line, without personal data; what the status says where there is none.
        code: word for programs; that of the status where there is none.
        more: further members.
    """
    word, line = TOLD.get(status, ("unusable", "it cannot be done"))
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or line,
        "code": code or word,
        **more,
    }
    answer = HttpResponse(json.dumps(told), status=status, content_type=MEDIA)
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="autonome"'
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(WINDOW_SECONDS)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def of_error(error: AutonomeError) -> HttpResponse:
    """What stopped an operation. Its own line holds no personal data (see `kernel.AutonomeError`)."""
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), 503)
    return problem(status, str(error) if status in TELL else "")
