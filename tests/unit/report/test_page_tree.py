"""A page read back as a tree: nothing is lost, and nothing that was escaped becomes an element."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.report.page_tree import Element, parse_page


def test_elements_attributes_and_text_come_out_as_they_stand() -> None:
    tree = parse_page('<!doctype html><p class="a b" hidden>one <b>two</b><br>three</p>')
    (paragraph,) = (child for child in tree.children if isinstance(child, Element))
    assert (paragraph.tag, paragraph.classes, paragraph.attributes["hidden"]) == ("p", ("a", "b"), "")
    assert [child if isinstance(child, str) else child.tag for child in paragraph.children] == [
        "one ",
        "b",
        "br",
        "three",
    ]
    assert paragraph.text == "one twothree"


@given(st.text())
def test_escaped_text_stays_text(text: str) -> None:
    tree = parse_page(f"<p>{html.escape(text)}</p>")
    assert [each.tag for each in tree.walk()] == ["", "p"]
    assert tree.text.split() == text.replace("\x00", "\N{REPLACEMENT CHARACTER}").split() or tree.text == text


@pytest.mark.parametrize(
    ("page", "fault"), [("<p><b>x</p>", "</p> closes <b>"), ("<p>", "<p> is not closed"), ("</p>", "</p> closes <>")]
)
def test_a_page_that_is_none_of_ours_is_refused(page: str, fault: str) -> None:
    with pytest.raises(ValueError, match=f"^{fault}$"):
        parse_page(page)
