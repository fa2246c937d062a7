"""Who is signed in, and in which language they read: known before the door asks.

The session is a token, in a cookie, or for programs (`web.api`) in a header; the accounts say what it stands for
(`accounts.tokens`). Django's own user of a session is never asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from autonome.web import languages
from autonome.web.api import door
from autonome.web.asking import is_program
from autonome.web.entrance import cookies
from autonome.web.site import site

Answering = Callable[[HttpRequest], HttpResponseBase]


class People:
    """Middleware."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def __call__(self, request: Any) -> HttpResponseBase:  # noqa: ANN401 - what is known is put on it
        """Find out, answer, and let Django's own words be in the same language."""
        program = is_program(request)
        request.token = door.token_of(request) if program else cookies.token_of(request)
        request.signed_in = site().accounts.signed_in(request.token) if request.token else None
        of_account = "" if request.signed_in is None else request.signed_in.language
        tag = languages.asked(request) if program else languages.chosen(request, of_account)
        request.language = site().language(tag)
        with translation.override(tag):
            answer = self._answering(request)
        answer.headers["Content-Language"] = request.language.html
        answer.headers["Vary"] = "Accept-Language, Authorization" if program else "Accept-Language, Cookie"
        if not program and request.token and request.signed_in is None:
            cookies.forget(answer)
        return answer
