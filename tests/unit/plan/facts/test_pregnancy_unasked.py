"""Pregnancy where nobody recorded a status: gestational age, tests for hCG, numbers of SNOMED CT, and words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from autonome.clinical import LOINC, SNOMED_CT, AdministrativeSex, Coding, Concept, Observation, PartialDate, Quantity
from autonome.plan.facts.answered import NOT, PREGNANT
from autonome.plan.facts.values import ClinicalFact, FactKind, FactState
from tests.unit.plan.clinical_records import condition, observation, record, state

LATE = PartialDate.of(2026, 2, 21)
"""Eight days before the plan's day."""

WOMAN = (PartialDate.of(1995, 4, 1), AdministrativeSex.FEMALE)


def pregnancy(*items: object, kind: FactKind = FactKind.PREGNANCY) -> ClinicalFact:
    return state(record(items, *WOMAN)).facts.of(kind)  # type: ignore[arg-type]


def weeks(number: str, date: PartialDate = LATE) -> Observation:
    return observation("18185-9", Quantity(Decimal(number), code="wk"), date)


def coded(code: str, answer: str) -> Observation:
    return observation(code, Concept("", (Coding(SNOMED_CT, answer),)))


def test_a_gestational_age_is_a_pregnancy_and_its_week_is_counted_on() -> None:
    assert pregnancy(weeks("34")).answer == PREGNANT
    week = pregnancy(weeks("34"), kind=FactKind.PREGNANCY_WEEK)
    assert (week.state, str(week.span)) == (FactState.KNOWN, "35")


def test_a_gestational_age_of_long_ago_says_nothing() -> None:
    found = pregnancy(weeks("34", PartialDate.of(2025, 6, 1)))
    assert (found.state, found.answers) == (FactState.TOO_OLD, ())


@pytest.mark.parametrize("code", ["2106-3", "2118-8"])
def test_a_test_for_the_hormone(code: str) -> None:
    assert pregnancy(coded(code, "10828004")).answer == PREGNANT
    assert pregnancy(coded(code, "260385009")).answer == NOT
    assert pregnancy(coded(code, "82334004")).answers == (PREGNANT, NOT)


@pytest.mark.parametrize(
    ("value", "unit", "answers"),
    [
        ("25000", "[IU]/L", (PREGNANT,)),
        ("25", "m[IU]/mL", (PREGNANT,)),
        ("24.9", "m[IU]/mL", (PREGNANT, NOT)),
        ("5", "[IU]/L", (NOT,)),
        ("5.1", "[IU]/L", (PREGNANT, NOT)),
        ("25000", "furlong", (PREGNANT, NOT)),
    ],
)
def test_an_amount_of_the_hormone(value: str, unit: str, answers: tuple[str, ...]) -> None:
    assert pregnancy(observation("21198-7", Quantity(Decimal(value), code=unit))).answers == answers


@pytest.mark.parametrize("number", ["65147003", "41587001", "77386006"])
def test_numbers_of_snomed_ct(number: str) -> None:
    assert pregnancy(condition(snomed=number, recorded=LATE)).answer == PREGNANT
    assert pregnancy(condition(snomed="38341003", recorded=LATE)).answers == ()


@pytest.mark.parametrize("words", ["32 weeks pregnant", "妊娠28周", "Hamil 28 minggu", "Third trimester pregnancy"])
def test_words_that_state_a_pregnancy(words: str) -> None:
    assert pregnancy(condition(words, recorded=LATE)).answer == PREGNANT


@pytest.mark.parametrize(
    "words", ["Possible pregnancy, test pending", "Hopes for a pregnancy", "怀孕待查", "Program hamil"]
)
def test_words_that_mention_one_leave_it_open(words: str) -> None:
    assert pregnancy(condition(words, recorded=LATE)).answers == (PREGNANT, NOT)


@pytest.mark.parametrize("words", ["Contraception: prevention of pregnancy", "Tidak hamil", "未怀孕", "Hypertension"])
def test_words_that_deny_one_say_nothing(words: str) -> None:
    assert PREGNANT not in pregnancy(condition(words, recorded=LATE)).answers


def test_high_risk_is_no_denial_of_a_pregnancy() -> None:
    assert pregnancy(condition("Supervision of high risk pregnancy", "O09.91", recorded=LATE)).answer == PREGNANT
    assert pregnancy(condition("At risk of ectopic, Z34", "Z34.9", recorded=LATE)).answers == (PREGNANT, NOT)


def test_an_observation_without_a_code_counts_by_the_whole_of_its_words() -> None:
    status = replace(observation("", "pregnant"), code=Concept("Pregnancy status"))  # type: ignore[arg-type]
    assert pregnancy(status).answer == PREGNANT
    assert pregnancy(replace(status, code=Concept("Pregnancy status of mother"))).answers == ()
    assert pregnancy(replace(status, code=Concept("Pregnancy status", (Coding(LOINC, "1-8"),)))).answers == ()
