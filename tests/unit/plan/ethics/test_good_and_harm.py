"""Beneficence and non-maleficence: what the plan rests on, and what could do harm, each with its ground taken away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.consent import Wish
from autonome.evidence.clinical import Checked, FactorAction
from autonome.evidence.ethics import EthicalFacts
from autonome.kernel import Text
from autonome.plan.alternatives import offered
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import Actor, Found, Ground, Rest
from autonome.plan.factors.values import FactorKind, FactorLine, Factors, MissingFact
from autonome.plan.facts.goals import RecordedGoal
from autonome.plan.facts.values import ClinicalFacts, FactKind, FactState
from autonome.plan.values import MedicationAdvice, Plan
from tests.unit.plan.ethics.cases import MH_NONE, MH_RESULT, assessed, found, made, of, wishing
from tests.unit.plan.small_bundle import NORMAL, NORMAL_BUT_OPEN, POOR

AVOIDED = made("clopidogrel", calls=(POOR, MH_NONE))
EMPTY = made()
GOAL = RecordedGoal("to walk", "2026-01", "Goal/1", ("walking",), ("walking",))


def with_factors(plan: Plan, factors: Factors) -> Plan:
    medicines: tuple[MedicationAdvice, ...] = tuple(replace(each, factors=factors) for each in plan.medicines)
    return replace(plan, medicines=medicines)


def line(action: FactorAction, kind: FactorKind = FactorKind.FACT) -> FactorLine:
    return FactorLine(
        rule="r-1", kind=kind, action=action, amount="", text="Why.", facts=(), sure=True,
        source="s", place="p", url="https://example.org/", checked=Checked.FROM_MEMORY,
    )  # fmt: skip


def missing(*, needed: bool, consequence: Consequence = Consequence.CHANGE_DOSE, asked: bool = True) -> Factors:
    text = Text("Kidney function is too old.")
    return Factors(missing=(MissingFact(FactKind.EGFR, FactState.TOO_OLD, needed, text, consequence, asked),))


SEEN = replace(made("clopidogrel", calls=(NORMAL,)), limits=())
"""Nothing of the record is empty: no limit says that it holds no diagnosis or allergy."""


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (made("clopidogrel", calls=(NORMAL,)), Found.MET),
        (made("clopidogrel", "morphine", calls=(NORMAL,)), Found.ATTENTION),
        (made("clopidogrel", "unheard-of", calls=(NORMAL,)), Found.ATTENTION),
        (EMPTY, Found.NOT_ASSESSED),
    ],
)
def test_how_many_medicines_have_guidance(plan: Plan, expected: Found) -> None:
    assert found(assessed(plan), "guidance") == [expected]


def test_guidance_counts_and_names() -> None:
    (statement,) = of(assessed(made("clopidogrel", "morphine", "unheard-of", calls=(NORMAL,))), "guidance")
    assert "speaks of 1 of 2 medicines" in statement.text
    assert "morphine" in statement.text
    assert "unheard-of" in statement.text


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (AVOIDED, Found.MET),
        (made("sertraline", calls=(NORMAL,)), Found.ATTENTION),
        (with_factors(made("clopidogrel", calls=(NORMAL,)), Factors((line(FactorAction.AVOID),))), Found.ATTENTION),
        (made("clopidogrel", calls=(NORMAL,)), Found.MET),
        (made("clopidogrel"), Found.NOT_ASSESSED),
        (EMPTY, Found.NOT_ASSESSED),
    ],
)
def test_how_well_actions_are_supported(plan: Plan, expected: Found) -> None:
    assert found(assessed(plan), "evidence") == [expected]


def test_actions_name_the_statement_or_rule_that_they_rest_on() -> None:
    (by_genes,) = of(assessed(AVOIDED), "evidence")
    assert by_genes.rests_on == (Ground(Rest.STATEMENT, "cpic:clopidogrel:1"),)
    record_led = with_factors(made("clopidogrel", calls=(NORMAL,)), Factors((line(FactorAction.AVOID),)))
    assert Ground(Rest.FACTOR, "r-1") in of(assessed(record_led), "evidence")[0].rests_on


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (replace(AVOIDED, goals=(GOAL,)), Found.MET),
        (replace(AVOIDED, goals=(GOAL, replace(GOAL, unused=Text("it is for later")))), Found.ATTENTION),
        (
            with_factors(replace(AVOIDED, goals=(GOAL,)), Factors((line(FactorAction.NOTE, FactorKind.GOAL),))),
            Found.ATTENTION,
        ),
        (AVOIDED, Found.NOT_ASSESSED),
        (replace(AVOIDED, goals=(GOAL,), facts=ClinicalFacts({}, ("goals",))), Found.NOT_ASSESSED),
    ],
)
def test_the_patients_goals(plan: Plan, expected: Found) -> None:
    assert found(assessed(plan), "goals") == [expected]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (made("clopidogrel", calls=(NORMAL,)), Found.MET),
        (made("tramadol", calls=(NORMAL,)), Found.MET),
        (made("codeine", "tramadol", calls=(NORMAL,)), Found.ATTENTION),
        (AVOIDED, Found.NOT_MET),
    ],
)
def test_what_is_avoided_has_an_alternative_that_was_checked(plan: Plan, expected: Found) -> None:
    """Morphine has no guidance in the small bundle, and ticagrelor has; clopidogrel's statement names none."""
    plan = replace(plan, medicines=tuple(_without_morphine(each) for each in plan.medicines))
    assert found(assessed(plan), "alternatives") == [expected]


