"""Alternatives that a statement names are checked for the same patient by the same function."""

import pytest

from autonome.evidence.guidance import Action
from autonome.kernel import DrugName
from autonome.plan.alternatives import ingredients_named
from autonome.plan.consequence import Consequence
from autonome.plan.values import AlternativeCheck, Check
from tests.unit.plan.small_bundle import NORMAL_BUT_OPEN, POOR, SmallBundle, advised, bundle, clopidogrel, statement

NAMED = ("codeine", "morphine", "other statins", "statins", "Brilique")
KNOWLEDGE = bundle(
    statement("cpic:tramadol:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, alternatives=NAMED),
    statement("dpwg:tramadol:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, alternatives=("codeine",)),
    statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID),
)


def checked(*taken: str) -> dict[str, AlternativeCheck]:
    return {each.name: each for each in advised("tramadol", KNOWLEDGE, POOR, taken=taken).alternatives}


def test_an_alternative_has_its_own_consequence_and_statements() -> None:
    codeine = checked()["codeine"]
    assert codeine.consequence is Consequence.AVOID
    assert codeine.statements == ("cpic:codeine:1",)
    assert codeine.named_by == ("CPIC", "DPWG")


def test_an_alternative_without_a_guideline_is_no_guidance() -> None:
    assert checked()["morphine"].consequence is Consequence.NO_GUIDANCE


def test_a_brand_is_checked_as_its_ingredient() -> None:
    assert checked()["Brilique"].check is Check.CHECKED


@pytest.mark.parametrize("name", ["other statins", "statins"])
def test_a_class_cannot_be_checked_and_says_so(name: str) -> None:
    alternative = checked()[name]
    assert alternative.check is Check.NOT_CHECKABLE
    assert alternative.consequence is None


def test_an_alternative_that_the_patient_takes_already_is_marked() -> None:
    assert checked("morphine")["morphine"].taken
    assert not checked("morphine")["codeine"].taken


def test_an_alternative_that_rests_on_an_open_result_is_uncertain() -> None:
    rows = (
        *clopidogrel(),
        statement("cpic:codeine:1", {"CYP2C19": "Normal Metabolizer"}, Action.AVOID, alternatives=("clopidogrel",)),
    )
    (alternative,) = advised("codeine", bundle(*rows), NORMAL_BUT_OPEN).alternatives
    assert alternative.consequence is Consequence.CHANGE_DOSE
    assert alternative.uncertain


def test_two_ingredients_named_together_are_both_needed() -> None:
    drugs = SmallBundle().drugs
    assert ingredients_named("codeine/morphine", drugs) == (DrugName("codeine"), DrugName("morphine"))
    assert ingredients_named("codeine/unheard-of", drugs) == ()
