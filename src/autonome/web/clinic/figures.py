"""Figures of the plan page, drawn as values: places and lengths for an SVG that the template writes, without a script.

Each figure has a table with the same data beside it: who cannot see it misses nothing. Lengths are whole units of a
drawing that is `WIDTH` wide, which is a narrow phone's width in pixels, so that its words stay readable there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from autonome.clinical.medications import MedicationOrder
from autonome.kernel import Instant, Text
from autonome.plan.reasons import Reading
from autonome.plan.values import GeneLine, MedicationAdvice
from autonome.web.days import day

WIDTH: Final = 320
ROW: Final = 34
"""Height of a row: a line of words, and a bar below."""

LEAST_BAR: Final = 3
"""Shortest bar, so that a day is seen among years."""

NARROWEST_SPAN: Final = 30 * 24 * 3600
"""Shortest time that a figure spans, in seconds."""

LEAST_SCALE: Final = 3.0
"""Highest activity score on the scale, unless one is higher: a normal metabolizer of CYP2D6 has up to 2.25 (CPIC)."""

_TIMES: Final = Text("When each medicine of the record was taken or ordered; the table has the same")
_SCORES: Final = Text("Activity scores of genes; the table has the same")

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its words.

    Args:
        label: beside it.
        row: place of its row, from the top.
        x: where it begins.
        width: of it; 0 where nothing can be drawn.
        kind: class of how it looks.
        told: what the table says of it, cell by cell.
    """

    label: str
    row: int
    x: int
    width: int
    kind: str
    told: tuple[str, ...]

    @property
    def words_at(self) -> int:
        """Base line of its words."""
        return self.row * ROW + 14

    @property
    def bar_at(self) -> int:
        """Upper edge of the bar."""
        return self.row * ROW + 19


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure.

    Args:
        bars: from the top.
        begins: what its left edge stands for.
        ends: what its right edge stands for.
        about: what it shows, for who hears it read.
    """

    bars: tuple[Bar, ...]
    begins: str
    ends: str
    about: Text

    @property
    def height(self) -> int:
        """Of the drawing, with a line for the scale."""
        return len(self.bars) * ROW + 20

    @property
    def scale_at(self) -> int:
        """Base line of the scale's words."""
        return self.height - 4


def timeline(orders: Iterable[MedicationOrder], now: Instant) -> Figure | None:
    """When each medicine of the record was taken or ordered; None where the record has none.

    Args:
        orders: of the record.
        now: right edge: the instant that the plan is for.
    """
    listed = [each for each in orders if each.text]
    if not listed:
        return None
    begun = [seconds for each in listed if (seconds := _begun(each)) is not None]
    first = min([now.seconds - NARROWEST_SPAN, *begun])
    bars = tuple(_taken(each, row, first, now) for row, each in enumerate(listed))
    return Figure(bars, day(Instant(first)), day(now), _TIMES)


def _begun(order: MedicationOrder) -> int | None:
    start = order.period.start or order.authored
    return None if start is None else start.first.seconds


def _taken(order: MedicationOrder, row: int, first: int, now: Instant) -> Bar:
    start, end = order.period.start or order.authored, order.period.end
    told = (str(start or ""), str(end or ""), str(order.status), str(order.source))
    if start is None:
        return Bar(order.text, row, 0, 0, "unknown", told)
    until = now.seconds if end is None else min(end.last.seconds, now.seconds)
    x, right = (round((each - first) * WIDTH / (now.seconds - first)) for each in (start.first.seconds, until))
    return Bar(order.text, row, min(x, WIDTH - LEAST_BAR), max(right - x, LEAST_BAR), "past" if end else "runs", told)


def scores(genes: Iterable[GeneLine], medicines: Iterable[MedicationAdvice]) -> Figure | None:
    """Activity scores by genotype, and what an enzyme acts as under other medicines; None where no gene has a score."""
    listed = list(_scores(genes, medicines))
    if not listed:
        return None
    scale = max(LEAST_SCALE, *(value for _, _, _, value in listed))
    bars = tuple(
        Bar(label, row, 0, max(round(value * WIDTH / scale), LEAST_BAR), kind, (score, kind))
        for row, (label, score, kind, value) in enumerate(listed)
    )
    return Figure(bars, "0", f"{scale:g}", _SCORES)


def _scores(genes: Iterable[GeneLine], medicines: Iterable[MedicationAdvice]) -> Iterator[tuple[str, str, str, float]]:
    acting = _acting(medicines)
    for line in genes:
        for each in line.call.diplotypes:
            if (value := _value(each.activity_score)) is not None:
                yield f"{line.call.gene} {each.label}", each.activity_score, "genotype", value
        for score in acting.get(str(line.call.gene), ()):
            if (value := _value(score)) is not None:
                yield f"{line.call.gene}", score, "acting", value


def _acting(medicines: Iterable[MedicationAdvice]) -> dict[str, dict[str, None]]:
    """Scores that the advice goes by where another medicine makes an enzyme act otherwise, by gene."""
    found: dict[str, dict[str, None]] = {}
    for advice in medicines:
        for reading in _readings(advice):
            if reading.acting is not None:
                found.setdefault(str(reading.gene), {})[reading.activity_score] = None
    return found


def _readings(advice: MedicationAdvice) -> Iterator[Reading]:
    return (reading for line in advice.verdict.lines for reading in line.readings)


def _value(score: str) -> float | None:
    """A score as a number; a lower bound such as ``≥3.0`` by its bound; None where there is none."""
    found = _NUMBER.search(score)
    return float(found[0]) if found else None
