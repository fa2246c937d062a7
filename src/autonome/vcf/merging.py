"""Several records that speak of one locus (split alternatives, an SNV beside an indel) become one genotype.

A record's "reference" says that its own alternatives are absent, no more: another record may show another one there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.genome import DELETED, GenomeError, Genotype, Locus, Seen

Alleles = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """What one record says of one sample at one locus.

    Args:
        genotype: in the spelling of the locus.
        about: the alternatives that the record could have shown there.
    """

    genotype: Genotype
    about: frozenset[str]


def merge(sayings: Sequence[Saying], locus: Locus, *, where: str) -> Genotype | None:
    """Combine what records say of one locus in one sample.

    A reference block yields to a record.

    Args:
        sayings: at least one, in file order.
        locus: of which they speak.
        where: the file and sample for messages.

    Returns:
        None where variants that no locus knows overlap in a way that cannot be sorted out.

    Raises:
        GenomeError: they cannot all be true.
    """
    observed = [each for each in sayings if each.genotype.seen is Seen.OBSERVED] or list(sayings)
    merged = observed[0]
    for other in observed[1:]:
        pair = _pair(merged, other, locus)
        if pair is None:
            if _undocumented(merged, locus) or _undocumented(other, locus):
                return None
            raise GenomeError(
                f"records at {locus.chromosome}:{locus.position} ({locus.label}) contradict each other",
                where=where,
                mend="remove the wrong duplicate; bcftools norm -m +any joins split records.",
            )
        merged = pair
    return merged.genotype


def _undocumented(saying: Saying, locus: Locus) -> bool:
    """Whether it shows a deletion, or an indel that the locus does not list: such records need not be duplicates."""
    known = (None, locus.ref, *locus.alts)
    strange = [each for each in saying.genotype.alleles if each not in known]
    return bool(strange) and (not locus.single_base or DELETED in strange)


def _pair(left: Saying, right: Saying, locus: Locus) -> Saying | None:
    """One saying of two, in the order of alleles of the one whose order means more; None when they contradict."""
    if _order(left) < _order(right):
        left, right = right, left
    one, other = left.genotype, right.genotype
    if len(one.alleles) != len(other.alleles):
        found = _beside_deletion(left, right)
    else:
        turns = {other.alleles: None} if _in_phase(one, other) else {other.alleles: None, other.alleles[::-1]: None}
        found = [each for turned in turns if (each := _by_slot(left, right, turned, locus)) is not None]
    if not found:
        return None
    sure = all(each == found[0] for each in found)
    alleles = tuple(slot[0] if len(set(slot)) == 1 else None for slot in zip(*found, strict=True))
    return Saying(Genotype(alleles, one.phase_set if sure else None, one.seen), left.about | right.about)


def _order(saying: Saying) -> tuple[bool, bool]:
    """How much the order of the alleles means: nothing where all are the same, most where the phase is known."""
    genotype = saying.genotype
    return not genotype.homozygous, genotype.phase_set is not None


def _in_phase(one: Genotype, other: Genotype) -> bool:
    return one.phase_set is not None and one.phase_set == other.phase_set


def _by_slot(left: Saying, right: Saying, turned: Alleles, locus: Locus) -> Alleles | None:
    slots: list[str | None] = []
    for one, other in zip(left.genotype.alleles, turned, strict=True):
        if one == other:
            slots.append(one)
        elif one is None or other is None:
            slots.append(_beside_missing(left, right, one, other, locus))
        elif one == locus.ref and other not in left.about:
            slots.append(other)
        elif other == locus.ref and one not in right.about:
            slots.append(one)
        else:
            return None
    return tuple(slots)


def _beside_missing(left: Saying, right: Saying, one: str | None, other: str | None, locus: Locus) -> str | None:
    """An alternative is certain; "reference" is, where the missing half could not have been anything else."""
    shown, speaker, silent = (other, right, left) if one is None else (one, left, right)
    return shown if shown != locus.ref or silent.about <= speaker.about else None


def _beside_deletion(left: Saying, right: Saying) -> list[Alleles]:
    """A single copy called opposite to a deletion: it is the other chromosome's."""
    whole, single = sorted((left.genotype, right.genotype), key=lambda each: -len(each.alleles))
    if DELETED not in whole.alleles or whole.homozygous:
        return []
    (shown,) = single.alleles
    if any(each not in (None, DELETED, shown) for each in whole.alleles):
        return []
    return [tuple(DELETED if each == DELETED else shown for each in whole.alleles)]
