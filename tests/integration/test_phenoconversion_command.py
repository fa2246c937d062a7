"""Co-medication through the whole command: FHIR periods in, the converted result and its dates in plan and page out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .commands import EXAMPLE, autonome

AS_OF = "2026-03-01T10:00:00Z"
SUBJECT = "Patient/synthetic-na12878"


def statement(text: str, status: str, **period: str) -> dict[str, Any]:
    return {
        "fullUrl": f"https://example.org/fhir/MedicationStatement/{text}",
        "resource": {
            "resourceType": "MedicationStatement",
            "id": text,
            "status": status,
            "medicationCodeableConcept": {"text": text},
            "subject": {"reference": SUBJECT},
            **({"effectivePeriod": period} if period else {}),
        },
    }


def made(folder: Path, *more: dict[str, Any], as_of: str = AS_OF) -> tuple[dict[str, Any], str]:
    """The plan of the example patient, had she two working copies of CYP2D6 and these medicines too."""
    record = json.loads((EXAMPLE / "record.json").read_text())
    record["entry"] += more
    folder.mkdir(exist_ok=True)
    (folder / "record.json").write_text(json.dumps(record))
    (folder / "calls.tsv").write_text("CYP2D6\t*1/*2\tNormal Metabolizer\t2.0\n")
    done = autonome(
        "plan", EXAMPLE / "patient.vcf", "--record", folder / "record.json", "--consent", EXAMPLE / "consent.json",
        "--outside-calls", folder / "calls.tsv", "--as-of", as_of, "--log", folder / "log", "--out", folder / "out",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "out/plan.json").read_text()), (folder / "out/plan.html").read_text()


def codeine(plan: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in plan["medicines"] if each["drug"] == "codeine")


def test_codeine_beside_paroxetine_is_judged_as_in_a_poor_metaboliser(tmp_path: Path) -> None:
    alone, _ = made(tmp_path / "alone")
    beside, page = made(tmp_path / "beside", statement("paroxetine", "active", start="2026-01-05"))
    assert codeine(alone)["consequence"] == "standard"
    found = codeine(beside)
    assert (found["consequence"], found["sure"]) == ("avoid", True)
    assert found["interactions"][0]["orders"] == ["MedicationStatement/paroxetine"]
    assert found["supported"]["results"][0]["by_genotype"]["phenotype"] == "Normal Metabolizer"
    (gene,) = [each for each in beside["genes"] if each["gene"] == "CYP2D6"]
    assert gene["diplotypes"][0]["phenotype"] == "Normal Metabolizer"
    assert "acts as Poor Metabolizer, activity score 0.0, because of paroxetine" in page


@pytest.mark.parametrize(
    ("as_of", "consequence", "sure", "state"),
    [
        ("2026-03-01T10:00:00Z", "avoid", False, "washout"),
        ("2026-03-12T10:00:00Z", "avoid", False, "washout"),
        ("2026-03-14T10:00:00Z", "standard", True, None),
    ],
)
def test_paroxetine_wears_off(tmp_path: Path, as_of: str, consequence: str, sure: bool, state: str | None) -> None:  # noqa: FBT001 - a column of the table
    stopped = statement("paroxetine", "stopped", start="2025-06-01", end="2026-02-25")
    plan, _ = made(tmp_path / "p", stopped, as_of=as_of)
    found = codeine(plan)
    assert (found["consequence"], found["sure"]) == (consequence, sure)
    assert [each["state"] for each in found["interactions"]] == ([state] if state else [])


def test_the_example_itself_has_no_interaction(tmp_path: Path) -> None:
    """Its medicines inhibit weakly or not at all: the demo's plan rests on genotypes alone."""
    plan, page = made(tmp_path / "p")
    assert [each["interactions"] for each in plan["medicines"]] == [[]] * len(plan["medicines"])
    assert "Other medicines that change an enzyme" not in page


def test_what_changes_an_enzyme_differs_by_enzyme(tmp_path: Path) -> None:
    plan, page = made(tmp_path / "p", statement("fluvoxamine", "active"), statement("rifampicin", "completed"))
    clopidogrel = next(each for each in plan["medicines"] if each["drug"] == "clopidogrel")
    assert {(each["drug"], each["gene"], each["used"]) for each in clopidogrel["interactions"]} == {
        ("fluvoxamine", "CYP2C19", False),
        ("rifampin", "CYP2C19", False),
    }
    assert "The advice does not go by it" in page
    assert codeine(plan)["interactions"] == []
