"""Chunks of rows as bytes, in three parts, so that a reader opens what it needs: places, calls, site qualities.

A part is a row of columns (`column_bytes`), in the order of `PARTS`; the calls end with the heap.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from autonome.vcf.columns.column_bytes import TEXT, Column, damaged, encode_column, framed, frames
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

_TYPES: Final = {
    "coordinate": np.uint32, "span": np.uint32, "alleles": np.uint8, "genotype": np.uint8, "phase_set": np.uint32,
    "quality": np.uint16, "reference_quality": np.uint16, "depth": np.uint16, "genotype_filter": np.uint8,
    "filter": np.uint8, "turn": np.uint16, "site_quality": np.uint32, "decimals": np.uint8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of a chunk lie.

    Args:
        coordinate: ascending.
        span: bases behind it.
        long: rows that have any.
    """

    coordinate: U32
    span: U32
    long: Rows | None = None

    def meeting(self, firsts: U32, lasts: U32) -> Rows:
        """Rows that touch a stretch.

        Args:
            firsts: of stretches, ascending; they do not touch each other.
            lasts: of stretches, included.
        """
        begins = np.searchsorted(self.coordinate, firsts)
        ends = np.searchsorted(self.coordinate, lasts, side="right")
        found, _ = spread(begins, ends)
        # What begins before a stretch may reach into it.
        long = np.flatnonzero(self.span) if self.long is None else self.long
        if not len(long) or not len(firsts):
            return found
        begun = self.coordinate[long]
        next_ = np.searchsorted(firsts, begun, side="right")
        there = next_ < len(firsts)
        reach = begun.astype(np.int64) + self.span[long]
        into = long[there & (firsts[np.minimum(next_, len(firsts) - 1)] <= reach)]
        return np.union1d(found, into) if len(into) else found

    def meeting_any(self, firsts: U32, lasts: U32) -> Rows:
        """The same where coordinates are in any order."""
        if (self.coordinate[1:] >= self.coordinate[:-1]).all():
            return self.meeting(firsts, lasts)
        next_ = np.searchsorted(lasts, self.coordinate)
        found = next_ < len(firsts)
        reach = self.coordinate.astype(np.int64) + self.span
        found[found] = firsts[next_[found]] <= reach[found]
        return np.flatnonzero(found)


def encode(table: Table) -> tuple[bytes, bytes, bytes]:
    """Write a chunk: its three parts.

    Args:
        table: at most `CHUNK_ROWS` rows, in the order of coordinates.
    """
    written = [b"".join(encode_column(getattr(table, name)) for name in PARTS[part]) for part in Part]
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
    return Places(coordinate.all(), span.all(), span.not_zero())


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
    names = PARTS[Part.CALLS][:-1]
    read = {name: Column(*each, count) for name, each in zip(names, columns, strict=True)}
    if sites is not None:
        each = zip(PARTS[Part.SITES], _expected(sites, Part.SITES), strict=True)
        read |= {name: Column(*frame, count) for name, frame in each}
    found = {name: column.at(wanted).astype(_TYPES[name]) for name, column in read.items()}
    if sites is None:
        found["site_quality"] = np.zeros(len(wanted), np.uint32)
        found["decimals"] = np.full(len(wanted), NOT_STATED_DECIMALS, np.uint8)
    texted = read["alleles"].at_least(WHOLE)
    lengths, text = _texts(
        Column(*sizes, len(texted)), heap, np.searchsorted(texted, wanted[found["alleles"] >= WHOLE])
    )
    if kind != TEXT:
        raise damaged()
    return Table(coordinate=places.coordinate[wanted], span=places.span[wanted], lengths=lengths, heap=text, **found)


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
