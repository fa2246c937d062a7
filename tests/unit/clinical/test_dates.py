"""Partial dates keep their precision, and compare only as far as it reaches."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import DateRange, PartialDate, Precision, RecordError
from autonome.kernel import Instant


@pytest.mark.parametrize(
    ("parts", "text", "first", "last"),
    [
        ((2019,), "2019", "2019-01-01T00:00:00Z", "2019-12-31T23:59:59Z"),
        ((2024, 2), "2024-02", "2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"),
        ((1900, 2), "1900-02", "1900-02-01T00:00:00Z", "1900-02-28T23:59:59Z"),
        ((2026, 3, 1), "2026-03-01", "2026-03-01T00:00:00Z", "2026-03-01T23:59:59Z"),
        ((9999, 12, 31), "9999-12-31", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"),
        ((1,), "0001", "0001-01-01T00:00:00Z", "0001-12-31T23:59:59Z"),
    ],
)
def test_a_partial_date_is_the_span_that_it_can_mean(parts: tuple[int, ...], text: str, first: str, last: str) -> None:
    found = PartialDate.of(*parts)
    assert (str(found), found.first, found.last) == (text, Instant.parse(first), Instant.parse(last))


@pytest.mark.parametrize("parts", [(2019, 13), (2019, 0), (2023, 2, 29), (0,), (2019, 4, 31), (10_000,)])
def test_a_day_that_does_not_exist_is_refused(parts: tuple[int, ...]) -> None:
    with pytest.raises(RecordError, match=r"^is no real day\. Mend: check the year, month and day\.$"):
        PartialDate.of(*parts)


def test_a_date_known_to_the_second_prints_so() -> None:
    known = PartialDate.at(Instant.parse("2026-03-01T10:00:00+08:00"))
    assert (str(known), known.precision) == ("2026-03-01T02:00:00Z", Precision.SECOND)


def test_comparison_is_certain_only_outside_the_span() -> None:
    may = PartialDate.of(2019, 5)
    inside, before, after = (Instant.parse(day) for day in ("2019-05-15", "2019-04-30", "2019-06-01"))
    assert (may.certainly_before(inside), may.certainly_after(inside)) == (False, False)
    assert (may.certainly_before(after), may.certainly_after(before)) == (True, True)
    assert not may.certainly_before(may.last)
    assert not may.certainly_after(may.first)


@settings(deadline=None)
@given(st.dates())
def test_more_precision_never_leaves_the_span_of_less(day: date) -> None:
    year, month, exact = (
        PartialDate.of(day.year),
        PartialDate.of(day.year, day.month),
        PartialDate.of(day.year, day.month, day.day),
    )
    assert year.first <= month.first <= exact.first < exact.last <= month.last <= year.last
    assert str(exact) == day.isoformat()


def test_ranges_say_what_they_know() -> None:
    may, year = PartialDate.of(2019, 5), PartialDate.of(2020)
    ranges = (DateRange(may, year), DateRange(may), DateRange(None, year), DateRange())
    assert [str(each) for each in ranges] == ["2019-05 to 2020", "from 2019-05", "until 2020", ""]


def test_a_range_contradicts_itself_only_when_it_is_certain() -> None:
    year, may = PartialDate.of(2019), PartialDate.of(2019, 5)
    assert DateRange(PartialDate.of(2020), may).contradicts_itself
    assert not DateRange(may, year).contradicts_itself
    assert not DateRange(year, may).contradicts_itself
