"""A line for each request, and numbers: which page, how it ended, how long it took. Of nobody.

A line holds no address, no path, no query, no header, no name and no id: what stands in a path may be a patient's.
Faults are told by their kind and their place in the program.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Callable
from time import monotonic
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from autonome.web.observations import REQUESTS, SECONDS, tell

Answering = Callable[[HttpRequest], HttpResponseBase]

ID_BYTES: Final = 8


class Observing:
    """Middleware."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write it down."""
        begun, number = monotonic(), secrets.token_hex(ID_BYTES)
        request.META["autonome.request"] = number
        answer = self._answering(request)
        seconds = monotonic() - begun
        page = page_of(request)
        REQUESTS.labels(page, str(answer.status_code)).inc()
        SECONDS.labels(page).observe(seconds)
        tell(request=number, page=page, method=request.method, status=answer.status_code, ms=round(seconds * 1000))
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """Write down where a fault arose; not what it says, which may quote a person's data."""
        last = [
            f"{each.filename.rpartition('/')[2]}:{each.lineno}" for each in traceback.extract_tb(error.__traceback__)
        ]
        number = request.META.get("autonome.request")
        tell(request=number, page=page_of(request), fault=type(error).__name__, place=last[-3:])


def page_of(request: HttpRequest) -> str:
    """The name of the page; of one that there is not, a dash: what was asked for is not written down."""
    match = request.resolver_match
    return (match.url_name or "-") if match else "-"
