"""Whole pharmacogene regions of four real people, on both builds, become plans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.commands import EXAMPLE, autonome

from .cases import folder

pytestmark = pytest.mark.conformance

REAL = folder("real")


@pytest.mark.parametrize("vcf", sorted(REAL.glob("*.vcf.gz")), ids=lambda path: str(path.name))
def test_a_real_genome_gives_a_plan(vcf: Path, tmp_path: Path) -> None:
    done = autonome(
        "plan", vcf, "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json",
        "--log", tmp_path / "log", "--out", tmp_path / "out", "--drug", "fluorouracil", "--as-of", "2026-03-01",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads((tmp_path / "out" / "plan.json").read_text())
    found = {medicine["drug"]: medicine["consequence"] for medicine in document["medicines"]}
    genes = {gene["gene"]: gene for gene in document["genes"]}
    assert found["codeine"] == "not-assessed", "CYP2D6 is not in these files"
    if "GRCh37" in vcf.name:
        assert genes["DPYD"]["status"] in {"called", "ambiguous"}
        assert found["simvastatin"] == "not-assessed", "SLCO1B1 is not in the GRCh37 files"
    else:
        assert genes["DPYD"]["status"] == "not_assessed"
        assert found["fluorouracil"] == "not-assessed"
