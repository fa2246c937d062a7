"""What was sent is larger than is read here: said on a page, before anything else looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from autonome.web import errors

Answering = Callable[[HttpRequest], HttpResponseBase]

TOO_LARGE: Final = "autonome.too_large"
"""Name in the environment of a request whose body the server did not read."""


class Limits:
    """Middleware."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say that it is too large."""
        return errors.fault(request, 413) if request.META.get(TOO_LARGE) else self._answering(request)
