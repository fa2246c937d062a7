"""The door for programs: a token in ``Authorization``, a role of the table, a body that is not too large.

Cookies are not read here, and no token is taken from anywhere else: a browser sends nothing by itself that this door
would take, so that a page of another site can have nothing done here.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from autonome.access.roles import Role
from autonome.web.accounts.tokens import TOKEN_BYTES
from autonome.web.api.serving import METHODS, TABLE
from autonome.web.asking import Asker
from autonome.web.problems import problem

MOST_BODY: Final = 64 * 1024
"""Bytes: what is sent here are questions and answers; files go through pages and commands."""

_BEARER: Final = re.compile(rf"Bearer ([0-9a-f]{{{2 * TOKEN_BYTES}}})", re.IGNORECASE)


def token_of(request: HttpRequest) -> bytes:
    """The token that a program gives, in hexadecimal digits (RFC 6750, section 2.1); empty where it gives none."""
    found = _BEARER.fullmatch(str(request.META.get("HTTP_AUTHORIZATION", "")))
    return bytes.fromhex(found.group(1)) if found else b""


def turned_away(request: Any) -> HttpResponse | None:  # noqa: ANN401 - a request, with who is signed in put on it
    """The answer for who may not ask for the operation; None, and as what they come, where they may."""
    route = request.resolver_match.route
    operation = TABLE.get((request.method, route))
    if operation is None:
        return _method(METHODS[route]) if route in METHODS else problem(404)
    if operation.roles is not None:
        if request.signed_in is None:
            return problem(401)
        role = next((each for each in Role if each in request.signed_in.roles and each in operation.roles), None)
        if role is None:
            return problem(403)
        request.asker = Asker(request.signed_in, role)
    return _body(request)


def _method(methods: tuple[str, ...]) -> HttpResponse:
    answer = problem(405)
    answer.headers["Allow"] = ", ".join(methods)
    return answer


def _body(request: HttpRequest) -> HttpResponse | None:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdigit() or int(length) > MOST_BODY:
        return problem(413)
    if int(length) and request.content_type != "application/json":
        return problem(415)
    return None
