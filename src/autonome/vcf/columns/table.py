"""Rows of one person's records, column by column, and how a record becomes a row and a row a record again.

Invariant: `lines` gives back the normal form (`normal`) of each record that went in, whatever it holds: what no column
can express is kept whole, as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self, TypeAlias

import numpy as np

from autonome.genome.coordinates import Coordinates
from autonome.vcf.columns.layout import (
    ALLELES,
    GENOTYPES,
    IN_HEAP,
    MOST_DECIMALS,
    MOST_TEXTS,
    NOT_CALLED,
    NOT_STATED_16,
    NOT_STATED_32,
    NOT_STATED_DECIMALS,
    U8,
    U16,
    U32,
    WHOLE,
    Rows,
)
from autonome.vcf.columns.normal import Fields, Kept

_ALLELE_CODES: Mapping[tuple[str, str], int] = {pair: code for code, pair in enumerate(ALLELES)}
_GENOTYPE_CODES: Mapping[str, int] = {text: code for code, text in enumerate(GENOTYPES)}


class Texts:
    """The words of FILTER and FT in one genome, numbered as they come; 0 is no word at all."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        self._words = ["", *words]
        self._codes = {word: code for code, word in enumerate(self._words)}

    def code(self, word: str) -> int | None:
        """The number of a word, a new one where there is room; None where there is none left."""
        found = self._codes.get(word)
        if found is None and len(self._words) <= MOST_TEXTS:
            found = self._codes[word] = len(self._words)
            self._words.append(word)
        return found

    def __getitem__(self, code: int) -> str:
        return self._words[code]

    @property
    def words(self) -> tuple[str, ...]:
        """All of them, in the order of their numbers, from 1."""
        return tuple(self._words[1:])


@dataclass(frozen=True, slots=True)
class Table:
    """Records, a row each.

    Args:
        coordinate: genome-wide, of POS.
        span: bases behind POS up to the last that the record speaks of.
        alleles: code of REF and ALT.
        genotype: code of GT.
        phase_set: PS.
        quality: GQ.
        reference_quality: RGQ.
        depth: DP.
        genotype_filter: FT, number of the word.
        filter: FILTER, number of the word.
        turn: place among the rows as they stood in the file.
        site_quality: QUAL without its point.
        decimals: digits behind that point.
        lengths: bytes in the heap, for each row that has any, in the order of rows.
        heap: UTF-8 text of rows that have it, end to end.
    """

    coordinate: U32
    span: U32
    alleles: U8
    genotype: U8
    phase_set: U32
    quality: U16
    reference_quality: U16
    depth: U16
    genotype_filter: U8
    filter: U8
    turn: U16
    site_quality: U32
    decimals: U8
    lengths: U32
    heap: bytes

    def __len__(self) -> int:
        return len(self.coordinate)

    @property
    def starts(self) -> Rows:
        """Where each row's text begins in the heap; for the rows that have none, where the next one's does."""
        taken = np.zeros(len(self), np.int64)
        taken[self.alleles >= WHOLE] = self.lengths
        return np.concatenate((np.zeros(1, np.int64), np.cumsum(taken)))

    def rows(self, wanted: Rows) -> Self:
        """The same for some rows, in the order in which they are named."""
        starts = self.starts
        sizes = starts[wanted + 1] - starts[wanted]
        columns = {name: getattr(self, name)[wanted] for name in COLUMNS}
        heap = b"".join(self.heap[starts[row] : starts[row + 1]] for row in wanted[sizes > 0])
        return type(self)(**columns, lengths=sizes[columns["alleles"] >= WHOLE].astype(np.uint32), heap=heap)

    def part(self, first: int, behind: int) -> Self:
        """The rows from one to before another."""
        starts = self.starts
        before, held = (int(np.count_nonzero(self.alleles[:at] >= WHOLE)) for at in (first, behind))
        columns = {name: getattr(self, name)[first:behind] for name in COLUMNS}
        heap = self.heap[starts[first] : starts[min(behind, len(self))]]
        return type(self)(**columns, lengths=self.lengths[before:held], heap=heap)

    def sorted(self) -> Self:
        """The same in the order of coordinates; `turn` remembers the order in which they came."""
        turns = np.arange(len(self), dtype=np.uint16)
        if len(self) < 2 or (self.coordinate[1:] >= self.coordinate[:-1]).all():  # noqa: PLR2004 - one is in order
            ordered = self
        else:
            order = np.argsort(self.coordinate, kind="stable")
            ordered, turns = self.rows(order), order.astype(np.uint16)
        return type(self)(**{**{each.name: getattr(ordered, each.name) for each in fields(self)}, "turn": turns})


COLUMNS = tuple(each.name for each in fields(Table) if each.name not in {"lengths", "heap"})
"""Names of the columns that have an entry for each row."""


def joined(tables: Sequence[Table]) -> Table:
    """Several tables as one, in their order; at least one."""
    if len(tables) == 1:
        return tables[0]
    columns = {name: np.concatenate([getattr(each, name) for each in tables]) for name in (*COLUMNS, "lengths")}
    return Table(**columns, heap=b"".join(each.heap for each in tables))


