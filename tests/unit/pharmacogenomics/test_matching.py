"""The matcher against its naive twin on small invented genes; on the real ones: `tests.integration.test_real_genes`."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.evidence import GeneDefinition
from autonome.genome import Genotype
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.matching import bits, compile_gene, left_open, match, weigh
from tests.examples import examples
from tests.strategies import gene_definitions, gene_genotypes
from tests.unit.pharmacogenomics.naive_matcher import Genotypes, open_alleles, scored_pairs
from tests.unit.pharmacogenomics.samples import BUNDLE


def fast_pairs(definition: GeneDefinition, genotypes: Genotypes) -> list[tuple[int, int, int]]:
    gene = compile_gene(definition)
    return [(pair.first, pair.second, pair.score) for pair in match(gene, weigh(gene, genotypes))]


def fast_open(definition: GeneDefinition, genotypes: Genotypes) -> dict[int, set[int]]:
    gene = compile_gene(definition)
    return {bit: set(bits(beside)) for bit, beside in left_open(gene, weigh(gene, genotypes)).items()}


@settings(max_examples=examples(50), deadline=None)
@given(gene_definitions(), st.data())
def test_small_genes_give_what_the_naive_twin_gives(definition: GeneDefinition, data: st.DataObject) -> None:
    genotypes = data.draw(gene_genotypes(definition))
    assert fast_pairs(definition, genotypes) == scored_pairs(definition, genotypes)
    assert fast_open(definition, genotypes) == open_alleles(definition, genotypes)


def two_alleles() -> GeneDefinition:
    return BUNDLE.definitions[GeneSymbol("VKORC1")]


def test_nothing_assessed_explains_nothing() -> None:
    definition = two_alleles()
    assert fast_pairs(definition, [None]) == []
    assert fast_pairs(definition, [Genotype(("C", None))]) == []


def test_an_unknown_base_fits_no_allele_even_beside_a_missing_half() -> None:
    definition = two_alleles()
    gene = compile_gene(definition)
    for alleles in (("C", "*"), ("*", "*"), (None, "*"), ("*",)):
        evidence = weigh(gene, [Genotype(alleles)])
        assert evidence.undocumented == (0,)
        assert match(gene, evidence) == ()


def test_a_single_copy_is_one_allele() -> None:
    definition = two_alleles()
    ref, (alt,) = definition.positions[0].ref, definition.positions[0].alts
    assert fast_pairs(definition, [Genotype((alt,))]) == [(1, 1, 1)]
    assert fast_pairs(definition, [Genotype((ref,))]) == [(0, 0, 1)]
