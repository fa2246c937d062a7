"""The node's database: where it is, opened, and brought to its state; and the log in it, for whoever has its keys."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.files import default_database
from autonome.bootstrap.node import keyrings, log_world
from autonome.kernel import InputError

if TYPE_CHECKING:
    from autonome.adapters.postgres import Database, DatabaseSettings, Role
    from autonome.adapters.postgres_log import PostgresLog


STAYS = "was started for this; it stays until autonome database stop"
"""Said where a command that needs the database started it."""


@cache
def database_settings() -> DatabaseSettings:
    """Where the database is: read once from the environment.

    Raises:
        InputError: what a node needs is not installed; says how to get it.
    """
    try:
        from autonome.adapters.postgres import DatabaseSettings  # noqa: PLC0415 - an extra, and only a node pays for it
    except ImportError as error:
        raise InputError("PostgreSQL's driver is not installed here", mend="pip install 'autonome[node]'.") from error
    return DatabaseSettings.read(os.environ, default_database())


def open_database(*, asked_for: bool = False) -> Database:
    """A database that is ready to work with.

    Args:
        asked_for: somebody asked for our own server to be started; else it is said where that was done on the way.

    Raises:
        AutonomeError: there is none, or it is not as it must be; says what.
    """
    settings = database_settings()
    from autonome.adapters.postgres import open_database as opened  # noqa: PLC0415 - an extra

    with _saying_that_it_started(settings, asked_for=asked_for):
        return opened(settings)


@contextmanager
def _saying_that_it_started(settings: DatabaseSettings, *, asked_for: bool = False) -> Iterator[None]:
    """Say on the error stream that our own server, which had been stopped, runs again: whoever stopped it must know."""
    ran = bool(settings.addresses) or asked_for or settings.server.state().running
    yield
    if not ran:
        sys.stderr.write(f"autonome: the database in {settings.folder} was not running, and {STAYS}\n")


def migrate_database() -> list[str]:
    """Apply the migrations that are not applied yet; gives the names of their files.

    Raises:
        AutonomeError: one failed, or the database is not as it must be.
    """
    settings = database_settings()
    from autonome.adapters.postgres import checked_database, embedded_database, migrate  # noqa: PLC0415 - an extra

    if settings.addresses:
        return [each.name for each in migrate(checked_database(settings))]
    with _saying_that_it_started(settings):
        settings.server.start()
        return [each.name for each in migrate(embedded_database(settings.server))]


def expect_owner() -> None:
    """Stop who begins a node on a server that is not ours without its owner: the accounts' tables belong to the node.

    Raises:
        DatabaseError: no owner is named; nothing was made yet.
    """
    settings = database_settings()
    from autonome.adapters.postgres.access import Role, database_at  # noqa: PLC0415 - an extra

    database_at(settings.addresses).of(Role.OWNER)


def database_role(name: str) -> Role:
    """One of the database's roles, by its name.

    Raises:
        InputError: there is none of that name.
    """
    database_settings()
    from autonome.adapters.postgres import Role  # noqa: PLC0415 - an extra

    try:
        return Role(name)
    except ValueError:
        raise InputError(f"there is no role {name}", mend=f"write one of {', '.join(Role)}.") from None


def database_log(database: Database, private: Path) -> PostgresLog:
    """Open the log in a database, whose private side a folder is; the caller closes it.

    Raises:
        AutonomeError: as for `compare_database_log`, where this process would sign; or it is not as it must be.
    """
    if (private / "key").exists() and database_role("minter") in database.parameters:
        compare_database_log(database, private)
    return _opened_log(database, private)


def compare_database_log(database: Database, private: Path) -> None:
    """Ask the witnesses of the log in a database what they remember, before this process signs anything for it.

    Raises:
        LogError: the database was put back or rewritten; the log is halted.
        UnreachableError: the log has witnesses, and none of the quorum answers.
    """
    from autonome.adapters.postgres_log.comparing import compare_first  # noqa: PLC0415 - an extra

    compare_first(database, private, log_world(private))


def _opened_log(database: Database, private: Path) -> PostgresLog:
    from autonome.adapters.postgres_log import open_postgres_log  # noqa: PLC0415 - an extra

    return open_postgres_log(
        database, private, clock=SystemClock(), entropy=SystemEntropy(), keyrings=keyrings(private)
    )
