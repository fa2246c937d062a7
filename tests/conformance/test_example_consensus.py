"""The example patient's star alleles are the published consensus of the sample that it names."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.conformance.cases import folder, json_lines

pytestmark = pytest.mark.conformance
SCRIPT = Path(__file__).parents[2] / "examples" / "make_patient.py"
LABELS = {"c.1601G>A (*4)": "*4", "c.1627A>G (*5)": "*5", "*68+*4": "*68+4"}
"""Names in the knowledge bundle → names in the consensus."""


def test_the_example_follows_the_consensus() -> None:
    spec = importlib.util.spec_from_file_location("make_patient", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rows = [row for row in json_lines(folder("pgx") / "getrm.jsonl") if row["sample"] == "NA12878"]
    published = {row["gene"]: row["updated"] or row["getrm"] for row in rows}
    example = dict(module.CONSENSUS)
    example |= {call[0]: tuple(call[1].split("/")) for call in module.OUTSIDE_CALLS}
    assert len(example) == 10
    for gene, alleles in example.items():
        assert published[gene] == ["/".join(LABELS.get(allele, allele) for allele in alleles)], gene
