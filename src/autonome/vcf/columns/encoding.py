"""Chunks of rows as bytes, in three parts, so that a reader opens what it needs: places, calls, site qualities.

A part is a row of columns, each ``length (4 bytes) ‖ kind (1 byte) ‖ content``, numbers little-endian:

==== ======================= ==========================================================================
kind column                  content
==== ======================= ==========================================================================
0    one value for all rows  value (4)
1-4  a width in bytes        base (4), then for each row its value less the base: the two low bytes of
                             all rows together, then the third and fourth bytes of all rows
5    one value for most rows value (4), how many others (4), their row numbers (2 each), their values as
                             a column of kind 0 to 4
6    text                    the bytes
==== ======================= ==========================================================================

Nothing is compressed: a reader that wants one row opens a chunk in microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autonome.genome import GenomeError
from autonome.vcf.columns.layout import CHUNK_ROWS, U8, U32, WHOLE, Rows
from autonome.vcf.columns.table import Table

_CONSTANT, _MOSTLY, _TEXT = 0, 5, 6
_WIDEST: Final = 4
_FRAME: Final = 5
"""Bytes of the widest column's entry, and of what stands before a column."""

_SAMPLED: Final = 64
"""Rows that are looked at to see whether one value prevails."""


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
"""Columns of each part, in their order; the calls end with the heap."""

