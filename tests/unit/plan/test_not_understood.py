"""What is recorded and not understood is neither there nor absent, and stands on the first page and on the card."""

from __future__ import annotations

from decimal import Decimal

import pytest

from autonome.clinical import Comparator, Quantity
from autonome.plan.consequence import Consequence
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.facts.warning_words import warned_of
from autonome.plan.not_understood import not_understood
from tests.unit.plan.clinical_records import allergy, condition, factors, measured, observation, record, state

UNREADABLE = "Zzyzx malady"
WEIGHT = measured("weight", "80")


def open_on(*items: object) -> set[FactState]:
    """How prasugrel's rule on strokes stands, as what is missing; empty where no stroke is certain."""
    found = factors("prasugrel", WEIGHT, *items)  # type: ignore[arg-type]
    return {each.state for each in found.missing if each.fact == FactKind.DIAGNOSES}


def test_a_condition_that_was_not_found_is_absent_only_where_every_diagnosis_was_read() -> None:
    assert open_on(condition(code="I10")) == set()
    assert open_on(condition("Hypertension")) == set()
    assert open_on() == {FactState.NOT_RECORDED}
    assert open_on(condition(code="I10"), condition(UNREADABLE)) == {FactState.NOT_USABLE}
    assert open_on(condition(snomed="999999990989121104")) == {FactState.NOT_USABLE}


def test_what_is_not_read_marks_no_medicine_of_its_own() -> None:
    found = factors("prasugrel", WEIGHT, condition(UNREADABLE))
    assert found.consequence is Consequence.NO_GUIDANCE
    (missing,) = (each for each in found.missing if each.fact == FactKind.DIAGNOSES)
    assert (missing.needed, missing.asked, missing.at_worst) == (False, False, Consequence.AVOID)


@pytest.mark.parametrize("number", ["230690007", "432504007", "266257000"])
def test_a_number_of_snomed_ct_states_a_condition(number: str) -> None:
    found = factors("prasugrel", WEIGHT, condition(snomed=number))
    assert (found.consequence, found.sure) == (Consequence.AVOID, True)


@pytest.mark.parametrize(
    "words", ["Left-sided stroke in 2019 with weakness", "右侧脑梗死后遗症", "Infark serebral lama"]
)
def test_words_that_warn_leave_a_condition_possible(words: str) -> None:
    found = factors("prasugrel", WEIGHT, condition(words))
    assert (found.consequence, found.sure) == (Consequence.AVOID, False)


@pytest.mark.parametrize("words", ["Heat stroke", "No stroke", "Mother had a stroke", "无脑梗死", "Tanpa stroke"])
def test_words_that_deny_warn_of_nothing_and_are_not_understood(words: str) -> None:
    assert warned_of([words]) == frozenset()
    found = state(record([condition(words)]))
    assert (found.ever, found.unread) == ({}, (words,))


def test_every_condition_that_words_warn_of_is_one_of_the_bundle() -> None:
    from autonome.plan.facts.warning_words import WORDS  # noqa: PLC0415 - the table itself

    assert WORDS.keys() <= state(record()).rules.conditions.keys()


def test_everything_that_is_recorded_and_not_understood_is_gathered() -> None:
    inr = measured("inr", "900")
    found = not_understood(state(record([condition(UNREADABLE), condition(code="I10"), allergy("Zzyzx"), inr])))
    assert (found.diagnoses, found.allergies) == ((UNREADABLE,), ("Zzyzx",))
    assert [each.split(" (")[0] for each in found.findings] == ["INR"]


def test_what_consent_does_not_cover_is_not_among_it() -> None:
    found = state(record([condition(UNREADABLE), allergy("Zzyzx")]), ("conditions", "allergies"))
    assert (not_understood(found).recorded, not_understood(found).allergies) == ((), ())


def test_an_egfr_that_cannot_be_computed_says_why_without_digits_that_nobody_measured() -> None:
    spoilt = observation("2160-0", Quantity(Decimal(90), Comparator.EXACTLY, "", "mg/dL"))
    egfr = state(record([spoilt])).facts.of(FactKind.EGFR)
    assert (egfr.state, egfr.why) == (FactState.NOT_USABLE, "creatinine: 7956 umol/L can hardly be true")


@pytest.mark.parametrize(("written", "span"), [(">8.0", ">8"), ("2.4", "2.4"), ("high", "")])
def test_an_inr_written_as_words_is_read_where_it_is_one_number(written: str, span: str) -> None:
    inr = state(record([observation("6301-6", written)])).facts.of(FactKind.INR)  # type: ignore[arg-type]
    assert str(inr.span or "") == span
