"""Chunks of rows as bytes, in three parts, so that a reader opens what it needs: places, calls, site qualities.

A part is a row of columns (`column_bytes`), in the order of `PARTS`; the calls end with the heap.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from autonome.vcf.columns.column_bytes import TEXT, Column, damaged, encode_column, entries, framed, frames, searchable
from autonome.vcf.columns.layout import NOT_STATED_DECIMALS, U32, WHOLE, Rows
from autonome.vcf.columns.table import Table
from autonome.vcf.columns.words import spread


class Part(IntEnum):
    """What is opened together."""

    PLACES = 0
    CALLS = 1
    SITES = 2


PARTS: Final[dict[Part, tuple[str, ...]]] = {
    Part.PLACES: ("coordinate", "span"),
    Part.CALLS: (
        "alleles", "genotype", "phase_set", "quality", "reference_quality", "depth", "genotype_filter", "filter",
        "turn", "lengths",
    ),
    Part.SITES: ("site_quality", "decimals"),
}  # fmt: skip
"""Columns of each part, in their order."""

_TYPES: Final[dict[str, type[np.unsignedinteger]]] = {
    "coordinate": np.uint32, "span": np.uint32, "alleles": np.uint8, "genotype": np.uint8, "phase_set": np.uint32,
    "quality": np.uint16, "reference_quality": np.uint16, "depth": np.uint16, "genotype_filter": np.uint8,
    "filter": np.uint8, "turn": np.uint16, "site_quality": np.uint32, "decimals": np.uint8,
}  # fmt: skip


_FEW: Final = 64
"""Rows before a stretch that are looked at one by one before all long ones are."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of a chunk lie.

    Args:
        coordinate: ascending.
        long: rows that reach beyond their coordinate, ascending.
        beyond: bases by which they do.
    """

    coordinate: U32
    long: Rows
    beyond: U32

    @classmethod
    def of(cls, table: Table) -> Places:
        """Those of a table, whose coordinates may be in any order."""
        long: Rows = np.flatnonzero(table.span)
        return cls(table.coordinate, long, table.span[long])

    def span(self, rows: Rows) -> U32:
        """Bases behind the coordinates of some rows."""
        found = np.zeros(len(rows), np.uint32)
        if len(self.long):
            at = np.minimum(np.searchsorted(self.long, rows), len(self.long) - 1)
            hits = self.long[at] == rows
            found[hits] = self.beyond[at[hits]]
        return found

    def meeting(self, firsts: U32, lasts: U32) -> Rows:
        """Rows that touch a stretch.

        Args:
            firsts: of stretches, ascending; they do not touch each other.
            lasts: of stretches, included.
        """
        begins = np.searchsorted(self.coordinate, firsts)
        ends = np.searchsorted(self.coordinate, lasts, side="right")
        found, _ = spread(begins, ends)
        into = self._reaching(firsts, begins)
        return np.union1d(found, into) if len(into) else found

    def _reaching(self, firsts: U32, begins: Rows) -> Rows:
        """Rows that begin before a stretch and reach into it."""
        if not len(self.long) or not len(firsts):
            return self.long[:0]
        most = firsts.astype(np.int64) - int(self.beyond.max())
        earliest = np.searchsorted(self.coordinate, np.maximum(most, 0).astype(np.uint32))
        if (earliest == begins).all():
            return self.long[:0]
        if int((begins - earliest).sum()) <= _FEW:  # the longest is short: few rows lie so near before
            rows, _ = spread(earliest, begins)
            beyond = self.span(rows)
        else:
            rows, beyond = self.long, self.beyond
        next_ = np.searchsorted(firsts, self.coordinate[rows], side="right")
        reach = self.coordinate[rows].astype(np.int64) + beyond
        into: Rows = rows[(next_ < len(firsts)) & (firsts[np.minimum(next_, len(firsts) - 1)] <= reach)]
        return into

    def meeting_any(self, firsts: U32, lasts: U32) -> Rows:
        """The same where coordinates are in any order."""
        if (self.coordinate[1:] >= self.coordinate[:-1]).all():
            return self.meeting(firsts, lasts)
        next_ = np.searchsorted(lasts, self.coordinate)
        found = next_ < len(firsts)
        reach = self.coordinate.astype(np.int64)
        reach[self.long] += self.beyond
        found[found] = firsts[next_[found]] <= reach[found]
        return np.flatnonzero(found)


def encode(table: Table) -> tuple[bytes, bytes, bytes]:
    """Write a chunk: its three parts.

    Args:
        table: at most `CHUNK_ROWS` rows, in the order of coordinates.
    """
    written = [b"".join(encode_column(getattr(table, name)) for name in PARTS[part]) for part in Part]
    written[Part.PLACES] = searchable(table.coordinate) + encode_column(table.span)
    written[Part.CALLS] += framed(TEXT, table.heap)
    return written[0], written[1], written[2]


def decode_places(data: bytes, rows: int) -> Places:
    """Read the places of a chunk.

    Args:
        data: the part.
        rows: how many it has.

    Raises:
        GenomeError: the bytes are not such a part.
    """
    found = frames(data)
    if len(found) != len(PARTS[Part.PLACES]):
        raise damaged()
    coordinate, span = (Column(kind, content, rows) for kind, content in found)
    return Places(coordinate.all(), *span.not_zero())


def decode(places: Places, calls: bytes, sites: bytes | None = None, *, rows: Rows | None = None) -> Table:
    """Read a chunk, or some rows of it.

    Args:
        places: of its rows.
        calls: that part.
        sites: that part; without it, no site quality is stated.
        rows: those that are wanted, ascending; all without it.

    Raises:
        GenomeError: the bytes are not such parts.
    """
    count = len(places.coordinate)
    wanted: Rows = np.arange(count) if rows is None else rows
    *columns, sizes, (kind, heap) = _expected(calls, Part.CALLS)
    named = list(zip(PARTS[Part.CALLS], columns, strict=False))  # but for the lengths and the heap
    if sites is not None:
        named += zip(PARTS[Part.SITES], _expected(sites, Part.SITES), strict=True)
    found = {name: entries(frame, count, wanted, _TYPES[name]) for name, frame in named}
    if sites is None:
        found["site_quality"] = np.zeros(len(wanted), np.uint32)
        found["decimals"] = np.full(len(wanted), NOT_STATED_DECIMALS, np.uint8)
    lengths, text = np.zeros(0, np.uint32), b""
    with_text = wanted[found["alleles"] >= WHOLE]
    if len(with_text):
        texted = Column(*columns[0], count).at_least(WHOLE)
        lengths, text = _texts(Column(*sizes, len(texted)), heap, np.searchsorted(texted, with_text))
    if kind != TEXT:
        raise damaged()
    return Table(coordinate=places.coordinate[wanted], span=places.span(wanted), lengths=lengths, heap=text, **found)


def _texts(sizes: Column, heap: memoryview, wanted: Rows) -> tuple[U32, bytes]:
    """The texts of some of the rows that have one: their lengths, and all together."""
    lengths = sizes.all()
    ends = np.cumsum(lengths, dtype=np.int64)
    if (int(ends[-1]) if len(ends) else 0) != len(heap):
        raise damaged()
    some = lengths[wanted]
    return some, b"".join(
        heap[end - size : end] for end, size in zip(ends[wanted].tolist(), some.tolist(), strict=True)
    )


def _expected(data: bytes, part: Part) -> list[tuple[int, memoryview]]:
    found = list(frames(data))
    if len(found) != len(PARTS[part]) + (part is Part.CALLS):
        raise damaged()
    return found
