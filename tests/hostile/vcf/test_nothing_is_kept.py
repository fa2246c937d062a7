"""A hostile genome handed to `autonome plan`: the decision is on the log, no use is, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId
from tests.hostile.running import MEMORY_BOUND, Ran, autonome, needs_proc
from tests.hostile.vcf import bombs
from tests.hostile.vcf.small_files import CASES, FILES
from tests.integration.commands import EXAMPLE

SMALL = [
    "gzip-cut-in-the-middle-of-a-block.vcf.gz",
    "bgzip-cut-in-the-middle-of-a-record.vcf.gz",
    "header-of-grch37-positions-of-grch38.vcf",
    "contradicting-duplicates.vcf",
    "escapes-for-the-terminal.vcf",
]


def planned(genome: Path, folder: Path) -> Ran:
    return autonome(
        "plan", genome, "--record", EXAMPLE / "record.json", "--consent", EXAMPLE / "consent.json",
        "--as-of", "2026-03-01T10:00:00Z", "--log", folder / "log", "--out", folder / "out",
    )  # fmt: skip


def kinds_on_the_log(folder: Path) -> list[str]:
    log = open_local_log(folder / "log", clock=SystemClock(), entropy=SystemEntropy())
    subject = SubjectId(json.loads((EXAMPLE / "consent.json").read_bytes())["subject"])
    return [entry.payload.kind.value for entry in log.entries_of(subject)]


def assert_nothing_is_kept(ran: Ran, error: str, folder: Path) -> None:
    assert (ran.code, ran.stdout, ran.stderr) == (2, "", f"autonome: {error}\n")
    assert list((folder / "out").iterdir()) == []
    kinds = kinds_on_the_log(folder)
    assert kinds[-1] == "decision"
    assert "use" not in kinds


@needs_proc
@pytest.mark.parametrize("name", SMALL)
def test_a_small_fault_leaves_the_decision_and_nothing_else(name: str, tmp_path: Path) -> None:
    assert_nothing_is_kept(planned(FILES / name, tmp_path), name + CASES[name].error, tmp_path)


@needs_proc
def test_a_bomb_leaves_the_decision_and_nothing_else(tmp_path: Path) -> None:
    ran = planned(bombs.packed(tmp_path / "bomb.vcf.gz", bombs.a_million_alternatives()), tmp_path)
    error = "bomb.vcf.gz, line 8: has 1000000 alternatives. Mend: split or filter this record."
    assert_nothing_is_kept(ran, error, tmp_path)
    assert ran.peak < MEMORY_BOUND
