"""What would answer a result whose effect nobody knows: with some medicines waiting for the response is too late."""

from __future__ import annotations

import pytest

from autonome.kernel import GeneSymbol
from autonome.plan.unassessed import unassessed
from tests.unit.plan.small_bundle import called, diplotype


def answered_by(gene: str) -> str:
    found = called(GeneSymbol(gene), diplotype("A/B", "Indeterminate"))
    return unassessed(GeneSymbol(gene), found).test


@pytest.mark.parametrize(
    ("gene", "says"),
    [("G6PD", "enzyme's activity"), ("DPYD", "uracil"), ("TPMT", "enzyme's activity"), ("RYR1", "hyperthermia")],
)
def test_an_unknown_effect_asks_for_the_measurement_that_settles_it_first(gene: str, says: str) -> None:
    assert says in answered_by(gene)
    assert "follow the patient's response" not in answered_by(gene)
    assert "before the" in answered_by(gene)


def test_else_the_response_is_followed() -> None:
    assert "follow the patient's response or drug levels" in answered_by("CYP2C19")
