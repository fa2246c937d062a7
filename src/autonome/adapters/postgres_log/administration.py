"""What is done with a log in a database once in a while, as `adapters.log_administration` does it in a folder."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg

from autonome.adapters.log_administration import (
    BegunLog,
    LogWorld,
    begin_in,
    expect_nothing_in,
    named,
    new_key,
    recovery_key,
)
from autonome.adapters.postgres import Database, Role, connect
from autonome.adapters.postgres.errors import refused
from autonome.adapters.postgres_log.opening import open_postgres_log, recover_postgres_log
from autonome.kernel import InputError
from autonome.ledger import KeyHistory

_FINGERPRINT = "keyring-fingerprint"
"""File on a log's private side by which the log in the database knows it."""


def begin_postgres_log(
    database: Database, private: Path, origin: str, recovery: Path | None, *, world: LogWorld
) -> BegunLog:
    """Make a log in a database, and record its first key.

    Args:
        database: migrated, without a log.
        private: the log's private side, which is not there yet, or empty.
        origin: name of the log.
        recovery: file for the key for recovery, which must be taken away; None for a log without one.
        world: what it works with.

    Raises:
        InputError: there is something already; nothing is overwritten.
        FormatError: no note can carry that name.
    """
    expect_nothing_in(private)
    held = _identity(database)
    if held is not None:
        raise InputError(f"the database holds the log {held[0]} already", mend="give each log its own database.")
    name = named(origin)
    spare = None if recovery is None else new_key(recovery, f"{name}/recovery")
    opened = open_postgres_log(
        database, private, clock=world.clock, entropy=world.entropy, keyrings=world.keyrings, name=name
    )
    with closing(opened) as log:
        return begin_in(private, log, spare)


def recover_log_in(
    database: Database, private: Path, recovery: Path, until: int | None, *, world: LogWorld
) -> KeyHistory:
    """Give a log whose key is lost or stolen a new one; arguments as for `recover_postgres_log`.

    Raises:
        InputError: there is no such key file, or the folder is not this log's private side.
    """
    expect_private_side(database, private)
    recovered = recover_postgres_log(
        database, private, recovery_key(recovery),
        clock=world.clock, entropy=world.entropy, keyrings=world.keyrings, until=until,
    )  # fmt: skip
    with closing(recovered) as log:
        return log.key_history()


def expect_private_side(database: Database, private: Path) -> None:
    """Insist that a folder is the private side of the log in a database; its keys are not looked at.

    Raises:
        InputError: it is none, it is another log's, or the database holds no log.
    """
    held, fingerprint = _identity(database), private / _FINGERPRINT
    if held is None:
        raise InputError("the database holds no log", mend="begin one with `autonome ledger init DIR --database`.")
    if not fingerprint.is_file() or fingerprint.read_bytes() != held[1]:
        raise InputError(
            f"is not the private side of the log {held[0]}", where=str(private), mend="name the folder of its keys."
        )


def _identity(database: Database) -> tuple[str, bytes] | None:
    with connect(database, Role.APP, purpose="log") as connection:
        try:
            row = connection.execute("SELECT origin, keyring FROM log_identity").fetchone()
        except psycopg.Error as error:
            raise refused(error) from None
    return None if row is None else (str(row[0]), bytes(row[1]))
