"""Widths of the glyphs in a CFF font that is keyed by CID, as far as a PDF embeds one: how far the pen moves for each.

After Adobe's Technical Notes 5176 (CFF) and 5177 (Type 2 charstrings). Where a glyph's first operator has an operand
too many, that is how much its width is above the nominal one of its font dictionary; else that one's default counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

CHAR_STRINGS, PRIVATE, FD_ARRAY, FD_SELECT = 17, 18, 0x0C24, 0x0C25
DEFAULT_WIDTH, NOMINAL_WIDTH = 20, 21
STEMS, MOVE, MOVE_ALONG, END = frozenset({1, 3, 18, 19, 20, 23}), 21, frozenset({4, 22}), 14


def widths(font: bytes) -> list[float]:
    """Width of each glyph, in the order of their numbers, which are the CIDs of a subset.

    Raises:
        ValueError: the font is written in a way that no subset here is.
    """
    _names, at = _index(font, font[2])
    tops, _at = _index(font, at)
    top = _dictionary(tops[0])
    dictionaries, _at = _index(font, int(top[FD_ARRAY][0]))
    privates = [_private(font, _dictionary(each)) for each in dictionaries]
    glyphs, _at = _index(font, int(top[CHAR_STRINGS][0]))
    chosen = _chosen(font, int(top[FD_SELECT][0]), len(glyphs))
    return [_width(glyph, *privates[number]) for glyph, number in zip(glyphs, chosen, strict=True)]


def _chosen(font: bytes, at: int, glyphs: int) -> list[int]:
    """The font dictionary of each glyph: listed one by one (format 0), or by ranges (format 3)."""
    if font[at] == 0:
        return list(font[at + 1 : at + 1 + glyphs])
    if font[at] != 3:
        raise ValueError(f"font dictionaries are chosen in format {font[at]}")
    ranges = [font[at + 3 + 3 * n : at + 6 + 3 * n] for n in range(int.from_bytes(font[at + 1 : at + 3]))]
    firsts = [int.from_bytes(each[:2]) for each in ranges]
    counts = [after - first for first, after in pairwise([*firsts, glyphs])]
    return [each[2] for each, count in zip(ranges, counts, strict=True) for _ in range(count)]


def _private(font: bytes, dictionary: dict[int, list[float]]) -> tuple[float, float]:
    size, offset = map(int, dictionary[PRIVATE])
    values = _dictionary(font[offset : offset + size])
    return values.get(DEFAULT_WIDTH, [0])[0], values.get(NOMINAL_WIDTH, [0])[0]


def _index(font: bytes, at: int) -> tuple[list[bytes], int]:
    """The objects of an INDEX, and where it ends."""
    count = int.from_bytes(font[at : at + 2])
    if count == 0:
        return [], at + 2
    size = font[at + 2]
    places = [int.from_bytes(font[at + 3 + n * size : at + 3 + (n + 1) * size]) for n in range(count + 1)]
    base = at + 3 + (count + 1) * size - 1
    return [font[base + begin : base + end] for begin, end in pairwise(places)], base + places[-1]


@dataclass
class _Bytes:
    data: bytes
    at: int = 0

    def take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def _dictionary(data: bytes) -> dict[int, list[float]]:
    """Operator → operands of a DICT."""
    found: dict[int, list[float]] = {}
    operands: list[float] = []
    stream = _Bytes(data)
    while stream.at < len(data):
        first = stream.take(1)[0]
        if first == 30:  # a real number, in half bytes up to 0xf: of the values used here none is one
            while stream.take(1)[0] & 0x0F != 0x0F:
                pass
            operands.append(0)
        elif first == 29:
            operands.append(int.from_bytes(stream.take(4), signed=True))
        elif first >= 28:
            operands.append(_small(first, stream))
        else:
            found[0x0C00 | stream.take(1)[0] if first == 0x0C else first] = operands
            operands = []
    return found


def _small(first: int, stream: _Bytes) -> int:
    if first == 28:
        return int.from_bytes(stream.take(2), signed=True)
    if first <= 246:
        return first - 139
    rest = (first - 247 if first <= 250 else first - 251) * 256 + stream.take(1)[0] + 108
    return rest if first <= 250 else -rest


def _width(glyph: bytes, default: float, nominal: float) -> float:
    operands = list(_operands(_Bytes(glyph)))
    operator, values = int(operands[-1]), operands[:-1]
    if operator in STEMS:
        extra = len(values) % 2 == 1
    elif operator == MOVE or operator in MOVE_ALONG:
        extra = len(values) > (2 if operator == MOVE else 1)
    elif operator == END:
        extra = len(values) in {1, 5}
    else:
        raise ValueError(f"a glyph begins with operator {operator}")
    return nominal + values[0] if extra else default


def _operands(stream: _Bytes) -> Iterator[float]:
    """The operands before a glyph's first operator, and that operator."""
    while True:
        first = stream.take(1)[0]
        if first == 255:
            yield int.from_bytes(stream.take(4), signed=True) / 65536
        elif first == 28 or first >= 32:
            yield _small(first, stream)
        else:
            yield first
            return
