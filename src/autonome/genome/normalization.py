"""One variant, one spelling: trimming, and every place to which an indel can be moved without changing the sequence.

A FASTA is not needed: the known positions carry, beside the left-aligned VCF form, the HGVS name, which is
right-aligned. Between the two the reference repeats the inserted or deleted unit, so the sequence there is known.

Coordinates are 1-based and inclusive. Source of the algorithm: Tan, Abecasis, Kang 2015 (Bioinformatics 31:2202).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

Variant = tuple[int, str, str]
"""(1-based position, reference allele, alternative allele)."""

_PLAIN = re.compile(r"g\.(?:(\d+)_)?(\d+)(del|dup)")
_BETWEEN = re.compile(r"g\.(\d+)_\d+ins([ACGT]+)")
_REPEAT = re.compile(r"g\.(\d+)([ACGT]+)\[(\d+)\]")


def trim(position: int, ref: str, alt: str) -> Variant:
    """Drop what reference and alternative share: first at the end, then at the start, one base left of an indel.

    Args:
        position: 1-based position of the first base of ``ref``.
        ref: at least one base.
        alt: at least one base, no symbol.
    """
    end_ref, end_alt = len(ref), len(alt)
    while end_ref > 1 and end_alt > 1 and ref[end_ref - 1] == alt[end_alt - 1]:
        end_ref -= 1
        end_alt -= 1
    start = 0
    while start < end_ref - 1 and start < end_alt - 1 and ref[start] == alt[start]:
        start += 1
    return position + start, ref[start:end_ref], alt[start:end_alt]


def spellings(position: int, ref: str, alts: Sequence[str], *, name: str) -> Mapping[Variant, str]:
    """All trimmed spellings of the variants known at one position.

    Args:
        position: 1-based, left-aligned.
        ref: reference allele in VCF form.
        alts: alternative alleles in VCF form.
        name: the genomic HGVS names, ``;`` between several; right-aligned, as HGVS asks.

    Returns:
        Each spelling → the alternative that it stands for: the left-aligned form, and for a pure insertion or
        deletion each form shifted to the right, up to the place that HGVS vouches for.
    """
    found: dict[Variant, str] = {}
    for alt in alts:
        first = trim(position, ref, alt)
        last = _last_base(ref, alt, alts, name)
        for variant in (first, *_shifted(first, last)):
            found.setdefault(variant, alt)
    return found


def _shifted(variant: Variant, last_base: int) -> Iterator[Variant]:
    """Move a pure insertion or deletion to the right, base by base, inside a repeat that ends at ``last_base``."""
    position, ref, alt = variant
    deletion = len(alt) == 1
    if deletion == (len(ref) == 1) or ref[0] != alt[0]:
        return
    anchor, unit = ref[0], (ref if deletion else alt)[1:]
    end = last_base - len(unit) if deletion else last_base
    for moved in range(position + 1, end + 1):
        # Inside the repeat the next base is the unit's own first base: rotate.
        anchor, unit = unit[0], unit[1:] + unit[0]
        yield (moved, anchor + unit, anchor) if deletion else (moved, anchor, anchor + unit)


def _last_base(ref: str, alt: str, alts: Sequence[str], name: str) -> int:
    """Last reference base of the repeat in which a variant can move; 0 where the names vouch for none."""
    change = len(alt) - len(ref)
    ends = [0]
    for part in name.split(";"):
        repeat = _REPEAT.search(part)
        if repeat is not None:
            start, motif = int(repeat[1]), repeat[2]
            if change % len(motif) == 0:
                ends.append(start + len(motif) * _reference_copies(ref, alts, name, motif) - 1)
            continue
        between = _BETWEEN.search(part)
        if between is not None and len(between[2]) == change:
            ends.append(int(between[1]))
        plain = _PLAIN.search(part)
        if plain is not None and plain[3] == ("del" if change < 0 else "dup"):
            first, last = int(plain[1] or plain[2]), int(plain[2])
            if last - first + 1 == abs(change):
                ends.append(last)
    return max(ends)


def _reference_copies(ref: str, alts: Sequence[str], name: str, motif: str) -> int:
    """How often the reference repeats the motif: the names give the copies of each alternative."""
    copies = [int(repeat[3]) for repeat in _REPEAT.finditer(name) if repeat[2] == motif]
    changes = [(len(alt) - len(ref)) // len(motif) for alt in alts]
    return max(copies) - max(changes) if max(changes) > 0 else min(copies) - min(changes)
