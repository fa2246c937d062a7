"""The matcher against its naive twin on every shipped definition of a gene."""

from __future__ import annotations

from random import Random

import pytest

from autonome.evidence import GeneDefinition
from autonome.genome import Genotype
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics import LOWEST_FUNCTION_GENES
from autonome.pharmacogenomics.matching import compile_gene, match, weigh
from tests.unit.pharmacogenomics.naive_matcher import open_alleles, scored_pairs
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.pharmacogenomics.test_matching import fast_open, fast_pairs

DEFINITIONS = {gene: definition for gene, definition in BUNDLE.definitions.items() if gene not in LOWEST_FUNCTION_GENES}
"""The genes that are answered by the matcher, CYP2D6 (for research) among them."""

MOST_LOOSE = 4
"""Positions of unknown phase in a real gene: the twin tries out two to the power of them."""

CHANCE_LOOSE, CHANCE_MISSING = 0.6, 0.1


def sampled(definition: GeneDefinition, lots: Random, *, noise: int) -> list[Genotype | None]:
    """Two real alleles, with a tenth of the positions missing, several unphased, and a few that anything may show."""
    pair = [lots.choice(definition.alleles), lots.choice(definition.alleles)]
    strange = {lots.randrange(len(definition.positions)) for _ in range(noise)}
    loose = 0
    found: list[Genotype | None] = []
    for at, known in enumerate(definition.positions):
        alleles = tuple(lots.choice(sorted(each.defining.get(at, {known.ref}))) for each in pair)
        if at in strange:
            alleles = (alleles[0], lots.choice([known.ref, *known.alts]))
        differ = len(set(alleles)) > 1
        unphased = differ and loose < MOST_LOOSE and lots.random() < CHANCE_LOOSE
        loose += unphased
        phase = None if unphased else lots.choice(["", "", "", "5"])
        found.append(None if lots.random() < CHANCE_MISSING else Genotype(alleles, phase))
    return found


@pytest.mark.parametrize("gene", DEFINITIONS)
def test_real_definitions_give_what_the_naive_twin_gives(gene: GeneSymbol) -> None:
    definition = DEFINITIONS[gene]
    lots = Random(f"{gene} 2025-11-05")  # noqa: S311 - drawn anew in the same way each time
    for noise in (0, 1):
        genotypes = sampled(definition, lots, noise=noise)
        pairs = scored_pairs(definition, genotypes)
        assert pairs or noise
        assert fast_pairs(definition, genotypes) == pairs
        assert fast_open(definition, genotypes) == open_alleles(definition, genotypes)


@pytest.mark.parametrize("gene", DEFINITIONS)
def test_two_copies_of_the_reference_are_the_reference_and_nothing_better(gene: GeneSymbol) -> None:
    definition = DEFINITIONS[gene]
    first, *others = fast_pairs(definition, [Genotype((known.ref, known.ref)) for known in definition.positions])
    assert first == (0, 0, 2 * len(definition.positions))
    assert all(score < first[2] for _, _, score in others)


@pytest.mark.parametrize("gene", DEFINITIONS)
def test_every_allele_beside_itself_is_among_what_explains_it(gene: GeneSymbol) -> None:
    """Alleles may hide behind others that say more; none may be lost."""
    definition = DEFINITIONS[gene]
    compiled = compile_gene(definition)
    for number, allele in enumerate(definition.alleles):
        bases = [min(allele.defining.get(at, {known.ref})) for at, known in enumerate(definition.positions)]
        pairs = match(compiled, weigh(compiled, [Genotype((base, base), "") for base in bases]))
        assert (number, number) in [(pair.first, pair.second) for pair in pairs], allele.name
