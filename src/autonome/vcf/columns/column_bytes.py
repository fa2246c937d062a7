"""One column of numbers as bytes, and back: all of it, or some rows.

``length (4 bytes) ‖ kind (1 byte) ‖ content``, numbers little-endian:

==== ======================= ==========================================================================
kind column                  content
==== ======================= ==========================================================================
0    one value for all rows  value (4)
1-3  a width in bytes        base (4), then for each row its value less the base: the two low bytes of
                             all rows together (one where the width is 1), then the third bytes of all
                             rows
4    four bytes              base (4), then for each row its value less the base; searched as it is
                             where the base is 0
5    one value for most rows value (4), how many others (4), their row numbers, ascending (2 each), their
                             values as a column of kind 0 to 4
6    text                    the bytes
==== ======================= ==========================================================================

Nothing is compressed: who wants one row of a chunk has it in microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autonome.genome import GenomeError
from autonome.vcf.columns.layout import U8, U32, Rows

CONSTANT, MOSTLY, TEXT = 0, 5, 6
_WIDEST: Final = 4
_FRAME: Final = 5
"""Bytes of the widest column's entry, and of what stands before a column."""

_SAMPLED: Final = 64
"""Rows that are looked at to see whether one value prevails."""

Numbers: TypeAlias = NDArray[np.unsignedinteger]


Content: TypeAlias = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is stored.

    Args:
        kind: of its form.
        content: its bytes.
        rows: how many entries it has.

    Raises:
        GenomeError: the bytes cannot be such a column.
    """

    kind: int
    content: Content
    rows: int

    def __post_init__(self) -> None:
        size = len(self.content)
        if self.kind == MOSTLY:
            fits = size >= 2 * _WIDEST + 2 * self._others and self._rest.kind != MOSTLY
        else:
            fits = self.kind <= _WIDEST and size == _WIDEST + self.rows * self.kind
        if not fits:
            raise damaged()

    def all(self) -> U32:
        """Every entry."""
        if self.kind == MOSTLY:
            values = np.full(self.rows, self._base, np.uint32)
            values[self._places] = self._rest.all()
            return values
        return self._plain(slice(None))

    def at(self, rows: Rows) -> U32:
        """The entries of some rows."""
        if self.kind != MOSTLY:
            return self._plain(rows)
        values = np.full(len(rows), self._base, np.uint32)
        places = self._places
        if len(places):
            found = np.minimum(np.searchsorted(places, rows), len(places) - 1)
            hits = places[found] == rows
            values[hits] = self._rest.at(found[hits])
        return values

    def not_zero(self) -> tuple[Rows, U32]:
        """Rows whose entry is not zero, and these entries."""
        if self.kind == MOSTLY and not self._base:
            return self._places.astype(np.int64), self._rest.all()
        entries = self.all()
        rows: Rows = np.flatnonzero(entries)
        return rows, entries[rows]

    def at_least(self, least: int) -> Rows:
        """Rows whose entry is a number or above it."""
        if self.kind == 1:  # in a column of bytes, which needs no widening
            bytes_: U8 = np.frombuffer(self.content, np.uint8, self.rows, _WIDEST)
            return np.flatnonzero(bytes_ >= max(least - self._base, 0))
        return np.flatnonzero(self.all() >= least)

    def _plain(self, rows: Rows | slice) -> U32:
        if self.kind == CONSTANT:
            return np.full(self.rows if isinstance(rows, slice) else len(rows), self._base, np.uint32)
        if self.kind == _WIDEST:
            whole: U32 = np.frombuffer(self.content, "<u4", self.rows, _WIDEST)[rows]
            return whole + np.uint32(self._base) if self._base else whole
        first: NDArray[np.unsignedinteger] = np.frombuffer(
            self.content, np.uint8 if self.kind == 1 else "<u2", self.rows, _WIDEST
        )
        values = first[rows].astype(np.uint32)
        for at in range(2, self.kind):
            plane: U8 = np.frombuffer(self.content, np.uint8, self.rows, _WIDEST + self.rows * at)
            values |= plane[rows].astype(np.uint32) << np.uint32(8 * at)
        values += np.uint32(self._base)
        return values

    @property
    def _base(self) -> int:
        return number(self.content, 0)

    @property
    def _others(self) -> int:
        return number(self.content, _WIDEST)

    @property
    def _places(self) -> NDArray[np.uint16]:
        places: NDArray[np.uint16] = np.frombuffer(self.content, "<u2", self._others, 2 * _WIDEST)
        if len(places) and int(places[-1]) >= self.rows:
            raise damaged()
        return places

    @property
    def _rest(self) -> Column:
        found = frames(self.content[2 * _WIDEST + 2 * self._others :])
        if len(found) != 1:
            raise damaged()
        return Column(*found[0], self._others)


def entries(frame: tuple[int, Content], rows: int, wanted: Rows, dtype: type[np.unsignedinteger]) -> Numbers:
    """The entries of some rows, in the type that a table has; short ways for the two forms that most columns have.

    Args:
        frame: kind and content.
        rows: how many entries the column has.
        wanted: rows.
        dtype: of the entries.

    Raises:
        GenomeError: the bytes cannot be such a column.
    """
    kind, content = frame
    if kind == CONSTANT and len(content) == _WIDEST:
        return np.full(len(wanted), number(content, 0), dtype)
    if kind == 1 and len(content) == _WIDEST + rows:
        found = np.frombuffer(content, np.uint8, rows, _WIDEST)[wanted].astype(dtype, copy=False)
        base = number(content, 0)
        return found + dtype(base) if base else found
    return Column(kind, content, rows).at(wanted).astype(dtype, copy=False)


def encode_column(values: Numbers) -> bytes:
    """Write a column in the smallest of its forms."""
    plain = _plain(values)
    if len(plain) <= 2 * _FRAME + _WIDEST or len(values) > 1 << 16:
        return plain
    usual = _usual(values)
    others: Rows = np.flatnonzero(values != usual)
    rest = _plain(values[others])
    mostly = framed(MOSTLY, _four(usual) + _four(len(others)) + others.astype("<u2").tobytes() + rest)
    return mostly if len(mostly) < len(plain) else plain


def _plain(values: Numbers) -> bytes:
    """Write a column as one value for all, or in the least width."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if low == high:
        return framed(CONSTANT, _four(low))
    width = (high - low).bit_length() + 7 >> 3
    if width == _WIDEST:
        return searchable(values)
    rest = (values - values.dtype.type(low)).astype("<u4")
    if width == 1:
        planes = [rest.astype(np.uint8).tobytes()]
    else:
        bytes_ = rest.view(np.uint8).reshape(-1, _WIDEST)
        planes = [rest.astype("<u2").tobytes(), *(bytes_[:, at].tobytes() for at in range(2, width))]
    return framed(width, _four(low) + b"".join(planes))


