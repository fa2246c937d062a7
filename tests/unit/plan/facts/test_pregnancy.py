"""Pregnancy and breastfeeding: every coding that a record may use, until when each counts, and what contradicts."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical import (
    ICD_10_CM,
    LOINC,
    SNOMED_CT,
    AdministrativeSex,
    Coding,
    Concept,
    Condition,
    DateRange,
    Observation,
    ObservationStatus,
    PartialDate,
    RecordItem,
    Source,
    Value,
    Verification,
)
from autonome.clinical.conditions import ClinicalStatus
from autonome.clinical.spans import Span
from autonome.plan.consequence import Consequence
from autonome.plan.data_categories import categories_of
from autonome.plan.facts.ages import PREGNANCY_DIAGNOSIS
from autonome.plan.facts.clinical import facts_of
from autonome.plan.facts.pregnancy_codes import Says, said_of_pregnancy
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState
from tests.unit.plan.clinical_records import AS_OF, NOT_PREGNANT, PREGNANT, factors, measured, observation, record

FEBRUARY = PartialDate.of(2026, 2, 10)
LATER = PartialDate.of(2026, 2, 25)
KNOWN, OPEN, OLD = FactState.KNOWN, FactState.CONFLICTING, FactState.TOO_OLD
NULL_FLAVOUR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
PREGNANCY, DUE, BREASTFEEDING = "82810-3", "11778-8", "63895-7"
WOMAN = {"born": PartialDate.of(1996, 3, 1), "sex": AdministrativeSex.FEMALE}


def asked(value: Value, date: PartialDate | None = FEBRUARY, code: str = PREGNANCY) -> Observation:
    return Observation(
        source=Source(f"Observation/{code}"),
        code=Concept("", (Coding(LOINC, code),)),
        status=ObservationStatus.FINAL,
        value=value,
        time=DateRange(date, date),
    )


def coded(system: str, code: str) -> Concept:
    return Concept("", (Coding(system, code),))


def diagnosis(code: str, date: PartialDate | None = FEBRUARY, text: str = "", **changes: object) -> Condition:
    system = SNOMED_CT if code.isdecimal() else ICD_10_CM
    concept = Concept(text, (Coding(system, code),) if code else ())
    return Condition(source=Source(f"Condition/{code}{text}"), code=concept, recorded=date, **changes)  # type: ignore[arg-type]


def fact(*items: RecordItem, kind: FactKind = FactKind.PREGNANCY) -> ClinicalFact:
    return facts_of(record(items, **WOMAN), AS_OF).of(kind)  # type: ignore[arg-type]


def said(found: ClinicalFact) -> tuple[FactState, set[str]]:
    return found.state, set(found.answers)


BOTH = {"pregnant", "not-pregnant"}


@pytest.mark.parametrize(
    ("value", "state", "answers"),
    [
        (coded(LOINC, "LA15173-0"), KNOWN, {"pregnant"}),
        (coded(SNOMED_CT, "77386006"), KNOWN, {"pregnant"}),
        (coded(SNOMED_CT, "373066001"), KNOWN, {"pregnant"}),
        (True, KNOWN, {"pregnant"}),
        (coded(LOINC, "LA26683-5"), KNOWN, {"not-pregnant"}),
        (coded(SNOMED_CT, "60001007"), KNOWN, {"not-pregnant"}),
        (False, KNOWN, {"not-pregnant"}),
        (coded(SNOMED_CT, "146799005"), OPEN, BOTH),
        (coded(SNOMED_CT, "102874004"), OPEN, BOTH),
        (coded(SNOMED_CT, "152231000119106"), OPEN, BOTH),
        (coded(LOINC, "LA4489-6"), FactState.NOT_USABLE, set()),
        (Concept("Unknown", (Coding(NULL_FLAVOUR, "UNK"),)), FactState.NOT_USABLE, set()),
        (coded(SNOMED_CT, "261665006"), FactState.NOT_USABLE, set()),
        (coded("urn:local", "77386006"), FactState.NOT_USABLE, set()),
        (Concept("", (Coding(SNOMED_CT, "77386006"), Coding(LOINC, "LA26683-5"))), FactState.NOT_USABLE, set()),
    ],
)  # fmt: skip
def test_a_status_is_read_in_every_coding_and_unknown_is_never_not_pregnant(
    value: Value, state: FactState, answers: set[str]
) -> None:
    assert said(fact(asked(value, LATER))) == (state, answers)
    assert said(fact(asked(value, LATER, code="11449-6"))) == (state, answers)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("Z33.1", Says.PREGNANT), ("Z34.02", Says.PREGNANT), ("Z34", Says.PREGNANT), ("O09.521", Says.PREGNANT),
        ("Z3A.20", Says.PREGNANT), ("Z32.01", Says.PREGNANT), ("O10.011", Says.PREGNANT), ("O14.02", Says.PREGNANT),
        ("O24.410", Says.PREGNANT), ("O26.612", Says.PREGNANT), ("O36.5930", Says.PREGNANT), ("O48.0", Says.PREGNANT),
        ("77386006", Says.PREGNANT), ("72892002", Says.PREGNANT),
        ("O10.03", Says.ENDED), ("O14.05", Says.ENDED), ("O24.430", Says.ENDED), ("O26.63", Says.ENDED),
        ("O00.101", Says.ENDED), ("O03.9", Says.ENDED), ("O80", Says.ENDED), ("O90.3", Says.ENDED),
        ("Z33.2", Says.ENDED), ("Z37.0", Says.ENDED), ("Z39.1", Says.ENDED), ("Z39.2", Says.ENDED),
        ("O60.0", Says.PERHAPS), ("O75.9", Says.PERHAPS), ("O99.810", Says.PERHAPS), ("O9A.211", Says.PERHAPS),
        ("146799005", Says.PERHAPS), ("60001007", Says.NOT),
        ("Z32.02", None), ("Z32.2", None), ("O94", None), ("Z30.9", None), ("Z31.41", None), ("E10", None),
    ],
)  # fmt: skip
def test_codes_of_pregnancy_say_what_they_are_of(code: str, says: Says | None) -> None:
    assert said_of_pregnancy(diagnosis(code).code) is says


def test_a_diagnosis_of_pregnancy_counts_and_says_by_which() -> None:
    found = fact(diagnosis("Z34.02", text="Supervision of first pregnancy"))
    assert said(found) == (KNOWN, {"pregnant"})
    assert (found.why, found.date) == ("by a diagnosis: Supervision of first pregnancy", "2026-02-10")
    assert said(fact(diagnosis("", text="Pregnancy"))) == (KNOWN, {"pregnant"})


def test_it_rules_a_medicine_out_as_the_status_does() -> None:
    kidneys = measured("egfr", "90")
    assert factors("lisinopril", diagnosis("Z34.02"), kidneys, **WOMAN).consequence is Consequence.AVOID  # type: ignore[arg-type]
    unclear = factors("lisinopril", diagnosis("O99.810"), kidneys, **WOMAN)  # type: ignore[arg-type]
    assert (unclear.consequence, unclear.sure) == (Consequence.AVOID, False)


def test_a_diagnosis_counts_for_as_long_as_a_pregnancy_can_last_and_then_says_nothing() -> None:
    assert PREGNANCY_DIAGNOSIS.days == 294
    last, before = PartialDate.of(2025, 5, 11), PartialDate.of(2025, 5, 10)
    assert said(fact(diagnosis("Z34.02", last))) == (KNOWN, {"pregnant"})
    assert said(fact(diagnosis("Z34.02", before))) == (OLD, set())
    onset = Span(DateRange(before, None))
    assert said(fact(diagnosis("Z34.02", FEBRUARY, onset=onset))) == (OLD, set())


def test_one_without_a_date_may_be_of_any_age_and_warns() -> None:
    assert said(fact(diagnosis("Z34.02", None))) == (OLD, {"pregnant"})
    assert said(fact(diagnosis("60001007", None))) == (OLD, set())


@pytest.mark.parametrize(
    "changes",
    [
        {"clinical": ClinicalStatus.RESOLVED},
        {"abatement": Span(DateRange(FEBRUARY, FEBRUARY))},
        {"verification": Verification.REFUTED},
        {"verification": Verification.ENTERED_IN_ERROR},
    ],
)
def test_one_that_is_over_or_taken_back_is_none(changes: dict[str, object]) -> None:
    assert fact(diagnosis("Z34.02", **changes)).state is FactState.NOT_RECORDED  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "entry",
    [
        diagnosis("Z34.02", verification=Verification.PROVISIONAL),
        diagnosis("Z34.02", text="? pregnant"),
        diagnosis("O99.011"),
        diagnosis("146799005"),
    ],
)
def test_one_that_is_not_sure_leaves_both_open(entry: Condition) -> None:
    assert said(fact(entry)) == (OPEN, BOTH)


@pytest.mark.parametrize("end", ["O80", "O03.9", "Z37.0", "Z33.2", "O86.0", "O24.430"])
def test_an_end_that_is_recorded_since_leaves_nothing_known(end: str) -> None:
    for voice in (diagnosis("Z34.02"), PREGNANT, asked(PartialDate.of(2026, 7, 1), code=DUE)):
        found = fact(voice, diagnosis(end, LATER, clinical=ClinicalStatus.RESOLVED))
        assert said(found) == (OLD, set())
        assert found.why == "a birth or an end of pregnancy is recorded since"
    assert fact(diagnosis("Z34.02", LATER), diagnosis(end, FEBRUARY)).answer == "pregnant"
    assert fact(diagnosis("Z34.02"), diagnosis(end, None)).answer == "pregnant"
    assert fact(diagnosis("Z34.02"), diagnosis(end, LATER, verification=Verification.REFUTED)).answer == "pregnant"
    assert fact(NOT_PREGNANT, diagnosis(end, LATER)).answer == "not-pregnant"


def test_answers_that_contradict_each_other_conflict_and_a_newer_pregnancy_leads() -> None:
    denied = asked(coded(LOINC, "LA26683-5"))
    for newer in (diagnosis("Z34.02", LATER), asked(PartialDate.of(2026, 7, 1), LATER, DUE)):
        assert said(fact(denied, newer)) == (KNOWN, {"pregnant"})
    for other in (diagnosis("Z34.02"), asked(PartialDate.of(2026, 7, 1), code=DUE)):
        found = fact(denied, other)
        assert said(found) == (OPEN, BOTH)
        assert len(found.sources) == 2
    denied_since = asked(coded(LOINC, "LA26683-5"), LATER)
    assert said(fact(denied_since, diagnosis("Z34.02"))) == (OPEN, BOTH)
    assert said(fact(PREGNANT, diagnosis("60001007"))) == (OPEN, BOTH)
    assert said(fact(asked(coded(LOINC, "LA4489-6")), diagnosis("Z34.02"))) == (KNOWN, {"pregnant"})


def test_the_week_of_a_pregnancy_that_is_contradicted_may_warn_and_is_not_known() -> None:
    due = asked(PartialDate.of(2026, 7, 19), code=DUE)
    assert fact(due, kind=FactKind.PREGNANCY_WEEK).value == 20
    week = fact(due, asked(coded(LOINC, "LA26683-5"), LATER), kind=FactKind.PREGNANCY_WEEK)
    assert (week.state, week.value) == (OPEN, None)
    assert fact(due, diagnosis("O80", LATER), kind=FactKind.PREGNANCY_WEEK).state is FactState.NOT_RECORDED
    for code in ("11779-6", "11780-4"):
        assert fact(asked(PartialDate.of(2026, 7, 19), code=code), kind=FactKind.PREGNANCY_WEEK).value == 20


@pytest.mark.parametrize(
    ("items", "state", "answers"),
    [
        ((asked(coded(LOINC, "LA29252-6"), code=BREASTFEEDING),), KNOWN, {"yes"}),
        ((asked(coded(LOINC, "LA29253-4"), code=BREASTFEEDING),), KNOWN, {"no"}),
        ((asked(coded(LOINC, "LA33-6"), code=BREASTFEEDING),), KNOWN, {"yes"}),
        ((asked(coded(SNOMED_CT, "373067005"), code=BREASTFEEDING),), KNOWN, {"no"}),
        ((asked("Breastfeeding", code=BREASTFEEDING),), KNOWN, {"yes"}),
        ((diagnosis("", text="Breast-feeding mother"),), KNOWN, {"yes"}),
        ((diagnosis("", text="哺乳期"),), KNOWN, {"yes"}),
        ((diagnosis("", text="Ibu menyusui"),), KNOWN, {"yes"}),
        ((diagnosis("Z39.1"),), KNOWN, {"yes"}),
        ((diagnosis("413712001"),), KNOWN, {"yes"}),
        ((diagnosis("Z39.1", PartialDate.of(2025, 9, 2)),), KNOWN, {"yes"}),
        ((diagnosis("Z39.1", PartialDate.of(2025, 9, 1)),), OLD, set()),
        ((diagnosis("Z39.2"),), FactState.NOT_RECORDED, set()),
        ((diagnosis("Z39.1"), asked(coded(LOINC, "LA29253-4"), LATER, BREASTFEEDING)), OPEN, {"yes", "no"}),
        ((diagnosis("Z39.1", LATER), asked(coded(LOINC, "LA29253-4"), FEBRUARY, BREASTFEEDING)), KNOWN, {"yes"}),
    ],
)
def test_breastfeeding(items: Iterable[RecordItem], state: FactState, answers: set[str]) -> None:
    assert said(fact(*items, kind=FactKind.BREASTFEEDING)) == (state, answers)


@pytest.mark.parametrize("code", ["Z34.02", "Z3A.20", "O09.5", "77386006", "413712001", "Z39.1"])
def test_a_diagnosis_of_pregnancy_needs_the_consent_that_pregnancy_needs(code: str) -> None:
    assert categories_of(diagnosis(code)) == {"conditions", "sexual-health"}
    found = facts_of(record([], **WOMAN), AS_OF, ("sexual-health",)).of(FactKind.PREGNANCY)  # type: ignore[arg-type]
    assert found.state is FactState.NOT_COVERED


CODES = ["Z34.0", "O80", "O99.8", "O24.43", "77386006", "60001007", "146799005", "Z39.1", "I10"]
DATES = st.none() | st.builds(PartialDate.of, st.integers(2024, 2026), st.integers(1, 12) | st.none())
ENTRIES = st.builds(diagnosis, st.sampled_from(CODES), DATES) | st.builds(
    asked, st.sampled_from([True, False, "unknown", "pregnant", "maybe"]), DATES
)


@given(st.lists(ENTRIES, max_size=5))
def test_not_pregnant_is_known_only_where_somebody_said_so_lately_and_nobody_the_contrary(
    items: list[RecordItem],
) -> None:
    found = fact(*items)
    if found.answer == "not-pregnant":
        assert any(isinstance(each, Observation) and each.value is False for each in items) or any(
            isinstance(each, Condition) and each.code.codings[0].code == "60001007" for each in items
        )
    assert found.known or not found.answer
    assert found.why or found.state in (KNOWN, FactState.NOT_RECORDED)


def test_an_old_status_that_says_nothing_of_today_is_missing_with_its_reason() -> None:
    lapsed = observation(PREGNANCY, coded(LOINC, "LA15173-0"), PartialDate.of(2025, 1, 1))
    missing = {each.fact: each.text for each in factors("lisinopril", lapsed, **WOMAN).missing}  # type: ignore[arg-type]
    assert missing["pregnancy"].startswith("Pregnancy cannot be used: it may be 424 days old")
