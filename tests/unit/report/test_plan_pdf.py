"""The sheets of ``plan.pdf`` before they are set: the page's words, in its order, without what is for screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest

from autonome.kernel import Instant, Json
from autonome.plan.values import Plan
from autonome.report.page_tree import Element, parse_page
from autonome.report.plan_html import render_html
from autonome.report.plan_pdf import sheets_document, sheets_of
from autonome.report.printable import MAY_BREAK
from tests.unit.plan.small_plan import order, plan_of

AS_OF = Instant.parse("2026-03-01T10:00:00Z")
MARKUP = '#eval("1+1") #read("/etc/passwd") *bold* _it_ $x$ `raw` @ref <label> \\ // [ ] { } = head - item {number}'
PLAN = plan_of(order("clopidogrel 75 mg"), order("warfarin"), order("zinc"), considered=("codeine",))


def body(plan: Plan) -> list[Json]:
    found = sheets_document(render_html(plan))["body"]
    assert isinstance(found, list)
    return found


def walk(nodes: object) -> Iterator[dict[str, Json]]:
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict):
            yield node
            yield from walk(node.get("kids"))


def words(node: object) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(words, node))
    assert isinstance(node, dict)
    inner = str(node["word"]) if node["tag"] == "badge" else words(node.get("kids", []))
    return inner if node["tag"] in ("a", "b", "badge", "code", "i", "span", "strong") else f"\n{inner}\n"


def leaves(node: object) -> Iterator[str]:
    """Each piece of text of the sheets, its spaces settled."""
    if isinstance(node, str):
        yield " ".join(node.replace(MAY_BREAK, "").split())
    elif isinstance(node, list):
        for each in node:
            yield from leaves(each)
    elif isinstance(node, dict):
        yield from leaves(node.get("word", node.get("kids", [])))


def texts(element: Element) -> Iterator[str]:
    """The same of a page."""
    for child in element.children:
        if isinstance(child, str):
            yield " ".join(child.split())
        else:
            yield from texts(child)


def test_the_sheets_say_what_the_page_says_in_its_order() -> None:
    page = parse_page(render_html(PLAN)).find("body")
    assert page is not None
    said = [text for text in leaves(body(PLAN)) if text]
    there = texts(page)
    assert len(said) > 150
    assert [text for text in said if text not in there] == [], "a word of its own, or in another place"


def test_what_is_for_screens_is_left_out() -> None:
    text = words(body(PLAN))
    assert "Skip to the plan" not in text
    assert "Where this comes from" not in text, "folded provenance stays in plan.json"
    assert "Knowledge that this plan rests on" in text, "printed open"
    assert {"nav", "svg", "footer", "details"} & {str(node["tag"]) for node in walk(body(PLAN))} == {"details"}


@pytest.mark.parametrize("third", ["h3", "h6"])
def test_headings_never_skip_a_level_and_begin_with_the_first(third: str) -> None:
    page = render_html(PLAN).replace("<h3", f"<{third}").replace("</h3>", f"</{third}>")
    levels = [node["level"] for node in walk(sheets_document(page)["body"]) if node["tag"] == "heading"]
    assert levels[0] == 1
    assert all(isinstance(b, int) and isinstance(a, int) and b <= a + 1 for a, b in pairwise(levels))
    assert {1, 2, 3} <= set(levels)


def test_a_link_leads_to_a_place_on_the_sheets_or_to_the_web_and_else_nowhere() -> None:
    nodes = list(walk(body(PLAN)))
    places = [node["id"] for node in nodes if "id" in node]
    links = {str(node["href"]) for node in nodes if "href" in node}
    assert len(places) == len(set(places))
    assert any(link.startswith("#m") for link in links)
    assert all(link.startswith("https://") or link[1:] in places for link in links)


def test_text_of_a_record_is_data_and_nothing_else() -> None:
    plan = plan_of(order(f"codeine {MARKUP}", dosage=(MARKUP,)), name=MARKUP)
    plain = plan_of(order("codeine", dosage=("x",)), name="x")
    document = sheets_document(render_html(plan))
    assert sheets_of(render_html(plan), AS_OF).template == sheets_of(render_html(plain), AS_OF).template
    assert words(document["body"]).count(MARKUP) > 2
    assert MARKUP in str(document["title"])


def test_head_and_foot_are_those_of_the_printed_page() -> None:
    document = sheets_document(render_html(PLAN))
    head, foot = document["head"], document["foot"]
    assert isinstance(head, list)
    assert isinstance(foot, list)
    assert PLAN.patient.subject in str(head[0])
    assert re.fullmatch(r"as of .* UTC", str(head[1]))
    assert "for review by a clinician" in str(foot[0])
    assert foot[1] == "Page {number} of {count}"


def test_each_sign_has_a_word_and_an_icon_of_its_own() -> None:
    document = sheets_document(render_html(PLAN))
    icons = document["icons"]
    assert isinstance(icons, dict)
    badges = [node for node in walk(document["body"]) if node["tag"] == "badge"]
    assert badges
    assert all(badge["word"] and badge["icon"] in icons for badge in badges)


def test_words_keep_one_space_between_them_across_elements() -> None:
    plan = replace(PLAN, patient=replace(PLAN.patient, name="  Two   Names  "))
    text = words(body(plan))
    assert "\nTwo Names \n" in text or "\nTwo Names\n" in text
    assert not re.search(r"\S  +\S", text)