def searchable(values: Numbers) -> bytes:
    """Write a column so that it is searched as it lies, without a copy."""
    return framed(_WIDEST, _four(0) + values.astype("<u4").tobytes())


def _usual(values: Numbers) -> int:
    """A value that many rows have, if there is one."""
    some, counts = np.unique(values[:: max(len(values) // _SAMPLED, 1)], return_counts=True)
    return int(some[counts.argmax()])


def framed(kind: int, content: bytes) -> bytes:
    """A column with what stands before it."""
    return _four(len(content)) + bytes([kind]) + content


def frames(data: Content) -> Sequence[tuple[int, memoryview]]:
    """Kinds and contents of columns that stand one after the other.

    Raises:
        GenomeError: the bytes are none.
    """
    found, at, view = [], 0, memoryview(data)  # nothing is copied: a chunk has 100 KB
    while at + _FRAME <= len(data):
        size, kind = number(view, at), view[at + _WIDEST]
        found.append((kind, view[at + _FRAME : at + _FRAME + size]))
        at += _FRAME + size
    if at != len(data):
        raise damaged()
    return found


def decode_columns(data: bytes, columns: int, rows: int) -> list[U32]:
    """Read columns that stand one after the other.

    Raises:
        GenomeError: the bytes are not as many such columns.
    """
    found = frames(data)
    if len(found) != columns:
        raise damaged()
    return [Column(kind, content, rows).all() for kind, content in found]


def number(data: Content, at: int) -> int:
    """The four bytes at a place as a number."""
    return int.from_bytes(data[at : at + _WIDEST], "little")


def _four(value: int) -> bytes:
    return value.to_bytes(_WIDEST, "little")


def damaged() -> GenomeError:
    """The error of bytes that are not what was written."""
    return GenomeError("a stored chunk is not written as it should be", mend="restore the store from a backup.")
