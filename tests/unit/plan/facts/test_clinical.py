from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical import (
    LOINC,
    Absence,
    AdministrativeSex,
    Coding,
    Comparator,
    Concept,
    Condition,
    DateRange,
    HealthRecord,
    Observation,
    ObservationStatus,
    PartialDate,
    Patient,
    Quantity,
    Source,
    Value,
)
from autonome.kernel import Instant, SubjectId
from autonome.plan.facts.ages import MAXIMUM_AGES
from autonome.plan.facts.clinical import CATEGORY_OF, HOLDS_FOR, ClinicalFact, FactKind, FactState, Interval, facts_of
from autonome.plan.facts.kidney import ckd_epi_2021, cockcroft_gault
from autonome.plan.facts.values import LABELS

AS_OF = Instant.parse("2026-03-01T10:00:00Z")
BORN = PartialDate.of(1958, 3, 1)
JANUARY, FEBRUARY = PartialDate.of(2026, 1, 15), PartialDate.of(2026, 2, 1)
CREATININE, EGFR, WEIGHT, HEIGHT = "2160-0", "98979-8", "29463-7", "8302-2"
PREGNANCY, DUE, SMOKING, BREASTFEEDING, ALCOHOL = "82810-3", "11778-8", "72166-2", "63895-7", "74013-4"


def observed(
    code: str,
    value: Value | None,
    date: PartialDate | None = FEBRUARY,
    *,
    status: ObservationStatus = ObservationStatus.FINAL,
    place: str = "",
) -> Observation:
    return Observation(
        source=Source(place or f"Bundle.entry[{code}]"),
        code=Concept("", (Coding(LOINC, code),)),
        status=status,
        value=value,
        absent=Absence.NOT_STATED if value is None else None,
        time=DateRange(date, date),
    )


def quantity(value: str, unit: str, comparator: Comparator = Comparator.EXACTLY) -> Quantity:
    return Quantity(Decimal(value), comparator, "", unit)


def egfr(value: str, comparator: Comparator = Comparator.EXACTLY, date: PartialDate | None = None) -> Observation:
    return observed(EGFR, quantity(value, "mL/min/{1.73_m2}", comparator), date or PartialDate.of(2026, 2, 1))


def record(
    *items: Observation | Condition,
    born: PartialDate | None = BORN,
    sex: AdministrativeSex = AdministrativeSex.FEMALE,
) -> HealthRecord:
    return HealthRecord(patient=Patient(SubjectId("synthetic"), sex, born), items=items)


def fact(kind: FactKind, *items: Observation | Condition, **patient: object) -> ClinicalFact:
    return facts_of(record(*items, **patient), AS_OF).of(kind)  # type: ignore[arg-type]


def test_every_kind_has_words_and_a_category() -> None:
    assert set(LABELS) == set(CATEGORY_OF) == set(FactKind)


def test_what_nobody_recorded_is_not_recorded() -> None:
    facts = facts_of(record(born=None, sex=AdministrativeSex.NOT_STATED), AS_OF)
    assert {facts.of(kind).state for kind in FactKind if kind is not FactKind.CREATININE_CLEARANCE} == {
        FactState.NOT_RECORDED
    }
    clearance = facts.of(FactKind.CREATININE_CLEARANCE)
    assert (clearance.state, clearance.why) == (FactState.NOT_RECORDED, "it needs creatinine and age and weight")


def test_a_measured_value_is_known_with_unit_date_and_place() -> None:
    found = fact(FactKind.EGFR, egfr("28"))
    assert (found.state, found.value, found.unit) == (FactState.KNOWN, Decimal(28), "mL/min/{1.73_m2}")
    assert (found.date, found.sources, found.shown) == ("2026-02-01", (f"Bundle.entry[{EGFR}]",), "28 mL/min/1.73 m²")