def table_of(kept: Sequence[Kept], where: Coordinates, texts: Texts) -> Table:
    """Make rows of records, one by one.

    Args:
        kept: records.
        where: the build's coordinates.
        texts: words known so far; new ones are added.
    """
    rows = [_row(each, where, texts) for each in kept]
    heap = [str(row[-1]).encode() for row in rows if row[-1]]
    columns = list(zip(*(row[:-1] for row in rows), strict=True)) or [()] * len(_ROW)
    typed = {name: np.array(values, dtype) for (name, dtype), values in zip(_ROW.items(), columns, strict=True)}
    return Table(
        **typed,
        turn=np.zeros(len(rows), np.uint16),
        lengths=np.array([len(each) for each in heap], np.uint32),
        heap=b"".join(heap),
    )


_ROW = {
    "coordinate": np.uint32, "span": np.uint32, "alleles": np.uint8, "genotype": np.uint8, "phase_set": np.uint32,
    "quality": np.uint16, "reference_quality": np.uint16, "depth": np.uint16, "genotype_filter": np.uint8,
    "filter": np.uint8, "site_quality": np.uint32, "decimals": np.uint8,
}  # fmt: skip

Row: TypeAlias = tuple[int | str | None, ...]
"""An entry for each of `_ROW`, and the text."""


def _row(kept: Kept, where: Coordinates, texts: Texts) -> Row:
    coordinate = where.of(kept.name, kept.position)
    found = None if coordinate + kept.last - kept.position >= NOT_STATED_32 else _fitting(kept, coordinate, texts)
    if found is not None:
        return found
    nothing = (NOT_CALLED, NOT_STATED_32, *[NOT_STATED_16] * 3, 0, 0)
    span = 0 if coordinate + kept.last - kept.position >= NOT_STATED_32 else kept.last - kept.position
    return (coordinate, span, WHOLE, *nothing, 0, NOT_STATED_DECIMALS, kept.line())


def _fitting(kept: Kept, coordinate: int, texts: Texts) -> Row | None:
    """The row of a record that the columns can express, or None."""
    said = kept.fields
    if "CHR2=" in kept.info:
        return None
    site = _decimal(kept.site_quality)
    numbers = (
        NOT_CALLED if not said.genotype else _GENOTYPE_CODES.get(said.genotype),
        _whole(said.phase_set, NOT_STATED_32),
        *(_whole(each, NOT_STATED_16) for each in (said.quality, said.reference_quality, said.depth)),
    )
    if site is None or None in numbers:
        return None
    words = texts.code(said.filter), texts.code(kept.filter)
    code = _ALLELE_CODES.get((kept.ref, kept.alt), IN_HEAP)
    text = f"{kept.ref}\t{kept.alt}" if code == IN_HEAP else ""
    fixed = (coordinate, kept.last - kept.position, code)
    return None if None in words else (*fixed, *numbers, *words, *site, text)


def _whole(text: str, none: int) -> int | None:
    """A whole number below a limit as it is usually written; the limit itself where nothing is stated."""
    if not text:
        return none
    plain = text.isascii() and text.isdecimal() and len(text) <= len(str(none)) and (text[0] != "0" or text == "0")
    return int(text) if plain and int(text) < none else None


def _decimal(text: str) -> tuple[int, int] | None:
    """A number with a point as digits and how many of them stand behind it."""
    if text == ".":
        return 0, NOT_STATED_DECIMALS
    whole, point, behind = text.partition(".")
    decimals = len(behind)
    if not whole or _whole(whole, NOT_STATED_32) is None or (point and not behind.isdecimal()):
        return None
    digits = whole + behind
    if decimals > MOST_DECIMALS or not digits.isascii() or int(digits) >= NOT_STATED_32:
        return None
    return int(digits), decimals


def kept_of(table: Table, where: Coordinates, texts: Texts) -> Iterator[Kept | str]:
    """The records of rows; those that are kept whole as lines in their normal form."""
    starts = table.starts
    columns = zip(*(getattr(table, name).tolist() for name in COLUMNS), strict=True)
    for row, (coordinate, span, alleles, *said) in enumerate(columns):
        text = table.heap[starts[row] : starts[row + 1]].decode() if alleles >= WHOLE else ""
        if alleles == WHOLE:
            yield text
            continue
        ref, alt = text.split("\t") if text else ALLELES[alleles]
        name, position = where.place(coordinate)
        info = f"END={position + span}" if span >= len(ref) else "."
        genotype, phase_set, quality, reference_quality, depth, genotype_filter, filter_, _, site, decimals = said
        fields_ = Fields(
            "" if genotype == NOT_CALLED else GENOTYPES[genotype],
            "" if phase_set == NOT_STATED_32 else str(phase_set),
            "" if quality == NOT_STATED_16 else str(quality),
            "" if reference_quality == NOT_STATED_16 else str(reference_quality),
            "" if depth == NOT_STATED_16 else str(depth),
            texts[genotype_filter],
        )
        yield Kept(name, position, position + span, ref, alt, _written(site, decimals), texts[filter_], info, fields_)


def _written(digits: int, decimals: int) -> str:
    if decimals == NOT_STATED_DECIMALS:
        return "."
    text = str(digits).rjust(decimals + 1, "0")
    return f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text


def lines(table: Table, where: Coordinates, texts: Texts) -> list[str]:
    """The records of rows, each in its normal form."""
    return [each if isinstance(each, str) else each.line() for each in kept_of(table, where, texts)]
