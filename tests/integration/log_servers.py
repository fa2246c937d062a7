"""A log's server as a process of its own, on a free port of the loopback; ended by its own process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId
from autonome.ledger import Draft, EntryKind, Thread
from autonome.ledger.encoding import decode
from autonome.ledger.reading import Statement
from tests.fakes.ledger import SeededSigner
from tests.integration.commands import AUTONOME

ORIGIN = "hospital.example/autonome"
ANNA, BEN = SubjectId("synthetic-anna"), SubjectId("synthetic-ben")
READER, STRANGER = SeededSigner("reader", 41), SeededSigner("reader", 42)


@dataclass
class Served:
    """A running server.

    Args:
        url: where it is.
        process: it.
        errors: file of its standard error.
    """

    url: str
    process: subprocess.Popen[str]
    errors: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def serving(folder: Path, listen: str = "127.0.0.1:0", *more: str) -> Iterator[Served]:
    """Serve a log."""
    errors = folder.with_name(f"{folder.name}.stderr")
    command = [str(AUTONOME), "ledger", "serve", str(folder), "--listen", listen, *more]
    with (
        errors.open("a") as stream,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stream, text=True, env=dict(os.environ)) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("log at http://127.0.0.1:"), (line, errors.read_text())
        try:
            yield Served(line.split()[-1], process, errors)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(30)


def begun(folder: Path, origin: str = ORIGIN) -> LocalLog:
    """A log that has named its first key."""
    log = open_local_log(folder, clock=SystemClock(), entropy=SystemEntropy(), name=origin)
    log.begin()
    return log


def decision(subject: SubjectId, number: int = 0) -> Draft:
    """Something about a person."""
    return Draft(EntryKind.DECISION, subject, {"number": number})


def raw(server: Served, request: bytes, wait: float = 1) -> bytes:
    """Send bytes as they are; what comes back before the connection ends, or falls silent."""
    answer = b""
    connected = socket.create_connection(("127.0.0.1", server.port), timeout=wait)
    with connected as connection, suppress(TimeoutError, ConnectionResetError):
        connection.sendall(request)
        while piece := connection.recv(65536):
            answer += piece
    return answer


def challenge(client: httpx.Client) -> bytes:
    answer = client.get("/reading/challenge")
    assert answer.headers["cache-control"] == "no-store"
    return decode(answer.json()["challenge"], what="challenge")


def read(client: httpx.Client, thread: Thread, signer: SeededSigner, *, since: int = 0) -> httpx.Response:
    origin = client.get("/reading/challenge").json()["log"]
    statement = Statement.sign(origin, thread, challenge(client), signer, since=since)
    return client.get("/reading/entries", headers={"authorization": statement.header()})
