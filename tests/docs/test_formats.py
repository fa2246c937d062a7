"""The pages about formats name every key, status and gene that the program prints."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.knowledge_pack import load_bundle
from autonome.clinical import AdministrativeSex, HealthRecord, Patient
from autonome.clinical.finding_kinds import DEFINITIONS
from autonome.clinical.quality import Check, assess
from autonome.kernel import Instant, Json, Sha256, SubjectId
from autonome.pharmacogenomics import NOT_FROM_VCF, Status
from autonome.report.calls_json import call_objects
from autonome.report.quality_json import quality_document
from autonome.vcf.records import MIN_GENOTYPE_QUALITY, PASSING_FILTERS
from autonome.workflows.call_pharmacogenes import CallingOptions, call_pharmacogenes
from tests.docs.pages import ROOT

CALLS = ROOT / "docs/formats/calls.md"


@cache
def printed() -> list[dict[str, Json]]:
    """What ``pgx --format jsonl`` prints of the example patient."""
    bundle = load_bundle()
    file = GenomeFile(ROOT / "examples/patient/patient.vcf")
    (sample,) = call_pharmacogenes(file, bundle, (), CallingOptions(assume_reference=True))
    seldom = (replace(sample.calls[0], undocumented=("rs1",)), *sample.calls[1:])  # no such base in the example
    return list(call_objects(replace(sample, calls=seldom), bundle.hash))


def keys(value: object, path: str = "") -> set[str]:
    """Keys at every depth: those of diplotypes alone, those of other objects with their path."""
    match value:
        case dict():
            inner = {key: "" if path.endswith(("diplotypes.", "alternatives.")) else path for key in value}
            return {inner[key] + key for key in value} | set().union(
                *(keys(each, f"{path}{key}.") for key, each in value.items())
            )
        case list():
            return set().union(*(keys(each, path) for each in value))
    return set()


def first_column(page: str) -> set[str]:
    """The code spans that begin the rows of a page's tables."""
    return set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE))


def test_every_key_of_a_call_is_explained_and_no_other() -> None:
    told = first_column(CALLS.read_text(encoding="utf-8")) - {status.value for status in Status}
    shown = set().union(*map(keys, printed())) - {"positions"}
    assert told == shown


def test_every_status_is_explained() -> None:
    told = first_column(CALLS.read_text(encoding="utf-8"))
    assert {status.value for status in Status} <= told


def test_every_gene_is_listed() -> None:
    said = CALLS.read_text(encoding="utf-8").partition("## Which genes")[2].partition("\n## ")[0]
    from_vcf, _, from_outside = said.partition("\n\n")[2].partition("\n\n")
    symbol = r"\b(?:[A-Z][A-Z0-9-]{3,}|rs\d+)\b"
    assert set(re.findall(symbol, from_vcf)) == {str(each["gene"]) for each in printed()}
    assert set(re.findall(symbol, from_outside)) == set(NOT_FROM_VCF)


def test_the_thresholds_of_assessment_are_those_of_the_program() -> None:
    page = (ROOT / "docs/formats/vcf.md").read_text(encoding="utf-8")
    assert f"below {MIN_GENOTYPE_QUALITY} " in page
    row = next(line for line in page.splitlines() if line.startswith("| FILTER other than"))
    assert set(re.findall(r"`([^`]+)`", row)) == PASSING_FILTERS - {""}


def test_the_findings_of_a_record_are_those_of_the_program() -> None:
    said = (
        (ROOT / "docs/formats/record.md").read_text(encoding="utf-8").partition("## Findings")[2].partition("\n## ")[0]
    )
    rows = re.findall(r"^\| `([^`]+)` \| ([0-9, -]+) \| (\S+) \|$", said, re.MULTILINE)
    told = {kind: (set(codes.split(", ")), unit.replace("answer", "")) for kind, codes, unit in rows}
    assert told == {kind.value: (set(each.codes), each.unit) for kind, each in DEFINITIONS.items()}


def test_every_key_and_check_of_a_quality_report_is_explained_and_no_other() -> None:
    said = (ROOT / "docs/formats/record.md").read_text(encoding="utf-8").partition("## Quality at the door")[2]
    patient = Patient(SubjectId("synthetic"), AdministrativeSex.UNKNOWN, None)
    report = assess(HealthRecord(patient=patient), Instant.parse("2026-01-31"))
    document = quality_document(report, Sha256("0" * 64))
    assert isinstance(document, dict)
    assert first_column(said) == {*document, *(check.value for check in Check)}
