"""Instants and periods: UTC, whole seconds, written as RFC 3339 with a ``Z``.

No clock is read here: an instant is an argument, given by the edge (``--as-of``) or by a test.

>>> str(Instant.parse("2026-03-01T10:00:00+08:00"))
'2026-03-01T02:00:00Z'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from autonome.kernel.errors import InputError

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A point in time.

    Args:
        seconds: since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).
    """

    seconds: int

    @classmethod
    def parse(cls, text: str) -> Instant:
        """Read an RFC 3339 timestamp, or a date (midnight UTC).

        Args:
            text: such as ``2026-03-01T10:00:00Z`` or ``2026-03-01``; fractions of a second are cut off.

        Raises:
            InputError: the text is neither, or names no real day.
        """
        candidate = f"{text}T00:00:00Z" if _DATE.fullmatch(text) else text
        if not _RFC3339.fullmatch(candidate):
            raise InputError(f"{text[:40]!r} is not an instant", mend="write it as 2026-03-01T10:00:00Z.")
        try:
            moment = datetime.fromisoformat(candidate.upper())
            return cls(int(moment.timestamp() // 1))
        except (ValueError, OverflowError) as error:
            raise InputError(f"{text[:40]!r} is no real date and time", mend="check the day and hour.") from error

    def __str__(self) -> str:
        """RFC 3339 in UTC."""
        return _written(self.seconds)


def offset_of(text: str) -> int:
    """The offset of the clock by which an RFC 3339 timestamp is told, in seconds east of UTC.

    Args:
        text: that `Instant.parse` has read.
    """
    offset = datetime.fromisoformat(text.upper()).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


@lru_cache(1024)
def _written(seconds: int) -> str:
    """One instant is written many times: each entry of a batch states it."""
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat().removesuffix("+00:00") + "Z"  # strftime pads no year


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` (included) to ``end`` (excluded); an absent end is open.

    Args:
        start: first instant inside.
        end: first instant after it, or None.
    """

    start: Instant
    end: Instant | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise InputError(
                f"a period ends ({self.end}) before it starts ({self.start})", mend="swap or correct them."
            )

    def contains(self, instant: Instant) -> bool:
        """Whether the instant lies inside."""
        return self.start <= instant and (self.end is None or instant < self.end)