def test_the_latest_usable_value_counts_and_a_later_unusable_one_is_said() -> None:
    later = observed(EGFR, quantity("50", "furlong"), PartialDate.of(2026, 2, 20), place="later")
    found = fact(FactKind.EGFR, egfr("70", date=PartialDate.of(2025, 12, 1)), egfr("60"), later)
    assert (found.state, found.value) == (FactState.KNOWN, Decimal(60))
    assert found.why == "a later entry was passed over: 50 furlong cannot be used: its unit, furlong, is not known"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (quantity("28", "mg/mL/h"), "28 mg/mL/h cannot be used: its unit, mg/mL/h, is not known"),
        (quantity("2800", "mL/min/{1.73_m2}"), "2800 mL/min/{1.73_m2} can hardly be true"),
        (quantity("-1", "mL/min/{1.73_m2}"), "-1 mL/min/{1.73_m2} can hardly be true"),
        (None, "the record has an entry without a value (not-stated)"),
        ("good", "good cannot be used: it is not one measured number"),
    ],
)
def test_a_value_that_means_nothing_is_not_usable_and_says_why(value: Value | None, why: str) -> None:
    found = fact(FactKind.EGFR, observed(EGFR, value))
    assert (found.state, found.why, found.span) == (FactState.NOT_USABLE, why, None)


def test_a_value_of_the_future_does_not_count() -> None:
    assert fact(FactKind.EGFR, egfr("28", date=PartialDate.of(2026, 4, 1))).state is FactState.NOT_USABLE


def test_an_entry_that_the_record_takes_back_is_none() -> None:
    void = observed(EGFR, quantity("28", "mL/min/{1.73_m2}"), status=ObservationStatus.ENTERED_IN_ERROR)
    assert fact(FactKind.EGFR, void).state is FactState.NOT_RECORDED


def test_on_the_last_day_a_value_counts_and_a_day_later_it_is_too_old_and_keeps_its_value() -> None:
    assert MAXIMUM_AGES[FactKind.EGFR].days == 365
    inside = fact(FactKind.EGFR, egfr("60", date=PartialDate.of(2025, 3, 1)))
    outside = fact(FactKind.EGFR, egfr("60", date=PartialDate.of(2025, 2, 28)))
    assert (inside.state, outside.state) == (FactState.KNOWN, FactState.TOO_OLD)
    assert outside.span == Interval.exactly(60)
    assert outside.value is None
    assert outside.why == "it may be 366 days old; no more than 365 are relied upon"


# KDIGO 2024: twice a year in G3a, three times in G3b and G4, four times in G5 (albuminuria A2).
WEAK = [("59.9", 182), ("45", 182), ("44.9", 121), ("29", 121), ("15", 121), ("14.9", 91)]


@pytest.mark.parametrize(("value", "days"), WEAK)
def test_weak_kidneys_are_relied_upon_for_less_long(value: str, days: int) -> None:
    inside, outside = (PartialDate.at(Instant(AS_OF.seconds - more * 86_400)) for more in (days, days + 1))
    assert fact(FactKind.EGFR, egfr(value, date=inside)).state is FactState.KNOWN
    found = fact(FactKind.EGFR, egfr(value, date=outside))
    assert (found.state, found.span) == (FactState.TOO_OLD, Interval.exactly(Decimal(value)))
    assert found.why == f"it may be {days + 1} days old; no more than {days} are relied upon"


def test_kidney_function_that_is_only_below_something_may_be_as_weak_as_can_be() -> None:
    november = PartialDate.of(2025, 11, 1)
    assert fact(FactKind.EGFR, egfr("60", Comparator.LESS, november)).state is FactState.TOO_OLD
    assert fact(FactKind.EGFR, egfr("60", Comparator.GREATER, november)).state is FactState.KNOWN


@pytest.mark.parametrize(
    ("micromolar", "kilograms", "state"),
    [("150", "60", FactState.TOO_OLD), ("70", "80", FactState.KNOWN), ("70", "40", FactState.TOO_OLD)],
)
def test_creatinine_of_weak_kidneys_and_what_is_computed_from_it_is_too_old_sooner(
    micromolar: str, kilograms: str, state: FactState
) -> None:
    """By eGFR or, of a light woman, by clearance."""
    august = PartialDate.of(2025, 8, 1)
    facts = facts_of(record(creatinine(micromolar, august), weight(kilograms)), AS_OF)
    for kind in (FactKind.CREATININE, FactKind.EGFR, FactKind.CREATININE_CLEARANCE):
        assert facts.of(kind).state is state
        assert facts.of(kind).warns
    lately = facts_of(record(creatinine(micromolar), weight(kilograms)), AS_OF)
    assert lately.of(FactKind.CREATININE_CLEARANCE).known


