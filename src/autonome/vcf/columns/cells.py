"""One sample's entries of a block of lines at once: genotype, qualities, depth, phase set, filter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autonome.vcf.columns.block_lines import MOST_KINDS, BlockLines
from autonome.vcf.columns.layout import (
    HAPLOID,
    NOT_CALLED,
    NOT_STATED_16,
    NOT_STATED_32,
    NUMBERS,
    U8,
    U16,
    U32,
    Bools,
    Rows,
)
from autonome.vcf.columns.words import Bytes, kinds
from autonome.vcf.genotype_fields import FieldOrder
from autonome.vcf.records import FIXED, MAX_KEYS

_NUMBER = np.full(256, 255, np.uint8)
_NUMBER[[ord(number) for number in NUMBERS]] = range(len(NUMBERS))

_PAIR = 3
"""Characters of a genotype of two copies whose allele numbers have one digit."""


class Cells:
    """What the entries say, a value for each line.

    Args:
        lines: of a block.
        sample: which column is wanted, from 0.
        code: gives the words of FT their numbers.
    """

    def __init__(self, lines: BlockLines, sample: int, code: Callable[[str], int | None]) -> None:
        count = len(lines)
        self.genotype: U8 = np.full(count, NOT_CALLED, np.uint8)
        self.phase_set: U32 = np.full(count, NOT_STATED_32, np.uint32)
        self.quality: U16 = np.full(count, NOT_STATED_16, np.uint16)
        self.reference_quality: U16 = np.full(count, NOT_STATED_16, np.uint16)
        self.depth: U16 = np.full(count, NOT_STATED_16, np.uint16)
        self.filter: U8 = np.zeros(count, np.uint8)
        self._lines = lines
        self._code = code
        self._fill_all(FIXED + 1 + sample)

    def _fill_all(self, column: int) -> None:
        """Format by format."""
        lines = self._lines
        formats, names = kinds(lines.data, lines.begin(FIXED), lines.end(FIXED), MOST_KINDS)
        lines.strike(formats < 0)
        colons: Rows = np.flatnonzero(lines.data.each == ord(":"))
        for nth, name in enumerate(names):
            keys = tuple(name.decode().split(":"))
            rows: Rows = np.flatnonzero(formats == nth)
            if len(keys) < MAX_KEYS:
                parts = _Parts(lines.data, colons, lines.begin(column)[rows], lines.end(column)[rows])
                self._fill(rows, FieldOrder.of(keys), parts)
            else:
                lines.plain[rows] = False

    def _fill(self, rows: Rows, order: FieldOrder, parts: _Parts) -> None:
        if order.gt >= 0:
            self._fill_genotypes(rows, *parts.at(order.gt))
        self._fill_numbers(self.quality, rows, *parts.at(order.gq), none=NOT_STATED_16)
        self._fill_numbers(self.reference_quality, rows, *parts.at(order.rgq), none=NOT_STATED_16)
        self._fill_numbers(self.depth, rows, *parts.at(order.dp), none=NOT_STATED_16)
        self._fill_numbers(self.phase_set, rows, *parts.at(order.ps), none=NOT_STATED_32)
        if order.ft >= 0:
            starts, ends = parts.at(order.ft)
            ends = np.where(self._nothing(starts, ends), starts, ends)
            self.filter[rows] = self._lines.words((starts, ends), self._code, rows)

    def _fill_numbers(self, column: U16 | U32, rows: Rows, starts: Rows, ends: Rows, *, none: int) -> None:
        if (ends <= starts).all():
            return
        value, fine = self._lines.data.numbers(starts, ends)
        nothing = self._nothing(starts, ends)
        self._lines.strike(~(nothing | (fine & (value < none))), rows)
        column[rows] = np.where(nothing, none, value)

    def _nothing(self, starts: Rows, ends: Rows) -> Bools:
        same: Bools = (ends <= starts) | ((ends - starts == 1) & (self._lines.data.one(starts) == ord(".")))
        return same

    def _fill_genotypes(self, rows: Rows, starts: Rows, ends: Rows) -> None:
        data, sizes = self._lines.data, ends - starts
        last = len(data.text) - 1
        one, mark, two = (data.one(np.minimum(starts + at, last)) for at in range(_PAIR))
        first, second = _NUMBER[one].astype(np.int64), _NUMBER[two].astype(np.int64)
        phased = mark == ord("|")
        pair = (sizes == _PAIR) & (first < len(NUMBERS)) & (second < len(NUMBERS)) & (phased | (mark == ord("/")))
        single = (sizes == 1) & (first < len(NUMBERS))
        self._lines.strike(~(pair | single), rows)
        self.genotype[rows] = np.where(
            pair, 16 * first + 8 * phased + second, np.where(single, HAPLOID + first, NOT_CALLED)
        )


class _Parts:
    """The parts between colons of one sample's entries, for lines of one format.

    Args:
        data: the text.
        colons: places of all its colons.
        starts: of the entries.
        ends: behind them.
    """

    def __init__(self, data: Bytes, colons: Rows, starts: Rows, ends: Rows) -> None:
        # Colons behind all others, so that there always is a next one.
        self._colons = np.append(colons, np.full(MAX_KEYS + 1, len(data.text), np.int64))
        self._starts = starts
        self._ends = ends
        self._first = np.searchsorted(colons, starts)

    def at(self, place: int) -> tuple[Rows, Rows]:
        """Start and end of one part in each entry; an empty one where it is left out, or the place is -1."""
        if place < 0:
            return self._ends, self._ends
        starts = self._starts if not place else np.minimum(self._colons[self._first + place - 1] + 1, self._ends)
        return starts, np.minimum(self._colons[self._first + place], self._ends)
