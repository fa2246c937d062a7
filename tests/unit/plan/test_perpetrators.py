"""Which medicine changes an enzyme on the day of the plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical import AdministrativeSex, HealthRecord, Intent, MedicationOrder, OrderKind, OrderStatus, Patient
from autonome.kernel import DrugName, Instant, SubjectId
from autonome.plan.medicines.recorded import review_medications
from autonome.plan.perpetrators import Influence, influences_of
from autonome.plan.reasons import EffectState
from tests.unit.evidence.shipped import bundle
from tests.unit.plan.small_bundle import CYP2C19, CYP2D6
from tests.unit.plan.small_interactions import AS_OF, taken

DAY = 86_400


def found(*orders: MedicationOrder, as_of: Instant = AS_OF, considered: tuple[str, ...] = ()) -> list[Influence]:
    record = HealthRecord(patient=Patient(SubjectId("s"), AdministrativeSex.UNKNOWN, None, ""), items=orders)
    knowledge = bundle()
    review = review_medications(record, knowledge.drugs, as_of)
    asked = tuple(map(DrugName, considered))
    by_gene = influences_of(review, asked, knowledge.interactions, as_of)
    return [each for gene in sorted(by_gene) for each in by_gene[gene]]


def state(*orders: MedicationOrder, as_of: Instant = AS_OF) -> EffectState | None:
    return next((each.state for each in found(*orders, as_of=as_of) if each.effect.gene == CYP2D6), None)


def test_a_current_medicine_is_in_force() -> None:
    assert state(taken("paroxetine", start="2026-01-05")) is EffectState.IN_FORCE


def test_begun_on_an_unknown_day_counts_as_in_force_and_says_so() -> None:
    (influence,) = found(taken("paroxetine"))
    assert influence.state is EffectState.IN_FORCE
    assert "since when is not recorded" in influence.reason


def test_stopped_on_an_unknown_day_is_uncertain() -> None:
    (influence,) = found(taken("paroxetine", OrderStatus.STOPPED))
    assert influence.state is EffectState.UNCERTAIN
    assert "does not say when" in influence.reason


def test_stopped_lately_is_in_washout_with_the_day_of_its_end() -> None:
    (influence,) = found(taken("paroxetine", OrderStatus.STOPPED, end="2026-02-25"))
    assert (influence.state, influence.over, influence.washout_days) == (EffectState.WASHOUT, "2026-03-12", 15)


def test_an_enzyme_that_has_to_be_made_anew_recovers_more_slowly_than_the_medicine_leaves() -> None:
    known = bundle().interactions
    (paroxetine,) = known.effects[DrugName("paroxetine")]
    assert known.persistence[DrugName("paroxetine")].hours == 21
    assert known.washout_hours(paroxetine) == 5 * known.turnover_hours[CYP2D6] == 350


def test_a_long_metabolite_decides_where_it_inhibits() -> None:
    known = bundle().interactions
    assert known.persistence[DrugName("fluoxetine")].of == "norfluoxetine"
    assert {known.washout_hours(effect) for effect in known.effects[DrugName("fluoxetine")]} == {5 * 223}


def test_what_was_stopped_long_ago_is_over() -> None:
    assert found(taken("paroxetine", OrderStatus.STOPPED, end="2025-12")) == []


@given(st.integers(-40, 80), st.integers(1, 60))
def test_washout_is_monotone(after: int, later: int) -> None:
    """Once less in force, never more again."""
    order = taken("paroxetine", OrderStatus.STOPPED, start="2025-01-01", end="2026-02-01")
    ends = Instant.parse("2026-02-01").seconds
    ranked = [EffectState.UNCERTAIN, EffectState.WASHOUT, None]
    earlier, afterwards = (state(order, as_of=Instant(ends + days * DAY)) for days in (after, after + later))
    assert ranked.index(earlier) <= ranked.index(afterwards)


def test_a_stop_whose_date_lies_ahead_or_before_its_start_is_uncertain() -> None:
    assert state(taken("paroxetine", OrderStatus.STOPPED, end="2026-06-01")) is EffectState.UNCERTAIN
    backwards = taken("paroxetine", OrderStatus.COMPLETED, start="2026-01-01", end="2025-01-01")
    assert state(backwards) is EffectState.UNCERTAIN


def test_a_partial_stop_date_counts_as_its_last_day() -> None:
    assert state(taken("paroxetine", OrderStatus.STOPPED, end="2026-02")) is EffectState.WASHOUT


@pytest.mark.parametrize(
    "status",
    [
        OrderStatus.CANCELLED,
        OrderStatus.DECLINED,
        OrderStatus.NOT_TAKEN,
        OrderStatus.NOT_DONE,
        OrderStatus.ENTERED_IN_ERROR,
    ],
)
def test_what_was_never_taken_does_nothing(status: OrderStatus) -> None:
    assert found(taken("paroxetine", status)) == []


def test_an_entry_that_forbids_does_nothing() -> None:
    assert found(taken("paroxetine", forbids=True)) == []


@pytest.mark.parametrize("status", [OrderStatus.ON_HOLD, OrderStatus.UNKNOWN, OrderStatus.NOT_STATED])
def test_what_may_be_taken_is_uncertain(status: OrderStatus) -> None:
    assert state(taken("paroxetine", status)) is EffectState.UNCERTAIN


def test_an_active_entry_whose_period_ended_is_uncertain() -> None:
    assert state(taken("paroxetine", start="2025-01-01", end="2026-01-01")) is EffectState.UNCERTAIN


def test_a_later_start_and_a_plan_are_planned() -> None:
    (later,) = found(taken("paroxetine", start="2026-04-01"))
    assert (later.state, later.begins) == (EffectState.PLANNED, "2026-04-01")
    assert state(taken("paroxetine", intent=Intent.PLAN)) is EffectState.PLANNED
    assert state(taken("paroxetine", OrderStatus.DRAFT)) is EffectState.PLANNED


def test_a_considered_medicine_is_planned() -> None:
    (influence,) = found(considered=("paroxetine",))
    assert (influence.state, influence.orders) == (EffectState.PLANNED, ())


def test_a_dose_that_was_given_counts_from_its_day() -> None:
    given_once = taken("paroxetine", OrderStatus.COMPLETED, start="2026-02-27", kind=OrderKind.ADMINISTRATION)
    assert state(given_once) is EffectState.WASHOUT


def test_what_was_handed_out_may_still_be_taken() -> None:
    assert state(taken("paroxetine", OrderStatus.COMPLETED, kind=OrderKind.DISPENSE)) is EffectState.UNCERTAIN


def test_of_several_orders_the_one_in_force_counts() -> None:
    stopped, unsure = (
        taken("paroxetine", OrderStatus.STOPPED, end="2026-02-20"),
        taken("paroxetine", OrderStatus.UNKNOWN),
    )
    assert state(stopped, taken("paroxetine"), unsure) is EffectState.IN_FORCE
    assert state(stopped, unsure) is EffectState.UNCERTAIN


def test_of_several_stops_the_latest_counts() -> None:
    stops = [taken("paroxetine", OrderStatus.STOPPED, end=end) for end in ("2026-02-19", "2026-02-25", "2026-02-21")]
    (influence,) = found(*stops)
    assert influence.over == "2026-03-12"


def test_induction_builds_up_over_two_weeks_and_fades_as_long() -> None:
    def rifampicin(*orders: MedicationOrder) -> EffectState | None:
        return next((each.state for each in found(*orders) if each.effect.gene == CYP2C19), None)

    assert rifampicin(taken("rifampicin", start="2026-02-25")) is EffectState.BUILDING_UP
    assert rifampicin(taken("rifampicin", start="2026-02-01")) is EffectState.IN_FORCE
    assert rifampicin(taken("rifampicin", OrderStatus.STOPPED, end="2026-02-16")) is EffectState.WASHOUT
    assert rifampicin(taken("rifampicin", OrderStatus.STOPPED, end="2026-02-10")) is None


@pytest.mark.parametrize("text", ["terbinafine 1 % cream", "Terbinafine topical spray", "terbinafine nail lacquer"])
def test_a_form_that_does_not_reach_the_liver_does_nothing(text: str) -> None:
    assert found(taken(text)) == []
    assert state(taken("terbinafine 250 mg tablet")) is EffectState.IN_FORCE


def test_weak_effects_change_nothing() -> None:
    assert [each.effect.drug for each in found(taken("sertraline"), taken("omeprazole"))] == []


def test_a_product_counts_by_each_of_its_ingredients() -> None:
    assert state(taken("dextromethorphan / quinidine 20 mg / 10 mg capsule")) is EffectState.IN_FORCE
