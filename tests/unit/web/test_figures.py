"""Figures of the plan page: places and lengths from values, within the drawing whatever the record says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autonome.clinical.concepts import Concept
from autonome.clinical.dates import DateRange, PartialDate
from autonome.clinical.medications import MedicationOrder, OrderKind
from autonome.clinical.sources import Source
from autonome.kernel import Instant
from autonome.web.clinic.figures import LEAST_BAR, WIDTH, timeline

NOW = Instant.parse("2026-03-01T10:00:00Z")


def order(text: str, start: PartialDate | None = None, end: PartialDate | None = None) -> MedicationOrder:
    return MedicationOrder(
        source=Source("entry[0]", "MedicationRequest/1"),
        kind=OrderKind.REQUEST,
        medication=Concept(text=text),
        period=DateRange(start, end),
    )


def test_a_medicine_without_a_date_is_not_drawn_and_stands_in_the_table() -> None:
    figure = timeline([order("clopidogrel"), order("simvastatin", PartialDate.of(2025, 3))], NOW)
    assert figure is not None
    unknown, known = figure.bars
    assert (unknown.width, unknown.kind, unknown.told[0]) == (0, "unknown", "")
    assert (known.x, known.width, known.kind, known.told[0]) == (0, WIDTH, "runs", "2025-03")


def test_no_medicine_is_no_figure() -> None:
    assert timeline([], NOW) is None
    assert timeline([order("")], NOW) is None


def test_what_ended_ends_where_it_ended() -> None:
    figure = timeline(
        [order("a", PartialDate.of(2024, 3, 1)), order("b", PartialDate.of(2024, 3, 1), PartialDate.of(2025, 3, 1))],
        NOW,
    )
    assert figure is not None
    runs, past = figure.bars
    assert past.kind == "past"
    assert abs(past.width - runs.width / 2) <= 1


years = st.none() | st.builds(PartialDate.of, st.integers(1900, 2100))


@given(st.lists(st.tuples(years, years), max_size=6))
def test_every_bar_lies_within_the_drawing(spans: list[tuple[PartialDate | None, PartialDate | None]]) -> None:
    figure = timeline([order("x", start, end) for start, end in spans], NOW)
    for bar in () if figure is None else figure.bars:
        assert 0 <= bar.x <= WIDTH
        assert bar.width == 0 or bar.width >= LEAST_BAR
        assert bar.x + bar.width <= WIDTH
