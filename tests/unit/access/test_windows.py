"""Sets of time against sets of days."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from autonome.access.windows import (
    ALL_TIME,
    BEGINNING,
    END,
    NOTHING,
    Window,
    difference,
    intersection,
    union,
    window_of,
)
from autonome.kernel import Instant, Period

DAYS = range(-1, 12)


def of_days(chosen: set[int]) -> Window:
    """Each stretch of days, put together by hand: nothing that is tested here makes what it is tested with."""
    starts = [day for day in sorted(chosen) if day - 1 not in chosen]
    ends = [day + 1 for day in sorted(chosen) if day + 1 not in chosen]
    return tuple(zip(starts, ends, strict=True))


windows = st.sets(st.integers(0, 10)).map(of_days) | st.just(ALL_TIME)


def days(window: Window) -> set[int]:
    return {day for day in DAYS for start, end in window if start <= day < end}


@given(windows, windows)
def test_operations_are_those_of_sets(one: Window, other: Window) -> None:
    assert days(union([one, other])) == days(one) | days(other)
    assert days(intersection(one, other)) == days(one) & days(other)
    assert days(difference(one, other)) == days(one) - days(other)


@given(windows, windows)
def test_results_are_in_their_one_form(one: Window, other: Window) -> None:
    for window in (union([one, other]), intersection(one, other), difference(one, other)):
        assert all(start < end for start, end in window)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(window))


def test_an_absent_period_is_all_of_time_and_an_empty_one_is_nothing() -> None:
    assert window_of(None) == ALL_TIME == ((BEGINNING, END),)
    assert window_of(Period(Instant(5), Instant(5))) == NOTHING
    assert window_of(Period(Instant(5))) == ((5, END),)
    assert union([]) == NOTHING


def test_all_of_time_holds_every_instant_that_can_be_written() -> None:
    assert Instant.parse("0001-01-01").seconds > BEGINNING
    assert Instant.parse("9999-12-31T23:59:59Z").seconds < END
