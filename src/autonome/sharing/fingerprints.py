"""Fingerprints that two people compare over the telephone: eight words that can be said in any language.

Each word holds 16 bits as consonant, vowel, consonant, vowel, consonant (the alphabet of Wilkerson's proquints, 2009,
arXiv:0901.4016). Eight words are 128 bits: who wants another card to have the same ones has to try 2^128 cards.

>>> spoken(bytes.fromhex("7f000001")).split()
['lusab', 'babad']
"""

from __future__ import annotations

import re
from typing import Final

from autonome.sharing.errors import CardError

FINGERPRINT_BYTES: Final = 16
"""Of a digest, what is compared: 128 bits, at which SP 800-57 (part 1, table 2) puts the strength of our curves."""

_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"
_BETWEEN: Final = re.compile(r"[\s:,.-]+")
_WORD_BITS: Final = (
    (_CONSONANTS, 12, 15),
    (_VOWELS, 10, 3),
    (_CONSONANTS, 6, 15),
    (_VOWELS, 4, 3),
    (_CONSONANTS, 0, 15),
)
"""Of a word: its letters, and the bits that choose each."""

MEND: Final = "compare it once more with the partner; it is eight words of five letters, or 32 hexadecimal digits."


def spoken(data: bytes) -> str:
    """Bytes as words, two bytes each."""
    numbers = (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    return " ".join("".join(letters[number >> by & mask] for letters, by, mask in _WORD_BITS) for number in numbers)


def heard(text: str) -> bytes:
    """Read a fingerprint: words, or hexadecimal digits; upper case, dashes and line breaks change nothing.

    Raises:
        CardError: it is neither, or not whole.
    """
    words = [word for word in _BETWEEN.split(text.strip().lower()) if word]
    joined = "".join(words)
    if re.fullmatch(f"[0-9a-f]{{{2 * FINGERPRINT_BYTES}}}", joined):
        return bytes.fromhex(joined)
    data = b"".join(map(_word, words))
    if len(data) != FINGERPRINT_BYTES:
        raise CardError("the fingerprint is not whole", mend=MEND)
    return data


def _word(word: str) -> bytes:
    if len(word) != len(_WORD_BITS) or any(
        letter not in letters for letter, (letters, _, _) in zip(word, _WORD_BITS, strict=True)
    ):
        raise CardError(f"{word[:20]!r} is no word of a fingerprint", mend=MEND)
    number = sum(letters.index(letter) << by for letter, (letters, by, _) in zip(word, _WORD_BITS, strict=True))
    return number.to_bytes(2, "big")
