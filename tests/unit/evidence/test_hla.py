from __future__ import annotations

import pytest

from autonome.evidence.hla import hla_results
from autonome.evidence.phenotypes import Phenotype, PhenotypeTable
from autonome.kernel import GeneSymbol

NAMES = [f"{allele} {sign}" for allele in ("*15:02", "*57:01", "*58:01") for sign in ("positive", "negative")]
HLA_B = PhenotypeTable(GeneSymbol("HLA-B"), {}, {}, {name: Phenotype(name, "", name) for name in NAMES}, "2024")


@pytest.mark.parametrize(
    ("alleles", "expected"),
    [
        (["*15:02", "*57:01"], ["*15:02 positive", "*57:01 positive", "*58:01 negative"]),
        (["*07:02", "*08:01"], ["*15:02 negative", "*57:01 negative", "*58:01 negative"]),
        (["HLA-B*57:01:01:01", "B*07:02:01"], ["*57:01 positive", "*15:02 negative", "*58:01 negative"]),
        (["*57:01", "*57:01"], ["*57:01 positive", "*15:02 negative", "*58:01 negative"]),
    ],
)
def test_a_typed_pair_says_yes_or_no_for_each_allele(alleles: list[str], expected: list[str]) -> None:
    assert list(hla_results(HLA_B, alleles)) == expected


def test_one_reported_allele_can_show_presence_but_not_absence() -> None:
    assert hla_results(HLA_B, ["*15:02"]) == ("*15:02 positive",)
    assert hla_results(HLA_B, ["*07:02"]) == ()


def test_a_name_of_one_field_says_neither_yes_nor_no_for_its_family() -> None:
    assert hla_results(HLA_B, ["*57", "*07:02"]) == ("*15:02 negative", "*58:01 negative")


@pytest.mark.parametrize("strange", ["", ".", "unknown", "*57:01/*58:01", "*5701", "57:1"])
def test_what_is_no_name_excludes_nothing(strange: str) -> None:
    assert hla_results(HLA_B, [strange, "*07:02"]) == ()


def test_other_genes_have_no_such_results() -> None:
    assert hla_results(PhenotypeTable(GeneSymbol("CYP2C19"), {}, {}, {}, "2025"), ["*1", "*2"]) == ()
    assert hla_results(None, ["*1"]) == ()
