"""A plan made of a stored genome is, byte by byte, the plan made of the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autonome import bootstrap
from autonome.adapters.postgres import Database
from autonome.genome import GenomeSource
from autonome.ledger import EntryKind
from tests.integration.in_process import autonome
from tests.integration.node.nodes import ANNA
from tests.integration.postgres_genomes.genomes import BOTH, EXAMPLE, genomes_of, many, panels, written

PATIENT = EXAMPLE.parent


def plan(genome: Path, folder: Path) -> bytes:
    """What ``autonome plan`` writes."""
    done = autonome(
        "plan", genome, "--record", PATIENT / "record.json", "--consent", PATIENT / "consent.json",
        "--outside-calls", PATIENT / "outside-calls.tsv", "--as-of", "2026-03-01T10:00:00Z", "--no-pdf", "--quiet",
        "--log", folder / "log", "--out", folder / "out",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return (folder / "out" / "plan.json").read_bytes()


@pytest.mark.parametrize("made", [False, True])
def test_the_plan_is_the_same(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, made: bool
) -> None:
    path = written(tmp_path / "made.vcf", many(30_000, blocks=True)) if made else EXAMPLE
    with genomes_of(database, tmp_path) as genomes:
        genomes.node.grant(ANNA, *BOTH)
        genomes.add(path)
        permit = genomes.using(ANNA, "pharmacogenes")
        with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
            stored = genomes.store.at_loci(permit, within, panels())
    from_file = plan(path, tmp_path / "of-the-file")

    @contextmanager
    def instead(path: Path, *, quiet: bool) -> Iterator[GenomeSource]:
        yield stored

    monkeypatch.setattr(bootstrap, "genome", instead)
    nothing = written(tmp_path / "nothing.vcf", [])
    assert plan(nothing, tmp_path / "of-the-store") == from_file
