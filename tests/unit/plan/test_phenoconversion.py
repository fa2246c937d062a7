"""Scores and classes under an inhibitor or inducer."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.evidence.interactions import Shift
from autonome.kernel import DrugName, GeneSymbol
from autonome.plan.phenoconversion import CLASSES, converted, score_phenotype
from autonome.plan.reasons import Acting, Basis, Reading
from tests.unit.evidence.shipped import bundle
from tests.unit.plan.small_bundle import CYP2C19, CYP2D6

INHIBITOR = (DrugName("fluoxetine"),)
QUARTERS = st.integers(0, 32)
"""Activity scores in steps of 0.25, up to the highest of the tables, 8.0."""


def reading(phenotype: str, score: str = "", gene: GeneSymbol = CYP2D6, **more: object) -> Reading:
    return Reading(gene, Basis.BEST, ("*1", "*2"), "*1/*2", phenotype, score, **more)  # type: ignore[arg-type]


def under(effect: str, *readings: Reading) -> tuple[Reading, ...]:
    gene = readings[0].gene
    return converted(readings, effect, INHIBITOR, bundle().phenotypes.get(gene))


def meaning(found: tuple[Reading, ...]) -> list[tuple[str, str]]:
    return [(each.phenotype, each.activity_score) for each in found]


def naive(quarters: int, factor: Fraction) -> tuple[str, str]:
    """The twin: eighths counted by hand, classes written out, no decimal arithmetic."""
    eighths = quarters * 2 * factor
    names = ["Poor Metabolizer"] + ["Intermediate Metabolizer"] * 9 + ["Normal Metabolizer"] * 9
    name = names[int(eighths)] if eighths < len(names) else "Ultrarapid Metabolizer"
    whole, rest = divmod(int(eighths), 8)
    return name, f"{whole}.{ {0: '0', 1: '125', 2: '25', 3: '375', 4: '5', 5: '625', 6: '75', 7: '875'}[rest] }"


@given(QUARTERS, st.sampled_from(["0", "0.5"]))
def test_a_converted_score_agrees_with_its_naive_twin(quarters: int, factor: str) -> None:
    score, before = Decimal(quarters) / 4, naive(quarters, Fraction(1))
    (found,) = under(factor, reading(score_phenotype(score), before[1]))
    assert (found.phenotype, found.activity_score) == naive(quarters, Fraction(factor))
    assert found.acting == (None if quarters == 0 else Acting(*before, INHIBITOR))


@pytest.mark.parametrize(
    ("score", "phenotype"),
    [
        ("0", "Poor Metabolizer"),
        ("0.125", "Intermediate Metabolizer"),
        ("1.125", "Intermediate Metabolizer"),
        ("1.25", "Normal Metabolizer"),
        ("2.25", "Normal Metabolizer"),
        ("2.375", "Ultrarapid Metabolizer"),
    ],
)
def test_a_score_has_the_phenotype_of_the_consensus(score: str, phenotype: str) -> None:
    assert score_phenotype(Decimal(score)) == phenotype


def test_the_ranges_are_those_of_the_tables() -> None:
    pairs = bundle().phenotypes[CYP2D6].pairs.values()
    scored = [pair for pair in pairs if pair.activity_score.replace(".", "").isdecimal()]
    assert len(scored) > 30
    assert all(score_phenotype(Decimal(pair.activity_score)) == pair.name for pair in scored)


@given(QUARTERS, st.sampled_from(["0", "0.5"]))
def test_an_inhibitor_never_makes_a_scored_enzyme_faster(quarters: int, factor: str) -> None:
    score = Decimal(quarters) / 4
    before = reading(score_phenotype(score), str(float(score)))
    for after in under(factor, before):
        assert CLASSES.index(after.phenotype) <= CLASSES.index(before.phenotype)
        assert Decimal(after.activity_score) <= score


@given(st.sampled_from(["CYP2C19", "CYP2C9", "CYP2B6", "CYP3A4"]), st.sampled_from(CLASSES), st.sampled_from(Shift))
def test_a_shift_goes_its_way_or_nowhere(gene: str, phenotype: str, shift: Shift) -> None:
    (after,) = under(shift, reading(phenotype, gene=GeneSymbol(gene)))
    way = CLASSES.index(after.phenotype) - CLASSES.index(phenotype)
    assert way in ((0, 1) if shift is Shift.FASTER else (0, -1, -2, -3, -4))
    assert shift is Shift.POOR or abs(way) <= 1 or phenotype not in known(gene)


def known(gene: str) -> set[str]:
    return {pair.name for pair in bundle().phenotypes[GeneSymbol(gene)].pairs.values()}


def test_a_poor_metaboliser_cannot_be_induced() -> None:
    poor = reading("Poor Metabolizer", gene=CYP2C19)
    assert under(Shift.FASTER, poor) == (poor,)


def test_a_likely_phenotype_moves_like_the_certain_one() -> None:
    assert meaning(under(Shift.SLOWER, reading("Likely Intermediate Metabolizer", gene=CYP2C19))) == [
        ("Poor Metabolizer", "")
    ]


def test_half_of_a_lower_bound_leaves_what_lies_above_it_possible() -> None:
    bound = reading("Ultrarapid Metabolizer", "≥3.0")
    assert meaning(under("0.5", bound)) == [("Normal Metabolizer", "1.5"), ("Ultrarapid Metabolizer", "≥3.0")]
    assert meaning(under("0", bound)) == [("Poor Metabolizer", "0.0")]


def test_a_phenotype_without_a_score_is_converted_for_every_score_that_it_may_stand_for() -> None:
    normal = reading("Normal Metabolizer")
    assert {score for _, score in meaning(under("0.5", normal))} == {"0.625", "0.75", "0.875", "1.0", "1.125"}
    assert meaning(under("0", normal)) == [("Poor Metabolizer", "0.0")]


@pytest.mark.parametrize("basis", [Basis.NO_RESULT, Basis.PARTIAL])
def test_what_is_no_result_stays_none(basis: Basis) -> None:
    nothing = Reading(CYP2D6, basis)
    assert under("0", nothing) == (nothing,)


def test_an_indeterminate_result_stays_indeterminate() -> None:
    unknown = reading("Indeterminate", "n/a")
    assert under("0", unknown) == (unknown,)


def test_open_alleles_that_no_longer_matter_are_dropped() -> None:
    opened = Reading(CYP2D6, Basis.OPEN, ("*1", "*4"), "*1/*4", "Intermediate Metabolizer", "1.0", via=("*4",))
    found = under("0", reading("Normal Metabolizer", "2.0"), opened)
    assert [each.basis for each in found] == [Basis.BEST]
    assert len(under("0.5", reading("Normal Metabolizer", "2.0"), opened)) == 2


def test_every_halved_score_has_a_row_in_the_bridge_of_both_sources() -> None:
    tabulated = [pair for pair in bundle().phenotypes[CYP2D6].pairs.values() if pair.activity_score[0].isdigit()]
    halved = {under("0.5", reading(pair.name, pair.activity_score))[0].activity_score for pair in tabulated}
    assert {"0.125", "1.125", "2.375"} <= halved
    for source in ("CPIC", "DPWG"):
        crossed = {result for _, result in bundle().bridge.rows[source, CYP2D6]}
        assert halved <= crossed
