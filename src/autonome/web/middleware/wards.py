"""Acting for somebody else: the patient's pages, once more, below ``/for/WARD/``.

Whoever acts for a ward is told so by every address, and every link and form of such a page stays below it: no tab that
was opened for one person ever signs for another. Whether somebody may act for the ward is asked at the desk, each time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix

from autonome.kernel import SubjectId

Answering = Callable[[HttpRequest], HttpResponseBase]

_BELOW: Final = re.compile(r"/for/([^/]{1,200})(/(?!api/).*)")


class Wards:
    """Middleware."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def __call__(self, request: Any) -> HttpResponseBase:  # noqa: ANN401 - for whom is put on it
        """Answer, with all addresses below the ward's."""
        found = _BELOW.fullmatch(request.path_info)
        request.ward = None if found is None else SubjectId(found[1])
        if found is None:
            return self._answering(request)
        before = get_script_prefix()
        request.path_info = found[2]
        set_script_prefix(f"{before}for/{quote(found[1], safe='')}/")
        try:
            return self._answering(request)
        finally:
            set_script_prefix(before)
