"""From a record to a known locus: what each allele of the record says there.

A record and a locus may spell the same variant in different ways (trimmed or not, left-aligned or not, single bases
inside a longer replacement). Each record allele becomes the locus's own spelling, or an *undocumented* allele, or
None where it says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from autonome.genome import GenomeError, Locus, trim

BASES = frozenset("ACGTN")

DELETED = "*"
"""A base that another variant removes (VCF 4.3, section 1.6.1.5): known to differ from the reference."""


def is_block_allele(allele: str) -> bool:
    """Whether an alternative stands for "anything else" (gVCF): it makes no claim of its own."""
    return allele in {"<NON_REF>", "<*>", "."}


def project(position: int, alleles: Sequence[str], locus: Locus, *, where: str) -> tuple[str | None, ...] | None:
    """Say each allele of a record in the spelling of a locus.

    Args:
        position: 1-based position of the record.
        alleles: REF first, then ALT; upper case.
        locus: on the same chromosome and build.
        where: file and line for messages.

    Returns:
        One entry for each allele; None as a whole when the record says nothing about the locus.

    Raises:
        GenomeError: the record's reference bases are not those of the build.
    """
    ref = alleles[0]
    _check_reference(position, ref, locus, where)
    if locus.single_base:
        return _project_base(position, alleles, locus)
    return _project_indel(position, alleles, locus)


def _check_reference(position: int, ref: str, locus: Locus, where: str) -> None:
    first, last = max(position, locus.position), min(position + len(ref) - 1, locus.end)
    if first > last:
        return
    seen = ref[first - position : last - position + 1]
    known = locus.ref[first - locus.position : last - locus.position + 1]
    if seen != known and "N" not in seen:
        raise GenomeError(
            f"REF is {seen[:20]} at {locus.chromosome}:{first} ({locus.label}), where the build has {known[:20]}",
            where=where,
            mend="the file is on another build, shifted, or on the other strand: lift it over again.",
        )


def _project_base(position: int, alleles: Sequence[str], locus: Locus) -> tuple[str | None, ...] | None:
    ref = alleles[0]
    offset = locus.position - position
    if not 0 <= offset < len(ref):
        return None
    base = None if ref[offset] == "N" else locus.ref
    return (base, *(_base_of(position, ref, alt, locus) for alt in alleles[1:]))


def _base_of(position: int, ref: str, alt: str, locus: Locus) -> str | None:
    if is_block_allele(alt):
        return None
    if not BASES.issuperset(alt):
        return DELETED  # a symbolic or spanning allele: not the reference, and no base
    if len(alt) == len(ref):
        base = alt[locus.position - position]
        return None if base == "N" else base
    start, short_ref, short_alt = trim(position, ref, alt)
    offset = locus.position - start
    if not 0 <= offset < len(short_ref):
        return locus.ref
    if offset < len(short_alt) and short_ref[offset] == short_alt[offset]:
        return locus.ref  # the anchor base left of an indel stays
    return DELETED


def _project_indel(position: int, alleles: Sequence[str], locus: Locus) -> tuple[str | None, ...] | None:
    ref = alleles[0]
    covers = position <= locus.position and position + len(ref) - 1 >= locus.end
    said = [_indel_of(position, ref, alt, locus) for alt in alleles[1:]]
    known = any(each in locus.alts for each in said)
    if not known and not covers:
        return None
    if not known and len(locus.ref) == 1 and all(len(alt) == 1 for alt in alleles[1:] if BASES.issuperset(alt)):
        # A plain single-base record on the base before an insertion: only REF says that nothing was inserted.
        return (locus.ref, *(None if alt != DELETED else DELETED for alt in said))
    return (locus.ref, *said)


def _indel_of(position: int, ref: str, alt: str, locus: Locus) -> str | None:
    if is_block_allele(alt):
        return None
    if not BASES.issuperset(alt):
        return DELETED
    variant = trim(position, ref, alt)
    known = locus.indels.get(variant)
    if known is not None:
        return known
    start, short_ref, short_alt = variant
    if start > locus.end or start + len(short_ref) - 1 < locus.position:
        return locus.ref
    return f"{start}{short_ref}>{short_alt}"
