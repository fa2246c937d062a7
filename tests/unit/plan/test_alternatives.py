"""Alternatives that a statement names are checked for the same patient; only those of the leading line are offered."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical import HealthRecord, RecordItem
from autonome.evidence.guidance import Action
from autonome.kernel import DrugName
from autonome.plan.alternatives import UNCHANGED, ingredients_named, offered
from autonome.plan.consequence import Consequence
from autonome.plan.factors.values import Factors, MissingFact
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.make import make_plan
from autonome.plan.values import AlternativeCheck, Check, MedicationAdvice
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import allergy, condition
from tests.unit.plan.small_bundle import NORMAL_BUT_OPEN, POOR, SmallBundle, advised, bundle, clopidogrel, statement
from tests.unit.plan.small_interactions import NORMAL_2C19
from tests.unit.plan.small_plan import CONTEXT, order, record

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


# What is offered


def by_population(*, stent: tuple[str, ...] = ("morphine",), stroke: tuple[str, ...] = ("codeine",)) -> SmallBundle:
    """Two rows of one guideline, the one for a stent the stronger."""
    poor = {"CYP2C19": "Poor Metabolizer"}
    return bundle(
        statement("cpic:tramadol:1", poor, Action.AVOID, population="CVI ACS PCI", alternatives=stent),
        statement("cpic:tramadol:2", poor, Action.AVOID, population="NVI", alternatives=stroke, strength="Moderate"),
    )


def test_only_what_the_leading_line_names_is_offered_and_what_another_population_gets_says_for_whom() -> None:
    found = advised("tramadol", by_population(), POOR)
    assert [each.name for each in offered(found)] == ["morphine"]
    elsewhere = next(each for each in found.alternatives if each.name == "codeine")
    assert (elsewhere.leading, elsewhere.named_for) == (False, ("neurovascular indications (stroke, TIA)",))
    assert elsewhere.consequence in UNCHANGED, "nothing but the row that names it speaks against it"


def test_what_both_rows_name_is_offered_once() -> None:
    found = advised("tramadol", by_population(stroke=("codeine", "morphine")), POOR)
    assert [each.name for each in offered(found)] == ["morphine"]
    (morphine,) = offered(found)
    assert len(morphine.named_for) == 2


def test_what_another_source_alone_names_is_checked_and_not_offered() -> None:
    found = advised("tramadol", KNOWLEDGE, POOR)
    assert [each.name for each in offered(found)] == ["morphine", "Brilique"]
    other = bundle(
        statement("cpic:tramadol:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID),
        statement("dpwg:tramadol:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, alternatives=("codeine",)),
    )
    assert offered(advised("tramadol", other, POOR)) == ()


def given_clopidogrel(*items: RecordItem, text: tuple[str, ...] = ("clopidogrel 75 mg",)) -> MedicationAdvice:
    """A CYP2C19 poor metaboliser on clopidogrel, by the shipped bundle, with all of the record covered."""
    orders = [order(each, number=number) for number, each in enumerate(text, start=1)]
    whole: HealthRecord = record(*orders)
    health = replace(whole, items=(*whole.items, *items))
    plan = make_plan(health, (), (POOR,), BUNDLE, replace(CONTEXT, not_covered=frozenset()))
    return next(each for each in plan.medicines if each.verdict.drug == "clopidogrel")


def test_a_poor_metaboliser_on_clopidogrel_is_offered_what_the_strongest_row_names_and_never_ticlopidine() -> None:
    found = given_clopidogrel()
    assert {"prasugrel", "ticagrelor", "ticlopidine"} <= {each.name for each in found.alternatives}
    assert {each.name for each in offered(found)} == {"prasugrel", "ticagrelor"}


@pytest.mark.parametrize(
    ("item", "left"),
    [
        (condition("stroke", "I63"), {"ticagrelor"}),
        (condition("bleeding", "K92.2"), set()),
        (allergy("ticagrelor"), {"prasugrel"}),
    ],
    ids=["stroke", "bleeding", "allergy"],
)
def test_what_the_record_forbids_is_never_offered(item: RecordItem, left: set[str]) -> None:
    assert {each.name for each in offered(given_clopidogrel(item))} == left


def test_what_is_taken_already_is_not_offered() -> None:
    found = given_clopidogrel(text=("clopidogrel 75 mg", "ticagrelor 90 mg"))
    assert {each.name for each in offered(found)} == {"prasugrel"}


def test_what_another_medicine_may_make_act_otherwise_is_uncertain_and_not_offered() -> None:
    """Fluvoxamine inhibits CYP2C19, by which citalopram is broken down; no guideline reckons with it."""
    rows = (
        statement("cpic:tramadol:1", {"CYP2C19": "Normal Metabolizer"}, Action.AVOID, alternatives=("citalopram",)),
    )
    guidance = {**BUNDLE.guidance, **bundle(*rows).guidance}
    knowledge = replace(BUNDLE, guidance=guidance)

    def citalopram(*others: str) -> tuple[AlternativeCheck, tuple[AlternativeCheck, ...]]:
        orders = [order(each, number=number) for number, each in enumerate(("tramadol", *others), start=1)]
        covered = replace(CONTEXT, not_covered=frozenset())
        plan = make_plan(record(*orders, born=1980), (), (NORMAL_2C19,), knowledge, covered)
        tramadol = next(each for each in plan.medicines if each.verdict.drug == "tramadol")
        return tramadol.alternatives[0], offered(tramadol)

    alone, beside = citalopram(), citalopram("fluvoxamine 100 mg")
    assert [each.name for each in alone[1]] == ["citalopram"]
    assert beside[0].uncertain or beside[0].consequence not in UNCHANGED
    assert beside[1] == ()


CHECKED = next(each for each in advised("tramadol", KNOWLEDGE, POOR).alternatives if each.name == "morphine")
NEEDED = MissingFact(FactKind.EGFR, FactState.NOT_RECORDED, needed=True, text="", at_worst=Consequence.AVOID)
SPOILT: dict[str, Callable[[AlternativeCheck], AlternativeCheck]] = {
    "elsewhere": lambda each: replace(each, leading=False),
    "uncertain": lambda each: replace(each, uncertain=True),
    "conditional": lambda each: replace(each, conditional=True),
    "taken": lambda each: replace(each, taken=True),
    "a class": lambda each: replace(each, check=Check.NOT_CHECKABLE),
    "a needed fact": lambda each: replace(each, factors=Factors(missing=(NEEDED,))),
    **{
        str(consequence): lambda each, consequence=consequence: replace(each, consequence=consequence)  # type: ignore[misc]
        for consequence in (None, *(each for each in Consequence if each not in UNCHANGED))
    },
}


@given(st.lists(st.sets(st.sampled_from(sorted(SPOILT))), max_size=4))
def test_any_one_reason_is_enough_not_to_offer_it(wanted: list[set[str]]) -> None:
    made = []
    for number, faults in enumerate(wanted):
        check = replace(CHECKED, name=f"medicine {number}")
        for fault in sorted(faults):
            check = SPOILT[fault](check)
        made.append(check)
    found = offered(replace(advised("tramadol", KNOWLEDGE, POOR), alternatives=tuple(made)))
    assert [each.name for each in found] == [f"medicine {n}" for n, faults in enumerate(wanted) if not faults]
