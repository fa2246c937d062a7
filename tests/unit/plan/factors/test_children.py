"""Medicines that harm children, each at its bound of age; and opioids that reach a child with the milk."""

from __future__ import annotations

from decimal import Decimal

import pytest

from autonome.clinical import Comparator, Observation, PartialDate, Quantity
from autonome.plan.consequence import Consequence
from tests.unit.plan.clinical_records import condition, factors, measured, observation, rules

AVOID, MONITOR, SILENT = Consequence.AVOID, Consequence.MONITOR, Consequence.NO_GUIDANCE


def born(years: int) -> PartialDate:
    """Of somebody who is certainly so old on the day of the plan, 1 March 2026, and not a year older."""
    return PartialDate.of(2026 - years, 2, 1)


def size(weight: str) -> tuple[Observation, Observation]:
    """Of somebody of 175 cm."""
    return measured("weight", weight), observation("8302-2", Quantity(Decimal(175), Comparator.EXACTLY, "", "cm"))


@pytest.mark.parametrize(
    ("drug", "bound"),
    [
        ("aspirin", 16), ("ciprofloxacin", 18), ("levofloxacin", 18), ("moxifloxacin", 18), ("doxycycline", 8),
        ("minocycline", 8), ("tetracycline", 8), ("promethazine", 2), ("codeine", 12), ("tramadol", 12),
    ],
)  # fmt: skip
def test_a_medicine_is_advised_against_below_its_age_and_not_from_it_on(drug: str, bound: int) -> None:
    below, after = (factors(drug, born=born(years)) for years in (bound - 1, bound))
    assert (below.consequence, below.sure) == (AVOID, True)
    assert AVOID not in {line.consequence for line in after.lines}
    assert factors(drug, born=PartialDate.of(2026 - bound)).sure is False


def test_codeine_is_watched_until_18_and_avoided_where_breath_is_at_risk() -> None:
    for drug in ("codeine", "tramadol"):
        assert factors(drug, born=born(15)).consequence is MONITOR
        assert factors(drug, born=born(18)).consequence is SILENT
        assert factors(drug, condition("Sleep apnoea"), born=born(15)).consequence is AVOID
        assert factors(drug, *size("100"), born=born(15)).consequence is AVOID
        assert factors(drug, *size("80"), born=born(15)).consequence is MONITOR
        assert "codeine-teen-sleep-apnoea" not in rules(factors(drug, condition("Sleep apnoea"), born=born(30)))


@pytest.mark.parametrize("drug", ["codeine", "tramadol", "morphine", "oxycodone", "hydrocodone", "fentanyl"])
def test_an_opioid_while_breastfeeding_says_what_to_watch_for_in_the_child(drug: str) -> None:
    found = factors(drug, condition("Breast-feeding mother", recorded=PartialDate.of(2026, 2)), born=born(30))
    told = [line for line in found.lines if any(each.label == "breastfeeding" for each in line.facts)]
    assert "very sleepy, feeds badly, breathes hard or slowly, limp" in told[0].text
    assert not any("breastfeeding" in rule for rule in rules(factors(drug, born=born(30))))
