"""From a record to the equation: what is withheld, too old or contradicted is no fact; and the dose in a plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from autonome.clinical import (
    LOINC,
    Coding,
    Concept,
    Goal,
    GoalStatus,
    Observation,
    ObservationStatus,
    PartialDate,
    Quantity,
    QuantityRange,
    Source,
    Target,
)
from autonome.clinical.dates import DateRange
from autonome.plan.facts.values import ClinicalFact, ClinicalFacts, FactKind, FactState, Interval
from autonome.plan.make import make_plan
from autonome.plan.medicines.doses import DoseEstimate, DoseRefusal
from autonome.plan.values import MedicationAdvice
from autonome.plan.warfarin import facts_from
from autonome.plan.warfarin.facts import TargetInr
from tests.unit.plan.small_plan import CONTEXT, KNOWLEDGE, order, record
from tests.unit.plan.warfarin.known import cyp2c9, vkorc1

DAY = PartialDate.of(2026, 1, 5)


def observed(code: str, value: str, unit: str) -> Observation:
    return Observation(
        source=Source("Bundle.entry[9]", f"Observation/{code}"),
        code=Concept(codings=(Coding(LOINC, code),)),
        status=ObservationStatus.FINAL,
        value=Quantity(Decimal(value), unit=unit, code=unit),
        time=DateRange(DAY, DAY),
    )


def goal(low: str, high: str, status: GoalStatus = GoalStatus.ACTIVE, code: str = "6301-6") -> Goal:
    ends = (Quantity(Decimal(low)), Quantity(Decimal(high)))
    return Goal(
        source=Source("Bundle.entry[8]", "Goal/1"),
        description=Concept("INR"),
        status=status,
        targets=(Target(Concept(codings=(Coding(LOINC, code),)), QuantityRange(*ends)),),
    )


SIZE = (observed("8302-2", "172", "cm"), observed("29463-7", "80", "kg"))


def advice(*items: Observation | Goal, not_covered: frozenset[str] = frozenset()) -> MedicationAdvice:
    whole = record(order("warfarin"))
    plan = make_plan(
        replace(whole, items=(*whole.items, *items)),
        (),
        (cyp2c9("*1/*2"), vkorc1("AG")),
        KNOWLEDGE,
        replace(CONTEXT, not_covered=not_covered),
    )
    (found,) = plan.medicines
    return found


def test_a_plan_holds_the_dose_of_warfarin() -> None:
    found = advice(*SIZE).dose_estimate
    assert isinstance(found, DoseEstimate)
    assert found.weekly_mg == "25.6"
    assert "taken" in {each.id for each in found.cautions}


def test_a_plan_says_why_there_is_none() -> None:
    found = advice().dose_estimate
    assert isinstance(found, DoseRefusal)
    assert [each.text for each in found.reasons] == [
        "The height is needed: it is not recorded.",
        "The weight is needed: it is not recorded.",
    ]


def test_what_consent_does_not_cover_is_not_looked_at() -> None:
    found = advice(*SIZE, not_covered=frozenset({"vital-signs"})).dose_estimate
    assert isinstance(found, DoseRefusal)
    assert all("consent does not cover it" in each.text for each in found.reasons)


def test_nothing_but_demographics_is_used_unless_somebody_says_that_it_is_covered() -> None:
    whole = record(order("warfarin"))
    plan = make_plan(replace(whole, items=(*whole.items, *SIZE)), (), (), KNOWLEDGE, CONTEXT)
    assert isinstance(plan.medicines[0].dose_estimate, DoseRefusal)


def test_other_medicines_have_no_dose() -> None:
    plan = make_plan(record(order("codeine")), (), (), KNOWLEDGE, CONTEXT)
    assert [each.dose_estimate for each in plan.medicines] == [None]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FactState.TOO_OLD, "too old"),
        (FactState.CONFLICTING, "contradict"),
        (FactState.NOT_USABLE, "cannot be used"),
        (FactState.NOT_RECORDED, "not recorded"),
        (FactState.NOT_COVERED, "consent"),
    ],
)
def test_only_a_known_weight_is_a_weight(state: FactState, words: str) -> None:
    weight = ClinicalFact(kind=FactKind.WEIGHT, state=state, span=Interval.exactly(80), unit="kg")
    found = facts_from(record(), ClinicalFacts({FactKind.WEIGHT: weight}), {}, {}, taken=False).weight
    assert found.value is None
    assert words in found.problem


def test_a_weight_above_a_bound_is_no_number() -> None:
    weight = ClinicalFact(kind=FactKind.WEIGHT, state=FactState.KNOWN, span=Interval(Decimal(150), None), unit="kg")
    found = facts_from(record(), ClinicalFacts({FactKind.WEIGHT: weight}), {}, {}, taken=False).weight
    assert (found.value, found.problem) == (None, "it is recorded only as >=150 kg")


class TestTarget:
    def targets(self, *goals: Goal) -> tuple[TargetInr, ...]:
        return facts_from(replace(record(), items=goals), ClinicalFacts(), {}, {}, taken=True).targets

    def test_an_inr_goal_is_the_target_once(self) -> None:
        assert self.targets(goal("2", "3"), goal("2", "3")) == (
            TargetInr(low=Decimal(2), high=Decimal(3), source="Bundle.entry[8] Goal/1"),
        )

    def test_a_goal_of_another_kind_or_one_that_was_given_up_is_none(self) -> None:
        assert self.targets(goal("2", "3", code="2160-0"), goal("2", "3", GoalStatus.CANCELLED)) == ()

    def test_a_target_outside_two_to_three_refuses_in_the_plan(self) -> None:
        found = advice(*SIZE, goal("2.5", "3.5")).dose_estimate
        assert isinstance(found, DoseRefusal)
        assert [each.id for each in found.reasons] == ["target-inr"]

    def test_goals_that_consent_does_not_cover_are_not_read(self) -> None:
        found = advice(*SIZE, goal("2.5", "3.5"), not_covered=frozenset({"goals"})).dose_estimate
        assert isinstance(found, DoseEstimate)
        assert "target-inr" in {each.id for each in found.unknown}
