"""The typesetter of ``plan.pdf``: Typst, from a wheel, without system libraries (``pip install 'autonome[pdf]'``).

Invariants:

- The template is ours and the data are strings; the engine's root is an empty folder, so that not even a template could
  read a file. The engine fetches packages for templates that import them alone, and ours import none.
- The engine works in a process of its own (`typst_child`), under limits: text that makes it fail or run on costs this
  file and nothing else.
- PDF/UA-1 forbids a letter without a glyph, and the engine refuses to write one: no page ever shows an empty box.
- What the engine's own fonts have is set in them alone, and gives the same bytes on every machine. Fonts of the system
  are looked at for other scripts only.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import unicodedata

from autonome.adapters.typst_child import EXIT_REFUSED
from autonome.report.errors import PagesError
from autonome.report.ports import Sheets

INSTALL = "pip install 'autonome[pdf]'"
"""How to get the engine."""

HAN = "fonts-noto-cjk"
EAST_ASIAN = ("BOPOMOFO", "CJK", "FULLWIDTH", "HANGUL", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA")
FONTS = dict.fromkeys(EAST_ASIAN, HAN)
"""First word of a letter's Unicode name → Debian's package with a font for it; `OTHER_FONTS` for every other script."""

OTHER_FONTS = "fonts-noto-core"

CHILD = (sys.executable, "-P", "-m", "autonome.adapters.typst_child")

SECONDS = 60
"""Longest time for one document; a plan of five medicines takes a fifth of a second."""

LEAVE_OUT = "leave plan.pdf out with --no-pdf."

_OTHER_SCRIPTS = re.compile("[\u0590-\u1dff\u2e80-\uf8ff\U00010000-\U0010ffff]")
"""Letters that the engine's own fonts (Latin, Greek, Cyrillic) need not be asked for."""

_NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')


class TypstEngine:
    """Sets sheets with Typst.

    Args:
        own_fonts: set in the engine's own fonts alone, whatever fonts the system has.

    Raises:
        PagesError: it is not installed; says how to get it.
    """

    def __init__(self, *, own_fonts: bool = False) -> None:
        try:
            import typst  # noqa: F401, PLC0415 - an extra, and only plan.pdf pays for it
        except ImportError as error:
            raise PagesError("plan.pdf needs the typesetter, which is not installed", mend=f"{INSTALL}.") from error
        self._own_fonts = own_fonts

    def set_pages(self, sheets: Sheets) -> bytes:
        """Set sheets as PDF/UA-1; as `Typesetter.set_pages`."""
        system = not self._own_fonts and any(_OTHER_SCRIPTS.search(text) for text in sheets.data.values())
        done = _run(sheets, system=system)
        if done.returncode == EXIT_REFUSED and not system and not self._own_fonts and _without_glyph(done.stdout):
            done = _run(sheets, system=True)
        if done.returncode == EXIT_REFUSED:
            raise _refusal(done.stdout)
        if done.returncode or not done.stdout.startswith(b"%PDF-"):
            raise PagesError("the typesetter failed on a text that plan.pdf must show", mend=LEAVE_OUT)
        return done.stdout


def _run(sheets: Sheets, *, system: bool) -> subprocess.CompletedProcess[bytes]:
    """Set sheets in a process of its own, in an empty folder; what it says of itself is not for the reader."""
    asked = {
        "template": sheets.template,
        "data": dict(sheets.data),
        "seconds": sheets.as_of.seconds,
        "system_fonts": system,
    }
    with tempfile.TemporaryDirectory(prefix="autonome-") as empty:
        try:
            return subprocess.run(  # noqa: S603 - our own module
                CHILD, input=json.dumps(asked).encode(), cwd=empty, capture_output=True, check=False, timeout=SECONDS
            )
        except subprocess.TimeoutExpired as error:
            raise PagesError(f"the pages could not be set within {SECONDS} seconds", mend=LEAVE_OUT) from error


def _without_glyph(diagnostics: bytes) -> frozenset[str]:
    """Letters that no font had."""
    return frozenset("".join(_NO_GLYPH.findall(diagnostics.decode())))


def _refusal(diagnostics: bytes) -> PagesError:
    letters = _without_glyph(diagnostics)
    if not letters:
        return PagesError(f"the pages could not be set: {diagnostics.decode().partition(chr(10))[0]}", mend=LEAVE_OUT)
    scripts = sorted({unicodedata.name(letter, "UNNAMED").split()[0] for letter in letters})
    packages = sorted({FONTS.get(script, OTHER_FONTS) for script in scripts})
    return PagesError(
        f"plan.pdf cannot be made: no font here has the letters ({', '.join(scripts)}) that it must show",
        mend=f"install fonts for them, such as Debian's {' and '.join(packages)}, or leave it out with --no-pdf.",
    )
