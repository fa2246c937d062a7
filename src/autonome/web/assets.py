"""Files of the pages: style sheet, scripts, icon; ours and htmx's, from this machine. An address holds a digest.

So a browser may keep each for ever, and never has an old one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import django_htmx
from whitenoise import WhiteNoise  # type: ignore[import-untyped]  # its wheel carries no types

from autonome.web.project import FOLDER

PREFIX: Final = "/static/"
DIGITS: Final = 16

FILES: Final[Mapping[str, Path]] = {
    **{path.name: path for path in sorted((FOLDER / "static").iterdir())},
    "htmx.js": Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js",
}

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


@cache
def address(name: str) -> str:
    """Where a file lies.

    Raises:
        KeyError: there is none of that name.
    """
    digest = hashlib.sha256(FILES[name].read_bytes()).hexdigest()[:DIGITS]
    return f"{PREFIX}{digest}/{name}"


def served(application: Application) -> Application:
    """An application, and these files before it."""
    served = WhiteNoise(
        application,
        allow_all_origins=False,
        add_headers_function=_headers,
        immutable_file_test=lambda _path, _url: True,
    )
    for name, path in FILES.items():
        served.add_file_to_dictionary(address(name), str(path))
    found: Application = served
    return found


def _headers(headers: Any, _path: str, _url: str) -> None:  # noqa: ANN401 - of the standard library's own kind
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Content-Security-Policy"] = "default-src 'none'"
