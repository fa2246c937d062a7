"""Which language a page is read in: the account's, else what the browser was told here, else what it asks for."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

TAGS: Final = ("en", "zh-hans", "id")
"""Languages of the pages, as the catalogues are called and as Django calls its own."""

COOKIE: Final = "autonome-language"


def chosen(request: HttpRequest, of_account: str) -> str:
    """The tag of the language.

    Args:
        request: with its cookie and what the browser asks for.
        of_account: that the person has chosen for good; "" where they have not, or nobody is signed in.
    """
    for tag in (of_account, request.COOKIES.get(COOKIE, "")):
        if tag in TAGS:
            return tag
    return asked(request)


def asked(request: HttpRequest) -> str:
    """The tag of the language that the request itself asks for."""
    return next(filter(None, map(_known, parse_accept_lang_header(_asked(request)))), TAGS[0])


def _asked(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


def _known(entry: tuple[str, float]) -> str:
    """A tag of ours for one that a browser names, such as ``zh-CN``; Malay is not Indonesian."""
    try:
        found = str(get_supported_language_variant(entry[0]))
    except LookupError:
        return ""
    return found if found in TAGS else ""
