"""The typesetter of ``plan.pdf``: Typst, from a wheel, without system libraries (``pip install 'autonome[pdf]'``).

Invariants:

- The template is ours and the data are strings; the engine's root is an empty folder, so that not even a template could
  read a file. The engine fetches packages for templates that import them alone, and ours import none.
- PDF/UA-1 forbids a letter without a glyph, and the engine refuses to write one: no page ever shows an empty box.
- What the engine's own fonts have is set in them alone, and gives the same bytes on every machine. Fonts of the system
  are looked at for other scripts only.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from typing import TYPE_CHECKING

from autonome.report.errors import PagesError
from autonome.report.ports import Sheets

if TYPE_CHECKING:
    import typst

INSTALL = "pip install 'autonome[pdf]'"
"""How to get the engine."""

HAN = "fonts-noto-cjk"
EAST_ASIAN = ("BOPOMOFO", "CJK", "FULLWIDTH", "HANGUL", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA")
FONTS = dict.fromkeys(EAST_ASIAN, HAN)
"""First word of a letter's Unicode name → Debian's package with a font for it; `OTHER_FONTS` for every other script."""

OTHER_FONTS = "fonts-noto-core"

_OTHER_SCRIPTS = re.compile("[\u0590-\u1dff\u2e80-\uf8ff\U00010000-\U0010ffff]")
"""Letters that the engine's own fonts (Latin, Greek, Cyrillic) need not be asked for."""

_NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed')


class TypstEngine:
    """Sets sheets with Typst.

    Raises:
        PagesError: it is not installed; says how to get it.
    """

    def __init__(self) -> None:
        try:
            import typst  # noqa: PLC0415 - an extra, and only plan.pdf pays for it
        except ImportError as error:
            raise PagesError("plan.pdf needs the typesetter, which is not installed", mend=f"{INSTALL}.") from error
        self._typst = typst

    def set_pages(self, sheets: Sheets) -> bytes:
        """Set sheets as PDF/UA-1; as `Typesetter.set_pages`."""
        system = any(_OTHER_SCRIPTS.search(text) for text in sheets.data.values())
        try:
            return self._compiled(sheets, system=system)
        except self._typst.TypstError as error:
            if system or not _without_glyph(error):
                raise _refusal(error) from error
        try:
            return self._compiled(sheets, system=True)
        except self._typst.TypstError as error:
            raise _refusal(error) from error

    def _compiled(self, sheets: Sheets, *, system: bool) -> bytes:
        with tempfile.TemporaryDirectory(prefix="autonome-") as empty:
            compiler = self._typst.Compiler(
                sheets.template.encode(),
                root=empty,
                font_paths=self._typst.Fonts(include_system_fonts=system),
                sys_inputs=dict(sheets.data),
                package_path=empty,
                package_cache_path=empty,
            )
            made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=sheets.as_of.seconds)
        if not isinstance(made, bytes):
            raise PagesError("the typesetter gave no document")
        return made


def _without_glyph(error: typst.TypstError) -> frozenset[str]:
    """Letters that no font had."""
    return frozenset("".join(_NO_GLYPH.findall(f"{error.message}\n{error.diagnostic}")))


def _refusal(error: typst.TypstError) -> PagesError:
    letters = _without_glyph(error)
    if not letters:
        return PagesError(f"the pages could not be set: {error.message}", mend="leave plan.pdf out with --no-pdf.")
    scripts = sorted({unicodedata.name(letter, "UNNAMED").split()[0] for letter in letters})
    packages = sorted({FONTS.get(script, OTHER_FONTS) for script in scripts})
    return PagesError(
        f"plan.pdf cannot be made: no font here has the letters ({', '.join(scripts)}) that it must show",
        mend=f"install fonts for them, such as Debian's {' and '.join(packages)}, or leave it out with --no-pdf.",
    )
