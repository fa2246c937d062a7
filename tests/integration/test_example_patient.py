"""The example patient is what its script writes, and tells the story that the demo needs."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from autonome.adapters.knowledge_pack import load_bundle
from autonome.clinical import Condition, HealthRecord, PartialDate
from autonome.fhir import parse_json, read_record
from autonome.kernel import Instant
from autonome.plan.medicines.recorded import MedicationReview, review_medications

EXAMPLES = Path(__file__).parents[2] / "examples"
PATIENT = EXAMPLES / "patient"
NOW = Instant.parse("2026-03-01T00:00:00Z")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_patient", EXAMPLES / "make_patient.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def record() -> HealthRecord:
    return read_record(parse_json((PATIENT / "record.json").read_bytes(), "record.json"), "record.json")


@pytest.fixture(scope="module")
def review(record: HealthRecord) -> MedicationReview:
    return review_medications(record, load_bundle().drugs, NOW)


@pytest.mark.parametrize("name", ["patient.vcf", "outside-calls.tsv", "record.json", "consent.json"])
def test_the_committed_files_are_what_the_script_writes(script: ModuleType, name: str, tmp_path: Path) -> None:
    script.main(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "consent.json", "outside-calls.tsv", "patient.vcf", "record.json",
    ]  # fmt: skip
    assert (tmp_path / name).read_bytes() == (PATIENT / name).read_bytes()


def test_the_genome_holds_every_position_of_the_genes_with_a_consensus_and_no_other(script: ModuleType) -> None:
    definitions = load_bundle().definitions
    expected = {
        (definitions[gene].chromosome, str(position.grch38))
        for gene in script.CONSENSUS
        for position in definitions[gene].positions
    }
    rows = [line.split("\t") for line in (PATIENT / "patient.vcf").read_text().splitlines() if line[0] != "#"]
    assert {(row[0], row[1]) for row in rows} == expected
    assert len(rows) == len(expected)
    absent = definitions.keys() - script.CONSENSUS.keys()
    assert {"VKORC1", "UGT1A1", "NUDT15"} <= absent


def test_the_person_is_synthetic_and_says_so(record: HealthRecord) -> None:
    assert (record.patient.id, record.patient.label) == ("synthetic-na12878", "Synthetic Example Patient")
    assert record.patient.birth_date == PartialDate.of(1958, 4)


def test_the_record_is_read_without_loss(record: HealthRecord) -> None:
    assert (len(record.medications), record.left_out, record.notes) == (8, (), ())
    assert (len(record.of(Condition)), record.not_read) == (1, ())


def test_each_medicine_is_recognised_in_another_way(review: MedicationReview) -> None:
    ways = {each.recognition.ingredients: str(each.recognition.by) for each in review.current}
    assert ways == {
        ("clopidogrel",): "rxnorm-product",
        ("codeine",): "atc",
        ("simvastatin",): "rxnorm-product",
        ("warfarin",): "rxnorm-ingredient",
        ("metformin",): "atc",
        ("sertraline",): "words",
    }


def test_one_medicine_is_not_known_and_one_was_stopped(review: MedicationReview) -> None:
    assert [each.order.text for each in review.unrecognised] == ["Magnesium citrate 300 mg powder"]
    assert [(each.order.text, each.standing.reason) for each in review.inactive] == [("omeprazole", "it was stopped")]
    assert review.conflicting == ()
    assert Counter(each.recognition.outcome for each in review.orders) == {"recognised": 7, "unrecognised": 1}


def test_the_genome_tells_the_story_of_the_demo(script: ModuleType) -> None:
    program = Path(sys.executable).with_name("autonome")
    outside = ["--outside-calls", str(PATIENT / "outside-calls.tsv")]
    command = [str(program), "pgx", str(PATIENT / "patient.vcf"), *outside, "--format", "jsonl"]
    lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
    answers = {answer["gene"]: answer for answer in map(json.loads, lines)}
    labels = {gene: "/".join(alleles) for gene, alleles in script.CONSENSUS.items()}
    labels["CYP2D6"] = "*3/*68+*4"
    for gene, label in labels.items():
        assert [each["label"] for each in answers[gene]["diplotypes"]] == [label]
    assert {gene for gene, answer in answers.items() if answer["status"] == "called"} == script.CONSENSUS.keys()
    assert answers["CYP2D6"]["status"] == "outside"
    assert answers["VKORC1"]["status"] == "not_assessed"
    phenotypes = {gene: answers[gene]["diplotypes"][0]["phenotype"] for gene in ("CYP2C19", "CYP2D6", "SLCO1B1")}
    assert phenotypes == {
        "CYP2C19": "Intermediate Metabolizer",
        "CYP2D6": "Poor Metabolizer",
        "SLCO1B1": "Decreased Function",
    }
