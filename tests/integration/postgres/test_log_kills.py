"""Killed at any moment: no acknowledged entry is lost, no entry is half there, and the log goes on.

Callers, the sequencer and the server are killed by ``kill -9`` at random moments, some hundred times in all; the tables
and the tree are looked through from end to end after each.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from autonome.adapters.postgres import Database, DatabaseError, EmbeddedServer, embedded_database, migrate
from autonome.adapters.postgres_log import PostgresLog
from autonome.ledger import leaf_hash
from tests.integration.postgres.logs import checkpoint, entries_in, opened, pymerkle_agrees, whole

PROCESSES, SERVERS = 200, 40
"""Kills."""

LONGEST = 0.12
"""Seconds between two kills, at most: some tens of entries."""


class Callers:
    """A process that makes callers (`log_caller`), one after the other.

    Args:
        what: each of them is.
        database: of the log.
        private: side of the log.
    """

    def __init__(self, what: str, database: Database, private: Path) -> None:
        self.what = what
        self.acknowledged: set[bytes] = set()
        self._answers: list[str] = []
        self._answered = threading.Condition()
        parameters = json.dumps({str(role): dict(each) for role, each in database.parameters.items()})
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.postgres.log_caller", parameters, str(private)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        self.pid = 0
        self.make()

    def make(self) -> None:
        """Make a caller."""
        self.pid = int(self._told(f"{self.what}\n").removeprefix("made "))

    def kill(self) -> None:
        """Kill the caller, and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._told("\n") == "gone"

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait(30)
        self._listener.join(30)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _told(self, line: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()
        with self._answered:
            assert self._answered.wait_for(lambda: self._answers, 30)
            return self._answers.pop()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            word, _, rest = line.strip().partition(" ")
            if word == "ack":
                self.acknowledged.add(bytes.fromhex(rest))
            else:
                with self._answered:
                    self._answers.append(line.strip())
                    self._answered.notify()


class Watch:
    """Looks through a log again and again; what it saw once must stay.

    Args:
        database: of the log.
        callers: who record on it.
    """

    def __init__(self, database: Database, callers: list[Callers]) -> None:
        self._database = database
        self._callers = callers
        self._leaves: list[bytes] = []
        self.looks = 0

    def look(self, log: PostgresLog) -> None:
        """Nobody is recording at the moment."""
        acknowledged = set().union(*(caller.acknowledged for caller in self._callers))
        signed, seen = checkpoint(log), len(self._leaves)
        entries = entries_in(log, signed.size)
        leaves = [leaf_hash(entry) for entry in entries]
        assert leaves[:seen] == self._leaves, "what stood on the log stays"
        assert acknowledged <= set(leaves), "an acknowledged entry is lost"
        whole(self._database, log.key_history(), leaves, since=seen)
        self._leaves = leaves
        self.looks += 1
        if self.looks % 50 == 0:
            pymerkle_agrees(entries, signed)


@contextmanager
def recording(database: Database, private: Path, *what: str) -> Iterator[list[Callers]]:
    with ExitStack() as stack:
        callers = []
        for each in what:
            callers.append(Callers(each, database, private))
            stack.callback(callers[-1].end)
        yield callers


@contextmanager
def stopped(callers: list[Callers]) -> Iterator[None]:
    """None of them moves for a while, in the middle of whatever it is doing."""
    for caller in callers:
        os.kill(caller.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for caller in callers:
            os.kill(caller.pid, signal.SIGCONT)


def test_killing_callers_and_sequencers_loses_nothing(database: Database, tmp_path: Path) -> None:
    private, lots = tmp_path / "private", random.Random(20261122)  # noqa: S311 - says when to kill
    with opened(database, private) as log:
        with recording(database, private, "caller", "caller", "bare", "sequencer") as callers:
            watch = Watch(database, callers)
            for _ in range(PROCESSES):
                time.sleep(lots.uniform(0, LONGEST))
                killed = lots.choice(callers)
                killed.kill()
                others = [caller for caller in callers if caller is not killed]
                with stopped(others):
                    watch.look(log)
                killed.make()
            assert all(caller.acknowledged for caller in callers[:3])
        assert log.append([]) == ()
        watch.look(log)
    with opened(database, private) as log:  # takes up what the killed have left
        watch.look(log)
        leaves = [leaf_hash(entry) for entry in entries_in(log, checkpoint(log).size)]
        assert whole(database, log.key_history(), leaves) == 0, "nothing waits"


def test_killing_the_server_loses_nothing(postgres_folder: Path, tmp_path: Path) -> None:
    private, lots = tmp_path / "private", random.Random(20261123)  # noqa: S311 - says when to kill
    server = EmbeddedServer(postgres_folder, settings={"shared_buffers": "16MB", "recovery_init_sync_method": "syncfs"})
    server.start(tied=True)
    database = embedded_database(server)
    migrate(database)
    with opened(database, private) as log:
        log.begin()
    with recording(database, private, "caller", "caller", "bare") as callers:
        watch = Watch(database, callers)
        for number in range(SERVERS):
            wait_for_more(callers)
            time.sleep(lots.uniform(0, LONGEST))
            kill_server(server, whole_of_it=number % 2 == 0, lots=lots)
            server.start(tied=True)
            # Opened while they go on: one that was stopped in a round would hold it against the opening.
            with in_time(database, private) as log, stopped(callers):
                watch.look(log)
        assert all(caller.acknowledged for caller in callers)
    server.stop()


def wait_for_more(callers: list[Callers]) -> None:
    """Wait until something more is acknowledged: whoever was cut off has found the server again."""
    before, until = sum(len(caller.acknowledged) for caller in callers), time.monotonic() + 60
    while sum(len(caller.acknowledged) for caller in callers) == before:
        assert time.monotonic() < until
        time.sleep(0.01)


def kill_server(server: EmbeddedServer, *, whole_of_it: bool, lots: random.Random) -> None:
    """Kill the server with all its processes; or one of those that work for it, at which it begins anew itself."""
    postmaster = server.state().pid
    assert postmaster is not None
    workers, data = [pid for pid in processes() if parent(pid) == postmaster], works_in(postmaster)
    assert data
    if whole_of_it:
        for pid in (postmaster, *workers):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # One that was just made is in no list. It may wait for good for a lock that a killed one held: nobody wakes it.
        while left := [pid for pid in processes() if works_in(pid) == data]:
            for pid in left:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        assert not server.state().running
    else:
        with suppress(ProcessLookupError):
            os.kill(lots.choice(workers), signal.SIGKILL)


def processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def works_in(pid: int) -> str:
    with suppress(OSError):
        return str(Path(f"/proc/{pid}/cwd").readlink())
    return ""


def parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@contextmanager
def in_time(database: Database, private: Path) -> Iterator[PostgresLog]:
    """Open the log as soon as the server takes connections again."""
    with ExitStack() as stack:
        until = time.monotonic() + 30
        while True:
            try:
                log = stack.enter_context(opened(database, private))
                break
            except DatabaseError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
        yield log
