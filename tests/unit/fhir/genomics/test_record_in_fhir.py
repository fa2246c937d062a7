"""What the record adds to ``plan.fhir.json``: who leads, facts and their places, doses, prevention, ethical checks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.clinical import RecordError
from autonome.consent import Wish
from autonome.evidence.clinical import FactorAction
from autonome.fhir.genomics import read_plan_bundle
from autonome.fhir.genomics.codes import TERMS
from autonome.plan.ethical_values import Found, Principle
from autonome.plan.factors.values import FactorKind, Factors, FactUsed
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.make import make_plan
from autonome.plan.medicines.doses import DoseAnswer
from autonome.plan.prevention.values import GroundKind
from autonome.plan.values import Plan
from tests.unit.fhir.genomics.bundles import (
    Json,
    advice,
    answers,
    by_record,
    by_url,
    components,
    gene,
    guidelines,
    inputs,
    own,
    resources,
    written,
)
from tests.unit.fhir.genomics.whole_plans import DOSES, advice_on_prevention, ethical, gap, line, unasked, used
from tests.unit.plan.small_bundle import INTERMEDIATE
from tests.unit.plan.small_bundle import bundle as knowledge
from tests.unit.plan.small_plan import CONTEXT, order, plan_of, record

PLAN = plan_of(order("clopidogrel"), calls=(INTERMEDIATE,))
"""By the genes: change the dose."""

EGFR = used(FactorKind.FACT, FactKind.EGFR)


def with_factors(*lines: object, dose: DoseAnswer | None = None, **more: object) -> Json:
    (shown,) = PLAN.medicines
    factors = replace(Factors(tuple(lines)), **more)  # type: ignore[arg-type]
    return written(replace(PLAN, medicines=(replace(shown, factors=factors, dose_estimate=dose),)))


def restated(bundle: Json) -> list[Json]:
    return [each for each in resources(bundle, "Observation") if components(each, "fact-state")]


def doses(bundle: Json) -> list[Json]:
    return [each for each in resources(bundle, "Observation") if own(each["code"], TERMS) == "dose-estimate"]


class TestLeading:
    def test_where_the_record_is_stricter_it_leads_and_the_genes_stand_behind_it(self) -> None:
        bundle = with_factors(line(FactorKind.FACT, FactorAction.AVOID, EGFR))
        task = advice(bundle, "clopidogrel")
        found = {code: answers(task, code) for code in ("consequence", "led-by", "by-genes", "by-record")}
        assert found == {
            "consequence": ["avoid"],
            "led-by": ["record"],
            "by-genes": ["change-dose"],
            "by-record": ["avoid"],
        }
        assert task["code"]["text"] == "Avoid"
        assert "reasonReference" not in task
        assert task["description"].startswith("The kidneys remove it.")
        assert PLAN.medicines[0].instruction in task["description"]
        (report,) = resources(bundle, "DiagnosticReport")
        assert report["conclusion"] == "clopidogrel: avoid"
        assert "clopidogrel: avoid" in report["text"]["div"]

    def test_where_no_guidance_speaks_the_record_speaks_alone(self) -> None:
        plan = make_plan(record(order("codeine")), (), (INTERMEDIATE,), knowledge(), CONTEXT)
        (shown,) = plan.medicines
        factors = Factors((line(FactorKind.FACT, FactorAction.MONITOR, EGFR),))
        task = advice(written(replace(plan, medicines=(replace(shown, factors=factors),))), "codeine")
        assert (answers(task, "by-genes"), answers(task, "consequence")) == (["no-guidance"], ["monitor"])
        assert task["description"] == "The kidneys remove it."

    def test_where_the_genes_are_stricter_they_lead_and_the_rule_is_carried(self) -> None:
        bundle = with_factors(line(FactorKind.GOAL, FactorAction.MONITOR, used(FactorKind.GOAL, FactKind.AGE)))
        task = advice(bundle, "clopidogrel")
        assert (answers(task, "consequence"), answers(task, "led-by")) == (["change-dose"], ["genes"])
        assert by_url(bundle)[task["reasonReference"]["reference"]] in resources(
            bundle, "Observation", "therapeutic-implication"
        )
        (rule,) = by_record(bundle, "clopidogrel")
        assert (answers(rule, "consequence"), answers(rule, "action"), answers(rule, "basis")) == (
            ["monitor"],
            ["monitor"],
            ["goal"],
        )

    def test_a_rule_that_only_may_hold_has_no_code_and_says_so(self) -> None:
        bundle = with_factors(line(FactorKind.ALLERGY, FactorAction.AVOID, sure=False))
        (rule,) = by_record(bundle, "clopidogrel")
        assert "code" not in rule
        assert rule["description"].startswith("The record leaves it open: ")
        task = advice(bundle, "clopidogrel")
        assert task["code"]["text"] == "Possibly avoid"
        assert inputs(task, "sure")[0]["valueBoolean"] is False

    def test_rules_and_guidelines_stand_apart(self) -> None:
        bundle = with_factors(line(FactorKind.FACT, FactorAction.AVOID, EGFR))
        assert {answers(each, "consequence")[0] for each in guidelines(bundle, "clopidogrel")} == {"change-dose"}
        assert inputs(by_record(bundle, "clopidogrel")[0], "address")[0]["valueUrl"] == "https://example.org/label"


class TestFacts:
    def test_a_fact_is_restated_once_with_its_day_and_place_and_is_no_result(self) -> None:
        rule = line(FactorKind.FACT, FactorAction.AVOID, EGFR)
        bundle = with_factors(rule, rule, looked_at=(EGFR,))
        (fact,) = restated(bundle)
        assert fact["code"] == {"text": "kidney function (eGFR)"}
        assert (fact["valueString"], fact["effectiveDateTime"]) == ("42 <mL>", "2026-01-05")
        assert fact["derivedFrom"] == [{"display": "Bundle.entry[3] Observation/1"}]
        pointers = [
            each["valueReference"]["reference"]
            for task in (*by_record(bundle, "clopidogrel"), advice(bundle, "clopidogrel"))
            for code in ("fact", "looked-at")
            for each in inputs(task, code)
        ]
        assert [by_url(bundle)[each] for each in pointers] == [fact] * 3
        (report,) = resources(bundle, "DiagnosticReport")
        assert fact not in [by_url(bundle)[each["reference"]] for each in report["result"]]

    @pytest.mark.parametrize(
        ("date", "written_date"),
        [
            ("2026", "2026"),
            ("2026-01", "2026-01"),
            ("2026-01-05T10:00", "2026-01-05"),
            ("2026-01-05T10:00:00+07:00", "2026-01-05"),
            ("", None),
        ],
    )
    def test_a_time_without_a_zone_counts_as_its_day(self, date: str, written_date: str | None) -> None:
        rule = line(FactorKind.FACT, FactorAction.AVOID, used(FactorKind.FACT, FactKind.EGFR, date))
        (fact,) = restated(with_factors(rule))
        assert fact.get("effectiveDateTime") == written_date

    def test_a_kind_that_one_code_names_has_it(self) -> None:
        rule = line(FactorKind.FACT, FactorAction.AVOID, used(FactorKind.FACT, FactKind.PREGNANCY))
        (fact,) = restated(with_factors(rule))
        assert [each["code"] for each in fact["code"]["coding"]] == ["82810-3"]

    def test_a_value_that_is_too_old_says_so(self) -> None:
        old = used(FactorKind.FACT, FactKind.EGFR, state=FactState.TOO_OLD)
        (fact,) = restated(with_factors(line(FactorKind.FACT, FactorAction.AVOID, old)))
        (state,) = components(fact, "fact-state")
        assert own(state["valueCodeableConcept"]) == "too-old"

    @pytest.mark.parametrize("kind", [FactorKind.CONDITION, FactorKind.ALLERGY, FactorKind.GOAL])
    def test_diagnoses_allergies_and_goals_are_quoted_and_never_restated(self, kind: FactorKind) -> None:
        quoted = FactUsed(used(kind, FactKind.AGE).label, "as written", "", FactState.KNOWN, "", ("Bundle.entry[9]",))
        bundle = with_factors(line(kind, FactorAction.AVOID, quoted))
        (given,) = inputs(by_record(bundle, "clopidogrel")[0], "fact")
        assert given["valueReference"] == {"display": f"{quoted.label}: as written; Bundle.entry[9]"}
        assert restated(bundle) == []
        assert {entry["resource"]["resourceType"] for entry in bundle["entry"]}.isdisjoint(
            {"Condition", "AllergyIntolerance", "Goal"}
        )


class TestDoses:
    def test_a_figure_stands_with_its_inputs_error_and_cautions_and_is_no_order(self) -> None:
        bundle = with_factors(dose=DOSES[0])
        (dose,) = doses(bundle)
        assert "mg a week" in dose["valueString"]
        assert {each["id"] for each in components(dose, "dose-input")} >= {"age", "height", "vkorc1", "cyp2c9"}
        assert components(dose, "published-error")
        assert [each["text"] for each in dose["note"]] == [each["valueString"] for each in components(dose, "caution")]
        kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
        assert kinds.isdisjoint({"MedicationRequest", "Dosage"})
        (report,) = resources(bundle, "DiagnosticReport")
        assert "Calculated, and no order: " in report["text"]["div"]

    def test_what_stood_in_for_an_unknown_input_is_not_called_known(self) -> None:
        (dose,) = doses(with_factors(dose=DOSES[2]))
        states = {each["id"]: own(each["valueCodeableConcept"]) for each in components(dose, "dose-input")}
        assert (states["vkorc1"], states["age"]) == ("unknown", "known")

    def test_a_refusal_has_no_value_and_every_reason(self) -> None:
        bundle = with_factors(dose=DOSES[3])
        (dose,) = doses(bundle)
        assert not [key for key in dose if key.startswith("value")]
        assert dose["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
        assert [each["id"] for each in components(dose, "refusal")] == ["refusal-1-age", "refusal-2-height-range"]
        (medicine,) = read_plan_bundle(bundle).medicines
        assert medicine.dose is not None
        assert medicine.dose.refused == ("age", "height-range")

    def test_a_dose_that_is_cut_off_is_no_dose(self) -> None:
        bundle = with_factors(dose=DOSES[0])
        (dose,) = doses(bundle)
        dose["component"] = [each for each in dose["component"] if each not in components(dose, "daily-mg")]
        with pytest.raises(RecordError, match="neither a whole dose nor a reason"):
            read_plan_bundle(bundle)

    def test_a_dose_that_leads_nowhere_is_refused(self) -> None:
        bundle = with_factors(dose=DOSES[0])
        bundle["entry"] = [each for each in bundle["entry"] if each["resource"] not in doses(bundle)]
        with pytest.raises(RecordError, match="leads to no observation of a dose"):
            read_plan_bundle(bundle)


class TestPrevention:
    @pytest.mark.parametrize(("kind", "name"), [(GroundKind.GENE, "CYP2C19"), (GroundKind.FACT, "smoking")])
    def test_only_advice_on_genes_is_a_follow_up_recommendation(self, kind: GroundKind, name: str) -> None:
        bundle = written(replace(PLAN, prevention=(advice_on_prevention(kind, name, certain=False),)))
        (task,) = (each for each in resources(bundle, "Task") if inputs(each, "prevention"))
        profiled = task in resources(bundle, "Task", "followup-recommendation")
        assert profiled is (kind is GroundKind.GENE)
        assert "code" not in task
        (report,) = resources(bundle, "DiagnosticReport")
        pointed = {
            each["url"].rpartition("/")[2]
            for each in report["extension"]
            if by_url(bundle).get(each.get("valueReference", {}).get("reference")) == task
        }
        assert pointed == {"recommended-action" if profiled else "workflow-supportingInfo"}
        assert task["note"] == [{"text": "The result is not certain."}]
        (ground,) = inputs(task, "ground")
        assert ("reference" in ground["valueReference"]) is (kind is GroundKind.GENE)

    def test_what_advice_would_need_to_know_is_listed_with_the_reason(self) -> None:
        (listed,) = resources(written(replace(PLAN, prevention_gaps=(gap(GroundKind.GENE),))), "List")
        (entry,) = listed["entry"]
        assert (own(entry["flag"]), entry["item"]["display"]) == ("gene", "G6PD")
        assert "a brother had jaundice" in entry["flag"]["text"]


class TestEthics:
    def test_a_check_that_could_not_be_made_has_no_value_and_a_reason(self) -> None:
        checks = tuple(ethical(Principle.JUSTICE, found) for found in (Found.MET, Found.NOT_ASSESSED))
        bundle = written(replace(PLAN, ethics=checks))
        met, unknown = (each for each in resources(bundle, "Observation") if components(each, "principle"))
        assert own(met["valueCodeableConcept"]) == "met"
        assert components(met, "to-do") == []
        assert "valueCodeableConcept" not in unknown
        assert own(unknown["dataAbsentReason"]) == "not-assessed"
        (task,) = components(unknown, "to-do")
        assert task["valueCodeableConcept"]["text"] == "the clinician: Ask again at a later visit."

    def test_a_gene_that_nobody_asked_about_says_what_the_patient_wants_to_be_told(self) -> None:
        plan: Plan = replace(PLAN, incidental=tuple(unasked(PLAN, Wish.NO)))
        (wish,) = components(gene(written(plan), "CYP2C19"), "incidental")
        assert wish["valueCodeableConcept"]["text"] == "patient does not want to be told"
        assert components(gene(written(replace(PLAN, incidental=())), "CYP2C19"), "incidental") == []

    def test_a_wish_that_nobody_knows_is_refused(self) -> None:
        bundle = written(replace(PLAN, incidental=tuple(unasked(PLAN, Wish.NO))))
        (wish,) = components(gene(bundle, "CYP2C19"), "incidental")
        wish["valueCodeableConcept"]["coding"].pop()
        with pytest.raises(RecordError, match="of a wish"):
            read_plan_bundle(bundle)
