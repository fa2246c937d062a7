"""Diagnoses: matched by code or by the whole of their words, and doubted where their words may take the code back."""

from __future__ import annotations

import pytest

from autonome.clinical import RecordItem, Verification
from autonome.clinical.conditions import ClinicalStatus
from autonome.plan.consequence import Consequence
from tests.unit.plan.clinical_records import condition, factors, measured, record, state

AVOID, SILENT = Consequence.AVOID, Consequence.NO_GUIDANCE


@pytest.mark.parametrize(
    "entry",
    [condition(code="I63.9"), condition(code="i63"), condition(code="Z86.73"), condition("Transient ischemic attack")],
)
def test_a_condition_is_known_by_its_code_or_by_the_whole_of_its_words(entry: RecordItem) -> None:
    assert factors("prasugrel", entry, measured("weight", "80")).consequence is AVOID


@pytest.mark.parametrize(
    "entry",
    [
        condition("No history of stroke"),
        condition("Father had a stroke"),
        condition("Heat stroke"),
        condition(code="I65.2"),
        condition(code="I63", verification=Verification.REFUTED),
        condition("stroke", verification=Verification.ENTERED_IN_ERROR),
    ],
)
def test_words_around_it_another_code_and_what_is_taken_back_are_not_the_condition(entry: RecordItem) -> None:
    assert factors("prasugrel", entry, measured("weight", "80")).consequence is SILENT


def test_a_condition_that_is_over_counts_for_the_history_alone() -> None:
    bleeding = condition(code="K92.2", clinical=ClinicalStatus.RESOLVED)
    stroke = condition(code="I63", clinical=ClinicalStatus.RESOLVED)
    assert factors("clopidogrel", bleeding).consequence is SILENT
    assert factors("clopidogrel", condition(code="K92.2")).consequence is AVOID
    assert factors("prasugrel", stroke, measured("weight", "80")).consequence is AVOID


def test_a_condition_that_the_record_is_not_sure_of_is_possible() -> None:
    found = factors("prasugrel", condition(code="I63", verification=Verification.PROVISIONAL))
    assert (found.consequence, found.sure) == (AVOID, False)


@pytest.mark.parametrize(
    "words",
    [
        "Rule out stroke",
        "Stroke ruled out",
        "No stroke",
        "?stroke",
        "Suspected stroke",
        "Father had a stroke",
        "FHx: stroke",
        "stroke prophylaxis",
    ],
)
def test_words_beside_a_code_that_may_deny_it_leave_it_possible_and_say_so(words: str) -> None:
    found = factors("prasugrel", condition(words, "I63.9"), measured("weight", "80"))
    assert (found.consequence, found.sure) == (AVOID, False)
    assert found.lines[0].facts[0].why == "its words may deny it, or be of somebody else"


@pytest.mark.parametrize(
    "words",
    [
        "Cerebral infarction, unspecified",
        "Left-sided stroke 2019",
        "stroke",
        "History of stroke",
        "Cerebral infarction, not elsewhere classified",
        "Stroke with no loss of consciousness",
        "Wallenberg?s stroke",
    ],
)
def test_words_beside_a_code_that_deny_nothing_leave_it_sure(words: str) -> None:
    found = factors("prasugrel", condition(words, "I63.9"), measured("weight", "80"))
    assert (found.consequence, found.sure) == (AVOID, True)


def test_words_that_place_a_code_in_the_past_leave_it_possible_today_and_sure_for_the_history() -> None:
    found = factors("clopidogrel", condition("H/o GI bleed 2011", "K92.2"))
    assert (found.consequence, found.sure) == (AVOID, False)
    assert found.lines[0].facts[0].why == "its words may be of the past"
    assert factors("clopidogrel", condition("GI bleed", "K92.2")).sure


@pytest.mark.parametrize("text", ["No Child-Pugh class B cirrhosis", "Father: Child-Pugh B", "?Child-Pugh C"])
def test_a_child_pugh_class_that_is_denied_or_of_somebody_else_is_none(text: str) -> None:
    assert factors("abacavir", condition(text)).consequence is SILENT
    assert factors("abacavir", condition("Cirrhosis, Child-Pugh class B, no ascites")).consequence is AVOID


def test_conditions_that_no_rule_knows_are_kept_apart() -> None:
    assert state(record([condition("Bad humours"), condition(code="I50")])).unmatched == ("Bad humours",)
