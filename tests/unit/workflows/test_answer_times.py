"""By when a question is answered: working days, counted from the day after it was asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Instant
from autonome.workflows.answer_times import MOST_DAYS, answered_by, is_overdue
from autonome.workflows.prepare_consent import DAY

SATURDAY = 5


@pytest.mark.parametrize(
    ("asked", "days", "by"),
    [
        ("2026-11-16T09:00:00Z", 1, "2026-11-17"),  # a Monday
        ("2026-11-16T23:59:59Z", 3, "2026-11-19"),
        ("2026-11-20T16:00:00Z", 1, "2026-11-23"),  # a Friday
        ("2026-11-20T16:00:00Z", 3, "2026-11-25"),
        ("2026-11-21T00:00:00Z", 1, "2026-11-23"),  # a Saturday
        ("2026-11-22T23:00:00Z", 5, "2026-11-27"),  # a Sunday
        ("1969-12-31T00:00:00Z", 1, "1970-01-01"),
    ],
)
def test_an_answer_is_due_by_the_end_of_a_working_day(asked: str, days: int, by: str) -> None:
    at, due = Instant.parse(asked), Instant.parse(by)
    assert answered_by(at, days) == due
    assert not is_overdue(at, days, Instant(due.seconds + DAY - 1))
    assert is_overdue(at, days, Instant(due.seconds + DAY))


@given(st.integers(0, 4_000_000_000), st.integers(1, MOST_DAYS))
def test_so_many_working_days_lie_between_as_were_promised(seconds: int, days: int) -> None:
    """By the calendar of the standard library, one day after the other."""
    day = datetime.fromtimestamp(seconds, tz=UTC).date()
    due = datetime.fromtimestamp(answered_by(Instant(seconds), days).seconds, tz=UTC).date()
    between = [day + timedelta(days=number) for number in range(1, (due - day).days + 1)]
    assert sum(each.weekday() < SATURDAY for each in between) == days
    assert due.weekday() < SATURDAY
