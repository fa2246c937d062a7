"""Imports that are killed at any moment leave a whole version or none, and nothing in the folder of genomes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autonome.adapters.postgres import Database, Role, connect
from autonome.ledger import EntryKind
from tests.integration.node.nodes import ANNA
from tests.integration.postgres_genomes.genomes import BOTH, Genomes, genomes_of, many, written
from tests.integration.postgres_genomes.test_store import normal

KILLS = 6
LONGEST = 2.5
"""Of the time that one import takes here: then an importer is killed at the latest."""


@contextmanager
def importer(database: Database, folder: Path, path: Path, what: str) -> Iterator[None]:
    """A process that stores a file (`importer`); killed at the end of the block."""
    parameters = json.dumps({str(role): dict(each) for role, each in database.parameters.items()})
    module = "tests.integration.postgres_genomes.importer"
    process = subprocess.Popen(
        [sys.executable, "-m", module, parameters, str(folder), str(path), what],
        stdout=subprocess.PIPE, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert process.stdout.readline()
        yield
    finally:
        process.kill()
        process.communicate()


def large(genomes: Genomes) -> int:
    """Rows whose chunks lie in a file; asked as the owner, for it is about everybody."""
    with connect(genomes.node.database, Role.OWNER, purpose="test") as owner, owner.transaction(force_rollback=True):
        owner.execute("ALTER TABLE genome NO FORCE ROW LEVEL SECURITY")
        row = owner.execute("SELECT count(*) FROM genome WHERE content IS NULL").fetchone()
        return int(row[0]) if row else 0


def test_what_was_staged_and_never_added_is_swept_once_nobody_writes_it(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "large.vcf", many(60_000))
    with genomes_of(database, tmp_path) as genomes:
        genomes.node.grant(ANNA, *BOTH)
        with importer(database, tmp_path, path, "staged"):
            assert genomes.store.sweep(genomes.node.log.connections) == 0
            assert len(genomes.files()) == 1
        assert genomes.store.sweep(genomes.node.log.connections) == 1
        assert genomes.files() == []
        assert large(genomes) == 0


def test_a_kill_leaves_whole_versions_and_no_file_that_none_names(database: Database, tmp_path: Path) -> None:
    lots = random.Random(20261122)  # noqa: S311 - when to kill
    path = written(tmp_path / "large.vcf", many(60_000))
    expected = normal(path)
    with genomes_of(database, tmp_path) as genomes:
        genomes.node.grant(ANNA, *BOTH)
        begun = time.monotonic()
        genomes.add(path)
        takes = time.monotonic() - begun
        for _ in range(KILLS):
            with importer(database, tmp_path, path, "again"):
                time.sleep(lots.uniform(0, LONGEST * takes))
            genomes.store.sweep(genomes.node.log.connections)
            assert len(genomes.files()) == large(genomes)
        permit, versions = genomes.using(), large(genomes)
        with genomes.node.gate.under(permit, EntryKind.USE, {}) as within:
            (manifest,) = genomes.store.genomes(permit, within, "sequence")
            assert manifest.version == versions - 1
            assert list(genomes.store.records(permit, within)) == expected
