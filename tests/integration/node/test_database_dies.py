"""The node's own PostgreSQL is killed under a node that is served: it comes back, and is told as away until then."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from autonome.adapters.node import open_node, process
from autonome.adapters.postgres import EmbeddedServer
from autonome.bootstrap.nodes import node_world
from autonome.consent import ActKind
from tests.integration.commands import AUTONOME
from tests.integration.node.nodes import ANNA, consent
from tests.integration.node.test_node_process import INIT, autonome

PATIENCE = 45.0
"""Seconds, on a machine that does other things too; alone it takes three."""

TOKEN = {"Authorization": f"Bearer {'0' * 64}"}
SESSION = {"Cookie": f"autonome-session={'A' * 43}"}


@pytest.fixture
def node(postgres_folder: Path) -> Iterator[Path]:
    postgres_folder.chmod(0o711)
    folder = postgres_folder / "node"
    try:
        autonome("node", "init", folder, *INIT, "--fact", "foreign-controlled=no")
        yield folder
    finally:
        process.end(folder)
        EmbeddedServer(folder / "database").stop()


@contextmanager
def served(node: Path, output: Path) -> Iterator[httpx.Client]:
    command = [str(AUTONOME), "serve", "--node", str(node), "--listen", "127.0.0.1:0", "--processes", "2"]
    with output.open("wb") as told, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told) as serving:
        try:
            assert serving.stdout is not None
            found = re.search(rb"pages at (\S+)", serving.stdout.readline())
            assert found is not None, output.read_text()
            with httpx.Client(base_url=found.group(1).decode(), timeout=PATIENCE) as client:
                yield client
        finally:
            serving.send_signal(signal.SIGTERM)
            try:
                serving.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                serving.kill()
                raise


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.1)
    return held


def recorded(node: Path) -> int:
    """The place of something that another process puts on the log."""
    with open_node(node, replace(node_world(), signing=False)) as opened:
        return opened.gate.record_acts(ANNA, [consent(ANNA, "medications", ActKind.GRANT, "grant")])[-1].index


def postmaster(node: Path) -> int:
    pid = EmbeddedServer(node / "database").state().pid
    assert pid is not None
    return pid


def works(client: httpx.Client) -> bool:
    """Several times: each process has connections of its own."""
    answers = [client.get(path, headers=SESSION | {"Connection": "close"}) for path in ("/ready", "/sign-in") * 4]
    return {each.status_code for each in answers} == {200}


def test_a_database_that_is_killed_comes_back_and_is_told_as_away_until_then(node: Path, tmp_path: Path) -> None:
    output, data = tmp_path / "told", node / "database" / "data"
    with served(node, output) as client:
        assert eventually(lambda: output.read_text().count('"answers":true') == 2), "whoever opens a node starts it too"
        assert works(client)
        pid = postmaster(node)
        data.rename(data.with_name("elsewhere"))  # nobody can start it again, until it is put back
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda: client.get("/ready").status_code == 503)
        begun = time.monotonic()
        assert client.get("/ready").json() == {"ready": False, "why": "database"}
        assert time.monotonic() - begun < 4
        for path, media in (("/sign-in", "text/html"), ("/api/v1/me", "application/problem+json")):
            answer = client.get(path, headers=TOKEN | SESSION)
            assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "10")
            assert answer.headers["Content-Type"].startswith(media)
            assert "record" in answer.text
        assert "cannot be asked" in autonome("node", "status", "--node", node, code=2)
        assert not data.exists(), "data that somebody took away are not made anew"
        data.with_name("elsewhere").rename(data)
        assert eventually(lambda: works(client))
        assert recorded(node) > 0
        os.kill(postmaster(node), signal.SIGQUIT)
        assert eventually(lambda: output.read_text().count("was started again") == 2)
        assert eventually(lambda: works(client))
