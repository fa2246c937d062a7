"""What the fact table says of limits, papers, articles and effects, each found in the rules that encode its row."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from autonome.law import RULES, Rule, RuleEffect
from tests.conformance.cases import SHARED, expected
from tests.unit.law.rows import row_of

ROWS: dict[str, dict[str, Any]] = {
    row["id"]: row for row in json.loads(expected(SHARED / "design" / "law-rules.json").read_text(encoding="utf-8"))
}

pytestmark = pytest.mark.conformance

LIMITS = {
    "keep >=3 years": "at least 3 years from the assessment",
    "immediately (no hour figure in statute)": "at once, from becoming aware",
    "1 month, +2 months if complex (told within first month)": "1 month from the request; 2 more",
    "72 h after becoming aware; later needs reasons": "72 hours from becoming aware",
    "without undue delay": "at once, from becoming aware",
    "no unreasonable delay, <=60 calendar days from discovery": "60 days from becoming aware",
    "3 x 24 h": "72 hours from becoming aware",
}
"""The table's limit, and how a clock says it."""

LIMITS_IN_PASSING = {
    "EU-GDPR-13/14": ("within 1 month if indirect", "1 month from the collection"),
    "ID-PDP-9/40": ("within 3 x 24 h", "72 hours from the withdrawal"),
    "US-HIPAA-524/528": ("30 days (+30)", "30 days from the request; 30 more"),
    "US-HIPAA-406/408": ("60 days after year end", "60 days from the end of that calendar year"),
    "CN-PIPL-45/46/47": ("timely", "at once, from the request"),
    "CN-CC-1225": ("timely", "at once, from the request"),
}
"""Rows that name a limit among what they require: what stands there, and how a clock says it."""

PAPERS = {
    "notice_version_hash": "privacy-notice",
    "processing_agreement": "processing-agreement",
    "recipient_notice": "recipient-notice",
    "necessity_and_impact_notice(Art 30)": "necessity-notice",
    "guardian_proof": "guardian-proof",
    "transfer_mechanism_id": "transfer-mechanism",
    "cac_assessment": "security-assessment",
    "pia_id": "impact-assessment",
    "hgr_approval_id": "hgr-approval",
    "hgr_report_id": "hgr-report",
    "backup_receipt": "hgr-backup-receipt",
    "ethics_id": "ethics-approval",
    "written_consent": "written",
    "approval_id": "foreign-court-approval",
    "important_data_class": "important-data-class",
    "dpia_id": "impact-assessment",
    "authorization": "written",
    "safe_harbor_report": "safe-harbour-report",
    "expert_report": "expert-determination",
}
"""The table's paper, and the kind of document or consent that a rule of its row asks for."""

PAPERS_ELSEWHERE = {
    "dpia if large scale": "the row EU-GDPR-35 asks for it",
    "breach_register": "a duty that tells the register",
    "breach_notice{categories,cause,harm,remedies,contact}": "a duty that tells authority and people",
}
"""Papers that are no document of a request, and where they went."""


def rules_of(row: str) -> list[Rule]:
    return [rule for rule in RULES.rules if row_of(rule.id) == row]


@pytest.mark.parametrize("row", [row for row in ROWS if ROWS[row]["deadline"]])
def test_the_limit_of_a_row_is_a_clock_of_its_rules(row: str) -> None:
    assert any(rule.deadline.startswith(LIMITS[ROWS[row]["deadline"]]) for rule in rules_of(row))


@pytest.mark.parametrize("row", LIMITS_IN_PASSING)
def test_a_limit_said_in_passing_is_one_too(row: str) -> None:
    said, clock = LIMITS_IN_PASSING[row]
    assert said in ROWS[row]["requires"]
    assert any(rule.deadline.startswith(clock) for rule in rules_of(row))


def test_no_row_without_a_limit_has_one_in_hours_days_or_months() -> None:
    limited = {row for row in ROWS if ROWS[row]["deadline"]} | LIMITS_IN_PASSING.keys()
    loose = [rule.id for row in ROWS.keys() - limited for rule in rules_of(row) if re.match(r"\d", rule.deadline)]
    assert loose == []


@pytest.mark.parametrize("row", [row for row in ROWS if ROWS[row]["documents"]])
def test_the_papers_of_a_row_are_asked_for_by_its_rules(row: str) -> None:
    asked = {str(each) for rule in rules_of(row) for each in (*rule.kinds, *rule.documents)}
    papers = [paper for paper in ROWS[row]["documents"] if paper not in PAPERS_ELSEWHERE]
    assert {PAPERS[paper] for paper in papers} <= asked


CLOSES_BESIDE = {"CN-PIPL-16", "EU-GDPR-7(4)", "CN-BSL-57", "CN-HGR-Reg-7/12/28"}
"""Rows of another word whose rules forbid something all the same, by what they require."""


@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_forbids_has_a_rule_that_does_and_one_that_obliges_asks_for_nothing(row: str) -> None:
    effects = {rule.effect for rule in rules_of(row)}
    then = ROWS[row]["then"]
    assert (RuleEffect.FORBID in effects) is (then == "forbid" or row in CLOSES_BESIDE)
    if then in {"duty", "define", "warn"}:
        assert effects == {RuleEffect.DUTY}
    if then == "deny_unless":
        assert effects


WITHOUT_NUMBER = {"CN-CAC-2024", "US-GINA-I", "US-GINA-II", "US-GINA-gap", "ID-PDP-breach"}
"""Rows whose names hold no article."""


@pytest.mark.parametrize("row", sorted(ROWS.keys() - WITHOUT_NUMBER))
def test_the_article_of_a_rule_is_one_that_its_row_names(row: str) -> None:
    beside = re.findall(r"Art (\d+)", f"{ROWS[row]['requires']} {ROWS[row]['documents']}")
    named = [int(each) for each in [*re.findall(r"\d+", row.replace("Rules2023-", "")), *beside]]
    for rule in rules_of(row):
        article = rule.article.replace("45 CFR 164.", "").replace("27/2022", "").replace("(2020)", "")
        numbers = [int(each) for each in re.findall(r"\d+", article)]
        assert any(min(named) <= number <= max(named) for number in numbers), rule.article


@pytest.mark.parametrize("row", ROWS)
def test_a_rule_applies_in_the_place_of_its_row(row: str) -> None:
    place = {"CN": "CN", "EU": "EEA", "US": "US", "ID": "ID"}[row.partition("-")[0]]
    assert {rule.jurisdiction for rule in rules_of(row)} == {place}
