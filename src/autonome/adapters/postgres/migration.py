"""The migration tool: numbered files, each applied once, in order, in a transaction of its own, forward only.

Invariants:

- A file that was applied does not change any more: its SHA-256 stands beside it in the table ``migration``, and one
  that differs stops everything.
- A file is applied whole, with its row in that table, or not at all.
- One process at a time migrates (advisory lock); the others find it done.
- A database that knows a file that we do not is newer than this program, and is refused.
- Only the owner migrates, and never a superuser: what a superuser made would belong to it.

In a file the roles and the schema are written as psql's variables: ``:"owner"``, ``:"minter"``, ``:"app"``,
``:"schema"``. Why no library: see docs/adr/0020.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import psycopg
from psycopg import sql

from autonome.adapters.postgres.access import SCHEMA, Database, Role
from autonome.adapters.postgres.connections import Connection, Limits, connect
from autonome.adapters.postgres.errors import DatabaseError, refused

_NAME = re.compile(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.sql")
_VARIABLE = re.compile(r':"(\w+)"')
_LOCK = 0x6175746F_02
"""Advisory lock (any number that is ours)."""

SLOW = Limits(statement=3600, lock=60, idle=600)
"""Seconds: a migration may rewrite a table; it waits a minute for those who work with it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A file.

    Args:
        number: from 1 on, without gaps.
        name: of the file.
        text: all of it.
    """

    number: int
    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal digits."""
        return sha256(self.text.encode()).hexdigest()


@cache
def shipped() -> tuple[Migration, ...]:
    """The migrations of this program."""
    folder = files("autonome.adapters.postgres") / "migrations"
    return in_order({file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")})


def in_order(texts: Mapping[str, str]) -> tuple[Migration, ...]:
    """Migrations from files, by name.

    Raises:
        DatabaseError: a name says no number, or a number is missing or there twice.
    """
    found = []
    for number, name in enumerate(sorted(texts), start=1):
        match = _NAME.fullmatch(name)
        if match is None or int(match[1]) != number:
            raise DatabaseError(f"is not the migration of number {number}", where=name, mend="name it 0001-words.sql.")
        found.append(Migration(number, name, texts[name]))
    return tuple(found)


def migrate(database: Database, migrations: Sequence[Migration] | None = None) -> tuple[Migration, ...]:
    """Bring a database to the state that this program works with.

    Args:
        database: to migrate; all roles of it are known.
        migrations: ours without it.

    Returns:
        Those that were applied now.

    Raises:
        DatabaseError: the database is newer, an applied file differs, or one failed; nothing of that one is left.
        DatabaseUnavailableError: the server cannot be reached.
    """
    wanted = shipped() if migrations is None else migrations
    with connect(database, Role.OWNER, purpose="migration", limits=SLOW) as connection:
        try:
            _expect_owner(connection)
            connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # ends with the connection
            connection.execute(_TABLE)
            pending = wanted[_applied(connection, wanted) :]
            for migration in pending:
                _apply(connection, migration, database)
        except psycopg.Error as error:
            raise refused(error) from None
    return tuple(pending)


def pending(database: Database) -> tuple[Migration, ...]:
    """The migrations that are still to be applied; any role may ask. Refuses a database as `migrate` does."""
    role = next(iter(database.parameters))
    with connect(database, role, purpose="migration") as connection:
        try:
            there = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.migration"]).fetchone() != (None,)
            return shipped()[_applied(connection, shipped()) :] if there else shipped()
        except psycopg.Error as error:
            raise refused(error) from None


_TABLE = sql.SQL(
    """
    CREATE TABLE IF NOT EXISTS {schema}.migration (
        number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied timestamptz NOT NULL DEFAULT now()
    );
    GRANT SELECT ON {schema}.migration TO PUBLIC  -- who may use the schema may know its state
    """
).format(schema=sql.Identifier(SCHEMA))


def _expect_owner(connection: Connection) -> None:
    row = connection.execute(
        "SELECT rolsuper, has_schema_privilege(%s, 'CREATE') FROM pg_roles WHERE rolname = session_user", [SCHEMA]
    ).fetchone()
    if row != (False, True):
        raise DatabaseError(
            "migrations are the owner's alone, who is no superuser", mend="see docs/database.md, Roles."
        )


def _applied(connection: Connection, wanted: Sequence[Migration]) -> int:
    """How many are applied already; all of them must be ours, unchanged."""
    rows = connection.execute(
        sql.SQL("SELECT number, name, sha256 FROM {}.migration ORDER BY number").format(sql.Identifier(SCHEMA))
    ).fetchall()
    if len(rows) > len(wanted):
        raise DatabaseError(
            f"the database is newer than this program ({rows[len(wanted)][1]})", mend="use the newer program."
        )
    for row, ours in zip(rows, wanted, strict=False):
        if row != (ours.number, ours.name, ours.digest):
            raise DatabaseError(
                f"the database was made by another {row[1]} than ours",
                where=ours.name,
                mend="restore the file as it was released; changes go into a new one.",
            )
    return len(rows)


def _apply(connection: Connection, migration: Migration, database: Database) -> None:
    text = _filled(migration, database)
    try:
        with connection.transaction():
            before = connection.execute("SELECT pg_current_xact_id()").fetchone()
            connection.execute(text.encode())
            if connection.execute("SELECT pg_current_xact_id()").fetchone() != before:
                raise DatabaseError("ends its transaction", where=migration.name, mend="take COMMIT out of it.")
            connection.execute(
                sql.SQL("INSERT INTO {}.migration (number, name, sha256) VALUES (%s, %s, %s)").format(
                    sql.Identifier(SCHEMA)
                ),
                [migration.number, migration.name, migration.digest],
            )
    except psycopg.Error as error:
        told = refused(error)
        line = error.diag.statement_position
        place = f", line {text.count(chr(10), 0, int(line)) + 1}" if line else ""
        raise DatabaseError(f"cannot be applied: {told.message}", where=f"{migration.name}{place}") from None


def _filled(migration: Migration, database: Database) -> str:
    """The text with the names of this database in place of psql's variables."""
    names = {"schema": SCHEMA, **{role.value: database.login(role) for role in Role}}
    unknown = {found for found in _VARIABLE.findall(migration.text) if found not in names}
    if unknown:
        raise DatabaseError(f"names what is not known: {', '.join(sorted(unknown))}", where=migration.name)
    return _VARIABLE.sub(lambda found: '"' + names[found[1]].replace('"', '""') + '"', migration.text)
