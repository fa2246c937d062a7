import pytest

from autonome.clinical import PartialDate
from autonome.kernel import Instant
from autonome.plan.populations import AgeRange, Fit, age_on, population

AS_OF = Instant.parse("2026-03-01T10:00:00Z")
ADULT, CHILD = AgeRange(40, 40), AgeRange(9, 9)


@pytest.mark.parametrize("code", ["", "general"])
def test_advice_for_everybody_applies(code: str) -> None:
    assert population(code, None).fit is Fit.APPLIES


@pytest.mark.parametrize(
    ("code", "age", "fit"),
    [
        ("pediatrics", ADULT, Fit.RULED_OUT),
        ("pediatrics", CHILD, Fit.APPLIES),
        ("adults", ADULT, Fit.APPLIES),
        ("adults", CHILD, Fit.RULED_OUT),
        ("child >40kg_adult", ADULT, Fit.APPLIES),
        ("child >40kg_adult", CHILD, Fit.MAY_APPLY),
        ("adults", None, Fit.MAY_APPLY),
        ("pediatrics", AgeRange(17, 18), Fit.MAY_APPLY),
        ("CVI ACS PCI", ADULT, Fit.MAY_APPLY),
    ],
)
def test_only_a_known_age_rules_a_population_out(code: str, age: AgeRange | None, fit: Fit) -> None:
    assert population(code, age).fit is fit


def test_a_population_that_is_ruled_out_says_why() -> None:
    assert population("pediatrics", AgeRange(40, 41)).reason == "the patient is 40 or 41 years old"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert population("only on Mondays", ADULT).label == "only on Mondays"


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (PartialDate.of(2008, 3, 1), AgeRange(18, 18)),
        (PartialDate.of(2008, 3, 2), AgeRange(17, 17)),
        (PartialDate.of(2008, 3), AgeRange(17, 18)),
        (PartialDate.of(2008), AgeRange(17, 18)),
        (PartialDate.of(2026), AgeRange(0, 0)),
        (PartialDate.of(2008, 2, 29), AgeRange(18, 18)),
        (PartialDate.of(2031), None),
        (None, None),
    ],
)
def test_age_counts_completed_years_and_keeps_what_a_partial_date_leaves_open(
    born: PartialDate | None, age: AgeRange | None
) -> None:
    assert age_on(born, AS_OF) == age
