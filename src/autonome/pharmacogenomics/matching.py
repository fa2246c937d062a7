"""Which pairs of named alleles explain a sample's genotypes.

The clever part: alleles are bits. For each position, the alleles that show a given base are one integer; a pair is
valid when, in every block of positions whose phase is known, one allele carries one side and the other the other. For
each candidate the possible partners are the AND of one mask per block, so no orientation of unphased positions is ever
enumerated: unphased data cost what phased data cost. The naive twin in ``tests/unit/pharmacogenomics`` enumerates
everything, and must agree.

Scores count matched positions (the defining positions of both alleles that the data hold); the reference allele is
defined at every position. Source of the scoring: ClinPGx, PharmCAT method description "Named Allele Matcher" (facts).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autonome.evidence.definitions import GeneDefinition
from autonome.genome import Genotype
from autonome.pharmacogenomics.naming import core_name


@dataclass(frozen=True, slots=True)
class CompiledGene:
    """A gene's definition as bit masks; allele *i* of the definition is bit *i*, position *j* is bit *j*.

    Args:
        definition: what it was compiled from.
        showing: for each position: base → the alleles that show it (those that do not define it show the reference).
        defining: for each allele the positions that define it.
        every: all alleles.
        names: of the alleles, as they are reported.
        weighty: positions whose absence leaves an answer in doubt.
    """

    definition: GeneDefinition
    showing: tuple[Mapping[str, int], ...]
    defining: tuple[int, ...]
    every: int
    names: tuple[str, ...]
    weighty: int


@dataclass(frozen=True, slots=True)
class Block:
    """Positions whose alleles are known to lie together, seen as masks of the alleles that fit.

    Args:
        left: alleles that carry the first allele at each position of the block.
        right: alleles that carry the second.
    """

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sample's genotypes at a gene, ready for matching.

    Args:
        copies: 1 or 2; 0 when nothing was assessed.
        available: positions with a complete genotype.
        fitting: alleles that fit every homozygous (or haploid) position and one side of every other.
        blocks: heterozygous positions by phase.
        undocumented: positions that show a base which no definition knows.
    """

    copies: int
    available: int
    fitting: int
    blocks: tuple[Block, ...]
    undocumented: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair of alleles (by number; the same twice for one copy) and its matched positions."""

    first: int
    second: int
    score: int


def compile_gene(definition: GeneDefinition) -> CompiledGene:
    """Turn a definition into masks."""
    showing = []
    every = (1 << len(definition.alleles)) - 1
    for number, position in enumerate(definition.positions):
        masks: dict[str, int] = {position.ref: every}
        for bit, allele in enumerate(definition.alleles):
            bases = allele.defining.get(number)
            if bases is None:
                continue
            masks[position.ref] &= ~(1 << bit)
            for base in bases:
                masks[base] = masks.get(base, 0) | 1 << bit
        showing.append(masks)
    defining = tuple(sum(1 << number for number in allele.defining) for allele in definition.alleles)
    names = tuple(core_name(allele.name) for allele in definition.alleles)
    return CompiledGene(definition, tuple(showing), defining, every, names, definition.weighty)


def weigh(gene: CompiledGene, genotypes: Sequence[Genotype | None]) -> Evidence:
    """Turn genotypes into masks.

    A half-missing genotype counts as missing here; a base that no definition knows fits no allele, and no pair fits
    a sample that shows one, even beside a missing half.

    Args:
        gene: compiled.
        genotypes: one for each position of the definition, None where not assessed.
    """
    fitting, available = gene.every, 0
    sides: dict[str, Block] = {}
    complete, undocumented = [], []
    for number, genotype in enumerate(genotypes):
        if genotype is None:
            continue
        masks = gene.showing[number]
        if any(allele is not None and allele not in masks for allele in genotype.alleles):
            undocumented.append(number)
        known = [masks.get(allele, 0) for allele in genotype.alleles if allele is not None]
        if len(known) < len(genotype.alleles):
            continue
        complete.append(genotype)
        available |= 1 << number
        fitting &= known[0] | known[-1]
        if len(set(genotype.alleles)) > 1:
            # Without a phase set a position is a block of its own.
            key = f"#{number}" if genotype.phase_set is None else genotype.phase_set
            block = sides.get(key, Block(gene.every, gene.every))
            sides[key] = Block(block.left & known[0], block.right & known[1])
    if not complete and not undocumented:
        return Evidence(0, 0, gene.every, (), ())
    copies = _copies(complete, heterozygous=bool(sides))
    return Evidence(copies, available, 0 if undocumented else fitting, tuple(sides.values()), tuple(undocumented))


def _copies(genotypes: Sequence[Genotype], *, heterozygous: bool) -> int:
    """Two, unless some position shows a single copy and none shows two different ones."""
    single = any(len(genotype.alleles) == 1 for genotype in genotypes)
    return 1 if single and not heterozygous else 2


def bits(mask: int) -> Iterator[int]:
    """The numbers of the set bits, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def partners(evidence: Evidence, candidates: int, allele: int) -> int:
    """All candidates that, together with an allele, explain every block."""
    mask, bit = candidates, 1 << allele
    for block in evidence.blocks:
        mask &= (block.right if block.left & bit else 0) | (block.left if block.right & bit else 0)
    return mask


def informed(gene: CompiledGene, available: int) -> int:
    """Alleles of which at least one defining position was assessed: the others cannot be told from the reference."""
    return sum(1 << bit for bit, positions in enumerate(gene.defining) if positions & available or bit == 0)


def match(gene: CompiledGene, evidence: Evidence) -> tuple[ScoredPair, ...]:
    """All pairs that explain the evidence, best first; ties in the order of the definition.

    Args:
        gene: compiled.
        evidence: of one sample.

    Returns:
        Empty when nothing was assessed or no pair fits.
    """
    if not evidence.copies:
        return ()
    candidates = evidence.fitting & informed(gene, evidence.available)
    score = {bit: (gene.defining[bit] & evidence.available).bit_count() for bit in bits(candidates)}
    if evidence.copies == 1:
        pairs = [ScoredPair(bit, bit, score[bit]) for bit in bits(candidates)]
    else:
        pairs = [
            ScoredPair(first, second, score[first] + score[second])
            for first in bits(candidates)
            for second in bits(partners(evidence, candidates, first))
            if first <= second
        ]
    pairs.sort(key=lambda pair: (-pair.score, pair.first, pair.second))
    return tuple(pairs)


def left_open(gene: CompiledGene, evidence: Evidence) -> dict[int, int]:
    """Alleles that only missing positions could rule out, each with its possible partners.

    Args:
        gene: compiled.
        evidence: of one sample.

    Returns:
        Allele → mask of the alleles that may stand beside it (itself, for one copy).
    """
    found = {}
    for bit in bits(evidence.fitting):
        if gene.defining[bit] & ~evidence.available and bit:
            beside = partners(evidence, evidence.fitting, bit) if evidence.copies != 1 else 1 << bit
            if beside:
                found[bit] = beside
    return found