def test_an_older_good_value_does_not_lead_over_a_newer_weak_one_that_is_too_old() -> None:
    items = (egfr("90", date=PartialDate.of(2025, 5, 1)), creatinine("400", PartialDate.of(2025, 8, 1)))
    found = fact(FactKind.EGFR, *items)
    assert found.state is FactState.TOO_OLD
    assert found.span is not None
    assert found.span.high is not None
    assert found.span.high < 20


def test_a_date_that_may_be_too_old_is_and_so_is_none() -> None:
    assert fact(FactKind.EGFR, egfr("28", date=PartialDate.of(2025))).state is FactState.TOO_OLD
    undated = observed(EGFR, quantity("28", "mL/min/{1.73_m2}"), None)
    assert fact(FactKind.EGFR, undated).why == "it has no date, so it may be of any age"


def test_two_values_of_one_day_conflict_and_both_stay_possible() -> None:
    pounds = observed(WEIGHT, quantity("176", "kg"), place="a")
    found = fact(FactKind.WEIGHT, pounds, observed(WEIGHT, quantity("80", "kg"), place="b"))
    assert (found.state, found.span) == (FactState.CONFLICTING, Interval(Decimal(80), Decimal(176)))
    assert found.value is None
    assert set(found.sources) == {"a", "b"}


def test_two_units_of_one_value_do_not_conflict() -> None:
    found = fact(
        FactKind.WEIGHT, observed(WEIGHT, quantity("80", "kg")), observed(WEIGHT, quantity("176.4", "[lb_av]"))
    )
    assert found.state is FactState.KNOWN


def test_two_formulas_of_one_day_leave_a_range() -> None:
    other = observed("33914-3", quantity("57", "mL/min/{1.73_m2}"), place="other")
    found = fact(FactKind.EGFR, egfr("62"), other)
    assert (found.state, str(found.span)) == (FactState.KNOWN, "57-62")


@pytest.mark.parametrize(
    ("comparator", "shown"),
    [
        (Comparator.GREATER, ">60"),
        (Comparator.AT_LEAST, ">=60"),
        (Comparator.LESS, "<60"),
        (Comparator.AT_MOST, "<=60"),
    ],
)
def test_a_comparator_leaves_the_other_end_open(comparator: Comparator, shown: str) -> None:
    assert str(fact(FactKind.EGFR, egfr("60", comparator)).span) == shown


# PMID 34554658 gives the equation; the figures were computed by hand from it, to the whole number.
@pytest.mark.parametrize(
    ("creatinine_mg_dl", "age", "sex", "expected"),
    [("1.0", 50, "female", 69), ("1.0", 50, "male", 92), ("2.0", 70, "male", 35), ("0.5", 30, "female", 129)],
)
def test_ckd_epi_2021(creatinine_mg_dl: str, age: int, sex: str, expected: int) -> None:
    micromolar = Decimal(creatinine_mg_dl) / Decimal("0.011312")
    assert round(ckd_epi_2021(micromolar, Decimal(age), sex)) == expected


def test_cockcroft_gault_of_the_textbook_man_and_woman() -> None:
    micromolar = Decimal(1) / Decimal("0.011312")
    assert round(cockcroft_gault(micromolar, Decimal(40), Decimal(72), "male"), 6) == 100
    assert round(cockcroft_gault(micromolar, Decimal(40), Decimal(72), "female"), 6) == 85


def creatinine(value: str, date: PartialDate = FEBRUARY) -> Observation:
    return observed(CREATININE, quantity(value, "umol/L"), date)


def weight(value: str, date: PartialDate = JANUARY) -> Observation:
    return observed(WEIGHT, quantity(value, "kg"), date)


