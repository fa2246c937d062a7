"""From a record to a known locus: what each allele of the record says there.

A record and a locus may spell the same variant in different ways (trimmed or not, left-aligned or not, single bases
inside a longer replacement). Each record allele becomes the locus's own spelling, an *undocumented* allele, `UNCLEAR`,
or None where it says nothing.

Absence is not reference, here too: the reference copy of a record speaks about the kind of change that the record is
about, and about nothing else. That a deletion is absent does not say that no base inside it is changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autonome.genome import DELETED, GenomeError, Locus, Variant, trim
from autonome.vcf.records import BASES, BLOCK_ALLELES, SPANNING, Record, is_structural

Said = tuple[str | None, ...]
"""What each allele of a record says at a locus, REF first."""

UNCLEAR = "?"
"""Something lies over the locus that has no spelling there: who carries it has no genotype there."""

ENDS = 40
"""Bases at each end of a long sequence that stay in the name of an undocumented allele."""

Variants = Sequence[Variant | None]
"""A record's alternatives, each trimmed by itself; None for one that is not written in bases."""

TAKEN = "^"
"""A deletion takes the locus away, and is told in its own record."""


def project(record: Record, loci: Mapping[int, Locus], *, where: str) -> dict[int, Said]:
    """Say each allele of a record in the spelling of each locus that it touches.

    Args:
        record: parsed.
        loci: number → locus, on the record's chromosome and build.
        where: file and line for messages.

    Returns:
        Locus number → one entry for each allele; without the loci of which the record says nothing.

    Raises:
        GenomeError: the record's reference bases are not those of the build.
    """
    variants = _trimmed(record)
    said = {number: _at(record, variants, locus, where) for number, locus in loci.items()}
    named = {
        at
        for number, locus in loci.items()
        for at, each in enumerate(said[number])
        if not locus.single_base and each in locus.alts
    }
    if named:
        # A known deletion takes bases of other loci with it; it is told once, where it is known.
        said = {number: _known_only(row, named, loci[number]) for number, row in said.items()}
    return {number: row for number, row in said.items() if any(each is not None for each in row)}


def _known_only(row: Said, named: set[int], locus: Locus) -> Said:
    known = (locus.ref, *locus.alts)
    return tuple(None if at in named and each not in known else each for at, each in enumerate(row))


def _at(record: Record, variants: Variants, locus: Locus, where: str) -> Said:
    _check_reference(record, locus, where)
    if record.is_block:
        covered = record.position <= locus.position and locus.end <= record.end and _has_bases(record, locus)
        return (locus.ref if covered else None, *[None] * (len(record.alleles) - 1))
    row = (_project_base if locus.single_base else _project_indel)(record, variants, locus)
    if None in variants and record.position <= locus.end and locus.position <= record.end:
        ref, *alts = row
        row = (ref, *map(_without_bases, record.alleles[1:], variants, alts))
    return row


def _without_bases(alt: str, variant: Variant | None, said: str | None) -> str | None:
    """What an alternative says at a locus that it covers when it is not written in bases."""
    if alt == SPANNING:
        return TAKEN
    return UNCLEAR if variant is None and is_structural(alt) else said


def _check_reference(record: Record, locus: Locus, where: str) -> None:
    first, last = max(record.position, locus.position), min(record.last, locus.end)
    if first > last:
        return
    seen = record.alleles[0][first - record.position : last - record.position + 1]
    known = locus.ref[first - locus.position : last - locus.position + 1]
    if seen != known and "N" not in seen:
        raise GenomeError(
            f"REF is {seen[:20]} at {locus.chromosome}:{first} ({locus.label}), where the build has {known[:20]}",
            where=where,
            mend="the file is on another build, shifted, or on the other strand: lift it over again.",
        )


def _has_bases(record: Record, locus: Locus) -> bool:
    """Whether REF, as far as it reaches over the locus, holds bases and not N."""
    return "N" not in record.alleles[0][max(locus.position - record.position, 0) :][: len(locus.ref)]


def _looks_for_anything(record: Record) -> bool:
    return any(alt in BLOCK_ALLELES for alt in record.alleles[1:])


def _trimmed(record: Record) -> Variants:
    """Each alternative by itself, without what it shares with REF; None for one that is not written in bases."""
    ref, *alts = record.alleles
    return [trim(record.position, ref, alt) if BASES.issuperset(alt) else None for alt in alts]


def _project_base(record: Record, variants: Variants, locus: Locus) -> Said:
    """At a single base: REF speaks where some alternative replaces that base, one for one."""
    offset = locus.position - record.position
    if not 0 <= offset < len(record.alleles[0]):
        return (None,) * len(record.alleles)
    about = _looks_for_anything(record) or any(each is not None and _replaces(each, locus) for each in variants)
    kept = locus.ref if about and record.alleles[0][offset] != "N" else None
    return (kept, *(None if each is None else _base_of(each, locus, kept) for each in variants))


def _replaces(variant: Variant, locus: Locus) -> bool:
    start, ref, alt = variant
    return len(ref) == len(alt) and start <= locus.position < start + len(ref)


def _base_of(variant: Variant, locus: Locus, kept: str | None) -> str | None:
    """The base that an alternative puts at the locus; ``kept`` where it changes something else."""
    start, ref, alt = variant
    offset = locus.position - start
    if not 0 <= offset < len(ref):
        return kept
    if len(ref) == len(alt):
        return None if alt[offset] == "N" else alt[offset]
    anchor = offset == 0 and ref[0] == alt[0]
    return kept if anchor else DELETED


def _project_indel(record: Record, variants: Variants, locus: Locus) -> Said:
    """At an indel or replacement: REF speaks where an alternative changes what the locus is about."""
    covers = record.position <= locus.position and locus.end <= record.last
    said = [_indel_of(each, locus, covers=covers) for each in variants]
    known = any(each in locus.alts for each in said)
    about = known or (covers and (_looks_for_anything(record) or any(said)))
    kept = locus.ref if about and _has_bases(record, locus) else None
    return (kept, *(kept if each == "" else each for each in said))


def _indel_of(variant: Variant | None, locus: Locus, *, covers: bool) -> str | None:
    """The known alternative, an undocumented one, `UNCLEAR`, "" for a change elsewhere, None for no claim."""
    if variant is None:
        return None
    known = locus.indels.get(variant)
    if known is not None:
        return known
    if not _touches(variant, locus):
        return ""
    start, ref, alt = variant
    return f"{start}{_short(ref)}>{_short(alt)}" if covers else UNCLEAR


def _short(bases: str) -> str:
    """A sequence for a name that nobody knows: both ends and the length tell it from others."""
    return bases if len(bases) <= 2 * ENDS else f"{bases[:ENDS]}({len(bases)}){bases[-ENDS:]}"


def _touches(variant: Variant, locus: Locus) -> bool:
    """Whether a trimmed variant changes what the locus is about.

    Replaced bases matter to a locus of replaced bases; lengths matter to every locus, as far as its spellings reach.
    """
    start, ref, alt = variant
    last = start + len(ref) - 1
    if len(ref) == len(alt):
        return any(len(each) == len(locus.ref) for each in locus.alts) and start <= locus.end and locus.position <= last
    return start <= max(locus.end, locus.reach) and locus.position <= last
