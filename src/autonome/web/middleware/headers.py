"""What browsers are told to refuse: scripts and styles that are not ours, other sites around our pages, plain HTTP.

Nothing is loaded from anywhere else, and nothing inline is run: a text that got into a page as markup would not act.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port

from autonome.web.answering import CONTENT_POLICY
from autonome.web.project import current

Answering = Callable[[HttpRequest], HttpResponseBase]

POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # what an authenticator app scans is drawn into the page
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
"""Content Security Policy, level 3."""

MACHINES: Final = frozenset({"/health", "/ready", "/metrics"})
"""Addresses of `operations`, which answer alike under whatever name."""

THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})

FIXED: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self)",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Headers:
    """Middleware."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and say what browsers shall refuse; under a name that is not ours nothing is answered.

        Raises:
            DisallowedHost: Django makes a page of it.
        """
        if not _is_machines_own(request):
            request.get_host()
        answer = self._answering(request)
        own = getattr(answer, CONTENT_POLICY, {})
        answer.headers.setdefault("Content-Security-Policy", policy(own))
        for name, value in FIXED.items():
            answer.headers[name] = value
        answer.headers.setdefault("Cache-Control", "no-store")  # whoever uses this device next finds nothing
        return answer


def _is_machines_own(request: HttpRequest) -> bool:
    """Whether this machine looks after the process: under a name of its own, at an address where no person is."""
    host, _ = split_domain_port(str(request.META.get("HTTP_HOST", "")).lower())
    return host in THIS_MACHINE and request.path_info in MACHINES and "X-Forwarded-For" not in request.headers


def policy(own: dict[str, str]) -> str:
    """The policy of an answer, with what it has of its own in place of ours."""
    told = {**POLICY, "form-action": " ".join(["'self'", *current().login_origins]), **own}
    return "; ".join(f"{name} {value}" for name, value in told.items())
