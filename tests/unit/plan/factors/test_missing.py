"""Facts that rules asked about and did not have: every one is in the value, and a few are asked for at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.clinical import AdministrativeSex, Patient
from autonome.evidence.clinical import FactorAction
from autonome.kernel import DrugName, SubjectId
from autonome.plan.factors.rules import factors_on
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import factors, measured, record, state

UNKNOWN = Patient(SubjectId("synthetic"), AdministrativeSex.UNKNOWN, None)
LISTED = {"condition", "history", "goal", "taking"}


@pytest.mark.parametrize("drug", sorted(BUNDLE.clinical.rules))
def test_what_any_shipped_rule_asks_about_and_nobody_knows_is_missing(drug: str) -> None:
    """Of an empty record: every fact of every rule, but those beside a diagnosis, and the week of a pregnancy."""
    found = factors_on(DrugName(drug), state(replace(record(), patient=UNKNOWN)))
    asked = {
        test.subject
        for rule in BUNDLE.clinical.rules[DrugName(drug)]
        if rule.action is not FactorAction.NOTE and rule.at_least == len(rule.tests)
        for test in rule.tests
        if not {each.subject for each in rule.tests} & LISTED
    }
    assert asked - {"pregnancy-week"} <= {each.fact for each in found.missing}


def test_warfarin_asks_for_the_inr_at_once_and_names_what_else_rules_ask_about() -> None:
    found = {each.fact: each.asked for each in factors("warfarin").missing}
    assert found["inr"]
    assert (found["alcohol"], found["child-pugh"]) == (False, False)
    assert "inr" not in {each.fact for each in factors("warfarin", measured("inr", "2.5")).missing}
    order = [each.asked for each in factors("warfarin").missing]
    assert order == sorted(order, reverse=True), "what a page asks for comes first"
