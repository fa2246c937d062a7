"""The matcher, written down as its definition: try every orientation and every pair of alleles. No masks, no tricks.

This is the specification of `autonome.pharmacogenomics.matching` and of `lowest_function`; it is exponential in the
number of heterozygous positions, which is why the product does not work like this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from autonome.evidence import GeneDefinition
from autonome.genome import Genotype

Strand = dict[int, str]
"""Position number → the base on one chromosome; positions that were not assessed are left out."""

Genotypes = Sequence[Genotype | None]


def assessed(genotypes: Genotypes) -> dict[int, Genotype]:
    """A genotype counts when all of its copies were seen."""
    return {at: each for at, each in enumerate(genotypes) if each is not None and None not in each.alleles}


def haploid(genotypes: Genotypes) -> bool:
    """One copy: some position shows a single one, and none shows two different bases."""
    seen = assessed(genotypes).values()
    return any(len(each.alleles) == 1 for each in seen) and all(len(set(each.alleles)) == 1 for each in seen)


def orientations(genotypes: Genotypes) -> Iterator[tuple[Strand, Strand]]:
    """Every way to lay the genotypes on two chromosomes that keeps the order inside each phase set."""
    seen = assessed(genotypes)
    sets = sorted({each.phase_set for each in seen.values() if each.phase_set is not None})
    loose = [at for at, each in seen.items() if each.phase_set is None and len(set(each.alleles)) > 1]
    switches: list[object] = [*sets, *loose]
    for turned in product((False, True), repeat=len(switches)):
        turn = dict(zip(switches, turned, strict=True))
        left, right = {}, {}
        for at, each in seen.items():
            first, last = each.alleles[0], each.alleles[-1]
            assert first is not None
            assert last is not None
            if turn.get(at if each.phase_set is None else each.phase_set, False):
                first, last = last, first
            left[at], right[at] = first, last
        yield left, right


def shows(definition: GeneDefinition, allele: int, strand: Strand) -> bool:
    """Whether an allele reads as the strand does: its own bases where it is defined, else the reference."""
    defining = definition.alleles[allele].defining
    return all(base in defining.get(at, {definition.positions[at].ref}) for at, base in strand.items())


def unknown_base(definition: GeneDefinition, at: int, genotype: Genotype | None) -> bool:
    """Whether some copy, even beside a missing one, shows what no allele of the gene shows at that position."""
    known = {definition.positions[at].ref}.union(*(allele.defining.get(at, set()) for allele in definition.alleles))
    return genotype is not None and any(base is not None and base not in known for base in genotype.alleles)


def every_pair(definition: GeneDefinition, genotypes: Genotypes) -> set[tuple[int, int]]:
    """All pairs of alleles, smaller number first, that explain the genotypes; what was missing can be anything."""
    if any(unknown_base(definition, at, each) for at, each in enumerate(genotypes)):
        return set()
    numbers = range(len(definition.alleles))
    found = set()
    for left, right in orientations(genotypes):
        lefts = [number for number in numbers if shows(definition, number, left)]
        rights = [number for number in numbers if shows(definition, number, right)]
        found |= {(min(pair), max(pair)) for pair in product(lefts, rights)}
    return {pair for pair in found if pair[0] == pair[1]} if haploid(genotypes) else found


def scored_pairs(definition: GeneDefinition, genotypes: Genotypes) -> list[tuple[int, int, int]]:
    """Pairs of which at least one defining position each was assessed, with their matched positions, best first."""
    seen = assessed(genotypes)
    if not seen:
        return []
    matched = [len(seen.keys() & allele.defining.keys()) for allele in definition.alleles]
    pairs = [
        (first, last, matched[first] if haploid(genotypes) else matched[first] + matched[last])
        for first, last in every_pair(definition, genotypes)
        if (first == 0 or matched[first]) and (last == 0 or matched[last])
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def open_alleles(definition: GeneDefinition, genotypes: Genotypes) -> dict[int, set[int]]:
    """Alleles with a missing defining position that some pair has, each with its partners in these pairs."""
    seen = assessed(genotypes)
    found: dict[int, set[int]] = {}
    for pair in every_pair(definition, genotypes):
        for one, other in (pair, pair[::-1]):
            if one and definition.alleles[one].defining.keys() - seen.keys():
                found.setdefault(one, set()).add(other)
    return found
