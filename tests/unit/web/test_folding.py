"""Entries of one day that say the same are one line, and none of them is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Instant, SubjectId
from autonome.ledger import EntryKind
from autonome.report.language import ENGLISH
from autonome.web.portal.folding import FEWEST, MOST, fold_of, folded
from autonome.workflows.show_timeline import Emergency, Line

AT = Instant.parse("2026-03-01T10:00:00Z")
USED = Line(
    0, AT, EntryKind.USE, "opened", "dr-b", "hospital.example", ("TREAT",), ("medications",), ("treatment/q (entry 1)",)
)


def times(count: int, line: Line = USED) -> list[Line]:
    """The same, so many times, the newest first."""
    return [replace(line, index=index) for index in reversed(range(count))]


def sizes(lines: list[Line]) -> list[int]:
    return [len(each) for each in folded(lines)]


def test_what_says_the_same_on_one_day_is_one_line_from_three_on() -> None:
    assert sizes(times(FEWEST - 1)) == [1] * (FEWEST - 1)
    assert sizes(times(FEWEST)) == [FEWEST]
    assert sizes(times(MOST + 1)) == [MOST, 1]


@pytest.mark.parametrize(
    "other",
    [
        replace(USED, at=Instant.parse("2026-03-02T00:00:00Z")),
        replace(USED, organisation="lab.example"),
        replace(USED, purposes=("HRESCH",)),
        replace(USED, what="made"),
        replace(USED, kind=EntryKind.DISCLOSURE),
    ],
)
def test_what_differs_in_day_institution_purpose_or_deed_stands_by_itself(other: Line) -> None:
    found = folded([replace(other, index=99), *times(FEWEST)])
    assert [each[0].index for each in found] == [99, FEWEST - 1]


@pytest.mark.parametrize(
    "alone",
    [
        replace(USED, emergency=Emergency("unconscious")),
        replace(USED, organisation=""),
        replace(USED, kind=EntryKind.CONSENT),
        replace(USED, kind=EntryKind.RIGHT),
    ],
)
def test_emergencies_and_what_the_person_said_are_never_folded(alone: Line) -> None:
    assert sizes(times(FEWEST, alone)) == [1] * FEWEST


DAYS = [AT, Instant.parse("2026-03-02T10:00:00Z")]


@given(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(["opened", "made"]), st.sampled_from(["", "a", "b"]))))
def test_no_entry_is_lost_or_told_twice_and_each_line_stands_where_its_newest_stood(
    drawn: list[tuple[Instant, str, str]],
) -> None:
    lines = [
        replace(USED, index=index, at=at, what=what, organisation=who) for index, (at, what, who) in enumerate(drawn)
    ]
    found = folded(lines)
    assert sorted(line.index for each in found for line in each) == list(range(len(lines)))
    firsts = [each[0].index for each in found]
    assert firsts == sorted(firsts)
    assert all(len({line.organisation for line in each}) == 1 for each in found)


def test_a_line_names_who_did_all_of_it_and_all_data_that_it_was_about() -> None:
    one, two, three = times(3)
    lines = (one, replace(two, items=("allergies",)), three)
    fold = fold_of(lines, ENGLISH, SubjectId("anna"))
    assert fold.what == "Your data were opened (3 times)"
    assert "dr-b" in fold.who
    assert "allergies" in fold.data.casefold()
    assert "medicines" in fold.data.casefold()
    fold = fold_of((one, replace(two, actor="dr-c"), three), ENGLISH, SubjectId("anna"))
    assert fold.who == "hospital.example"
