"""Dates as records give them: to the year, the month, the day or the second, never more precise than written.

A partial date is the span of instants that it can mean. Nothing invents a day: ``2019-05`` begins on the first and ends
on the last of May, and a comparison that the missing part could turn round is answered "not certainly".
Dates without a zone are days in UTC; the zone of the place is unknown, so a comparison can be a day off, never more.

>>> str(PartialDate.of(2019, 5)), str(PartialDate.of(2019, 5).last)
('2019-05', '2019-05-31T23:59:59Z')
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from autonome.clinical.errors import RecordError
from autonome.kernel import Instant

SECONDS_PER_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    SECOND = "second"


_FORMS = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10, Precision.SECOND: 20}
"""Characters of an RFC 3339 instant that each precision keeps."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date, with what is missing left open.

    Args:
        precision: how much was written.
        first: earliest instant that it can mean.
        last: latest instant that it can mean, included.
    """

    precision: Precision
    first: Instant
    last: Instant

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
        """A year, a month or a day.

        Raises:
            RecordError: there is no such day.
        """
        try:
            last_month = 12 if month is None else month
            start = date(year, 1 if month is None else month, 1 if day is None else day)
            end = date(year, last_month, monthrange(year, last_month)[1] if day is None else day)
        except (ValueError, IndexError, OverflowError) as error:
            raise RecordError("is no real day", mend="check the year, month and day.") from error
        precision = Precision.YEAR if month is None else Precision.MONTH if day is None else Precision.DAY
        return cls(precision, Instant(_seconds(start)), Instant(_seconds(end) + SECONDS_PER_DAY - 1))

    @classmethod
    def at(cls, instant: Instant) -> PartialDate:
        """A date known to the second."""
        return cls(Precision.SECOND, instant, instant)

    def certainly_before(self, instant: Instant) -> bool:
        """Whether every instant that it can mean lies before."""
        return self.last < instant

    def certainly_after(self, instant: Instant) -> bool:
        """Whether every instant that it can mean lies after."""
        return instant < self.first

    def __str__(self) -> str:
        """As much as is known, such as ``2019``, ``2019-05``, ``2019-05-07`` or ``2019-05-07T08:00:00Z``."""
        moment = datetime.fromtimestamp(self.first.seconds, tz=UTC).replace(tzinfo=None)
        return f"{moment.isoformat(timespec='seconds')}Z"[: _FORMS[self.precision]]


@dataclass(frozen=True, slots=True)
class DateRange:
    """From one partial date to another; each end may be unknown or open.

    Args:
        start: None where not stated.
        end: None where not stated, or still running.
    """

    start: PartialDate | None = None
    end: PartialDate | None = None

    @property
    def contradicts_itself(self) -> bool:
        """Whether the end lies certainly before the start."""
        return self.start is not None and self.end is not None and self.end.certainly_before(self.start.first)

    def __str__(self) -> str:
        """Such as ``2019-05 to 2020``, ``from 2019-05``, ``until 2020`` or ``""``."""
        if self.start and self.end:
            return f"{self.start} to {self.end}"
        if self.start:
            return f"from {self.start}"
        return f"until {self.end}" if self.end else ""


def _seconds(day: date) -> int:
    return (day.toordinal() - _EPOCH) * SECONDS_PER_DAY
