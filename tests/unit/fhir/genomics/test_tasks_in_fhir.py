"""Tasks of ``plan.fhir.json``: consequences and their codes, strengths, tests that are missing, alternatives."""

from __future__ import annotations

import pytest

from autonome.evidence.guidance import Action
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.make import make_plan
from autonome.plan.values import Plan
from tests.unit.fhir.genomics.bundles import (
    Json,
    advice,
    answers,
    by_url,
    components,
    guidelines,
    inputs,
    own,
    resources,
    written,
)
from tests.unit.plan.small_bundle import (
    CYP2C19,
    NORMAL_BUT_OPEN,
    POOR,
    bundle,
    called,
    clopidogrel,
    diplotype,
    statement,
)
from tests.unit.plan.small_plan import CONTEXT, order, plan_of, record

BUNDLE = written(plan_of(order("clopidogrel", dosage=("75 mg daily",)), order("warfarin"), considered=("codeine",)))


def of(*calls: GeneCall) -> Json:
    return written(plan_of(order("clopidogrel"), calls=calls))


def asking(action: Action, **more: str) -> Plan:
    said = statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer"}, action, **more)  # type: ignore[arg-type]
    return make_plan(record(order("codeine")), (), (POOR,), bundle(said), CONTEXT)


def asking_two() -> Plan:
    """DPWG is stricter than CPIC, and stands second."""
    said = (
        statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.STANDARD),
        statement("dpwg:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID),
    )
    return make_plan(record(order("codeine")), (), (POOR,), bundle(*said), CONTEXT)


class TestActions:
    @pytest.mark.parametrize(
        ("action", "consequence", "code"),
        [
            (Action.AVOID, Consequence.AVOID, "LA26421-0"),
            (Action.CHANGE_DOSE, Consequence.CHANGE_DOSE, ""),
            (Action.MONITOR, Consequence.MONITOR, ""),
            (Action.STANDARD, Consequence.STANDARD, ""),
            (Action.NOT_ASSESSED, Consequence.NO_RECOMMENDATION, ""),
        ],
    )
    def test_every_action_has_its_consequence_and_no_wrong_code(
        self, action: Action, consequence: Consequence, code: str
    ) -> None:
        found = written(asking(action))
        for task in (advice(found, "codeine"), *guidelines(found, "codeine")):
            assert answers(task, "consequence") == [consequence]
            assert "".join(each["code"] for each in task.get("code", {}).get("coding", [])) == code
            assert (task["status"], task["intent"]) == ("requested", "proposal")
        assert [answers(each, "action") for each in guidelines(found, "codeine")] == [[action]]

    def test_a_medicine_rests_on_the_implication_that_leads(self) -> None:
        found = of(NORMAL_BUT_OPEN)
        lead = by_url(found)[advice(found, "clopidogrel")["reasonReference"]["reference"]]
        (consequence,) = components(lead, "consequence")
        assert own(consequence["valueCodeableConcept"]) == "change-dose"
        last = written(asking_two())
        assert (
            resources(last, "Observation", "therapeutic-implication").index(
                by_url(last)[advice(last, "codeine")["reasonReference"]["reference"]]
            )
            == 1
        )

    def test_strength_and_statement_are_carried_and_an_unstated_strength_is_absent(self) -> None:
        (stated,) = guidelines(written(asking(Action.AVOID, strength="Moderate")), "codeine")
        assert inputs(stated, "strength")[0]["valueString"] == "Moderate"
        assert inputs(stated, "statement")[0]["valueString"] == "cpic:codeine:1"
        (silent,) = guidelines(written(asking(Action.AVOID, strength="")), "codeine")
        assert inputs(silent, "strength") == []

    def test_without_guidance_there_is_a_task_that_says_so_and_no_implication(self) -> None:
        found = written(make_plan(record(order("codeine")), (), (POOR,), bundle(*clopidogrel()), CONTEXT))
        assert answers(advice(found, "codeine"), "consequence") == ["no-guidance"]
        assert "reasonReference" not in advice(found, "codeine")
        assert guidelines(found, "codeine") == []

    def test_a_gene_without_a_result_is_never_standard_and_asks_for_a_test(self) -> None:
        found = of()
        assert answers(advice(found, "clopidogrel"), "consequence") == ["not-assessed"]
        assert all(answers(each, "consequence") == ["not-assessed"] for each in guidelines(found, "clopidogrel"))
        for each in resources(found, "Observation", "therapeutic-implication"):
            assert each["dataAbsentReason"]["coding"][0]["code"] == "unknown"
            assert components(each, "therapeutic-implication") == []
            assert components(each, "no-usable-result")[0]["valueString"] == "CYP2C19"
        (test,) = resources(found, "Task", "followup-recommendation")
        assert test["code"]["coding"][0]["code"] == "LA14022-0"
        assert [each["valueString"] for each in inputs(test, "medicine")] == ["clopidogrel"]

    def test_a_conflict_asks_for_a_confirming_test_and_an_unknown_effect_for_none(self) -> None:
        (conflict,) = resources(
            of(GeneCall(CYP2C19, Status.CONFLICTING, POOR.diplotypes)), "Task", "followup-recommendation"
        )
        assert conflict["code"]["coding"][0]["code"] == "LA14021-2"
        unknown = called(CYP2C19, diplotype("*5/*6", "Indeterminate"))
        (unclear,) = resources(of(unknown), "Task", "followup-recommendation")
        assert "code" not in unclear

    def test_current_and_considered_medicines_are_told_apart(self) -> None:
        taken = [each["medicationCodeableConcept"]["text"] for each in resources(BUNDLE, "MedicationStatement")]
        assert sorted(taken) == ["clopidogrel", "warfarin"]
        assert answers(advice(BUNDLE, "codeine"), "origin") == ["considered"]
        assert "focus" not in advice(BUNDLE, "codeine")
        focus = by_url(BUNDLE)[advice(BUNDLE, "clopidogrel")["focus"]["reference"]]
        assert focus["dosage"] == [{"text": "75 mg daily"}]
        assert focus["derivedFrom"] == [{"display": "clopidogrel (MedicationRequest/1)"}]

    def test_a_medicine_has_its_rxnorm_code_where_the_knowledge_has_one(self) -> None:
        (given,) = inputs(advice(BUNDLE, "clopidogrel"), "medicine")
        assert given["valueCodeableConcept"]["coding"][0]["system"].endswith("/rxnorm")

    def test_doubts_changes_and_alternatives_are_carried(self) -> None:
        task = advice(BUNDLE, "clopidogrel")
        assert "open-alleles" in answers(task, "doubt")
        assert inputs(task, "would-change")
        assert all(each["type"]["text"].startswith("if ") for each in inputs(task, "would-change"))
        (other,) = inputs(advice(BUNDLE, "codeine"), "alternative")
        assert other["type"]["text"] == "morphine"
        assert own(other["valueCodeableConcept"]) == "no-guidance"
