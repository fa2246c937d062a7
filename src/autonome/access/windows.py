"""Sets of time, as sorted half-open intervals of whole seconds.

Only what the data windows of a decision need: all of time, one period, union, intersection, difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from autonome.kernel import Instant, Period

Window = tuple[tuple[int, int], ...]
"""Disjoint, ascending ``(start, end)`` in seconds since 1970; ``end`` excluded."""

BEGINNING: Final = -(2**62)
"""Before every instant that can be written (seconds)."""

END: Final = 2**62
"""After every instant that can be written (seconds)."""

ALL_TIME: Final[Window] = ((BEGINNING, END),)
"""Everything."""

NOTHING: Final[Window] = ()
"""Nothing."""


def window_of(period: Period | None) -> Window:
    """All of time for None, else the period."""
    if period is None:
        return ALL_TIME
    end = END if period.end is None else period.end.seconds
    return ((period.start.seconds, end),) if period.start.seconds < end else NOTHING


def union(windows: Iterable[Window]) -> Window:
    """Time that is in any of them."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for window in windows for span in window):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def intersection(one: Window, other: Window) -> Window:
    """Time that is in both."""
    found = []
    here = there = 0
    while here < len(one) and there < len(other):
        start, end = max(one[here][0], other[there][0]), min(one[here][1], other[there][1])
        if start < end:
            found.append((start, end))
        if one[here][1] == end:  # whichever ends first meets nothing more
            here += 1
        else:
            there += 1
    return tuple(found)


def difference(one: Window, other: Window) -> Window:
    """Time that is in the first and not in the second."""
    edges = (BEGINNING, *(edge for span in other for edge in span), END)
    return intersection(one, tuple(zip(edges[::2], edges[1::2], strict=True)))


def periods(window: Window) -> tuple[tuple[Instant | None, Instant | None], ...]:
    """Write a window as pairs of instants; None for an open end."""
    return tuple((None if a == BEGINNING else Instant(a), None if b == END else Instant(b)) for a, b in window)
