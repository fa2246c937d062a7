"""The institution's key of a node is changed: everything opens, nobody comes back, whatever was killed on the way."""

from __future__ import annotations

import gc
import json
import signal
import subprocess
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from autonome.adapters.postgres import Database
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.bootstrap.node import keyrings
from autonome.kernel import ActorId, SubjectId
from autonome.workflows.answer_rights import erase
from tests.integration.in_process import autonome
from tests.integration.node.desks import opened_desk
from tests.integration.node.nodes import METFORMIN
from tests.integration.node.righters import keys_destroyed, world_of_desk


def people(database: Database, directory: Path) -> tuple[SubjectId, SubjectId]:
    """Somebody who is kept, and somebody who was erased."""
    with opened_desk(database, directory) as desk:
        anna, ben = desk.patient(), desk.patient()
        for each in (anna, ben):
            desk.grant(each, "medications")
            desk.keep(each, METFORMIN)
        erase(ben, ActorId("steward"), "GDPR Art. 17(1)(b)", world=world_of_desk(desk))
    return anna, ben


def expect_unchanged(database: Database, directory: Path, anna: SubjectId, ben: SubjectId) -> None:
    with opened_desk(database, directory) as desk:
        found = json.loads(desk.ok("open", anna, "--items", "medications", "--json"))
        assert found["items"][0]["body"] == "metformin"
        assert desk.run("open", ben, "--items", "medications").returncode != 0
        assert keys_destroyed(desk.node.private) == 1


def secret(directory: Path) -> bytes:
    return (directory / "log" / "keyring" / "key").read_bytes()


def test_the_key_is_changed_while_the_node_stands_still_alone(database: Database, tmp_path: Path) -> None:
    directory = tmp_path / "node"
    anna, ben = people(database, directory)
    with opened_desk(database, directory):
        refused = autonome("node", "rotate-keys", "--node", directory)
        assert (refused.returncode, "is in use" in refused.stderr) == (2, True)
    gc.collect()  # what was opened here lets go of the keyring; a process that ends does so at once
    before = secret(directory)
    done = autonome("node", "rotate-keys", "--node", directory)
    assert done.returncode == 0, done.stderr
    assert "the institution's key is changed: 2 keys wrapped anew" in done.stdout
    assert secret(directory) != before
    expect_unchanged(database, directory, anna, ben)


def test_a_nodes_keyring_lies_with_the_node_whatever_the_environment_says(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, rings = tmp_path / "node", tmp_path / "rings"
    anna, ben = people(database, directory)
    monkeypatch.setenv("AUTONOME_KEYRINGS", str(rings))
    expect_unchanged(database, directory, anna, ben)
    private = directory / "log"
    assert (keyrings(private), keyrings(tmp_path / "log")) == (None, rings)
    with closing(DatabaseLog(database, private, keyrings(private))) as log:
        assert log.entries_of(anna)
    refused = autonome(
        "node",
        "init",
        tmp_path / "another",
        "--name",
        "other.example",
        "--recipient",
        "care-team",
        "--jurisdiction",
        "US",
    )
    assert refused.returncode == 2
    assert "AUTONOME_KEYRINGS is for logs without a node" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "another").exists()
    assert not rings.exists()


def test_a_kill_at_any_call_of_the_disk_is_gone_on_with(database: Database, tmp_path: Path) -> None:
    directory, kills = tmp_path / "node", 0
    anna, ben = people(database, directory)
    for call in count():
        gc.collect()
        done = subprocess.run(
            [sys.executable, "-m", "tests.integration.node.rotator", str(directory), str(call)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        expect_unchanged(database, directory, anna, ben)
        gc.collect()
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        kills += 1
        assert autonome("node", "rotate-keys", "--node", directory).returncode == 0
    assert kills >= 4, "it was killed at each write, and at each wiping"