def _without_morphine(advice: MedicationAdvice) -> MedicationAdvice:
    """An alternative that is to be avoided itself is none."""
    checked = tuple(
        replace(each, consequence=Consequence.AVOID) if each.name == "morphine" else each
        for each in advice.alternatives
    )
    return replace(advice, alternatives=checked)


def test_an_alternative_may_fit_only_where_the_leading_line_names_it() -> None:
    """The same list as the patient's page: what a row for others names does not count."""
    plan = made("tramadol", calls=(NORMAL,))
    (may_fit,) = of(assessed(plan), "alternatives")
    assert (may_fit.found, [each.name for each in offered(plan.medicines[0])]) == (Found.MET, ["ticagrelor"])
    elsewhere = tuple(replace(each, leading=False) for each in plan.medicines[0].alternatives)
    (none,) = of(
        assessed(replace(plan, medicines=(replace(plan.medicines[0], alternatives=elsewhere),))), "alternatives"
    )
    assert none.found is Found.ATTENTION
    assert "nothing that the leading guidance names" in none.text


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (AVOIDED, [Found.MET]),
        (made("clopidogrel", calls=(NORMAL, MH_RESULT)), [Found.ATTENTION]),
        (made("clopidogrel", calls=(replace(NORMAL, assumed=("rs1",)),)), [Found.ATTENTION]),
        (made("clopidogrel"), [Found.NOT_ASSESSED]),
    ],
)
def test_results_to_confirm_first(plan: Plan, expected: list[Found]) -> None:
    assert found(assessed(plan), "confirmation") == expected
    assert Found.ATTENTION not in found(
        assessed(made("clopidogrel", calls=(NORMAL, MH_RESULT)), facts=EthicalFacts()), "confirmation"
    )


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (made("clopidogrel", calls=(NORMAL,)), Found.MET),
        (made("clopidogrel", calls=(NORMAL_BUT_OPEN,)), Found.ATTENTION),
        (made("clopidogrel"), Found.NOT_ASSESSED),
        (EMPTY, Found.NOT_ASSESSED),
    ],
)
def test_open_and_contradicted_results(plan: Plan, expected: Found) -> None:
    assert found(assessed(plan), "open-results") == [expected]


