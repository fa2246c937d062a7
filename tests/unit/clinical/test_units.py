"""Units: exact conversion, dimensions checked, nothing guessed."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical.finding_kinds import BILIRUBIN_G_PER_MOL, CHOLESTEROL_G_PER_MOL, CREATININE_G_PER_MOL
from autonome.clinical.units import SPELLINGS, UNITS, Dimension, Unit, convert, unit_of

TEXTBOOK = (
    # value, unit, molar mass, wanted, expected to the digits that textbooks print
    ("1", "mg/dL", CREATININE_G_PER_MOL, "umol/L", "88.4"),
    ("88.4", "umol/L", CREATININE_G_PER_MOL, "mg/dL", "1.00"),
    ("1", "mg/dL", BILIRUBIN_G_PER_MOL, "umol/L", "17.1"),
    ("100", "mg/dL", CHOLESTEROL_G_PER_MOL, "mmol/L", "2.586"),
    ("4.9", "mmol/L", CHOLESTEROL_G_PER_MOL, "mg/dL", "189.5"),
    ("1", "[lb_av]", None, "kg", "0.45359237"),
    ("100", "[oz_av]", None, "kg", "2.8349523125"),
    ("11", "[stone_av]", None, "kg", "69.85322498"),
    ("70", "[in_i]", None, "cm", "177.8"),
    ("5.5", "[ft_i]", None, "cm", "167.64"),
    ("1.78", "m", None, "cm", "178"),
    ("4.2", "g/dL", None, "g/L", "42"),
    ("1", "ukat/L", None, "U/L", "60"),
    ("0.42", "s", None, "ms", "420"),
    ("1.5", "mL/s/{1.73_m2}", None, "mL/min/{1.73_m2}", "90"),
)


@pytest.mark.parametrize(("value", "unit", "mass", "wanted", "expected"), TEXTBOOK)
def test_conversions_agree_with_textbooks(
    value: str, unit: str, mass: Decimal | None, wanted: str, expected: str
) -> None:
    converted = convert(Decimal(value), UNITS[unit], UNITS[wanted], mass)
    assert converted is not None
    digits = -Decimal(expected).as_tuple().exponent  # type: ignore[operator]
    assert round(converted, digits) == Decimal(expected)


@pytest.mark.parametrize(
    ("given_unit", "wanted", "mass"),
    [
        ("mL/min", "mL/min/{1.73_m2}", None),
        ("mL/min/{1.73_m2}", "mL/min", None),
        ("mg/dL", "umol/L", None),
        ("kg", "cm", None),
        ("kg", "umol/L", CREATININE_G_PER_MOL),
        ("U/L", "g/L", CREATININE_G_PER_MOL),
        ("1", "mmol/L", CREATININE_G_PER_MOL),
    ],
)
def test_another_dimension_is_never_converted(given_unit: str, wanted: str, mass: Decimal | None) -> None:
    assert convert(Decimal(1), UNITS[given_unit], UNITS[wanted], mass) is None


def test_the_same_unit_keeps_every_digit() -> None:
    assert str(convert(Decimal("1.10"), UNITS["mg/dL"], UNITS["mg/dL"])) == "1.10"


@pytest.mark.parametrize("text", ["", "furlong", "Kg", "MG/DL", "mg/DL", "umol", "mg/dL ", "mg%", "kg/m3", "µ", "[iU]"])
def test_what_is_not_in_the_table_is_not_known(text: str) -> None:
    assert unit_of(text) is None


def test_every_spelling_means_a_unit_and_is_none_itself() -> None:
    assert set(SPELLINGS.values()) <= set(UNITS)
    assert not set(SPELLINGS) & set(UNITS)


def test_the_litre_has_two_letters() -> None:
    assert unit_of("mg/dl") == unit_of("mg/dL") == UNITS["mg/dL"]
    assert unit_of("µmol/l") == unit_of("umol/L")


EXACT = st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False)
PAIRS = [(a, b) for a in UNITS.values() for b in UNITS.values() if a.dimension is b.dimension]


@given(EXACT, st.sampled_from(PAIRS))
def test_there_and_back_is_the_same_to_the_last_digit_kept(value: Decimal, pair: tuple[Unit, Unit]) -> None:
    first, second = pair
    there = convert(value, first, second)
    assert there is not None
    back = convert(there, second, first)
    assert back is not None
    assert abs(back - value) <= abs(value) * Decimal("1e-26")


@given(EXACT, st.sampled_from(sorted(UNITS.values(), key=str)), st.sampled_from(sorted(UNITS.values(), key=str)))
def test_only_one_dimension_converts_without_a_molar_mass(value: Decimal, first: Unit, second: Unit) -> None:
    assert (convert(value, first, second) is not None) == (first.dimension is second.dimension)


def test_factors_are_fractions_and_every_dimension_has_a_unit() -> None:
    assert {unit.dimension for unit in UNITS.values()} == set(Dimension)
    assert all(isinstance(unit.factor, Fraction) and unit.factor > 0 for unit in UNITS.values())
