"""Several records that speak of one locus (split alternatives, an SNV beside an indel) become one genotype."""

from __future__ import annotations

from collections.abc import Sequence

from autonome.genome import GenomeError, Genotype, Locus, Seen


def merge(genotypes: Sequence[Genotype], locus: Locus, *, where: str) -> Genotype:
    """Combine what records say of one locus in one sample.

    A reference block yields to a record; an alternative wins over "reference" in the same slot, because a split
    record says only that its own alternative is absent.

    Args:
        genotypes: at least one, in file order.
        locus: of which they speak.
        where: the file and sample for messages.

    Raises:
        GenomeError: they cannot all be true.
    """
    observed = [each for each in genotypes if each.seen is Seen.OBSERVED] or list(genotypes)
    merged = observed[0]
    for other in observed[1:]:
        merged = _pair(merged, other, locus, where)
    return merged


def _pair(left: Genotype, right: Genotype, locus: Locus, where: str) -> Genotype:
    if left.alleles == right.alleles and left.phase_set == right.phase_set:
        return left
    if len(left.alleles) != len(right.alleles):
        raise _contradiction(locus, where)
    both_phased = left.phase_set is not None and left.phase_set == right.phase_set
    if both_phased or left.homozygous or right.homozygous:
        alleles = _by_slot(left, right, locus, where)
    else:
        alleles = _by_count(left, right, locus, where)
    phased = left if left.phase_set is not None and not left.homozygous else right
    return Genotype(alleles, phased.phase_set if both_phased or left.homozygous or right.homozygous else None)


def _by_slot(left: Genotype, right: Genotype, locus: Locus, where: str) -> tuple[str | None, ...]:
    slots: list[str | None] = []
    for one, other in zip(left.alleles, right.alleles, strict=True):
        known = {each for each in (one, other) if each is not None and each != locus.ref}
        if len(known) > 1:
            raise _contradiction(locus, where)
        slots.append(known.pop() if known else (locus.ref if locus.ref in (one, other) else None))
    return tuple(slots)


def _by_count(left: Genotype, right: Genotype, locus: Locus, where: str) -> tuple[str | None, ...]:
    """Unphased: the alternatives of both together must fit on the copies there are."""
    mine = sorted(each for each in left.alleles if each not in (None, locus.ref))
    theirs = sorted(each for each in right.alleles if each not in (None, locus.ref))
    alternatives = mine if mine == theirs else [*mine, *theirs]
    if len(alternatives) > len(left.alleles) or (set(mine) & set(theirs) and mine != theirs):
        raise _contradiction(locus, where)
    return tuple([locus.ref] * (len(left.alleles) - len(alternatives)) + alternatives)


def _contradiction(locus: Locus, where: str) -> GenomeError:
    return GenomeError(
        f"records at {locus.chromosome}:{locus.position} ({locus.label}) contradict each other",
        where=where,
        mend="remove the wrong duplicate; bcftools norm -m +any joins split records.",
    )
