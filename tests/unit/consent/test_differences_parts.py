"""How forms differ, part by part: questions that come and go, other words, and edges that meet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autonome.consent import FINDINGS_FORM, Kind, Question, QuestionId, Template
from autonome.consent.differences import Mark, QuestionDifference, ScopeChange, differences
from autonome.kernel import Instant, Period
from tests.fakes.consents import atom, template
from tests.unit.consent.test_differences import EARLY, changed

FROM_THEN_ON = Period(EARLY.start)


def compared(old: dict[str, Any], new: dict[str, Any]) -> QuestionDifference:
    (found,) = differences(template("q", (changed(**old),)), template("q", (changed(**new),), "2")).questions
    return found


@pytest.mark.parametrize(
    ("old", "new", "scope"),
    [
        ({"window": EARLY}, {"window": EARLY}, ScopeChange.SAME),
        ({"window": EARLY}, {"window": FROM_THEN_ON}, ScopeChange.WIDER),
        ({"window": FROM_THEN_ON}, {"window": EARLY}, ScopeChange.NARROWER),
        ({"window": FROM_THEN_ON}, {"window": FROM_THEN_ON}, ScopeChange.SAME),
        ({"window": EARLY}, {"window": Period(EARLY.start, Instant.parse("2021-01-01"))}, ScopeChange.NARROWER),
        ({"recipient_id": "a"}, {"recipient_id": "a"}, ScopeChange.SAME),
        ({"recipient_id": "a"}, {}, ScopeChange.WIDER),
    ],
)
def test_scopes_that_meet_at_an_edge(old: dict[str, Any], new: dict[str, Any], scope: ScopeChange) -> None:
    assert compared(old, new).scope is scope


@pytest.mark.parametrize(
    ("new", "covers"),
    [({}, True), ({"purpose": "COC"}, True), ({"purpose": "GRU"}, False), ({"category": "hiv"}, False)],
)
def test_an_old_no_covers_what_lies_within_it_and_nothing_else(new: dict[str, Any], *, covers: bool) -> None:
    assert compared({}, new).no_covers is covers


def test_a_question_that_came_gains_all_and_one_that_went_loses_all() -> None:
    came, went = differences(template("old", (atom(),)), template("new", (atom(),), "2")).questions
    assert (came.scope, came.yes_covers, came.no_covers) == (ScopeChange.ADDED, False, False)
    assert (came.gained, came.lost) == ((atom(),), ())
    assert (went.scope, went.yes_covers, went.no_covers) == (ScopeChange.REMOVED, True, True)
    assert (went.gained, went.lost) == ((), (atom(),))
    assert not came.is_reworded
    assert not went.is_reworded


def test_a_question_in_other_words_is_reworded() -> None:
    old = template("q", (atom(),))
    new = replace(old, version="2", questions=(replace(old.questions[0], text="In other words?"),))
    assert differences(old, new).questions[0].is_reworded
    assert not differences(old, replace(old, version="2")).questions[0].is_reworded


ABOUT_FINDINGS = FINDINGS_FORM.questions[0]
ABOUT_DATA = Question(ABOUT_FINDINGS.id, ABOUT_FINDINGS.text, (atom(),))


def one(question: Question) -> Template:
    return replace(FINDINGS_FORM, questions=(question,))


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (ABOUT_FINDINGS, ABOUT_FINDINGS, True),
        (ABOUT_FINDINGS, ABOUT_DATA, False),
        (ABOUT_DATA, ABOUT_FINDINGS, False),
    ],
)
def test_an_answer_about_findings_is_none_about_data(old: Question, new: Question, *, same: bool) -> None:
    found = differences(one(old), one(new)).questions[0]
    assert found.scope is (ScopeChange.SAME if same else ScopeChange.OTHER)
    assert (found.yes_covers, found.no_covers) == (same, same)


EXPLICIT, WRITTEN, SEPARATE = Kind.EXPLICIT, Kind.WRITTEN, Kind.SEPARATE_SENSITIVE


@pytest.mark.parametrize(
    ("before", "lacks"),
    [
        ([("TREAT", {EXPLICIT}), ("GRU", {EXPLICIT, WRITTEN, SEPARATE})], {WRITTEN, SEPARATE}),
        ([("TREAT", {EXPLICIT}), ("TREAT", {EXPLICIT, WRITTEN, SEPARATE})], set()),
        ([("TREAT", {EXPLICIT, WRITTEN, SEPARATE}), ("TREAT", {EXPLICIT})], set()),
        ([("TREAT", {WRITTEN}), ("TREAT", {EXPLICIT, SEPARATE})], {WRITTEN}),
    ],
    ids=["of what another purpose has", "none, the second has all", "none, the first has all", "the least of two"],
)
def test_the_ways_that_are_lacking(before: list[tuple[str, set[Kind]]], lacks: set[Kind]) -> None:
    old = tuple(changed(purpose=purpose, kinds=frozenset(kinds)) for purpose, kinds in before)
    new = (changed(kinds=frozenset({EXPLICIT, WRITTEN, SEPARATE})),)
    (found,) = differences(template("q", old), template("q", new, "2")).questions
    assert found.lacks == lacks


def test_a_long_text_that_repeats_itself_is_compared_sentence_by_sentence() -> None:
    said = " ".join(["The same again."] * 250)
    old, new = (replace(template("q", (atom(),)), text=f"{first}{said}\n") for first in ("", "One more. "))
    marks = [each.mark for each in differences(old, new).text]
    assert (marks.count(Mark.NEW), marks.count(Mark.OLD), marks.count(Mark.BOTH)) == (1, 0, 250)


def test_a_question_keeps_its_name() -> None:
    assert compared({}, {}).id == QuestionId("q")
