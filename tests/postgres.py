"""Fixtures: a real PostgreSQL for each test process, and a database of its own for each test.

The server is started when the first test asks for it, in a folder directly below /tmp (which the account that root runs
it as may pass), and is tied to the test process: also when that is killed, it ends. Each database is a copy of one
that is migrated once.

Test modules take what they need by name; ``tests/conftest.py`` makes the fixtures known.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from psycopg import sql

from autonome.adapters.postgres import (
    Connections,
    Database,
    EmbeddedServer,
    Role,
    embedded_database,
    migrate,
    superuser,
)
from autonome.adapters.postgres.configuration import INITIAL, settings
from autonome.adapters.postgres.folders import Layout

TEMPLATE = "template_of_tests"
_numbers = count(1)


@pytest.fixture
def postgres_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for a server of the test's own; its set-up does not wait for the disk, all that comes after does."""
    monkeypatch.setattr("autonome.adapters.postgres.server.INITIAL", (*INITIAL, "--no-sync"))
    yield from _folder()


def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="autonome-test-", dir="/tmp"))
    yield folder
    EmbeddedServer(folder).stop()
    shutil.rmtree(folder)


def _unsynced(layout: Layout) -> dict[str, str]:
    return {**settings(layout), "fsync": "off"}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedServer]:
    """The server of this test process: as a user has it, but that it does not wait for the disk.

    What was written outlives a killed process in the memory of the machine: only a cut of its power would tell the
    difference, and no test makes one. Hundreds of databases are made and dropped here, each with a wait for the whole
    disk: half of the time of such a test. That a user's server does wait is held by one of its own (`postgres_folder`).
    """
    folders = _folder()
    ours = EmbeddedServer(next(folders), settings={"shared_buffers": "32MB", "max_connections": "200"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autonome.adapters.postgres.configuration.settings", _unsynced)
        ours.start(tied=True)
    with ours.running():
        migrate(embedded_database(ours, TEMPLATE))
        yield ours
    next(folders, None)


@pytest.fixture
def database(postgres_server: EmbeddedServer) -> Iterator[Database]:
    """A migrated database of the test's own."""
    name = f"test_{next(_numbers)}"
    yield embedded_database(postgres_server, name, template=TEMPLATE)
    with superuser(postgres_server, "postgres") as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def databases(postgres_server: EmbeddedServer) -> Iterator[Iterator[Database]]:
    """As many of them as a test takes."""
    taken: list[str] = []

    def new() -> Iterator[Database]:
        while True:
            taken.append(f"test_{next(_numbers)}")
            yield embedded_database(postgres_server, taken[-1], template=TEMPLATE)

    yield new()
    with superuser(postgres_server, "postgres") as admin:
        for name in taken:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def connections(database: Database) -> Iterator[Connections]:
    """Connections of the app to that database."""
    with Connections(database, Role.APP, purpose="test") as opened:
        yield opened