def test_kidney_function_is_computed_where_it_is_not_recorded_and_says_how() -> None:
    facts = facts_of(record(creatinine("150"), weight("60")), AS_OF)
    computed, clearance = facts.of(FactKind.EGFR), facts.of(FactKind.CREATININE_CLEARANCE)
    assert (computed.state, str(computed.span)) == (FactState.KNOWN, "32.54")
    assert computed.why == f"computed by CKD-EPI 2021 from creatinine, age and sex; {HOLDS_FOR}"
    assert (clearance.state, str(clearance.span), clearance.date) == (FactState.KNOWN, "30.06", "2026-01-15")
    assert facts_of(record(creatinine("150"), egfr("50")), AS_OF).of(FactKind.EGFR).value == 50


def test_what_is_computed_from_something_old_is_old() -> None:
    found = fact(FactKind.CREATININE_CLEARANCE, creatinine("150"), weight("60", PartialDate.of(2020)))
    assert found.state is FactState.TOO_OLD
    assert found.why.startswith(
        f"computed by Cockcroft-Gault from creatinine, age, sex and actual weight; {HOLDS_FOR}; weight: it may"
    )


def test_a_sex_that_is_not_recorded_leaves_both_formulas_open() -> None:
    found = fact(FactKind.EGFR, creatinine("150"), sex=AdministrativeSex.UNKNOWN)
    assert str(found.span) == "32.54-43.47"


def test_a_birth_year_leaves_two_ages_open() -> None:
    assert str(fact(FactKind.AGE, born=PartialDate.of(1958)).span) == "67-68"


def test_a_childs_kidney_function_is_not_computed() -> None:
    items = (creatinine("50"), weight("30"))
    facts = facts_of(record(*items, born=PartialDate.of(2015)), AS_OF)
    assert facts.of(FactKind.EGFR).state is FactState.NOT_RECORDED
    assert not facts.of(FactKind.CREATININE_CLEARANCE).warns


def test_a_childs_weight_is_soon_too_old() -> None:
    item = weight("30", PartialDate.of(2025, 11, 1))
    assert fact(FactKind.WEIGHT, item, born=PartialDate.of(2015)).state is FactState.TOO_OLD
    assert fact(FactKind.WEIGHT, item).state is FactState.KNOWN


def test_body_mass_index_is_computed() -> None:
    found = fact(FactKind.BMI, weight("80"), observed(HEIGHT, quantity("2", "m")))
    assert (found.value, found.why) == (Decimal(20), "computed from weight and height")


def answer(code: str, display: str = "") -> Concept:
    return Concept(display, (Coding(LOINC, code, display),) if code else ())


WOMAN = {"born": PartialDate.of(1996, 5, 1)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (answer("LA15173-0"), "pregnant"),
        (answer("LA26683-5"), "not-pregnant"),
        (answer("", "Not pregnant"), "not-pregnant"),
        (True, "pregnant"),
        (False, "not-pregnant"),
    ],
)
def test_pregnancy_is_read_by_code_or_by_the_whole_of_the_words(value: Value, expected: str) -> None:
    assert fact(FactKind.PREGNANCY, observed(PREGNANCY, value, PartialDate.of(2026, 2, 20)), **WOMAN).answer == expected


@pytest.mark.parametrize("value", ["probably not pregnant?", "pregnant last year", answer("LA4489-6")])
def test_words_that_are_not_understood_are_no_answer(value: Value) -> None:
    found = fact(FactKind.PREGNANCY, observed(PREGNANCY, value), **WOMAN)
    assert (found.state, found.answer) == (FactState.NOT_USABLE, "")


def test_a_pregnancy_that_time_has_overtaken_warns_no_more_and_denies_nothing() -> None:
    old = fact(FactKind.PREGNANCY, observed(PREGNANCY, answer("LA15173-0"), PartialDate.of(2025, 5, 1)), **WOMAN)
    assert (old.state, old.answers) == (FactState.TOO_OLD, ())
    denied = fact(FactKind.PREGNANCY, observed(PREGNANCY, answer("LA26683-5"), PartialDate.of(2026, 1, 1)), **WOMAN)
    assert (denied.state, denied.answers) == (FactState.TOO_OLD, ())


