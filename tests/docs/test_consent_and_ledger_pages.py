"""The pages on consent, requests, law, receipts and threats against the program: examples read, tables are complete."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from tools.write_law import rewritten

from autonome.access import ReasonCode, read_request
from autonome.access.incidents import read_incident
from autonome.consent import (
    CATEGORIES,
    FINDINGS,
    JURISDICTIONS,
    OBLIGATIONS,
    PURPOSES,
    RECIPIENTS,
    Kind,
    Taxonomy,
    read_consent,
)
from autonome.consent.ages import AGES
from autonome.law import COUNSEL, RULES
from autonome.ledger import EntryKind
from autonome.workflows.verify_receipt import Evidence, verify_receipt
from tests.docs.pages import ROOT, fences

FORMATS = ROOT / "docs/formats"
CONSENT, REQUEST, RECEIPT = (FORMATS / f"{name}.md" for name in ("consent", "request", "receipt"))
LAW, THREATS = ROOT / "docs/law.md", ROOT / "docs/threat-model.md"


def rows(page: str) -> list[list[str]]:
    """Cells of every table row."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_example_consent_and_request_are_read() -> None:
    ((_, consent),) = fences(CONSENT, "json")
    assert read_consent(consent.encode()).subject == "synthetic-anna"
    ((_, request),) = fences(REQUEST, "json")
    assert request.encode() == (ROOT / "examples/patient/underwriting-request.json").read_bytes().replace(
        b'[\n    "UNDERWRITING"\n  ]', b'["UNDERWRITING"]'
    ).replace(b'[\n    "pharmacogenes",\n    "medications"\n  ]', b'["pharmacogenes", "medications"]')
    assert read_request(request.encode()).recipient == "health-insurer"


def test_the_example_receipt_verifies_under_the_policy_of_the_page() -> None:
    ((_, receipt),) = fences(RECEIPT, "json")
    policy = next(block for _, block in fences(RECEIPT, "") if block.startswith("# Whose"))
    verified = verify_receipt(Evidence(receipt.encode(), "r"), policy=Evidence(policy.encode(), "p"))
    assert (verified.effect, verified.entries, verified.size) == ("denied", (1,), 2)


@pytest.mark.parametrize("tree", [PURPOSES, CATEGORIES, RECIPIENTS], ids=lambda tree: tree.name)
def test_every_code_stands_in_its_table_with_its_parent_and_aliases(tree: Taxonomy[Any]) -> None:
    told = rows(CONSENT.read_text(encoding="utf-8"))
    for term in tree.terms:
        parent = f"`{term.parent}`" if term.parent else ""
        assert [f"`{term.code}`", parent, term.label, ", ".join(f"`{alias}`" for alias in term.aliases)] in told


def test_every_kind_of_finding_stands_in_its_table() -> None:
    told = rows(CONSENT.read_text(encoding="utf-8"))
    assert [[f"`{code}`", label] for code, label in FINDINGS.items() if [f"`{code}`", label] not in told] == []


def test_every_jurisdiction_obligation_and_kind_is_named() -> None:
    page = CONSENT.read_text(encoding="utf-8")
    for code in [*(term.code for term in JURISDICTIONS.terms), *OBLIGATIONS, *Kind]:
        assert f"`{code}`" in page


def test_every_reason_is_told_and_those_that_read_the_same_are_said_to() -> None:
    told = {row[0] for row in rows(REQUEST.read_text(encoding="utf-8"))}
    assert {f"`{code}`" for code in ReasonCode} <= told


def test_the_ages_are_those_of_the_program() -> None:
    found = (row for row in rows(CONSENT.read_text(encoding="utf-8")) if row[1].isdigit())
    told = {tuple(row) for row in found if row[0].strip("`") in AGES}
    assert told == {(f"`{place}`", f"{a.data}", f"{a.research}", a.article, a.checked) for place, a in AGES.items()}


def test_every_kind_of_entry_is_told() -> None:
    told = {row[0] for row in rows(RECEIPT.read_text(encoding="utf-8"))}
    assert {f"`{kind}`" for kind in EntryKind} <= told


def test_the_page_of_law_lists_every_rule_what_is_left_out_and_the_caveat() -> None:
    page = LAW.read_text(encoding="utf-8")
    told = rows(page)
    assert COUNSEL in page
    for rule in RULES.rules:
        effect = rule.effect.replace("_", " ")
        assert [f"`{rule.id}`", effect, f"`{rule.jurisdiction}`", rule.article, str(rule.check)] in told
    listed = {(row[0], row[1]) for row in told if len(row) == 2}
    assert {item for pack in RULES.packs for item in pack.not_covered.items()} <= listed
    assert len([row for row in told if len(row) == 5]) == len(RULES.rules) + 1


def test_the_tables_of_the_page_of_law_are_those_of_the_rules() -> None:
    page = LAW.read_text(encoding="utf-8")
    assert page == rewritten(page), "stale: run python tools/write_law.py"
    with pytest.raises(ValueError, match="needs both markers"):
        rewritten("no tables")


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", THREATS.read_text(encoding="utf-8")))
    defined = {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert len(named) > 30
    assert named - defined == set()


def test_the_example_incident_is_the_one_that_the_command_reads() -> None:
    ((_, incident),) = fences(LAW, "json")
    shipped = (ROOT / "examples/cases/incident.json").read_bytes()
    assert read_incident(incident.encode()) == read_incident(shipped)