_TYPES: Final = {
    "coordinate": np.uint32, "span": np.uint32, "alleles": np.uint8, "genotype": np.uint8, "phase_set": np.uint32,
    "quality": np.uint16, "reference_quality": np.uint16, "depth": np.uint16, "genotype_filter": np.uint8,
    "filter": np.uint8, "turn": np.uint16, "site_quality": np.uint32, "decimals": np.uint8, "lengths": np.uint32,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of a chunk lie.

    Args:
        coordinate: ascending.
        span: bases behind it.
    """

    coordinate: U32
    span: U32


def encode(table: Table) -> tuple[bytes, bytes, bytes]:
    """Write a chunk: its three parts.

    Args:
        table: at most `CHUNK_ROWS` rows, in the order of coordinates.
    """
    written = [b"".join(encode_column(getattr(table, name)) for name in PARTS[part]) for part in Part]
    written[Part.CALLS] += _framed(_TEXT, table.heap)
    return written[0], written[1], written[2]


def decode_places(data: bytes, rows: int) -> Places:
    """Read the places of a chunk.

    Args:
        data: the part.
        rows: how many it has.

    Raises:
        GenomeError: the bytes are not such a part.
    """
    coordinate, span = _columns(data, Part.PLACES, rows)
    return Places(coordinate.astype(np.uint32), span.astype(np.uint32))


def decode(places: Places, calls: bytes, sites: bytes | None = None) -> Table:
    """Read a chunk.

    Args:
        places: of its rows.
        calls: that part.
        sites: that part; without it, no site quality is stated.

    Raises:
        GenomeError: the bytes are not such parts.
    """
    rows = len(places.coordinate)
    found = dict(zip(PARTS[Part.CALLS], _columns(calls, Part.CALLS, rows), strict=False))
    if sites is None:
        found |= {"site_quality": np.zeros(rows, np.uint32), "decimals": np.full(rows, 255, np.uint8)}
    else:
        found |= dict(zip(PARTS[Part.SITES], _columns(sites, Part.SITES, rows), strict=True))
    heap = _frames(calls)[-1][1]
    columns = {name: column.astype(_TYPES[name]) for name, column in found.items()}
    if int(columns["lengths"].sum()) != len(heap):
        raise _damaged()
    return Table(coordinate=places.coordinate, span=places.span, heap=heap, **columns)


def decode_columns(data: bytes, columns: int, rows: int) -> list[U32]:
    """Read columns that stand one after the other.

    Raises:
        GenomeError: the bytes are not as many such columns.
    """
    frames = _frames(data)
    if len(frames) != columns:
        raise _damaged()
    return [_decoded(kind, content, rows) for kind, content in frames]


def _columns(data: bytes, part: Part, rows: int) -> list[U32]:
    """The columns of a part; that of texts has as many entries as rows with a text."""
    frames = _frames(data)
    names = PARTS[part]
    if len(frames) != len(names) + (part is Part.CALLS):
        raise _damaged()
    found: list[U32] = []
    for name, (kind, content) in zip(names, frames, strict=False):
        count = int(np.count_nonzero(found[0] >= WHOLE)) if name == "lengths" else rows
        found.append(_decoded(kind, content, count))
    return found


Numbers: TypeAlias = NDArray[np.unsignedinteger]


def encode_column(values: Numbers) -> bytes:
    """Write a column in the smallest of its forms."""
    plain = _plain(values)
    if len(plain) <= 2 * _FRAME + _WIDEST or len(values) > 1 << 16:
        return plain
    usual = _usual(values)
    others: Rows = np.flatnonzero(values != usual)
    rest = _plain(values[others])
    mostly = _framed(_MOSTLY, _four(usual) + _four(len(others)) + others.astype("<u2").tobytes() + rest)
    return mostly if len(mostly) < len(plain) else plain


def _plain(values: Numbers) -> bytes:
    """Write a column as one value for all, or in the least width."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if low == high:
        return _framed(_CONSTANT, _four(low))
    width = (high - low).bit_length() + 7 >> 3
    rest = (values - values.dtype.type(low)).astype("<u4")
    if width == 1:
        planes = [rest.astype(np.uint8).tobytes()]
    else:
        bytes_ = rest.view(np.uint8).reshape(-1, _WIDEST)
        planes = [rest.astype("<u2").tobytes(), *(bytes_[:, at].tobytes() for at in range(2, width))]
    return _framed(width, _four(low) + b"".join(planes))


def _usual(values: Numbers) -> int:
    """A value that many rows have, if there is one."""
    some, counts = np.unique(values[:: max(len(values) // _SAMPLED, 1)], return_counts=True)
    return int(some[counts.argmax()])


def _decoded(kind: int, content: bytes, rows: int) -> U32:
    if kind == _CONSTANT and len(content) == _WIDEST:
        return np.full(rows, _number(content, 0), np.uint32)
    if 1 <= kind <= _WIDEST and len(content) == _WIDEST + rows * kind:
        return _undensed(content, kind, rows)
    if kind == _MOSTLY and len(content) >= 2 * _WIDEST:
        return _mostly(content, rows)
    raise _damaged()


def _undensed(content: bytes, width: int, rows: int) -> U32:
    low = _number(content, 0)
    if width == 1:
        values = np.frombuffer(content, np.uint8, rows, _WIDEST).astype(np.uint32)
    else:
        values = np.frombuffer(content, "<u2", rows, _WIDEST).astype(np.uint32)
        for at in range(2, width):
            plane: U8 = np.frombuffer(content, np.uint8, rows, _WIDEST + rows * at)
            values |= plane.astype(np.uint32) << np.uint32(8 * at)
    values += np.uint32(low)
    return values


def _mostly(content: bytes, rows: int) -> U32:
    usual, count = _number(content, 0), _number(content, _WIDEST)
    begin = 2 * _WIDEST
    if len(content) < begin + 2 * count:
        raise _damaged()
    others = np.frombuffer(content, "<u2", count, begin)
    frames = _frames(content[begin + 2 * count :])
    if len(frames) != 1 or frames[0][0] == _MOSTLY or (count and int(others.max()) >= rows):
        raise _damaged()
    values = np.full(rows, usual, np.uint32)
    values[others] = _decoded(*frames[0], count)
    return values


def _four(number: int) -> bytes:
    return number.to_bytes(_WIDEST, "little")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + _WIDEST], "little")


def _framed(kind: int, content: bytes) -> bytes:
    return _four(len(content)) + bytes([kind]) + content


def _frames(data: bytes) -> Sequence[tuple[int, bytes]]:
    found, at = [], 0
    while at + _FRAME <= len(data):
        size, kind = _number(data, at), data[at + _WIDEST]
        found.append((kind, data[at + _FRAME : at + _FRAME + size]))
        at += _FRAME + size
    if at != len(data):
        raise _damaged()
    return found


def _damaged() -> GenomeError:
    return GenomeError("a stored chunk is not written as it should be", mend="restore the store from a backup.")


assert CHUNK_ROWS <= 1 << 16, "row numbers within a chunk take two bytes"  # noqa: S101 - of two constants
