"""A sample column of one line: GT, PS, GQ, RGQ, DP, FT, read as far as the known positions need them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autonome.genome import GenomeError
from autonome.vcf.records import MAX_KEYS, MIN_GENOTYPE_QUALITY, PASSING_FILTERS

MAX_PLOIDY = 2
"""Chromosome copies: the pharmacogenes read from a VCF have one or two (CYP2D6 copy number comes from outside)."""

MAX_INDEX_DIGITS = 4
"""Digits of an allele number: a line has at most 1,000 alleles."""

MAX_GENOTYPE_TEXT = 64
"""Characters of a GT that are looked at; real ones stay below ten."""

NOT_STATED = frozenset({"", "."})
"""A field without a value: nothing is inferred from it. One with a value that nobody can read is another matter."""

_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?(?:[eE][+-]?\d{1,2})?")
"""GQ is an integer by the standard; some callers write a float."""


@dataclass(frozen=True, slots=True)
class FieldOrder:
    """Where the wanted keys stand in FORMAT; -1 where absent.

    Args:
        gt: genotype.
        ps: phase set, or the list of them that VCF 4.4 allows (``PSL``).
        gq: genotype quality, phred.
        rgq: the same where GATK writes a site without variant.
        dp: read depth.
        ft: filter of this genotype.
    """

    gt: int
    ps: int
    gq: int
    rgq: int
    dp: int
    ft: int

    @classmethod
    def of(cls, keys: tuple[str, ...]) -> FieldOrder:
        """Look the keys up once for a line."""
        places = {key: number for number, key in enumerate(keys)}
        places.setdefault("PS", places.get("PSL", -1))
        return cls(*(places.get(key, -1) for key in ("GT", "PS", "GQ", "RGQ", "DP", "FT")))


@dataclass(frozen=True, slots=True)
class GenotypeField:
    """A sample's entry on a line.

    Args:
        indices: allele numbers; None for a missing half; empty when nothing was called.
        phase_set: None when unphased; else PS, or "" where ``|`` stands without one.
        doubt: why the entry is not to be used, or "".
    """

    indices: tuple[int | None, ...]
    phase_set: str | None
    doubt: str = ""


NOTHING = GenotypeField((), None)


def read_field(text: str, order: FieldOrder, alleles: int, *, where: str) -> GenotypeField:
    """Read one sample's entry.

    Args:
        text: the column, such as ``0|1:31:12``.
        order: where the keys stand.
        alleles: how many alleles the line has, REF included.
        where: file, line and sample for messages.

    Raises:
        GenomeError: a genotype that no VCF has: an allele number that the line lacks, more than two copies, garbage.
    """
    parts = text.split(":", MAX_KEYS)
    gt = parts[order.gt] if 0 <= order.gt < len(parts) else "."
    indices, phased = _indices(gt, alleles, where)
    if not indices:
        return NOTHING
    phase_set = _part(parts, order.ps) if phased else None
    if phase_set is not None and not phase_set.strip(".,"):
        phase_set = ""
    return GenotypeField(indices, phase_set, _doubt(parts, order))


def _indices(gt: str, alleles: int, where: str) -> tuple[tuple[int | None, ...], bool]:
    body = gt[1:] if gt[:1] in {"|", "/"} else gt  # VCF 4.4 allows a leading mark of phase
    halves = body[:MAX_GENOTYPE_TEXT].replace("|", "/").split("/")
    if len(gt) > MAX_GENOTYPE_TEXT or len(halves) > MAX_PLOIDY:
        raise GenomeError(
            f"genotype {gt[:20]!r} has more than two copies", where=where, mend="give calls of one or two copies."
        )
    indices: list[int | None] = []
    for half in halves:
        if half == ".":
            indices.append(None)
        elif half.isascii() and half.isdecimal() and len(half) <= MAX_INDEX_DIGITS and int(half) < alleles:
            indices.append(int(half))
        else:
            raise GenomeError(
                f"genotype {gt[:20]!r} names an allele that the line does not have",
                where=where,
                mend="write the file again; GT counts REF as 0 and ALT from 1.",
            )
    if all(index is None for index in indices):
        return (), False
    # VCF 4.4 marks each allele: `/0|1` is phased in part, which is not phased.
    return tuple(indices), "/" not in gt


def _part(parts: list[str], at: int) -> str:
    return parts[at] if 0 <= at < len(parts) else ""


def _doubt(parts: list[str], order: FieldOrder) -> str:
    for text in (_part(parts, order.gq), _part(parts, order.rgq)):
        if text not in NOT_STATED:
            if not _NUMBER.fullmatch(text):
                return f"its genotype quality is no number ({text[:9]})"
            if float(text) < MIN_GENOTYPE_QUALITY:
                return f"genotype quality {text[:9]} is below {MIN_GENOTYPE_QUALITY}"
    depth = _part(parts, order.dp)
    if depth not in NOT_STATED:
        if not _NUMBER.fullmatch(depth):
            return f"its read depth is no number ({depth[:9]})"
        if float(depth) <= 0:
            return "no read covers it"
    filters = _part(parts, order.ft)
    if filters not in PASSING_FILTERS:
        return f"its genotype was filtered ({filters[:30]})"
    return ""
