"""What a view answers with: a page of ours, a document that was made elsewhere, a file, or another place."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from autonome.web.asking import language, signed_in
from autonome.web.frame import frame_of

CONTENT_POLICY: Final = "content_policy"
"""Attribute of an answer that has a policy of its own (`middleware.headers`)."""

_STYLE: Final = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def page(request: HttpRequest, template: str, *, status: int = 200, **values: object) -> HttpResponse:
    """A page of ours: a template within the frame of all pages.

    Args:
        request: that is answered.
        template: such as ``portal/home.html``.
        status: of the answer.
        values: what the template shows.
    """
    said = language(request)
    told = {"frame": frame_of(request, signed_in(request), said), "language": said, **values}
    return HttpResponse(render_to_string(template, told, request=request), status=status)


def document(text: str) -> HttpResponse:
    """A page that is complete in itself, such as a plan: its own style sheets are let pass by their digests."""
    answer = HttpResponse(text)
    digests = [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in _STYLE.findall(text)]
    styles = " ".join(f"'sha256-{each}'" for each in digests) or "'none'"
    setattr(answer, CONTENT_POLICY, {"style-src": styles, "img-src": "data:"})
    return answer


def download(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be kept.

    Args:
        data: of it.
        name: under which it is kept; ASCII, ours.
        kind: media type.
    """
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def see(name: str, **values: object) -> HttpResponse:
    """On to another page, by its name, after something was done."""
    answer: HttpResponse = redirect(name, **values)
    answer.status_code = 303
    return answer


def within(request: HttpRequest, wanted: str, otherwise: str = "/") -> str:
    """A place to go on to that somebody names; only within this site, else `otherwise`."""
    plain = wanted.startswith("/") and wanted.isprintable() and "\\" not in wanted
    fits = plain and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if fits else otherwise
