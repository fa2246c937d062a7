"""The session in a browser: a token in a cookie that no script reads and no other site sends.

Over TLS its name begins with ``__Host-``: then no other host and no plain HTTP can have set it (RFC 6265bis, section
4.1.3.2). On this machine alone, for a demonstration, it goes over plain HTTP under another name.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from autonome.access.actors import SESSION_SECONDS
from autonome.web.accounts.tokens import TOKEN_BYTES
from autonome.web.project import current

NAME: Final = "autonome-session"


def name() -> str:
    """Of the cookie."""
    return f"__Host-{NAME}" if current().encrypted else NAME


def keep(answer: HttpResponseBase, token: bytes) -> None:
    """Give the browser a session."""
    value = base64.urlsafe_b64encode(token).decode("ascii").rstrip("=")
    answer.set_cookie(
        name(), value, max_age=SESSION_SECONDS, path="/", secure=current().encrypted, httponly=True, samesite="Lax"
    )


def forget(answer: HttpResponseBase) -> None:
    """Take it back."""
    answer.set_cookie(name(), "", max_age=0, path="/", secure=current().encrypted, httponly=True, samesite="Lax")


def token_of(request: HttpRequest) -> bytes:
    """The token that a browser gives; empty where it gives none, or none of ours."""
    try:
        found = base64.urlsafe_b64decode(f"{request.COOKIES.get(name(), '')}=")
    except (binascii.Error, ValueError):
        return b""
    return found if len(found) == TOKEN_BYTES else b""
