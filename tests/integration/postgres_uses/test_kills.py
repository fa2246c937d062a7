"""A follower that is killed at any moment notes no line twice, leaves none out, and goes on where it stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from autonome.adapters.postgres import Database, EmbeddedServer, embedded_database, superuser
from autonome.adapters.postgres_log import open_postgres_log
from autonome.adapters.site_log import SiteLog
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import SubjectId
from autonome.ledger.uses import NotedUse, Query, UseLine
from tests.postgres import TEMPLATE

LINES = 16
"""Recorded before each follower is made: more than it takes over in the time that it has."""

KILLS = 20
LONGEST = 0.25
"""Seconds from the opening of both logs to a kill, at most: some parcels."""


@contextmanager
def site(server: EmbeddedServer, folder: Path, node: str) -> Iterator[tuple[SiteLog, Database, str]]:
    name = f"killed_{node}_{os.getpid()}"
    database = embedded_database(server, name, template=TEMPLATE)
    log = open_postgres_log(
        database, folder / node, clock=SystemClock(), entropy=SystemEntropy(), name=f"site-{node}.example/autonome"
    )
    opened = SiteLog(log, database)
    yield opened, database, name
    opened.close()
    with superuser(server, "postgres") as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def said(database: Database, private: Path) -> dict[str, object]:
    return {
        "database": {str(role): dict(each) for role, each in database.parameters.items()},
        "private": str(private),
    }


def record_more(source: SiteLog, first: int) -> list[UseLine]:
    numbers = range(first, first + LINES)
    lines = [UseLine(number, "1", number, 1, "9", "FILE_ACCESS", "TOPMed") for number in numbers]
    source.log.append([NotedUse(line).draft(SubjectId("anna")) for line in lines])
    return lines


def next_one(asked: IO[str], told: IO[str]) -> int:
    """Make a follower; gives its number."""
    asked.write("\n")
    asked.flush()
    child = int(told.readline())
    assert told.readline() == "ready\n"
    return child


def test_a_follower_that_is_killed_notes_each_line_once(postgres_server: EmbeddedServer, tmp_path: Path) -> None:
    drawn = random.Random(2018)  # noqa: S311 - says when to kill
    with (
        site(postgres_server, tmp_path, "1") as (source, one, _),
        site(postgres_server, tmp_path, "2") as (other, two, _),
    ):
        lines: list[UseLine] = []
        parameters = {"source": said(one, tmp_path / "1"), "other": said(two, tmp_path / "2")}
        with subprocess.Popen(
            [sys.executable, "-m", "tests.integration.postgres_uses.follower", json.dumps(parameters)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3],
        ) as process:  # fmt: skip
            assert process.stdin is not None
            assert process.stdout is not None
            reached = []
            for _ in range(KILLS):
                lines += record_more(source, len(lines))
                child = next_one(process.stdin, process.stdout)
                time.sleep(drawn.uniform(0, LONGEST))
                with suppress(ProcessLookupError):  # it had taken over all there was
                    os.kill(child, signal.SIGKILL)
                process.stdout.readline()
                reached.append(other.count(Query()))
            next_one(process.stdin, process.stdout)
            assert int(process.stdout.readline()) == 0
            process.stdin.close()
        assert [each.noted.line for each in other.find(Query())] == lines
        assert list(other.differences()) == []
        assert len(set(reached)) > 2, "kills fell between parcels"
        assert reached == sorted(reached)
