"""A node as its steward meets it: made, started in the background, looked at, stopped; with the program itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from autonome.adapters.node import process
from autonome.adapters.postgres import EmbeddedServer
from autonome.kernel import InputError

PROGRAM = [sys.executable, "-P", "-c", "from autonome.cli.main import run; run()"]
INIT = ("--name", "hospital.example", "--recipient", "care-team", "--jurisdiction", "US")


def autonome(*arguments: object, code: int = 0, **environment: str) -> str:
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def status(node: Path) -> dict[str, Any]:
    told = json.loads(autonome("node", "status", "--node", node, "--json"))
    assert isinstance(told, dict)
    return told


def test_a_node_is_started_in_the_background_served_and_stopped(postgres_folder: Path) -> None:
    postgres_folder.chmod(0o711)
    node = postgres_folder / "node"
    try:
        told = autonome("node", "init", node, *INIT, "--fact", "foreign-controlled=no")
        assert "hospital.example/autonome" in told
        assert "recovery" in told
        begun = autonome("node", "start", AUTONOME_NODE=str(node))
        found = status(node)
        assert f"process {found['process']}" in begun
        assert (found["log size"], found["halted"], found["waiting"], found["people"]) == (2, None, 0, 0)
        assert httpx.get(f"{found['log at']}/checkpoint").text.startswith("hospital.example/autonome\n2\n")
        assert "runs already" in autonome("node", "start", "--node", node, code=2)
        assert "runs already" in autonome("node", "run", node, code=2)
        assert autonome("node", "stop", "--node", node) == "node stopped\ndatabase stopped\n"
        stopped = subprocess.run(
            [*PROGRAM, "node", "status", "--json", "--node", str(node)], capture_output=True, check=False
        )
        found = json.loads(stopped.stdout)
        assert (found["process"], found["database"]) == (None, "not running")
        assert (stopped.returncode, stopped.stderr.count(b"\n")) == (2, 1)
        assert b"cannot be asked" in stopped.stderr
        assert autonome("node", "stop", "--node", node) == "the node was not running\n"
    finally:
        process.end(node)
        EmbeddedServer(node / "database").stop()


def test_only_the_holder_of_the_lock_is_the_nodes_process(tmp_path: Path) -> None:
    assert process.running(tmp_path) is None
    with process.held(tmp_path) as say:
        assert process.running(tmp_path) == process.RunningNode(os.getpid(), None)
        say("http://127.0.0.1:1")
        assert process.running(tmp_path) == process.RunningNode(os.getpid(), "http://127.0.0.1:1")
        with pytest.raises(InputError, match="runs already"), process.held(tmp_path):
            raise AssertionError
    assert process.running(tmp_path) is None
    (tmp_path / process.FILE).write_text('{"pid": 1, "url": null}')  # left by one that was killed
    assert process.running(tmp_path) is None
    assert process.end(tmp_path) is False


def test_a_node_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "node.toml").write_text("format = 'autonome-node/1'\n")
    with pytest.raises(process.NodeProcessError, match="'name'"):
        process.start(tmp_path)


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--name", "A Hospital", "no name of an institution"),
        ("--recipient", "friends", "friends"),
        ("--jurisdiction", "Atlantis", "Atlantis"),
        ("--fact", "rich=yes", "no circumstance"),
        ("--document", "napkin=1", "no known kind of paper"),
    ],
)
def test_what_cannot_be_an_institution_is_refused_and_nothing_is_made(
    tmp_path: Path, option: str, value: str, told: str
) -> None:
    refused = autonome("node", "init", tmp_path / "node", *INIT, option, value, code=2)
    assert told in refused
    assert refused.count("\n") == 1
    assert not (tmp_path / "node").exists()


def test_which_node_is_asked_where_none_is_named(tmp_path: Path) -> None:
    refused = autonome("node", "status", code=2, AUTONOME_NODE="", AUTONOME_HOME=str(tmp_path))
    assert "which node?" in refused
