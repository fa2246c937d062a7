from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.naming import combination, core_name, label, natural
from tests.examples import examples

NAMES = st.sampled_from(
    ["*1", "*2", "*10", "*2.001", "*80+*28", "c.520C>T", "c.1475C>T", "Reference", "[*2 + *17]", "B"]
)


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["*2", "*1"], "*1/*2"),
        (["*10", "*2"], "*2/*10"),
        (["*1", "*80+*28"], "*1/*80+*28"),
        (["[*2 + *17]", "*30"], "*30/[*2 + *17]"),
        (["*3"], "*3"),
    ],
)
def test_diplotypes_are_written_with_numbers_in_order(names: list[str], written: str) -> None:
    for order in permutations(names):
        assert label(GeneSymbol("CYP2C19"), order, "*1") == written


@pytest.mark.parametrize(
    ("gene", "names", "reference", "written"),
    [
        ("DPYD", ["Reference", "c.520C>T"], "Reference", "c.520C>T (heterozygous)"),
        ("DPYD", ["c.520C>T", "c.520C>T"], "Reference", "c.520C>T/c.520C>T"),
        ("DPYD", ["Reference", "Reference"], "Reference", "Reference/Reference"),
        ("DPYD", ["Reference"], "Reference", "Reference"),
        ("RYR1", ["c.1990G>T", "c.1475C>T"], "Reference", "c.1475C>T/c.1990G>T"),
        ("CYP2C19", ["*1", "*2"], "*1", "*1/*2"),
        ("CFTR", ["plain", "plain"], "plain", "Reference/Reference"),
        ("CFTR", ["plain", "G551D"], "plain", "G551D (heterozygous)"),
    ],
)
def test_marks_of_genes_named_by_variant(gene: str, names: list[str], reference: str, written: str) -> None:
    assert label(GeneSymbol(gene), names, reference) == written


@pytest.mark.parametrize(
    ("name", "core"),
    [("*45.001", "*45"), ("*2", "*2"), ("*2.1", "*2.1"), ("c.520C>T", "c.520C>T"), ("*80+*28", "*80+*28")],
)
def test_a_suballele_is_reported_as_its_star_allele(name: str, core: str) -> None:
    assert core_name(name) == core


def test_alleles_of_one_chromosome_stand_in_brackets_in_order() -> None:
    assert combination(["c.1475C>T", "c.61C>T"]) == "[c.61C>T + c.1475C>T]"
    assert combination(["c.61C>T"]) == "c.61C>T"
    assert combination([]) == ""


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_the_order_of_names_is_total_and_does_not_depend_on_how_they_came(names: list[str]) -> None:
    assert sorted(names, key=natural) == sorted(set(names), key=natural)
    assert len({natural(name) for name in names}) == len(names)
