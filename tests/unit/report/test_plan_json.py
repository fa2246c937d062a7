"""``plan.json``: its shape, and that every conclusion can be followed to its sources."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autonome.kernel import canonical_bytes
from autonome.pharmacogenomics.calls import Status
from autonome.plan.values import Plan
from autonome.report.plan_json import FORMAT, plan_document
from tests.unit.plan.small_bundle import CYP2C19, HASH, NORMAL_BUT_OPEN, called, diplotype
from tests.unit.plan.small_interactions import plan as interacting
from tests.unit.plan.small_interactions import taken
from tests.unit.plan.small_plan import order, plan_of


def document(plan: Plan) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(canonical_bytes(plan_document(plan)))
    return read


PLAN = plan_of(order("clopidogrel", dosage=("75 mg daily",)), order("warfarin"), order("zinc"), considered=("codeine",))
DOCUMENT = document(PLAN)


def test_the_document_has_its_documented_keys() -> None:
    assert sorted(DOCUMENT) == [
        "as_of", "bundle", "conditions", "engine", "ethics", "facts", "format", "genes", "goals", "inputs", "knowledge",
        "left_out", "limits", "medicines", "not_covered", "not_understood", "patient", "prevention",
        "statements",
    ]  # fmt: skip
    assert DOCUMENT["format"] == FORMAT == "autonome-plan/1"
    assert DOCUMENT["as_of"] == "2026-03-01T10:00:00Z"
    assert DOCUMENT["bundle"] == HASH
    assert DOCUMENT["inputs"] == {"genome": "01" * 32, "record": "02" * 32}


def test_the_name_on_the_label_stays_out_of_the_document() -> None:
    assert DOCUMENT["patient"] == {"subject": "synthetic-1", "birth_date": "1958", "sex": "female", "sample": "S1"}
    assert b"Synthetic Patient" not in canonical_bytes(plan_document(PLAN))


def test_a_medicine_has_its_documented_keys() -> None:
    clopidogrel = DOCUMENT["medicines"][0]
    assert sorted(clopidogrel) == [
        "alternatives", "because", "best_supported", "bundle", "by_genes", "caution", "conditional", "consequence",
        "dose_estimate", "drug", "factors", "genes", "instruction", "interactions", "lead", "led_by", "not_assessed",
        "offered", "orders", "origin", "pmids", "sources", "sources_differ", "statements", "supported", "sure",
        "uncertain", "uncertainties", "would_change",
    ]  # fmt: skip
    assert (clopidogrel["drug"], clopidogrel["consequence"]) == ("clopidogrel", "change-dose")
    assert (clopidogrel["best_supported"], clopidogrel["sure"]) == ("standard", False)
    assert clopidogrel["orders"][0]["dosage"] == "75 mg daily"


def lines(read: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [line for each in read["medicines"] for source in each["sources"] for line in source["lines"]]


def test_every_line_leads_to_a_statement_that_is_in_the_document_or_says_why_not() -> None:
    assert lines(DOCUMENT)
    for line in lines(DOCUMENT):
        assert line["statement"] in DOCUMENT["statements"] or (line["statement"] is None and line["reasons"])
        assert line["results"]
        assert all(result["gene"] for result in line["results"])


def test_every_statement_in_the_document_is_used_and_cited() -> None:
    used = {line["statement"] for line in lines(DOCUMENT)} - {None}
    assert used == set(DOCUMENT["statements"])
    assert all(each["pmids"] and each["version"] for each in DOCUMENT["statements"].values())
    assert used == {id_ for each in DOCUMENT["medicines"] for id_ in each["statements"]}


def test_a_gene_keeps_what_was_and_what_was_not_looked_at() -> None:
    (gene, hla) = DOCUMENT["genes"]
    assert gene["status"] == "ambiguous"
    assert gene["positions"] == {"assessed": 2, "missing": ["rs2"], "assumed": [], "undocumented": []}
    assert gene["alleles"] == {"tested": ["*2", "*17"], "not_tested": ["*3"]}
    assert gene["cannot_exclude"] == ["*3", "*9"]
    assert hla["status"] == "not_assessed"
    assert hla["used_for"] == ["warfarin"]


def test_not_assessed_reads_differently_from_standard() -> None:
    warfarin = next(each for each in DOCUMENT["medicines"] if each["drug"] == "warfarin")
    assert warfarin["consequence"] == "not-assessed"
    assert warfarin["not_assessed"][0]["gene"] == "HLA-B"


def test_medicines_without_advice_are_in_the_document() -> None:
    assert [(each["order"]["text"], each["why"]) for each in DOCUMENT["left_out"]] == [("zinc", "unrecognised")]


@pytest.mark.parametrize("status", list(Status))
def test_every_status_can_be_written(status: Status) -> None:
    call = called(CYP2C19, diplotype("*1/*1", "Normal Metabolizer"), status=status)
    assert document(plan_of(order("clopidogrel"), calls=(call,)))["genes"][0]["status"] == status.value


def test_the_same_plan_gives_the_same_bytes() -> None:
    again = plan_of(order("clopidogrel"), calls=(NORMAL_BUT_OPEN,))
    first = plan_of(order("clopidogrel"), calls=(NORMAL_BUT_OPEN,))
    assert canonical_bytes(plan_document(first)) == canonical_bytes(plan_document(again))


def test_an_interaction_and_its_result_have_their_documented_keys() -> None:
    made = document(interacting(taken("codeine"), taken("paroxetine", start="2026-01-05")))
    codeine = next(each for each in made["medicines"] if each["drug"] == "codeine")
    (chain,) = codeine["interactions"]
    assert chain["state"] == "in-force"
    assert chain["used"] is True
    assert chain["washout_days"] == 15
    assert codeine["supported"]["results"][0]["by_genotype"] == {
        "phenotype": "Normal Metabolizer",
        "activity_score": "2.0",
        "because": ["paroxetine"],
    }
    page = (Path(__file__).parents[3] / "docs" / "formats" / "plan.md").read_text(encoding="utf-8")
    words = set(re.findall(r"`([a-z_]+)`", page))
    assert keys_of(codeine["interactions"]) | keys_of(codeine["supported"]["results"]) <= words


DATA = frozenset({"inputs", "lookup", "implications", "statements"})
"""Objects whose keys are data: roles, genes and ids."""


def keys_of(value: object) -> set[str]:
    """Every key at any depth that belongs to the shape."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if not isinstance(value, dict):
        return set()
    inner = [list(each.values()) if key in DATA and isinstance(each, dict) else each for key, each in value.items()]
    return set(value).union(*map(keys_of, inner))


def test_every_key_is_explained_in_the_documentation() -> None:
    page = (Path(__file__).parents[3] / "docs" / "formats" / "plan.md").read_text(encoding="utf-8")
    words = set(re.findall(r"`([a-z_]+)`", page))
    assert keys_of(DOCUMENT) - words == set()
