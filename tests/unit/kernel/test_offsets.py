"""Instants as they are written, and the offset of the clock by which a time is told."""

from __future__ import annotations

import pytest

from autonome.kernel import Instant, offset_of


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("2026-03-01T10:00:00Z", 0),
        ("2026-03-01t10:00:00z", 0),
        ("2026-12-31T20:00:00-05:00", -18_000),
        ("2026-03-01T10:00:00+05:30", 19_800),
        ("2026-03-01", 0),
    ],
)
def test_it_is_in_seconds_east_of_utc(told: str, seconds: int) -> None:
    Instant.parse(told)
    assert offset_of(told) == seconds


@pytest.mark.parametrize(
    "told", ["0001-01-01T00:00:00Z", "0999-12-31T23:59:59Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"]
)
def test_what_is_written_is_read_back(told: str) -> None:
    assert str(Instant.parse(told)) == told
