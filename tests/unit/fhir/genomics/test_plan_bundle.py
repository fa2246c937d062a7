"""``plan.fhir.json``: what a receiver finds, and that nothing unknown looks like something normal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.evidence.guidance import Action
from autonome.fhir.genomics.codes import TERMS
from autonome.kernel import DrugName, GeneSymbol
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.make import make_plan
from tests.unit.fhir.genomics.bundles import (
    Json,
    advice,
    answers,
    by_url,
    components,
    gene,
    guidelines,
    inputs,
    own,
    resources,
    texts,
    written,
)
from tests.unit.plan.small_bundle import (
    CYP2C19,
    HASH,
    NORMAL,
    NORMAL_BUT_OPEN,
    POOR,
    bundle,
    called,
    diplotype,
    statement,
)
from tests.unit.plan.small_interactions import plan as inhibited
from tests.unit.plan.small_interactions import taken
from tests.unit.plan.small_plan import CONTEXT, order, plan_of, record

BUNDLE = written(plan_of(order("clopidogrel", dosage=("75 mg daily",)), order("warfarin"), considered=("codeine",)))


def of(*calls: GeneCall) -> Json:
    return written(plan_of(order("clopidogrel"), calls=calls))


class TestWhole:
    def test_it_is_a_collection_of_the_instant(self) -> None:
        assert (BUNDLE["type"], BUNDLE["timestamp"]) == ("collection", "2026-03-01T10:00:00Z")

    def test_the_name_on_the_label_stays_out(self) -> None:
        assert not [text for text in texts(BUNDLE) if "Synthetic Patient" in text]
        (patient,) = resources(BUNDLE, "Patient")
        assert patient["identifier"] == [{"value": "synthetic-1"}]
        assert (patient["gender"], patient["birthDate"]) == ("female", "1958")

    def test_a_sex_or_birth_date_that_is_not_stated_is_left_out(self) -> None:
        plan = plan_of(order("clopidogrel"))
        label = replace(plan.patient, sex="not-stated", birth_date="")
        (patient,) = resources(written(replace(plan, patient=label)), "Patient")
        assert not {"gender", "birthDate"} & patient.keys()

    def test_a_birth_date_is_never_more_precise_than_a_day(self) -> None:
        plan = plan_of(order("clopidogrel"))
        label = replace(plan.patient, birth_date="1958-04-05T06:07:08Z")
        (patient,) = resources(written(replace(plan, patient=label)), "Patient")
        assert patient["birthDate"] == "1958-04-05"

    def test_the_narrative_shows_the_medicines_and_obeys_no_markup(self) -> None:
        plan = plan_of(order("clopidogrel"))
        (shown,) = plan.medicines
        hostile = replace(
            shown,
            instruction="<script>1</script>",
            verdict=replace(shown.verdict, drug=DrugName("clopidogrel<script>")),
        )
        (report,) = resources(written(replace(plan, medicines=(hostile,))), "DiagnosticReport")
        assert "clopidogrel&lt;script&gt;: possibly change dose" in report["text"]["div"]
        assert "&lt;script&gt;1" in report["text"]["div"]
        assert "<script>" not in report["text"]["div"]

    def test_program_knowledge_and_inputs_stand_in_the_provenance(self) -> None:
        (device,), (provenance,) = resources(BUNDLE, "Device"), resources(BUNDLE, "Provenance")
        assert device["version"] == [{"value": "0.1.0"}]
        held = {each["what"]["display"]: each["what"]["identifier"]["value"] for each in provenance["entity"]}
        assert held == {
            "knowledge bundle": f"nih:sha-256;{HASH}",
            "genome": f"nih:sha-256;{'01' * 32}",
            "record": f"nih:sha-256;{'02' * 32}",
        }

    def test_the_report_is_not_called_verified_and_holds_everything(self) -> None:
        (report,) = resources(BUNDLE, "DiagnosticReport", "genomic-report")
        assert report["status"] == "partial"
        held = by_url(BUNDLE)
        results = [held[each["reference"]] for each in report["result"]]
        support = [
            held[each["valueReference"]["reference"]] for each in report["extension"] if "supporting" in each["url"]
        ]
        observations = resources(BUNDLE, "Observation")
        assert results == [each for each in observations if each not in support]
        assert {own(each["code"], TERMS) for each in support if each in observations} == {"ethical-check"}
        actions = [each for each in report["extension"] if each["url"].endswith("recommended-action")]
        parents = [each for each in resources(BUNDLE, "Task") if "partOf" not in each]
        assert [held[each["valueReference"]["reference"]] for each in actions] == parents
        assert {each["status"] for each in resources(BUNDLE, "Observation")} == {"preliminary"}

    def test_limits_and_credits_come_with_the_report(self) -> None:
        (report,) = resources(BUNDLE, "DiagnosticReport")
        said = list(texts(report["extension"]))
        assert any("clinician must review" in each for each in said)
        assert any("licence CC-BY-SA-4.0" in each for each in said)

    def test_medicines_without_advice_are_listed_with_the_reason(self) -> None:
        (left,) = resources(written(plan_of(order("zinc"), considered=("moonshine",))), "List")
        found = {each["item"]["display"]: own(each["flag"]) for each in left["entry"]}
        assert found == {"zinc (MedicationRequest/1)": "unrecognisedcurrent", "moonshine": "unrecognisedconsidered"}
        assert not resources(written(plan_of(order("clopidogrel"))), "List")


class TestGenes:
    def test_a_called_gene_is_a_genotype_with_its_haplotypes(self) -> None:
        found = of(POOR)
        observation = gene(found, "CYP2C19")
        assert observation["meta"]["profile"][0].endswith("/genotype")
        assert observation["valueCodeableConcept"] == {"text": "CYP2C19 *2/*2"}
        haplotypes = [by_url(found)[each["reference"]] for each in observation["derivedFrom"]]
        assert [each["valueCodeableConcept"]["text"] for each in haplotypes] == ["CYP2C19 *2"] * 2
        assert haplotypes == resources(found, "Observation", "haplotype")

    def test_a_gene_goes_by_its_hgnc_id_where_the_knowledge_has_one_and_else_by_its_symbol(self) -> None:
        observation = gene(of(POOR), "CYP2C19")
        (studied,) = components(observation, "48018-6")
        coded = {"system": "http://www.genenames.org", "code": "HGNC:2621", "display": "CYP2C19"}
        assert studied["valueCodeableConcept"] == {"coding": [coded], "text": "CYP2C19"}
        (other,) = components(gene(BUNDLE, "HLA-B"), "48018-6")
        assert other["valueCodeableConcept"] == {"text": "HLA-B"}

    def test_an_ambiguous_gene_says_so_beside_its_value_and_has_no_haplotypes(self) -> None:
        observation = gene(of(NORMAL_BUT_OPEN), "CYP2C19")
        assert observation["valueCodeableConcept"] == {"text": "CYP2C19 *1/*1 (ambiguous)"}
        assert "derivedFrom" not in observation
        (untested,) = components(observation, "must-be-tested")
        (missing,) = components(observation, "positions-missing")
        assert (untested["valueString"], missing["valueString"]) == ("*3, *9", "rs2")

    def test_a_gene_read_with_assumed_positions_says_so_and_has_no_haplotypes(self) -> None:
        observation = gene(of(replace(NORMAL, assumed=("rs1",))), "CYP2C19")
        assert observation["valueCodeableConcept"] == {"text": "CYP2C19 *1/*1 (reference assumed)"}
        assert "derivedFrom" not in observation

    def test_an_outside_result_is_not_of_the_file(self) -> None:
        observation = gene(of(replace(POOR, status=Status.OUTSIDE)), "CYP2C19")
        assert observation["method"]["text"].startswith("result given from outside")
        assert "specimen" not in observation
        assert observation["valueCodeableConcept"] == {"text": "CYP2C19 *2/*2"}
        assert len(observation["derivedFrom"]) == 2

    @pytest.mark.parametrize(
        ("status", "reason"),
        [(Status.NOT_ASSESSED, "not-performed"), (Status.NO_MATCH, "unknown"), (Status.CONFLICTING, "unknown")],
    )
    def test_a_gene_without_a_result_has_a_reason_and_no_value(self, status: Status, reason: str) -> None:
        call = GeneCall(CYP2C19, status, POOR.diplotypes if status is Status.CONFLICTING else ())
        observation = gene(of(call), "CYP2C19")
        assert not {"valueCodeableConcept", "meta", "derivedFrom"} & observation.keys()
        assert observation["dataAbsentReason"]["coding"][0]["code"] == reason
        assert "not a normal result" in observation["dataAbsentReason"]["text"]
        assert [own(each["valueCodeableConcept"]) for each in components(observation, "call-status")] == [status]

    def test_a_gene_that_nobody_looked_at_is_there_all_the_same(self) -> None:
        assert gene(BUNDLE, "HLA-B")["dataAbsentReason"]["coding"][0]["code"] == "not-performed"

    def test_a_single_position_goes_by_its_dbsnp_id(self) -> None:
        rsid = GeneSymbol("rs12777823")
        observation = gene(of(POOR, called(rsid, diplotype("A/G"))), rsid)
        assert not components(observation, "48018-6")
        (variant,) = components(observation, "81252-9")
        assert variant["valueCodeableConcept"]["coding"][0]["code"] == rsid


class TestImplications:
    def test_cpic_and_dpwg_stand_side_by_side(self) -> None:
        knowledge = bundle(
            statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, alternatives=("morphine",)),
            statement("dpwg:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.CHANGE_DOSE, amount="50 mg"),
        )
        found = written(make_plan(record(order("codeine")), (), (POOR,), knowledge, CONTEXT))
        assert [inputs(each, "source")[0]["valueString"] for each in guidelines(found, "codeine")] == ["CPIC", "DPWG"]
        assert [answers(each, "action") for each in guidelines(found, "codeine")] == [["avoid"], ["change-dose"]]
        cpic, dpwg = guidelines(found, "codeine")
        assert [each["valueString"] for each in inputs(cpic, "alternative")] == ["morphine"]
        assert inputs(dpwg, "amount")[0]["valueString"] == "50 mg"
        assert inputs(advice(found, "codeine"), "sources-differ")[0]["valueBoolean"] is True
        sources = [
            components(by_url(found)[each["reasonReference"]["reference"]], "source")[0] for each in (cpic, dpwg)
        ]
        assert [each["valueCodeableConcept"]["text"] for each in sources] == ["CPIC", "DPWG"]

    def test_a_result_is_coded_and_leads_to_its_genotype_and_citations(self) -> None:
        found = of(POOR)
        implication = resources(found, "Observation", "therapeutic-implication")[0]
        (phenotype,) = components(implication, "therapeutic-implication")
        assert phenotype["valueCodeableConcept"]["coding"][0]["code"] == "LA9657-3"
        assert phenotype["valueCodeableConcept"]["text"] == "CYP2C19 *2/*2: Poor Metabolizer"
        assert by_url(found)[implication["derivedFrom"][0]["reference"]] == gene(found, "CYP2C19")
        cited = [each["valueRelatedArtifact"]["url"] for each in implication["extension"]]
        assert "https://pubmed.ncbi.nlm.nih.gov/30000001" in cited
        (conclusion,) = components(implication, "conclusion-string")
        assert conclusion["valueString"] == "What Poor Metabolizer does to clopidogrel."
        (medicine,) = components(implication, "51963-7")
        assert medicine["valueCodeableConcept"]["text"] == "clopidogrel"

    def test_a_result_that_is_not_excluded_is_never_coded(self) -> None:
        found = of(NORMAL_BUT_OPEN)
        values = [
            component["valueCodeableConcept"]
            for each in resources(found, "Observation", "therapeutic-implication")
            for component in components(each, "therapeutic-implication")
        ]
        opened = [each for each in values if each["text"].startswith("not excluded: ")]
        assert opened
        assert not [each for each in opened if "coding" in each]
        assert {each["coding"][0]["code"] for each in values if "coding" in each} == {"LA25391-6"}
        possible = [each for each in guidelines(found, "clopidogrel") if inputs(each, "possible")[0]["valueBoolean"]]
        assert possible
        assert all(each["description"].startswith("Only if an allele") for each in possible)

    def test_a_possible_warning_is_found_by_no_search_for_codes_under_its_medicine(self) -> None:
        knowledge = bundle(
            statement("cpic:codeine:1", {"CYP2C19": "Normal Metabolizer"}, Action.STANDARD),
            statement("cpic:codeine:2", {"CYP2C19": "Intermediate Metabolizer"}, Action.AVOID),
        )
        found = written(make_plan(record(order("codeine")), (), (NORMAL_BUT_OPEN,), knowledge, CONTEXT))
        coded = [each for each in guidelines(found, "codeine") if "code" in each]
        assert coded == []
        assert advice(found, "codeine")["code"]["text"] == "Possibly avoid"
        assert "Not excluded" in advice(found, "codeine")["description"]

    def test_guidance_for_children_is_not_said_of_an_adult(self) -> None:
        found = written(plan_of(order("sertraline"), calls=(NORMAL,)))
        assert resources(found, "Observation", "therapeutic-implication") == []
        assert answers(advice(found, "sertraline"), "consequence") == ["no-recommendation"]

    def test_of_results_that_tie_none_is_coded_and_no_guideline_holds_for_certain(self) -> None:
        knowledge = bundle(
            statement("cpic:codeine:1", {"CYP2C19": "Normal Metabolizer"}, Action.STANDARD),
            statement("cpic:codeine:2", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID),
        )
        tied = called(CYP2C19, *NORMAL.diplotypes, *POOR.diplotypes, status=Status.AMBIGUOUS)
        found = written(make_plan(record(order("codeine")), (), (tied,), knowledge, CONTEXT))
        assert gene(found, "CYP2C19")["valueCodeableConcept"] == {"text": "CYP2C19 *1/*1 or *2/*2 (ambiguous)"}
        results = [
            part["valueCodeableConcept"]
            for each in resources(found, "Observation", "therapeutic-implication")
            for part in components(each, "therapeutic-implication")
        ]
        assert sorted(each["text"] for each in results) == [
            "possible: CYP2C19 *1/*1: Normal Metabolizer",
            "possible: CYP2C19 *2/*2: Poor Metabolizer",
        ]
        assert not [each for each in results if "coding" in each]
        assert not [each for each in guidelines(found, "codeine") if "code" in each]
        assert all(inputs(each, "possible")[0]["valueBoolean"] for each in guidelines(found, "codeine"))
        assert advice(found, "codeine")["code"]["text"] == "Possibly avoid"

    def test_what_a_medicine_makes_of_an_enzyme_is_not_coded_as_the_genotype(self) -> None:
        found = written(inhibited(taken("codeine 30 mg tablet"), taken("fluoxetine 20 mg capsule")))
        results = [
            part["valueCodeableConcept"]
            for each in guidelines(found, "codeine")
            for part in components(by_url(found)[each["reasonReference"]["reference"]], "therapeutic-implication")
        ]
        assert results
        assert all(each.keys() == {"text"} for each in results)
        assert all("acts as Poor Metabolizer" in each["text"] and "fluoxetine" in each["text"] for each in results)
        assert gene(found, "CYP2D6")["valueCodeableConcept"] == {"text": "CYP2D6 *1/*2"}
        task = advice(found, "codeine")
        assert (answers(task, "consequence"), task["code"]["text"]) == (["avoid"], "Avoid")
        (chain,) = inputs(task, "interaction")
        assert own(chain["valueCodeableConcept"]) == "in-forceused"
        assert chain["valueCodeableConcept"]["text"].startswith("fluoxetine, strong inhibitor of CYP2D6: ")
