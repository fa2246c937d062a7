"""DPYD and RYR1: genes whose tables list variants one by one, so that one chromosome may carry several.

Each chromosome's function is that of its lowest allele. Where the phase is known the two chromosomes are named; where
it is not, the variants found are listed one by one, and guidance rests on the two lowest of them (CPIC for DPYD,
Amstutz 2018, PMID 29152729, and for RYR1, Gonsalves 2019, PMID 30499100, judge by the variants found).

A half-missing genotype whose other half is the reference counts as missing: it does not say which chromosome was seen.
An undocumented base at a known position counts as the reference here, and the answer says so: the tables list what has
been judged, not all that exists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from autonome.evidence.definitions import GeneDefinition, NamedAllele
from autonome.genome import Genotype
from autonome.pharmacogenomics.naming import SortKey, combination, natural

MAX_FREE_BLOCKS = 5
"""Blocks of known phase whose mutual orientation is listed (2^4 diplotypes); more are listed variant by variant."""

Strand = Mapping[int, str | None]
"""Position number → the base on one chromosome, None for a missing half."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a sample carries.

    Args:
        pairs: the possible pairs of chromosomes, each chromosome as the names on it (empty: reference).
        components: when the phase is unknown: the names found, a homozygous one twice.
        undocumented: positions with a base that no definition knows.
        phased: whether exactly one pair is possible.
        copies: 0 when nothing was assessed.
    """

    pairs: tuple[tuple[tuple[str, ...], ...], ...]
    components: tuple[str, ...]
    undocumented: tuple[int, ...]
    phased: bool
    copies: int


def find(definition: GeneDefinition, genotypes: Sequence[Genotype | None]) -> Found:
    """Name what the genotypes carry.

    Args:
        definition: of the gene; the reference allele first.
        genotypes: one for each position, None where not assessed.
    """
    shown = {number: genotype for number, genotype in enumerate(genotypes) if genotype is not None}
    if not shown:
        return Found((), (), (), phased=False, copies=0)
    seen, undocumented = documented(definition, shown)
    seen = {number: genotype for number, genotype in seen.items() if _tells(genotype, definition.positions[number].ref)}
    blocks = _blocks(definition, seen)
    unphased = any(key.startswith("#") for key in blocks)
    if len(blocks) > 1 and (unphased or len(blocks) > MAX_FREE_BLOCKS):
        return Found((), _components(definition, seen), undocumented, phased=False, copies=2)
    pairs = _pairs(definition, seen, list(blocks.values()))
    return Found(pairs, (), undocumented, phased=len(pairs) == 1, copies=2)


def _tells(genotype: Genotype, ref: str) -> bool:
    return None not in genotype.alleles or any(base not in (None, ref) for base in genotype.alleles)


def documented(
    definition: GeneDefinition, shown: Mapping[int, Genotype]
) -> tuple[dict[int, Genotype], tuple[int, ...]]:
    """Genotypes with every base that no definition knows put back to the reference, and where that was done."""
    known = [{position.ref} for position in definition.positions]
    for allele in definition.alleles:
        for number, bases in allele.defining.items():
            known[number] |= bases
    seen, replaced = {}, []
    for number, genotype in shown.items():
        ref = definition.positions[number].ref
        alleles = tuple(base if base is None or base in known[number] else ref for base in genotype.alleles)
        seen[number] = genotype if alleles == genotype.alleles else Genotype(alleles, genotype.phase_set, genotype.seen)
        if alleles != genotype.alleles:
            replaced.append(number)
    return seen, tuple(replaced)


def _blocks(definition: GeneDefinition, seen: Mapping[int, Genotype]) -> dict[str, list[int]]:
    """Positions at which the chromosomes differ, by phase; one without a phase set is a block of its own (``#``)."""
    blocks: dict[str, list[int]] = {}
    for number, genotype in seen.items():
        ref = definition.positions[number].ref
        if len(set(genotype.alleles)) > 1 and any(base not in (None, ref) for base in genotype.alleles):
            key = f"#{number}" if genotype.phase_set is None else genotype.phase_set
            blocks.setdefault(key, []).append(number)
    return blocks


def _pairs(
    definition: GeneDefinition, seen: Mapping[int, Genotype], blocks: Sequence[Sequence[int]]
) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Every distinct way to put the blocks on two chromosomes; the first block stays where it is."""
    found: dict[tuple[tuple[str, ...], ...], None] = {}
    differing = {number for block in blocks for number in block}
    for turned in product((False, True), repeat=max(len(blocks) - 1, 0)):
        turn = {number for block, flip in zip(blocks[1:], turned, strict=True) if flip for number in block}
        strands = (
            {
                number: genotype.alleles[side ^ (number in turn) if number in differing else 0]
                for number, genotype in seen.items()
            }
            for side in (0, 1)
        )
        names = sorted((_names(definition, strand) for strand in strands), key=_order)
        found.setdefault(tuple(names), None)
    return tuple(sorted(found, key=lambda pair: [_order(names) for names in pair]))


def _order(names: Sequence[str]) -> tuple[bool, SortKey]:
    """The reference first, single alleles before combinations, numbers by value."""
    return bool(names), natural(combination(names))


def _names(definition: GeneDefinition, strand: Strand) -> tuple[str, ...]:
    """Alleles on one chromosome.

    An allele is there when all of its positions that were assessed show it. One whose assessed positions are part of
    another's is not named beside it; of two that rest on the same positions the one that misses less is named. So
    c.1236G>A alone stands for HapB3 only where the intronic base, which is the cause, was not assessed.
    """
    there = []
    for allele in definition.alleles[1:]:
        assessed = frozenset(number for number in allele.defining if strand.get(number) is not None)
        if assessed and all(strand[number] in allele.defining[number] for number in assessed):
            there.append((assessed, len(allele.defining), allele.name))
    return tuple(
        name
        for assessed, size, name in there
        if not any(assessed < other or (assessed == other and fewer < size) for other, fewer, _ in there)
    )


def _components(definition: GeneDefinition, seen: Mapping[int, Genotype]) -> tuple[str, ...]:
    """Alleles found, without phase: those with the most assessed positions take their bases first."""
    copies = Counter(
        (number, base) for number, genotype in seen.items() for base in genotype.alleles if base is not None
    )
    found: list[str] = []
    for allele in sorted(definition.alleles[1:], key=lambda each: _claim(each, seen)):
        found += [allele.name] * _take(allele, seen, copies)
    return tuple(sorted(found, key=natural))


def _claim(allele: NamedAllele, seen: Mapping[int, Genotype]) -> tuple[int, int]:
    assessed = sum(number in seen for number in allele.defining)
    return -assessed, len(allele.defining) - assessed


def _take(allele: NamedAllele, seen: Mapping[int, Genotype], copies: Counter[tuple[int, str]]) -> int:
    """How often an allele is complete in what is left, and remove it."""
    wanted = [[(number, base) for base in sorted(bases)] for number, bases in allele.defining.items() if number in seen]
    times = min((sum(copies[each] for each in options) for options in wanted), default=0)
    for options in wanted:
        left = times
        for each in options:
            used = min(left, copies[each])
            copies[each] -= used
            left -= used
    return times
