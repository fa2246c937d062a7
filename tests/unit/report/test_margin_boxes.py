"""The words at the edges of a sheet, read back from the style sheet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autonome.report.margin_boxes import margin_boxes
from autonome.report.words import css_string


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_written_for_the_style_sheet_is_read_back(text: str) -> None:
    style = f'@page {{ @top-left {{ font: 600 9pt serif; }} @top-left {{ content: "{css_string(text)}"; }} }}'
    assert margin_boxes(style) == {"top-left": text}


def test_the_counters_of_sheets_are_told_from_words() -> None:
    style = '@bottom-right { color: #333; content: "Page " counter(page) " of " counter(pages); }'
    assert margin_boxes(style) == {"bottom-right": "Page {number} of {count}"}


def test_a_box_without_words_is_none() -> None:
    assert margin_boxes("@top-left { font: 9pt serif } @page { margin: 1cm }") == {}
