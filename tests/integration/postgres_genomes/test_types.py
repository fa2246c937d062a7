"""No overload without a permit: the type checker refuses the call."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CALLS = {
    "genomes.at_loci(permit, within, panels)": "",
    "genomes.at_loci(within, panels)": "Missing positional argument",
    "genomes.at_loci(None, within, panels)": 'expected "Permit"',
    "genomes.at(within, places)": "Missing positional argument",
    "genomes.over(within, (places, places))": "Missing positional argument",
    "genomes.states(within, places)": "Missing positional argument",
    "genomes.records(within)": "Missing positional argument",
    "genomes.genomes(within, 'sequence')": "Missing positional argument",
    "genomes.staging(file, panels)": "Missing positional argument",
    "genomes.restaging(within, panels)": "Missing positional argument",
    "genomes.add(within, staged)": "Missing positional argument",
}


def test_the_type_checker_refuses_a_call_without_a_permit(tmp_path: Path) -> None:
    lines = [
        "from collections.abc import Sequence",
        "from autonome.access import Permit",
        "from autonome.adapters.genome_files import GenomeFile",
        "from autonome.adapters.postgres_gate.gate import Within",
        "from autonome.adapters.postgres_genomes import PostgresGenomes, Staged",
        "from autonome.genome import Panel",
        "from autonome.vcf.columns.layout import U32",
        "def calls(",
        "    permit: Permit, within: Within, genomes: PostgresGenomes, panels: Sequence[Panel], places: U32,",
        "    file: GenomeFile, staged: Staged,",
        ") -> None:",
        *(f"    {call}" for call in CALLS),
    ]
    file = tmp_path / "calls.py"
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    for number, (call, expected) in enumerate(CALLS.items(), start=len(lines) - len(CALLS) + 1):
        told = [line for line in done.stdout.splitlines() if f"calls.py:{number}:" in line]
        assert any(expected in line for line in told) if expected else not told, (call, done.stdout)
