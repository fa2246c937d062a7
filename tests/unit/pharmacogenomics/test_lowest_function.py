"""Genes judged by their lowest function (DPYD, RYR1), against the naive twin and in the cases that matter."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.adapters.knowledge_pack import load_bundle
from autonome.evidence import GeneDefinition
from autonome.genome import Genotype
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.lowest_function import MAX_FREE_BLOCKS, Found, find
from tests.examples import examples
from tests.strategies import gene_definitions, gene_genotypes
from tests.unit.pharmacogenomics.naive_matcher import (
    Genotypes,
    chromosome_pairs,
    found_one_by_one,
    unknown_base,
    without_unknown,
)

DEFINITIONS = load_bundle().definitions
DPYD = DEFINITIONS[GeneSymbol("DPYD")]
RYR1 = DEFINITIONS[GeneSymbol("RYR1")]

MOSTLY = 0.95
"""Chance that a chromosome shows the reference, and that a position was assessed."""


def free_blocks(definition: GeneDefinition, genotypes: Genotypes) -> set[str]:
    """Phase sets, and single positions without one, at which the two chromosomes differ by a known alternative."""
    return {
        f"#{at}" if each.phase_set is None else each.phase_set
        for at, each in without_unknown(definition, genotypes).items()
        if len(set(each.alleles)) > 1 and not {None, definition.positions[at].ref}.issuperset(each.alleles)
    }


def as_counted(found: Found) -> set[frozenset[tuple[frozenset[str], int]]]:
    return {frozenset(Counter(frozenset(names) for names in pair).items()) for pair in found.pairs}


@settings(max_examples=examples(50), deadline=None)
@given(gene_definitions(), st.data())
def test_small_genes_give_what_the_naive_twin_gives(definition: GeneDefinition, data: st.DataObject) -> None:
    genotypes = data.draw(gene_genotypes(definition, copies=2))
    found = find(definition, genotypes)
    blocks = free_blocks(definition, genotypes)
    if all(each is None for each in genotypes):
        assert found == Found((), (), (), phased=False, copies=0)
    elif len(blocks) > 1 and any(block.startswith("#") for block in blocks):
        assert found.pairs == ()
        assert sorted(found.components) == sorted(found_one_by_one(definition, genotypes))
        assert not found.phased
    else:
        assert as_counted(found) == chromosome_pairs(definition, genotypes)
        assert found.components == ()
        assert found.phased == (len(found.pairs) == 1)
    assert found.undocumented == tuple(at for at, each in enumerate(genotypes) if unknown_base(definition, at, each))


@pytest.mark.parametrize("definition", [DPYD, RYR1], ids=lambda definition: definition.gene)
@pytest.mark.parametrize("phases", [[""], ["", "5"], ["", "5", "6"]], ids=len)
def test_real_definitions_give_what_the_naive_twin_gives(definition: GeneDefinition, phases: list[str]) -> None:
    lots = Random(f"{definition.gene} {phases}")  # noqa: S311 - drawn anew in the same way each time
    genotypes: list[Genotype | None] = []
    for known in definition.positions:
        alleles = tuple(known.ref if lots.random() < MOSTLY else lots.choice([*known.alts, "*"]) for _ in range(2))
        genotypes.append(Genotype(alleles, lots.choice(phases)) if lots.random() < MOSTLY else None)
    assert as_counted(find(definition, genotypes)) == chromosome_pairs(definition, genotypes)


def sample(definition: GeneDefinition, **shown: Genotype) -> list[Genotype | None]:
    """The reference everywhere but at some rsids."""
    by_rsid = {known.rsid: at for at, known in enumerate(definition.positions)}
    genotypes: list[Genotype | None] = [Genotype((known.ref, known.ref), "") for known in definition.positions]
    for rsid, genotype in shown.items():
        genotypes[by_rsid[rsid]] = genotype
    return genotypes


HETEROZYGOUS = {"rs3918290": ("C", "T"), "rs55886062": ("A", "C"), "rs67376798": ("T", "A")}
"""Three DPYD variants: c.1905+1G>A (*2A), c.1679T>G (*13), c.2846A>T."""


def shown(phase: str | None, *rsids: str) -> dict[str, Genotype]:
    return {rsid: Genotype(HETEROZYGOUS[rsid], phase) for rsid in rsids}


def test_one_variant_needs_no_phase() -> None:
    found = find(DPYD, sample(DPYD, **shown(None, "rs3918290")))
    assert found.pairs == (((), ("c.1905+1G>A (*2A)",)),)
    assert found.phased


def test_two_variants_of_known_phase_lie_where_they_were_seen() -> None:
    together = sample(DPYD, **shown("", "rs3918290", "rs55886062"))
    assert find(DPYD, together).pairs == (((), ("c.1679T>G (*13)", "c.1905+1G>A (*2A)")),)
    apart = sample(DPYD, rs3918290=Genotype(("C", "T"), ""), rs55886062=Genotype(("C", "A"), ""))
    assert find(DPYD, apart).pairs == ((("c.1679T>G (*13)",), ("c.1905+1G>A (*2A)",)),)


def test_two_variants_of_unknown_phase_are_listed_one_by_one() -> None:
    found = find(DPYD, sample(DPYD, **shown(None, "rs3918290", "rs67376798")))
    assert (found.pairs, found.phased) == ((), False)
    assert found.components == ("c.1905+1G>A (*2A)", "c.2846A>T")


def test_a_homozygous_variant_counts_twice_among_the_unphased() -> None:
    found = find(DPYD, sample(DPYD, **shown(None, "rs3918290", "rs67376798"), rs55886062=Genotype(("C", "C"))))
    assert Counter(found.components)["c.1679T>G (*13)"] == 2


def test_two_blocks_of_known_phase_give_both_ways_to_put_them_together() -> None:
    found = find(DPYD, sample(DPYD, rs3918290=Genotype(("C", "T"), "1"), rs67376798=Genotype(("T", "A"), "2")))
    assert len(found.pairs) == 2
    assert not found.phased


def test_more_free_blocks_than_are_listed_come_one_by_one() -> None:
    genotypes: list[Genotype | None] = [Genotype((known.ref, known.ref)) for known in RYR1.positions]
    for number, known in enumerate(RYR1.positions[: MAX_FREE_BLOCKS + 1]):
        genotypes[number] = Genotype((known.ref, known.alts[0]), str(number))
    found = find(RYR1, genotypes)
    assert found.pairs == ()
    assert len(found.components) == MAX_FREE_BLOCKS + 1
    genotypes[0] = None
    assert 1 < len(find(RYR1, genotypes).pairs) <= 2 ** (MAX_FREE_BLOCKS - 1)


@pytest.mark.parametrize(
    ("intronic", "names"),
    [
        (Genotype(("G", "C"), ""), ("c.1129-5923C>G, c.1236G>A (HapB3)",)),
        (None, ("c.1129-5923C>G, c.1236G>A (HapB3)",)),
        (Genotype(("G", "G"), ""), ()),
    ],
)
def test_the_exonic_sign_of_hapb3_stands_for_it_only_where_the_cause_was_not_assessed(
    intronic: Genotype | None, names: tuple[str, ...]
) -> None:
    genotypes = sample(DPYD, rs56038477=Genotype(("C", "T"), ""), rs75017182=Genotype(("G", "C"), ""))
    place = [known.rsid for known in DPYD.positions].index("rs75017182")
    genotypes[place] = intronic
    assert find(DPYD, genotypes).pairs == (((), names),) if names else (((), ()),)


@pytest.mark.parametrize("half", [("G", None), (None, "G"), ("G",)])
def test_half_of_the_intronic_base_does_not_rule_hapb3_out(half: tuple[str | None, ...]) -> None:
    """Which half is missing says nothing about which chromosome it is."""
    genotypes = sample(DPYD, rs56038477=Genotype(("C", "T"), ""), rs75017182=Genotype(half))
    found = find(DPYD, genotypes)
    assert found.pairs == (((), ("c.1129-5923C>G, c.1236G>A (HapB3)",)),) or len(half) == 1
