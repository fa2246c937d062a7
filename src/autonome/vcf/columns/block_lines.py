"""The lines of a block that all have the right number of columns, and which of them are still taken for plain.

Each column that is read in bulk (`alleles`, `cells`, `blocks`) strikes out the lines that it does not recognise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autonome.vcf.columns.layout import U8, Bools, Rows
from autonome.vcf.columns.words import Bytes, kinds

MOST_KINDS = 32
"""Different chromosomes, filters, formats that are told apart in one block of lines."""


class BlockLines:
    """Lines with their columns.

    Args:
        data: their bytes.
        ends: for each line, the place behind each of its columns.
    """

    def __init__(self, data: Bytes, ends: Rows) -> None:
        self.data = data
        self.plain: Bools = np.ones(len(ends), bool)
        self._ends = ends
        self._begins: Rows = np.concatenate((np.full(1, -1, np.int64), ends[:-1, -1])) + 1

    def __len__(self) -> int:
        return len(self._ends)

    def begin(self, column: int) -> Rows:
        """Where a column begins, in each line."""
        return self._ends[:, column - 1] + 1 if column else self._begins

    def end(self, column: int) -> Rows:
        """The place behind it."""
        return self._ends[:, column]

    def line(self, row: int) -> bytes:
        """One of them, without its end."""
        return self.data.text[int(self._begins[row]) : int(self._ends[row, -1])]

    def strike(self, odd: Bools, rows: Rows | None = None) -> None:
        """Take lines for odd from now on.

        Args:
            odd: whether each is.
            rows: those of which that is said; all without it.
        """
        if rows is None:
            self.plain &= ~odd
        else:
            self.plain[rows[odd]] = False

    def number(self, column: int) -> Rows:
        """A column of whole numbers."""
        value, fine = self.data.numbers(self.begin(column), self.end(column))
        self.strike(~fine)
        return value.astype(np.int64)

    def words(self, field: tuple[Rows, Rows], code: Callable[[str], int | None], rows: Rows | None = None) -> U8:
        """Numbers of the words in a field.

        Args:
            field: where it begins and ends.
            code: gives a word its number, or None.
            rows: the lines that it is of; all without it.
        """
        starts, ends = field
        which, found = kinds(self.data, starts, ends, MOST_KINDS)
        known = [code(word.decode()) for word in found]
        self.strike((which < 0) | np.array([each is None for each in known] or [True])[which], rows)
        return np.array([each or 0 for each in known] or [0], np.uint8)[which]
