"""The calculated dose and the advice on prevention, on the page and in the document."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from autonome.evidence.prevention import Asks, PreventionRule, Requirement
from autonome.kernel import DrugName, Text, canonical_bytes
from autonome.plan.make import make_plan
from autonome.plan.values import Plan
from autonome.report.plan_html import render_html
from autonome.report.plan_json import plan_document
from tests.unit.plan.small_bundle import CYP2C19, diplotype
from tests.unit.plan.small_bundle import called as call
from tests.unit.plan.small_plan import CONTEXT, KNOWLEDGE, order, record
from tests.unit.plan.warfarin.known import cyp2c9, vkorc1
from tests.unit.plan.warfarin.test_from_record import SIZE
from tests.unit.report.test_plan_json import keys_of

ALERT = PreventionRule(
    "cyp2c19-poor",
    (Requirement(Asks.GENE, (CYP2C19,), ("Poor Metabolizer",)),),
    (DrugName("clopidogrel"),),
    Text("everyone"),
    Text("Record the result <b>now</b>."),
    Text("Strong"),
    relatives=True,
    where="CPIC 2022",
    url="https://cpicpgx.org/",
    source="CPIC",
)
KNOWS = replace(KNOWLEDGE, prevention=(ALERT,))
POOR = call(CYP2C19, diplotype("*2/*2", "Poor Metabolizer"))


def plan_with(*orders: str, sized: bool = True, poor: bool = True) -> Plan:
    whole = record(*map(order, orders))
    items = (*whole.items, *(SIZE if sized else ()))
    genes = (cyp2c9("*1/*2"), vkorc1("AG"), *((POOR,) if poor else ()))
    context = replace(CONTEXT, not_covered=frozenset())
    return make_plan(replace(whole, items=items), (), genes, KNOWS, context)


def document(plan: Plan) -> Any:  # noqa: ANN401 - JSON
    return json.loads(canonical_bytes(plan_document(plan)))


def test_the_number_never_stands_without_its_error_and_what_is_unknown() -> None:
    page = render_html(plan_with("warfarin"))
    for words in ("About 25.6 mg a week", "mean error: 8.5 mg", "not an order", "missing or mixed", "Not known:"):
        assert words in page


def test_the_document_holds_inputs_errors_and_cautions() -> None:
    (warfarin,) = document(plan_with("warfarin"))["medicines"]
    dose = warfarin["dose_estimate"]
    assert (dose["weekly_mg"], dose["refused"]) == ("25.6", [])
    assert {each["id"]: each["known"] for each in dose["inputs"]}["race"] is False
    assert all(each["figure"] and each["url"].startswith("https://") for each in dose["errors"])


def test_a_refusal_shows_every_reason_and_no_number() -> None:
    plan = plan_with("warfarin", sized=False)
    page = render_html(plan)
    assert "No dose is calculated." in page
    assert "The height is needed: it is not recorded." in page
    assert "mg a week" not in page
    (warfarin,) = document(plan)["medicines"]
    assert warfarin["dose_estimate"]["weekly_mg"] is None
    assert [each["id"] for each in warfarin["dose_estimate"]["refused"]] == ["height", "weight"]


def test_a_medicine_without_an_equation_has_none() -> None:
    plan = plan_with("codeine")
    assert document(plan)["medicines"][0]["dose_estimate"] is None
    assert "Calculated maintenance dose" not in render_html(plan)


def test_advice_on_prevention_is_escaped_and_names_its_grounds() -> None:
    plan = plan_with()
    page = render_html(plan)
    assert "Record the result &lt;b&gt;now&lt;/b&gt;." in page
    assert "concerns relatives" in page
    assert "CYP2C19 *2/*2 (Poor Metabolizer)" in page
    (advice,) = document(plan)["prevention"]["advice"]
    assert advice["grounds"] == [
        {"kind": "gene", "name": "CYP2C19", "value": "*2/*2", "meaning": "Poor Metabolizer", "source": "", "date": ""}
    ]


def test_what_cannot_be_said_is_a_line_where_a_medicine_makes_it_matter() -> None:
    loud, quiet = plan_with("clopidogrel", poor=False), plan_with(poor=False)
    assert "Cannot be said, and matters now" in render_html(loud)
    assert "Cannot be said, and matters now" not in render_html(quiet)
    assert "Nothing can be said of these either" in render_html(quiet)
    (gap,) = document(loud)["prevention"]["gaps"]
    assert (gap["subject"], gap["matters"], gap["medicines"]) == ("CYP2C19", True, ["clopidogrel"])


def test_every_key_is_explained_in_the_documentation() -> None:
    made = document(plan_with("warfarin", "clopidogrel"))
    page = (Path(__file__).parents[3] / "docs" / "formats" / "plan.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z_]+)`", page))
    assert keys_of([made["prevention"], [each["dose_estimate"] for each in made["medicines"]]]) <= told
