import pytest

from autonome.evidence.guidance import Action
from autonome.plan.amounts import same_figures
from tests.unit.plan.small_bundle import POOR, bundle, judged, statement


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("less than 20 mg/day", "no more than 20 mg/day"),
        ("50 % of the standard dose, then 64 % on average", "50 % of the starting dose; then titrate"),
        ("25 % below the recommended dose", "75 % of the standard dose"),
        ("15 to 30 % less", "70 to 85 % of the dose"),
        ("100 % more than the standard dose", "2 times the standard dose"),
        ("one tenth (10 %) of the dose", "10 % of the standard dose"),
        ("a lower dose (no figure given)", "no figure given; follow the plasma concentration"),
    ],
)
def test_the_same_figures_in_other_words_are_the_same_amount(one: str, other: str) -> None:
    assert same_figures(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("less than 20 mg/day", "no more than 40 mg/day"),
        ("20 mg/day", "20 mg/kg/day"),
        ("25 % below the standard dose", "25 % of the standard dose"),
        ("a lower dose (no figure given)", "maximum 75 mg/day"),
        ("0.5 mg/kg/day", "5 mg/kg/day"),
        ("10 to 25 % less", "25 % less"),
    ],
)
def test_other_figures_are_another_amount(one: str, other: str) -> None:
    assert not same_figures(one, other)
    assert not same_figures(other, one)


@pytest.mark.parametrize(
    ("cpic", "dpwg", "differ"), [("20 mg", "40 mg", True), ("20 mg", "20 mg", False), ("20 mg", "", False)]
)
def test_sources_that_ask_for_the_same_in_another_amount_differ(cpic: str, dpwg: str, differ: bool) -> None:  # noqa: FBT001
    rows = [
        statement(f"{source}:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, amount=amount)
        for source, amount in (("cpic", cpic), ("dpwg", dpwg))
    ]
    assert judged("codeine", bundle(*rows), POOR).differ is differ
