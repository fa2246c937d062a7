"""The consensus of 2020, written out by hand beside the code (Caudle 2020, PMID 31647186)."""

from __future__ import annotations

import pytest
from tools.knowledge.cyp2d6 import phenotype

from autonome.kernel import GeneSymbol
from tests.unit.evidence.shipped import bundle


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("0.0", "0.0"), ("Poor Metabolizer", "0.0")),
        (("0.0", "0.25"), ("Intermediate Metabolizer", "0.25")),
        (("0.5", "0.5"), ("Intermediate Metabolizer", "1.0")),
        (("0.25", "1.0"), ("Normal Metabolizer", "1.25")),
        (("0.25", "2.0"), ("Normal Metabolizer", "2.25")),
        (("0.5", "2.0"), ("Ultrarapid Metabolizer", "2.5")),
        (("1.0", "≥3.0"), ("Ultrarapid Metabolizer", "≥4.0")),
        (("0.0", "≥2.0"), ("Indeterminate", "n/a")),  # 2 is normal, 3 is ultrarapid
        (("0.25", "≥2.0"), ("Indeterminate", "n/a")),
        (("0.5", "≥2.0"), ("Ultrarapid Metabolizer", "≥2.5")),
        (("0.0", "≥0.5"), ("Indeterminate", "n/a")),
        (("0.0", "n/a"), ("Indeterminate", "n/a")),
        (("n/a", "≥3.0"), ("Indeterminate", "n/a")),
    ],
)
def test_score_and_phenotype(values: tuple[str, str], expected: tuple[str, str]) -> None:
    assert phenotype(values) == expected


@pytest.mark.parametrize(
    ("allele", "value"),
    [
        ("*1", "1.0"), ("*4", "0.0"), ("*5", "0.0"), ("*10", "0.25"), ("*17", "0.5"), ("*41", "0.25"), ("*1x2", "2.0"),
        ("*1xN", "≥2.0"), ("*2x≥3", "≥3.0"), ("*4xN", "0.0"), ("*10x2", "0.5"), ("*36+*10", "0.25"),
        ("*10+*36", "0.25"), ("*36+*10x2", "0.5"), ("*68+*4", "0.0"), ("*4N+*4", "0.0"), ("*13+*1", "1.0"),
        ("*146xN", "n/a"),
    ],
)  # fmt: skip
def test_values_of_haplotypes_in_the_pack(allele: str, value: str) -> None:
    table = bundle().phenotypes[GeneSymbol("CYP2D6")]
    assert table.functions[allele].activity == value
    assert table.functions[allele].key == value


def test_every_pair_of_values_that_the_pack_knows_has_a_phenotype() -> None:
    table = bundle().phenotypes[GeneSymbol("CYP2D6")]
    keys = {function.key for function in table.functions.values()}
    assert set(table.pairs) == {tuple(sorted((first, second))) for first in keys for second in keys}
