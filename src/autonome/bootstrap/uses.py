"""Who used what, when: a log in the database with its index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autonome.bootstrap.database import database_log, open_database
from autonome.kernel import InputError

if TYPE_CHECKING:
    from autonome.adapters.postgres import Database
    from autonome.adapters.site_log import SiteLog
    from autonome.ledger.uses import UseIndex


@contextmanager
def use_index(directory: Path, *, database: bool) -> Iterator[UseIndex]:
    """The index of the uses on a log; no key of the log is opened.

    Args:
        directory: private side of the log.
        database: whether it is in the node's database: in a folder there is no index.

    Raises:
        AutonomeError: there is none, or the log or the database is not as it must be.
    """
    opened = _database_of(directory, database=database)
    from autonome.adapters.postgres import Connections, Role  # noqa: PLC0415 - an extra
    from autonome.adapters.postgres_uses.index import PostgresUseIndex  # noqa: PLC0415 - an extra

    with Connections(opened, Role.APP, purpose="query", most=1) as connections:
        yield PostgresUseIndex(connections)


@contextmanager
def site_log(directory: Path, *, database: bool) -> Iterator[SiteLog]:
    """A log with its uses; arguments and errors as for `use_index`."""
    opened = _database_of(directory, database=database)
    from autonome.adapters.site_log import SiteLog  # noqa: PLC0415 - an extra

    log = database_log(opened, directory)
    with closing(SiteLog(log, opened)) as site:
        yield site


def _database_of(directory: Path, *, database: bool) -> Database:
    """The node's database, which holds the log whose private side a folder is."""
    if not database:
        raise InputError(
            "a log in a folder has no index of uses", where=str(directory),
            mend="give --database, and the private side of the log there.",
        )  # fmt: skip
    opened = open_database()
    from autonome.adapters.postgres_log.administration import expect_private_side  # noqa: PLC0415 - an extra

    expect_private_side(opened, directory)
    return opened