def test_a_due_date_means_a_pregnancy_and_its_week() -> None:
    facts = facts_of(record(observed(DUE, PartialDate.of(2026, 7, 19)), **WOMAN), AS_OF)  # type: ignore[arg-type]
    assert facts.of(FactKind.PREGNANCY).answer == "pregnant"
    assert facts.of(FactKind.PREGNANCY_WEEK).value == 20
    past = facts_of(record(observed(DUE, PartialDate.of(2025, 1, 1)), **WOMAN), AS_OF)  # type: ignore[arg-type]
    assert past.of(FactKind.PREGNANCY).state is FactState.NOT_RECORDED


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (answer("LA18976-3"), "current"),
        (answer("LA18982-1"), "current"),
        (answer("LA15920-4"), "former"),
        (answer("LA18978-9"), "never"),
    ],
)
def test_smoking(value: Value, expected: str) -> None:
    assert fact(FactKind.SMOKING, observed(SMOKING, value)).answer == expected


def test_answers_of_one_time_that_contradict_each_other_conflict() -> None:
    items = (observed(SMOKING, answer("LA18976-3"), place="a"), observed(SMOKING, answer("LA18978-9"), place="b"))
    found = fact(FactKind.SMOKING, *items)
    assert (found.state, set(found.answers), found.answer) == (FactState.CONFLICTING, {"current", "never"}, "")


@pytest.mark.parametrize(("drinks", "expected"), [("0", "no"), ("3", "yes"), ("4", "heavy")])
def test_drinks_a_day(drinks: str, expected: str) -> None:
    assert fact(FactKind.ALCOHOL, observed(ALCOHOL, quantity(drinks, "{drinks}/d"))).answer == expected


def condition(text: str) -> Condition:
    return Condition(source=Source(text), code=Concept(text))


def test_a_child_pugh_class_is_read_where_it_stands_and_never_made_up() -> None:
    assert fact(FactKind.CHILD_PUGH, condition("Cirrhosis, Child-Pugh class B")).answer == "B"
    both = fact(FactKind.CHILD_PUGH, condition("Child-Pugh A"), condition("Child-Pugh: C"))
    assert (both.state, both.answers) == (FactState.CONFLICTING, ("A", "C"))
    assert fact(FactKind.CHILD_PUGH, condition("Cirrhosis, Child Pughson's B")).state is FactState.NOT_RECORDED


def test_what_consent_does_not_cover_says_so_and_nothing_is_computed_from_it() -> None:
    facts = facts_of(record(creatinine("150"), egfr("28"), weight("60")), AS_OF, ("laboratory",))
    assert facts.not_covered == ("laboratory",)
    for kind in (FactKind.EGFR, FactKind.CREATININE, FactKind.CREATININE_CLEARANCE):
        assert (facts.of(kind).state, facts.of(kind).span) == (FactState.NOT_COVERED, None)
    assert facts.of(FactKind.WEIGHT).known


VALUES = st.decimals(min_value="0.1", max_value="199", places=1)


@given(VALUES, st.sampled_from(Comparator), st.integers(min_value=2000, max_value=2030))
def test_only_a_fact_that_is_known_has_a_value_to_rely_on(value: Decimal, comparator: Comparator, year: int) -> None:
    found = fact(FactKind.EGFR, egfr(str(value), comparator, PartialDate.of(year, 2, 1)))
    assert found.known or (found.value is None and not found.answer)
    assert found.known or found.why


@given(st.integers(18, 100), VALUES, VALUES)
def test_kidney_function_falls_with_age_and_creatinine(age: int, low: Decimal, more: Decimal) -> None:
    for sex in ("female", "male"):
        now = ckd_epi_2021(low, Decimal(age), sex)
        assert ckd_epi_2021(low + more, Decimal(age), sex) < now
        assert ckd_epi_2021(low, Decimal(age + 1), sex) < now


def test_a_creatinine_newer_than_the_measured_egfr_leads() -> None:
    leading = fact(FactKind.EGFR, egfr("90", date=JANUARY), creatinine("400", FEBRUARY))
    assert leading.value is not None
    assert leading.value < 20
    assert leading.why.startswith("computed by CKD-EPI 2021")


def test_a_clearance_from_a_creatinine_older_than_the_egfr_reassures_nobody() -> None:
    facts = facts_of(record(egfr("20"), creatinine("118", JANUARY), weight("70")), AS_OF)
    assert facts.of(FactKind.CREATININE_CLEARANCE).state is FactState.NOT_USABLE
    assert facts.of(FactKind.EGFR).value == 20
