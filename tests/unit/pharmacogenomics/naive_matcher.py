"""The matcher, written down as its definition: try every orientation and every pair of alleles. No masks, no tricks.

This is the specification of `autonome.pharmacogenomics.matching` and of `lowest_function`; it is exponential in the
number of heterozygous positions, which is why the product does not work like this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from autonome.evidence import GeneDefinition, NamedAllele
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


def without_unknown(definition: GeneDefinition, genotypes: Genotypes) -> dict[int, Genotype]:
    """What counts in genes judged by their lowest function.

    A base that no definition knows is read as the reference; a genotype of which a half is missing counts only when
    the other half is an alternative.
    """
    found = {}
    for at, each in enumerate(genotypes):
        if each is not None:
            bases = tuple(_known_or_reference(definition, at, base) for base in each.alleles)
            if None not in bases or set(bases) - {None, definition.positions[at].ref}:
                found[at] = Genotype(bases, each.phase_set)
    return found


def _known_or_reference(definition: GeneDefinition, at: int, base: str | None) -> str | None:
    strange = unknown_base(definition, at, Genotype((base,)))
    return definition.positions[at].ref if strange else base


def names_on(definition: GeneDefinition, strand: Mapping[int, str | None]) -> list[str]:
    """Alleles that a chromosome carries: nothing that was seen speaks against them, something for them."""
    there = []
    for allele in definition.alleles[1:]:
        seen = {at for at in allele.defining if strand.get(at) is not None}
        if seen and all(strand[at] in allele.defining[at] for at in seen):
            there.append((allele, seen))
    kept = []
    for allele, seen in there:
        rivals = [(other, more) for other, more in there if other is not allele]
        part_of_another = any(seen < more for _, more in rivals)
        another_misses_less = any(seen == more and len(other.defining) < len(allele.defining) for other, more in rivals)
        if not part_of_another and not another_misses_less:
            kept.append(allele.name)
    return kept


def chromosome_pairs(definition: GeneDefinition, genotypes: Genotypes) -> set[frozenset[tuple[frozenset[str], int]]]:
    """Every pair of chromosomes that keeps the order inside each phase set, as counted sets of the names on them."""
    seen = without_unknown(definition, genotypes)
    switches = sorted({_switch(at, each) for at, each in seen.items()})
    found = set()
    for turned in product((False, True), repeat=len(switches)):
        turn = dict(zip(switches, turned, strict=True))
        strands = [
            {at: each.alleles[side ^ turn[_switch(at, each)]] for at, each in seen.items()} for side in (False, True)
        ]
        named = [frozenset(names_on(definition, strand)) for strand in strands]
        found.add(frozenset(Counter(named).items()))
    return found


def _switch(at: int, genotype: Genotype) -> str:
    return f"#{at}" if genotype.phase_set is None else genotype.phase_set


def found_one_by_one(definition: GeneDefinition, genotypes: Genotypes) -> list[str]:
    """Without phase: take alleles out of the bag of bases, the best supported first, as long as one is complete."""
    seen = without_unknown(definition, genotypes)
    bag = [(at, base) for at, each in seen.items() for base in each.alleles if base is not None]
    found = []

    def support(allele: NamedAllele) -> tuple[int, int]:
        assessed = len(allele.defining.keys() & seen.keys())
        return -assessed, len(allele.defining) - assessed

    for allele in sorted(definition.alleles[1:], key=support):
        wanted = {at: bases for at, bases in allele.defining.items() if at in seen}
        while wanted:
            picked = [
                next(((at, base) for base in sorted(bases) if (at, base) in bag), None) for at, bases in wanted.items()
            ]
            if None in picked:
                break
            for each in picked:
                assert each is not None
                bag.remove(each)
            found.append(allele.name)
    return found
