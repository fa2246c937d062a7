"""What of a genome was looked at and found to be the reference: the callability mask of one person.

Absence is not reference. A place is *observed* where a record with alternatives of its own says something usable of it,
*reference-called* where a usable reference block covers it (that is the mask), and *not assessed* otherwise. A file
without blocks has an empty mask, and everything beyond its records stays not assessed. Usable is what a plan would use:
by the same thresholds of filter, genotype quality and depth.

Coordinates are genome-wide, intervals include both ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from autonome.genome import GenomeError
from autonome.genome.coordinates import ELSEWHERE, Coordinates
from autonome.vcf.columns.column_bytes import decode_columns, encode_column
from autonome.vcf.columns.layout import (
    CHUNK_ROWS,
    FIRST_BESIDE,
    FIRST_BLOCK,
    GENOTYPES,
    IN_HEAP,
    NOT_STATED_16,
    U32,
    WHOLE,
    Bools,
    Rows,
)
from autonome.vcf.columns.table import Table, Texts
from autonome.vcf.genotype_fields import FieldOrder, read_field
from autonome.vcf.records import BLOCK_ALLELES, MIN_GENOTYPE_QUALITY, PASSING_FILTERS, parse

_NOTHING_CALLED = np.array([set(text) <= set("./|") for text in GENOTYPES] + [True] * (256 - len(GENOTYPES)))
_ALL_REFERENCE = np.array([set(text) <= set("0/|") for text in GENOTYPES] + [False] * (256 - len(GENOTYPES)))


class State(StrEnum):
    """What is known of a place."""

    OBSERVED = "observed"
    REFERENCE_CALLED = "reference-called"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class Mask:
    """Stretches that were found to be the reference.

    Args:
        firsts: ascending; no stretch touches the next.
        lasts: included.
    """

    firsts: U32
    lasts: U32

    def __len__(self) -> int:
        return len(self.firsts)

    def covers(self, coordinates: U32) -> Bools:
        """Whether each of some places lies in a stretch."""
        at = np.searchsorted(self.firsts, coordinates, side="right") - 1
        inside: Bools = at >= 0
        inside[inside] = coordinates[inside] <= self.lasts[at[inside]]
        return inside

    @property
    def bases(self) -> int:
        """How many bases the stretches have together."""
        return int((self.lasts.astype(np.int64) - self.firsts + 1).sum())

    def chunks(self) -> list[bytes]:
        """The mask as bytes, in chunks."""
        return [
            encode_column(self.firsts[at : at + CHUNK_ROWS])
            + encode_column(self.lasts[at : at + CHUNK_ROWS] - self.firsts[at : at + CHUNK_ROWS])
            for at in range(0, len(self), CHUNK_ROWS)
        ]

    @classmethod
    def of_chunks(cls, chunks: Sequence[bytes], stretches: int) -> Mask:
        """Read a mask.

        Args:
            chunks: all of them, in their order.
            stretches: how many there are together.

        Raises:
            GenomeError: the bytes are not such chunks.
        """
        if len(chunks) != -(-stretches // CHUNK_ROWS):
            raise GenomeError("a stored mask is not written as it should be", mend="restore the store from a backup.")
        counts = [min(CHUNK_ROWS, stretches - at) for at in range(0, stretches, CHUNK_ROWS)]
        read = [decode_columns(chunk, 2, count) for chunk, count in zip(chunks, counts, strict=True)]
        nothing = [np.zeros(0, np.uint32)]
        firsts, sizes = (np.concatenate([each[at] for each in read] or nothing) for at in range(2))
        return cls(firsts, firsts + sizes)


@dataclass(frozen=True, slots=True)
class Assessed:
    """Stretches of which a table says something usable.

    Args:
        blocks: reference blocks: first and last bases.
        records: records with alternatives: first and last bases.
    """

    blocks: tuple[U32, U32]
    records: tuple[U32, U32]


def assessed(table: Table, texts: Texts) -> Assessed:
    """Sort out which rows say something usable, and whether as a block or as a record of their own.

    Args:
        table: rows.
        texts: words of FILTER and FT.
    """
    usable = _usable(table, texts) & ~_NOTHING_CALLED[table.genotype]
    block = (table.alleles >= FIRST_BLOCK) & (table.alleles < FIRST_BESIDE)
    for row, is_block, is_usable in _by_text(table):
        block[row] = is_block
        usable[row] = usable[row] if is_usable is None else is_usable
    reference = block & usable & _reference(table)
    record = usable & ~block & (table.coordinate != ELSEWHERE)
    last = table.coordinate + table.span
    return Assessed((table.coordinate[reference], last[reference]), (table.coordinate[record], last[record]))


def _reference(table: Table) -> Bools:
    found: Bools = _ALL_REFERENCE[table.genotype] | (table.alleles == WHOLE)
    return found


def _usable(table: Table, texts: Texts) -> Bools:
    passing = np.zeros(256, bool)
    passing[[code for code, word in enumerate(("", *texts.words)) if word in PASSING_FILTERS]] = True
    good: Bools = passing[table.filter] & passing[table.genotype_filter] & (table.depth > 0)
    for quality in (table.quality, table.reference_quality):
        good &= (quality >= MIN_GENOTYPE_QUALITY) | (quality == NOT_STATED_16)
    return good


def _by_text(table: Table) -> list[tuple[int, bool, bool | None]]:
    """Rows whose text must be looked at: whether each is a block, and usable where the columns do not say so."""
    starts = table.starts
    in_bases = b"<" not in table.heap and b"\t." not in table.heap
    rows: Rows = np.flatnonzero((table.alleles == WHOLE) if in_bases else (table.alleles >= WHOLE))
    found: list[tuple[int, bool, bool | None]] = []
    for row in rows[table.coordinate[rows] != ELSEWHERE].tolist():
        text = table.heap[starts[row] : starts[row + 1]].decode()
        if table.alleles[row] == IN_HEAP:
            found.append((row, BLOCK_ALLELES.issuperset(text.partition("\t")[2].split(",")), None))
        else:
            found.append((row, *_whole_record(text)))
    return found


def _whole_record(line: str) -> tuple[bool, bool]:
    """Whether a record in its normal form is a block, and whether it says something usable."""
    record = parse(line, 0, where="store")
    try:
        entry = read_field(record.samples, FieldOrder.of(record.format), len(record.alleles), where="store")
    except GenomeError:
        return record.is_block, False
    usable = bool(entry.indices) and not entry.doubt and record.filter in PASSING_FILTERS
    if record.is_block:
        usable = usable and set(entry.indices) == {0}
    return record.is_block, usable


def mask_of(blocks: Sequence[tuple[U32, U32]], where: Coordinates) -> Mask:
    """Join stretches that touch, from any number of tables; none reaches beyond its chromosome.

    Args:
        blocks: first and last bases.
        where: the build's coordinates.
    """
    nothing = np.zeros(0, np.uint32)
    firsts = np.concatenate([nothing, *(first for first, _ in blocks)]).astype(np.int64)
    lasts = np.concatenate([nothing, *(last for _, last in blocks)]).astype(np.int64)
    ends = np.array([where.end_of(name) for name in where.offsets], np.int64)
    order = np.argsort(firsts, kind="stable")
    firsts, lasts = firsts[order], lasts[order]
    lasts = np.minimum(lasts, ends[np.minimum(np.searchsorted(ends, firsts), len(ends) - 1)])
    reach = np.maximum.accumulate(lasts) if len(lasts) else lasts
    begins = np.ones(len(firsts), bool)
    begins[1:] = firsts[1:] > reach[:-1] + 1
    at: Rows = np.flatnonzero(begins)
    last = reach[np.append(at[1:] - 1, len(reach) - 1)] if len(at) else reach
    return Mask(firsts[at].astype(np.uint32), last.astype(np.uint32))


def states(wanted: U32, records: tuple[U32, U32], mask: Mask) -> list[State]:
    """What is known of some places.

    Args:
        wanted: coordinates.
        records: of all tables that may speak of them (see `assessed`).
        mask: of the person.
    """
    called = mask.covers(wanted)
    firsts, lasts = records
    seen = np.array([bool(((firsts <= place) & (lasts >= place)).any()) for place in wanted], bool)
    return [
        State.OBSERVED if one else State.REFERENCE_CALLED if other else State.NOT_ASSESSED
        for one, other in zip(seen.tolist(), called.tolist(), strict=True)
    ]
