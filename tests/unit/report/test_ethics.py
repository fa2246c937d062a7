"""The ethical assessment in ``plan.json`` and on the clinician's page: all of it, and on page 1 what presses."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from autonome.consent import Wish
from autonome.kernel import Text, canonical_bytes
from autonome.plan.ethical_values import COUNSELLING, Actor, EthicalStatement, Found, Principle, Task
from autonome.plan.ethical_words import FOUND, PRINCIPLES, WHO, WISHES
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice
from autonome.plan.values import Plan
from autonome.report.ethics_words import CHECKS
from autonome.report.plan_html import render_html
from autonome.report.plan_json import plan_document
from tests.unit.plan.ethics.cases import MH_NONE, MH_RESULT, assessed, made, wishing
from tests.unit.plan.small_bundle import NORMAL

PLAN = assessed(made("clopidogrel", calls=(NORMAL, MH_RESULT)), wishing(treatable_risk=Wish.NOT_NOW))
PAGE_ONE = 'id="first"'
DOCS = Path(__file__).parents[3] / "docs/formats/plan.md"
ETHICS = Path(__file__).parents[3] / "src/autonome/plan/ethics"


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words(html: str) -> str:
    parser = Words()
    parser.feed(html)
    return re.sub(r"\s+", " ", " ".join(parser.found))


def section(html: str) -> str:
    return html.split('<section id="ethics"')[1].split("</section>", maxsplit=1)[0]


def document(plan: Plan) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(canonical_bytes(plan_document(plan)))
    found: dict[str, Any] = read["ethics"]
    return found


def test_every_statement_stands_in_the_document_with_what_it_rests_on_and_who_does_what() -> None:
    told = document(PLAN)
    assert [(each["check"], each["found"], each["text"]) for each in told["statements"]] == [
        (each.check, each.found, each.text) for each in PLAN.ethics
    ]
    assert all((each["task"] is None) is (each["found"] == "met") for each in told["statements"])
    assert all(each["rests_on"] for each in told["statements"] if each["check"] == "consent-scope")
    assert told["incidental"] == [
        {"kind": "gene", "id": "RYR1", "genes": ["RYR1"], "finding": "treatable-risk", "wish": "not-now"}
    ]
    assert {"finding": "treatable-risk", "wish": "not-now", "act": ""} in told["wishes"]


def checks() -> set[str]:
    """Read from the code: every check of a principle."""
    made = (
        node
        for path in sorted(ETHICS.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Check"
    )
    return {COUNSELLING if isinstance(call.args[1], ast.Name) else ast.literal_eval(call.args[1]) for call in made}


def test_every_check_has_a_name_and_is_explained_in_the_documentation() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert {*CHECKS} == checks()
    assert [check for check in CHECKS if f"`{check}`" not in page] == []


def test_every_statement_and_task_stands_on_the_page() -> None:
    text = words(section(render_html(PLAN)))
    for each in PLAN.ethics:
        assert each.text in text
        if each.task:
            assert f"For {WHO[each.task.who]}: {each.task.what}" in text


def test_each_check_is_named_with_its_finding_before_anything_is_opened() -> None:
    """On paper too, where what is folded is left out."""
    html = section(render_html(PLAN))
    summaries = re.findall(r"(?s)<summary>(.*?)</summary>", html)
    assert len(summaries) == len(Principle)
    for principle, summary in zip(Principle, summaries, strict=True):
        told = words(summary)
        for found in Found:
            names = {CHECKS[each.check] for each in PLAN.ethics if (each.principle, each.found) == (principle, found)}
            after = re.search(rf"(?<![a-z] ){FOUND[found]} ([^.]*)\.", told)
            assert set(after[1].strip().split(", ") if after else ()) == names


def test_page_one_says_what_is_not_met_and_what_wants_a_talk_and_nothing_else() -> None:
    first = render_html(PLAN).split(PAGE_ONE)[1].split("</section>")[0]
    for each in PLAN.ethics:
        assert (each.text in words(first)) is each.presses
    assert "RYR1" in words(first)
    calm = assessed(made("clopidogrel", calls=(NORMAL, MH_NONE)))
    assert PAGE_ONE not in render_html(calm)


@pytest.mark.parametrize("wish", Wish)
def test_the_wish_stands_beside_what_nobody_asked_about(wish: Wish) -> None:
    grounds = (Ground(kind=GroundKind.GENE, name="RYR1", value="v"),)
    advice = PreventionAdvice(
        id="rule", advice="Do this.", who="everyone", certain=True, doubt="", strength="Strong", relatives=False,
        where="", url="", grounds=grounds,
    )  # fmt: skip
    plan = assessed(
        replace(made("clopidogrel", calls=(NORMAL, MH_RESULT)), prevention=(advice,)), wishing(treatable_risk=wish)
    )
    html = render_html(plan)
    listed = words(section(html).split("<h3>Results that nobody")[1])
    assert len(re.findall(f": {WISHES[wish]}(?! now)", listed)) == 2, "the gene and the advice"
    assert WISHES[wish] in words(html.split('id="prevention"')[1].split("</section>")[0])
    assert WISHES[wish] in words(html.split('id="genes"')[1].split("</section>")[0])


def test_words_of_the_record_are_escaped() -> None:
    hostile = Text("Not recognised: {names}.", names="<script>alert(1)</script>")
    statement = EthicalStatement(
        Principle.JUSTICE, "cost", Found.NOT_MET, hostile, (), Task(Actor.CLINICIAN, Text("Ask."))
    )
    html = render_html(replace(PLAN, ethics=(statement,)))
    assert "<script>" not in html
    assert html.count("&lt;script&gt;alert(1)") == 2, "on page 1 and in the section"


def test_every_word_is_there() -> None:
    assert ({*PRINCIPLES}, {*FOUND}, {*WHO}, {*WISHES}) == ({*Principle}, {*Found}, {*Actor}, {*Wish})