def test_a_medicine_that_is_changed_and_must_not_be_stopped_suddenly_says_why() -> None:
    (statement,) = of(assessed(AVOIDED), "stopping")
    assert statement.found is Found.ATTENTION
    assert statement.text == "Clopidogrel must not be stopped suddenly. A stent can close."
    assert found(assessed(AVOIDED, facts=EthicalFacts()), "stopping") == [Found.NOT_ASSESSED], (
        "silence is no leave to stop"
    )
    assert found(assessed(made("clopidogrel", calls=(NORMAL,))), "stopping") == [Found.MET]


def test_a_sensitive_result_wants_a_talk_before_and_after() -> None:
    (statement,) = of(
        assessed(made("clopidogrel", calls=(NORMAL, MH_RESULT)), wishing(treatable_risk=Wish.YES)), "counselling"
    )
    assert statement.found is Found.ATTENTION
    assert "before it is told, and after" in statement.text
    assert "It can kill." in statement.text
    assert statement.task is not None
    assert statement.task.who is Actor.COUNSELLOR
    assert "only if the patient wants to know" not in statement.task.what
    assert statement.presses, "page 1 says it"


@pytest.mark.parametrize("wish", [Wish.NO, Wish.NOT_NOW, Wish.NOT_RECORDED])
def test_a_sensitive_result_that_nobody_asked_about_is_told_only_on_a_yes(wish: Wish) -> None:
    plan = assessed(made("clopidogrel", calls=(NORMAL, MH_RESULT)), wishing(treatable_risk=wish))
    (statement,) = of(plan, "counselling")
    assert statement.task is not None
    assert "only if the patient wants to know" in statement.task.what


def test_a_sensitive_gene_without_a_result_is_no_good_news() -> None:
    assert found(assessed(made("clopidogrel", calls=(NORMAL, MH_NONE))), "counselling") == [Found.MET]
    (statement,) = of(assessed(made("clopidogrel", calls=(NORMAL,))), "counselling")
    assert statement.found is Found.NOT_ASSESSED
    assert statement.rests_on == (Ground(Rest.GENE, "RYR1"),)
    assert not statement.presses


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (SEEN, Found.MET),
        (with_factors(SEEN, missing(needed=False)), Found.ATTENTION),
        (with_factors(SEEN, missing(needed=False, asked=False)), Found.ATTENTION),
        (with_factors(SEEN, missing(needed=True)), Found.NOT_MET),
        (made("clopidogrel", calls=(NORMAL,)), Found.ATTENTION),
        (replace(SEEN, facts=ClinicalFacts({}, ("conditions",))), Found.ATTENTION),
        (replace(SEEN, facts=ClinicalFacts({}, ("allergies",))), Found.ATTENTION),
        (replace(SEEN, facts=ClinicalFacts({}, ("goals",))), Found.MET),
        (EMPTY, Found.NOT_ASSESSED),
    ],
)
def test_facts_that_could_hurt_when_they_are_missing(plan: Plan, expected: Found) -> None:
    (statement,) = of(assessed(plan), "missing-facts")
    assert statement.found is expected
    assert statement.presses is (expected is Found.NOT_MET)


def test_facts_that_pages_name_in_one_line_are_named_too() -> None:
    (potassium,) = missing(needed=False, asked=False).missing
    both = Factors(missing=(*missing(needed=False).missing, replace(potassium, fact=FactKind.POTASSIUM)))
    (statement,) = of(assessed(with_factors(SEEN, both)), "missing-facts")
    assert statement.text == (
        "Facts that could change the advice are missing. Clopidogrel: Kidney function is too old. "
        "Rules also ask about what is not known: potassium."
    )
    assert Ground(Rest.FACT, "potassium") in statement.rests_on
    (silent,) = of(assessed(made("clopidogrel", calls=(NORMAL,))), "missing-facts")
    assert silent.text.endswith("Rules also ask about parts that are withheld or empty: diagnoses, allergies.")
