"""Clocks: how long a duty may take, counted from which event, as values that a date can be worked out from.

All arithmetic is on the side of the person who is owed something: a day is 24 hours from the instant of the event, and
a month ends on the same day of a later month or, where that has none, on its last.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Final

from autonome.kernel import Instant, Json
from autonome.law.errors import LawError

HOUR: Final = 3_600
"""Seconds."""

DAY: Final = 24 * HOUR
"""Seconds."""

MONTHS_OF_A_YEAR: Final = 12


class Unit(StrEnum):
    """In what a law counts."""

    AT_ONCE = "at once"
    """The law names no figure: immediately, promptly, without undue delay."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


class Moment(StrEnum):
    """From when it counts."""

    AWARE = "becoming aware"
    REQUEST = "the request"
    WITHDRAWAL = "the withdrawal"
    COLLECTION = "the collection"
    ASSESSMENT = "the assessment"
    YEAR_END = "the end of that calendar year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A limit in time.

    Args:
        starts: event from which it counts.
        unit: of the amount.
        amount: of units; 0 for at once.
        extension: further units that the law grants for a reason that is told in time; 0 for none.
        keeps: whether something is to be kept for at least so long, rather than done within it.

    Raises:
        LawError: an amount without a unit, or a unit without an amount.
    """

    starts: Moment
    unit: Unit
    amount: int = 0
    extension: int = 0
    keeps: bool = False

    def __post_init__(self) -> None:
        if (self.unit is Unit.AT_ONCE) is not (self.amount == 0) or min(self.amount, self.extension) < 0:
            raise LawError("a clock counts nothing, or counts without a unit")

    def due(self, event: Instant, offset: int = 0) -> Instant:
        """The last instant that is in time, without any extension.

        Args:
            event: when that from which it counts took place.
            offset: of the calendar that counts, in seconds east of UTC.
        """
        zone = timezone(timedelta(seconds=offset))
        start = _year_after(event, zone) if self.starts is Moment.YEAR_END else event
        match self.unit:
            case Unit.AT_ONCE:
                return start
            case Unit.HOURS:
                return Instant(start.seconds + self.amount * HOUR)
            case Unit.DAYS:
                return Instant(start.seconds + self.amount * DAY)
            case Unit.MONTHS:
                return _months_later(start, self.amount, zone)
            case Unit.YEARS:
                return _months_later(start, self.amount * MONTHS_OF_A_YEAR, zone)

    @property
    def words(self) -> str:
        """The limit in words."""
        if self.unit is Unit.AT_ONCE:
            return f"at once, from {self.starts}"
        unit = _ONE[self.unit] if self.amount == 1 else str(self.unit)
        limit = f"{'at least ' if self.keeps else ''}{self.amount} {unit} from {self.starts}"
        return limit + (f"; {self.extension} more for a reason told in time" if self.extension else "")

    def to_json(self) -> Mapping[str, Json]:
        """Write it, for listing and hashing."""
        return {
            "from": str(self.starts), "unit": str(self.unit), "amount": self.amount,
            "extension": self.extension, "keeps": self.keeps,
        }  # fmt: skip


_ONE = {Unit.HOURS: "hour", Unit.DAYS: "day", Unit.MONTHS: "month", Unit.YEARS: "year"}


def _year_after(event: Instant, zone: tzinfo) -> Instant:
    """The instant at which the calendar year of an event has ended."""
    year = datetime.fromtimestamp(event.seconds, tz=zone).year + 1
    return Instant(int(datetime(year, 1, 1, tzinfo=zone).timestamp()))


def _months_later(start: Instant, months: int, zone: tzinfo) -> Instant:
    moment = datetime.fromtimestamp(start.seconds, tz=zone)
    years, month = divmod(moment.month - 1 + months, MONTHS_OF_A_YEAR)
    year, month = moment.year + years, month + 1
    day = min(moment.day, monthrange(year, month)[1])
    return Instant(int(moment.replace(year=year, month=month, day=day).timestamp()))
