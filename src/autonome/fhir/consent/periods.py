"""Periods: ours ends before its end, FHIR's with it.

We count whole seconds, so an end that is excluded is written as the second before it, and read as the second after
what is written; a date without a time ends with its day. Dates without a zone are read in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autonome.consent import ConsentError
from autonome.fhir.consent.codes import EMPTY
from autonome.fhir.consent.pieces import Piece
from autonome.fhir.elements import Element
from autonome.kernel import InputError, Instant, Period

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_DECEMBER = 12

BEGINNING = Instant.parse("1000-01-01")
"""Before any record: where a refusal, or a window, without a beginning begins."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period that may be open at both ends.

    Args:
        start: first instant inside, or None.
        end: first instant after it, or None.
    """

    start: Instant | None = None
    end: Instant | None = None

    def within(self, other: Span) -> Span | None:
        """What both hold; None where they do not meet."""
        start = max((each for each in (self.start, other.start) if each is not None), default=None)
        end = min((each for each in (self.end, other.end) if each is not None), default=None)
        if start is not None and end is not None and end <= start:
            return None
        return Span(start, end)

    def period(self, start: Instant) -> Period | None:
        """The period, beginning at the given instant where it has no beginning; None where it would be over by then."""
        begins = start if self.start is None else self.start
        return None if self.end is not None and self.end < begins else Period(begins, self.end)


def period_piece(period: Period) -> Piece:
    """Write a period."""
    if period.end is None:
        return {"start": str(period.start)}
    if period.end == period.start:
        empty: Piece = {"url": EMPTY, "valueBoolean": True}
        return {"extension": [empty], "start": str(period.start), "end": str(period.start)}
    return {"start": str(period.start), "end": str(Instant(period.end.seconds - 1))}


def read_span(element: Element | None) -> Span:
    """Read a Period; open at both ends where it is absent.

    Raises:
        ConsentError: an end is no date of R4, or lies before the start.
    """
    if element is None:
        return Span()
    start, end = element.text("start"), element.text("end")
    first = _bounds(start, element)[0] if start else None
    if any(each.text("url") == EMPTY for each in element.children("extension")):
        return Span(first, first)
    last = _bounds(end, element)[1] if end else None
    if first is not None and last is not None and last <= first:
        raise _refused(element, "ends before it starts", "correct the two dates.")
    return Span(first, last)


def read_moment(text: str, element: Element) -> Instant:
    """The first instant of a dateTime."""
    return _bounds(text, element)[0]


def _bounds(text: str, element: Element) -> tuple[Instant, Instant]:
    """First instant of a date or time, and the first one after it."""
    match = _PARTIAL.fullmatch(text)
    try:
        if match is None:
            moment = Instant.parse(text)
            return moment, Instant(moment.seconds + 1)
        year, month, day = match[1], match[2] or "01", match[3] or "01"
        first = Instant.parse(f"{year}-{month}-{day}")
        if match[3]:
            return first, Instant(first.seconds + 24 * 60 * 60)
        following = (int(year) + 1, 1) if not match[2] or int(month) == _DECEMBER else (int(year), int(month) + 1)
        return first, Instant.parse(f"{following[0]:04}-{following[1]:02}-01")
    except InputError as error:
        raise _refused(element, f"holds {text[:40]!r}, which is no date", "write it as 2026-03-01.") from error


def _refused(element: Element, problem: str, mend: str) -> ConsentError:
    return ConsentError(problem, where=element.path, mend=mend)
