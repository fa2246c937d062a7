"""Blocks of whole lines to rows, many lines at a time; whatever looks odd goes line by line through `normal`.

Invariant: the rows say what `normal.keep` and `table.table_of` make of the same lines, and a line that those refuse is
refused here by them, with its number. So this module decides nothing: it recognises what is plain (bases or a reference
block, a genotype of one or two copies, numbers as they are usually written), and hands over the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from autonome.genome import GenomeError, chromosome
from autonome.genome.coordinates import ELSEWHERE, Coordinates
from autonome.vcf.columns.alleles import ALT, REF, read_alleles, read_spans
from autonome.vcf.columns.block_lines import MOST_KINDS, BlockLines
from autonome.vcf.columns.cells import Cells
from autonome.vcf.columns.layout import (
    IN_HEAP,
    MOST_DECIMALS,
    NOT_STATED_32,
    NOT_STATED_DECIMALS,
    U8,
    U32,
    WHOLE,
    Rows,
)
from autonome.vcf.columns.normal import keep
from autonome.vcf.columns.table import COLUMNS, Table, Texts, table_of
from autonome.vcf.columns.words import Bytes, kinds, spread
from autonome.vcf.records import FIXED
from autonome.vcf.windows import MAX_PASSED_OVER

POS, QUAL, FILTER = 1, 5, 6
"""Columns, from 0."""

_TAB, _NEWLINE = ord("\t"), ord("\n")
_NOT_A_RECORD = b"#\t "
"""What a line begins with that is a comment or holds nothing."""

_SCALES = np.array([10**count for count in range(MOST_DECIMALS + 1)], np.uint64)


@dataclass(slots=True)
class BlockReader:
    """Reads the data lines of one sample of one file.

    Args:
        where: the file, for messages.
        coordinates: of its build.
        sample: which column is wanted, from 0, and how many there are.
        texts: words of FILTER and FT, numbered as they come.
        passed: empty lines and comments so far.
    """

    where: str
    coordinates: Coordinates
    sample: tuple[int, int]
    texts: Texts
    passed: int = 0

    def read(self, text: bytes, number: int) -> Table:
        """Make rows of lines.

        Args:
            text: whole UTF-8 lines, each with its line feed.
            number: of the first, from 1.

        Raises:
            GenomeError: a line that cannot be read.
        """
        lines = self._regular(text.replace(b"\r\n", b"\n"))
        return self._strict(text.split(b"\n")[:-1], number) if lines is None else self._bulk(lines, number)

    def _regular(self, text: bytes) -> BlockLines | None:
        """The lines with their columns, where each has as many as it should and is no comment."""
        if not text.isascii() or b"\r" in text:
            return None
        data = Bytes(text)
        marks: Rows = np.flatnonzero(data.each <= _NEWLINE)
        columns = FIXED + 1 + self.sample[1]
        if not len(marks) or len(marks) % columns:
            return None
        ends = marks.reshape(-1, columns)
        if (data.one(ends[:, -1]) != _NEWLINE).any() or (data.one(ends[:, :-1]) != _TAB).any():
            return None
        lines = BlockLines(data, ends)
        return None if np.isin(data.one(lines.begin(0)), list(_NOT_A_RECORD)).any() else lines

    def _bulk(self, lines: BlockLines, number: int) -> Table:
        position = lines.number(POS)
        alleles = read_alleles(lines)
        span = read_spans(lines, position, alleles)
        cells = Cells(lines, self.sample[0], self.texts.code)
        site_quality, decimals = _read_site_quality(lines)
        table = Table(
            coordinate=self._coordinates(lines, position, span),
            span=span,
            alleles=alleles,
            genotype=cells.genotype,
            phase_set=cells.phase_set,
            quality=cells.quality,
            reference_quality=cells.reference_quality,
            depth=cells.depth,
            genotype_filter=cells.filter,
            filter=lines.words((lines.begin(FILTER), lines.end(FILTER)), self.texts.code),
            turn=np.zeros(len(lines), np.uint16),
            site_quality=site_quality,
            decimals=decimals,
            lengths=np.zeros(0, np.uint32),
            heap=b"",
        )
        return self._completed(table, lines, number)

    def _coordinates(self, lines: BlockLines, position: Rows, span: U32) -> U32:
        which, names = kinds(lines.data, lines.begin(0), lines.end(0), MOST_KINDS)
        known = self.coordinates
        usual = [chromosome(name.decode()) or "" for name in names]
        offsets = np.array([known.offsets.get(name, 0) for name in usual], np.int64)[which]
        most = np.array([known.lengths.get(name, -2) + 1 for name in usual], np.int64)[which]
        coordinate = offsets + position
        lines.strike((which < 0) | (position > most) | (coordinate + span >= ELSEWHERE))
        return np.where(lines.plain, coordinate, 0).astype(np.uint32)

    def _completed(self, table: Table, lines: BlockLines, number: int) -> Table:
        """Put the rows of the odd lines into their places, and the texts into the heap."""
        rows: Rows = np.flatnonzero(~lines.plain)
        odd = self._strict([lines.line(row) for row in rows.tolist()], 0, (rows + number).tolist())
        for name in COLUMNS:
            getattr(table, name)[rows] = getattr(odd, name)
        texted: Rows = np.flatnonzero(lines.plain & (table.alleles == IN_HEAP))
        held = np.flatnonzero(odd.alleles >= WHOLE)
        starts = odd.starts
        heap = _Heap(len(table))
        heap.add(texted, lines.data.each, lines.begin(REF)[texted], lines.end(ALT)[texted])
        heap.add(rows[held], np.frombuffer(odd.heap, np.uint8), starts[held], starts[held + 1])
        return replace(table, lengths=heap.lengths(table.alleles), heap=heap.bytes())

    def _strict(self, lines: Sequence[bytes], number: int, numbers: Sequence[int] | None = None) -> Table:
        """Line by line: the specification."""
        kept = []
        for at, line in zip(numbers or range(number, number + len(lines)), lines, strict=True):
            if line.strip() and not line.startswith(b"#"):
                kept.append(keep(line.rstrip(b"\r").decode(), at, where=self.where, sample=self.sample))
            else:
                self._pass_over(at)
        return table_of(kept, self.coordinates, self.texts)

    def _pass_over(self, at: int) -> None:
        self.passed += 1
        if self.passed > MAX_PASSED_OVER:
            raise GenomeError(
                f"is one of more than {MAX_PASSED_OVER:,} that are empty or comments",
                where=f"{self.where}, line {at}",
                mend="check where the file came from; write it again with bcftools view.",
            )


def _read_site_quality(lines: BlockLines) -> tuple[U32, U8]:
    """QUAL as digits, and how many of them stand behind the point."""
    data, start, end = lines.data, lines.begin(QUAL), lines.end(QUAL)
    decimals = _decimals(lines)
    some = decimals > 0
    whole, fine = data.numbers(start, np.where(some, end - decimals - 1, end))
    behind, digits = data.digits(np.where(some, end - decimals, end), end, MOST_DECIMALS)
    value = whole * _SCALES[decimals] + behind
    none = (end - start == 1) & (data.one(start) == ord("."))
    lines.strike(~(none | (fine & digits & (value < NOT_STATED_32))))
    return np.where(none, 0, value).astype(np.uint32), np.where(none, NOT_STATED_DECIMALS, decimals).astype(np.uint8)


def _decimals(lines: BlockLines) -> Rows:
    start, end = lines.begin(QUAL), lines.end(QUAL)
    decimals = np.zeros(len(lines), np.int64)
    left: Rows = np.arange(len(lines))
    for count in range(1, MOST_DECIMALS + 1):
        place = end[left] - 1 - count
        hit = (place > start[left]) & (lines.data.one(np.maximum(place, 0)) == ord("."))
        decimals[left[hit]] = count
        left = left[~hit]
        if not len(left):
            break
    return decimals


class _Heap:
    """Texts of rows, put together in the order of rows.

    Args:
        rows: how many there are.
    """

    def __init__(self, rows: int) -> None:
        self._sizes = np.zeros(rows, np.int64)
        self._added: list[tuple[Rows, U8, Rows, Rows]] = []

    def add(self, rows: Rows, source: U8, starts: Rows, ends: Rows) -> None:
        """Say where the texts of some rows stand."""
        self._sizes[rows] = ends - starts
        self._added.append((rows, source, starts, ends))

    def lengths(self, alleles: U8) -> U32:
        """Bytes of each text."""
        return self._sizes[alleles >= WHOLE].astype(np.uint32)

    def bytes(self) -> bytes:
        """All texts, end to end."""
        places = np.cumsum(self._sizes) - self._sizes
        out = np.empty(int(self._sizes.sum()), np.uint8)
        for rows, source, starts, ends in self._added:
            wanted, owners = spread(starts, ends)
            out[wanted - starts[owners] + places[rows][owners]] = source[wanted]
        return out.tobytes()
