"""Bytes of a block of lines, looked at eight at a time for many places at once.

`Bytes.words` shows the eight bytes that begin at any place as one number, little end first, without copying them: one
look-up for each line tells a short field from another, or turns eight digits into a number. Nothing here knows what a
VCF is.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from autonome.vcf.columns.layout import U8, U64, Bools, Rows

PAD: Final = 8
"""Bytes before and behind the text, so that a word may begin anywhere."""

WORD: Final = 8

_ZEROS: Final = np.uint64(0x3030303030303030)
_HIGH: Final = np.uint64(0xF0F0F0F0F0F0F0F0)
_SIX: Final = np.uint64(0x0606060606060606)
_LOW: Final = np.uint64(0x0F0F0F0F0F0F0F0F)
_PAIRS: Final = np.uint64(0x00FF00FF00FF00FF)
_FOURS: Final = np.uint64(0x0000FFFF0000FFFF)

_BELOW: Final = np.array([(1 << (8 * count)) - 1 for count in range(WORD + 1)], np.uint64)
"""Number of bytes → a mask of as many, from the first on."""


class Bytes:
    """A text, and the word at each of its places.

    Args:
        text: in bytes.
    """

    def __init__(self, text: bytes) -> None:
        self.text = text
        padded = np.frombuffer(b"".join((bytes(PAD), text, bytes(PAD))), np.uint8)
        self.each: U8 = padded[PAD : PAD + len(text)]
        # Place p of the text is place p + PAD of this: words may begin up to PAD bytes before the text.
        self._words: U64 = np.ndarray((len(padded) - WORD + 1,), "<u8", buffer=padded.data, strides=(1,))

    def words(self, places: Rows) -> U64:
        """The eight bytes from each place on."""
        return self._words[places + PAD]

    def one(self, places: Rows) -> U8:
        """The byte at each place, which lies in the text."""
        return self.each[places]

    def are(self, starts: Rows, ends: Rows, value: bytes) -> Bools:
        """Whether fields are exactly some bytes."""
        same: Bools = ends - starts == len(value)
        for at in range(0, len(value), WORD):
            part = value[at : at + WORD]
            # Beyond the padding only where the length differs anyway.
            places = np.minimum(starts + at, len(self.text))
            same &= (self.words(places) & _BELOW[len(part)]) == np.uint64(int.from_bytes(part, "little"))
        return same

    def numbers(self, starts: Rows, ends: Rows) -> tuple[U64, Bools]:
        """Whole numbers of one to nine digits, as they are usually written: no sign, no zero before other digits.

        Returns:
            The numbers, and for each whether it is one; what is none, has any value.
        """
        sizes = ends - starts
        missing = np.clip(WORD - sizes, 0, WORD)
        gap = _BELOW[missing]
        word = (self.words(ends - WORD) & ~gap) | (_ZEROS & gap)
        fine: Bools = (
            ((word & _HIGH) == _ZEROS) & (((word + _SIX) & _HIGH) == _ZEROS) & (sizes >= 1) & (sizes <= WORD + 1)
        )
        value = word & _LOW
        value = ((value * np.uint64(2561)) >> np.uint64(8)) & _PAIRS
        value = ((value * np.uint64(6553601)) >> np.uint64(16)) & _FOURS
        value = (value * np.uint64(42949672960001)) >> np.uint64(32)
        first = self.each[np.minimum(starts, len(self.text) - 1)]
        fine &= (first != ord("0")) | (sizes == 1)
        long = sizes == WORD + 1
        if long.any():
            lead = first.astype(np.uint64) - np.uint64(ord("0"))
            fine &= ~long | (lead <= np.uint64(9))
            value = np.where(long, value + lead * np.uint64(10**WORD), value)
        return value, fine

    def digits(self, starts: Rows, ends: Rows, most: int) -> tuple[U64, Bools]:
        """Up to ``most`` digits as a number, zeros first or not; and for each whether all are digits."""
        value = np.zeros(len(starts), np.uint64)
        fine: Bools = np.ones(len(starts), bool)
        for at in range(most):
            here = starts + at < ends
            digit = self.each[np.minimum(starts + at, len(self.text) - 1)] - np.uint8(ord("0"))  # wraps: no digit
            fine &= ~here | (digit <= 9)  # noqa: PLR2004 - the last digit
            value = np.where(here, value * np.uint64(10) + digit, value)
        return value, fine


def kinds(data: Bytes, starts: Rows, ends: Rows, most: int) -> tuple[Rows, list[bytes]]:
    """Number the different contents of a field that has few of them.

    Args:
        data: the text.
        starts: of the field, in each line.
        ends: behind it.
        most: contents that are told apart.

    Returns:
        For each line the number of its content, -1 for those beyond ``most``; and the contents.
    """
    codes = np.full(len(starts), -1, np.int64)
    left: Rows = np.arange(len(starts))
    found: list[bytes] = []
    while len(left) and len(found) < most:
        value = data.text[starts[left[0]] : ends[left[0]]]
        same = data.are(starts[left], ends[left], value)
        codes[left[same]] = len(found)
        found.append(value)
        left = left[~same]
    return codes, found


def spread(starts: Rows, ends: Rows) -> tuple[Rows, Rows]:
    """Every place of some stretches, and for each the number of its stretch."""
    sizes = ends - starts
    owners = np.repeat(np.arange(len(starts)), sizes)
    before = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) - before[owners] + starts[owners], owners
