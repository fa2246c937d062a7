"""Text for a page of paper: shown as it is, and unable to disturb what stands around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONG_WORD = 32
"""Letters of a word that fit the narrowest column; a longer one may be broken."""

PART = 16
"""Letters between two places where a long word may be broken."""

MAY_BREAK = "\N{ZERO WIDTH SPACE}"

REPLACED = frozenset({"Cc", "Cn", "Co", "Cs"})
"""General categories without a glyph in any font: controls, unassigned, private use, lone surrogates."""

TURNERS = frozenset("\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Controls that turn the text around them (Unicode Standard Annex 9); letters keep the direction of their own."""

_SPACES = re.compile(r"[ \t\n\r\f\v]+")
# East Asian letters may be parted anywhere but at their punctuation, which the typesetter knows better.
_LONG = re.compile(rf"[^\s{MAY_BREAK}\u2e80-\uffef\U00020000-\U0003ffff]{{{LONG_WORD},}}")


def printable(text: str) -> str:
    """The text in one line of letters that a font can have; what cannot be shown becomes the replacement character."""
    spaced = _SPACES.sub(" ", text)
    shown = spaced if spaced.isascii() and spaced.isprintable() else "".join(map(_shown, spaced))
    return _LONG.sub(lambda word: MAY_BREAK.join(_parts(word[0])), shown)


def _shown(letter: str) -> str:
    hidden = letter in TURNERS or unicodedata.category(letter) in REPLACED
    return "\N{REPLACEMENT CHARACTER}" if hidden else letter


def _parts(word: str) -> Iterator[str]:
    """A long word in parts; what belongs to the letter before it stays with it."""
    begun = 0
    for at, letter in enumerate(word):
        if at - begun >= PART and (letter.isascii() or unicodedata.category(letter)[0] not in "MC"):
            yield word[begun:at]
            begun = at
    yield word[begun:]
