"""The normal form of a record: all that the columns keep of it, as a line that every reader here takes for the record.

``CHROM POS . REF ALT QUAL FILTER INFO FORMAT SAMPLE`` of one sample. ID is dropped; of INFO stay ``END`` and ``CHR2``
where the alleles reach beyond REF by them; of the sample's fields stay those that say what was called and how well:
GT, PS, GQ, RGQ, DP and FT, each only if it has a value. Alleles are in upper case, the chromosome has its usual name.

This module is the specification of the columns: slow, line by line, by the reader's own functions. `blocks` does the
same a thousand lines at a time and is held against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from autonome.genome import chromosome
from autonome.vcf.genotype_fields import NOT_STATED, FieldOrder, read_field
from autonome.vcf.records import BASES, FIXED, MAX_KEYS, Record, check_columns, parse, place_of

KEPT_KEYS = ("GT", "PS", "GQ", "RGQ", "DP", "FT")
"""In the order in which the normal form writes them, GT always."""

_END = re.compile(r"(?:^|;)(END=[^;]*)")
_MATE = re.compile(r"(?:^|;)(CHR2=[^;]+)")


class Fields(NamedTuple):
    """What one sample's entry says, as text; "" where it states nothing."""

    genotype: str
    phase_set: str
    quality: str
    reference_quality: str
    depth: str
    filter: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a record, in words.

    Args:
        name: usual name of the chromosome; the file's own spelling where it is none of the primary ones, or where
            the record names another chromosome.
        position: 1-based.
        last: last base that the record speaks of.
        ref: upper case.
        alt: upper case, ``.`` for none.
        site_quality: QUAL.
        filter: FILTER.
        info: what stays of INFO, or ``.``.
        fields: of the sample.
    """

    name: str
    position: int
    last: int
    ref: str
    alt: str
    site_quality: str
    filter: str
    info: str
    fields: Fields

    def line(self) -> str:
        """The record in its normal form."""
        keys, values = ["GT"], [self.fields.genotype or "."]
        for key, value in zip(KEPT_KEYS[1:], self.fields[1:], strict=True):
            if value:
                keys.append(key)
                values.append(value)
        fixed = f"{self.name}\t{self.position}\t.\t{self.ref}\t{self.alt}\t{self.site_quality}\t{self.filter}"
        return f"{fixed}\t{self.info}\t{':'.join(keys)}\t{':'.join(values)}"


def keep(text: str, number: int, *, where: str, sample: tuple[int, int]) -> Kept:
    """Read what is kept of a data line.

    Args:
        text: without its line end.
        number: of the line in the file, from 1.
        where: the file.
        sample: which column is wanted, from 0, and how many there are.

    Raises:
        GenomeError: the line cannot be read (see `records.parse`), has another number of samples than the header, or
            an empty genotype. Genotypes are judged no further: most are at no place that anybody asks for.
    """
    record = parse(text, number, where=where)
    wanted, expected = sample
    check_columns(text, expected, place_of(where, number, text))
    parts = text.split("\t")
    ref, alt = record.alleles[0], ",".join(record.alleles[1:]) or "."
    order, cell = FieldOrder.of(record.format), parts[FIXED + 1 + wanted]
    if cell.split(":", MAX_KEYS)[order.gt : order.gt + 1] == [""]:
        read_field(cell, order, len(record.alleles), where=place_of(where, number, text))  # refuses it
    usual = chromosome(record.chromosome)
    info = _kept_info(parts[7], record)
    return Kept(
        usual if usual and "CHR2=" not in info else record.chromosome,
        record.position,
        record.end,
        ref,
        alt,
        parts[5] or ".",
        record.filter,
        info,
        _fields(cell, order),
    )


def _kept_info(info: str, record: Record) -> str:
    """``END`` where the record reaches beyond REF; as it stands, and ``CHR2``, where that names a chromosome."""
    if record.alleles[1:] and all(BASES.issuperset(each) for each in record.alleles):
        return "."
    mate = _MATE.search(info)
    if mate is not None:
        end = _END.search(info)
        return ";".join(match[1] for match in (end, mate) if match is not None and match[1] != "END=.")
    return f"END={record.end}" if record.end > record.last else "."


def _fields(cell: str, order: FieldOrder) -> Fields:
    parts = cell.split(":", MAX_KEYS)
    found = [_stated(parts, at) for at in (order.gt, order.ps, order.gq, order.rgq, order.dp, order.ft)]
    found[1] = found[1] if found[1].strip(".,") else ""
    return Fields(*found)


def _stated(parts: Sequence[str], at: int) -> str:
    text = parts[at] if 0 <= at < len(parts) else ""
    return "" if text in NOT_STATED else text
