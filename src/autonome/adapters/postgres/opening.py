"""From settings to a database that is ready: our own server where no address is given, the one at the address else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from autonome.adapters.postgres.access import LOGINS, VARIABLES, Database, Role, database_at
from autonome.adapters.postgres.configuration import SUPERUSER
from autonome.adapters.postgres.connections import Connection, unreachable
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres.migration import migrate, pending
from autonome.adapters.postgres.roles import check_roles, make_database, make_roles, make_schema
from autonome.adapters.postgres.server import EmbeddedServer

NAME = "autonome"
"""The database on our own server."""


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where the database is.

    Args:
        folder: of our own server.
        account: that root runs it as; our own choice without it.
        addresses: of a server that is not ours, by role; our own server where there are none.
    """

    folder: Path
    account: str | None = None
    addresses: Mapping[Role, str] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, environment: Mapping[str, str], folder: Path) -> DatabaseSettings:
        """Read them from the environment.

        Args:
            environment: ``AUTONOME_DATABASE_URL`` and its like (`VARIABLES`), ``AUTONOME_DATABASE_FOLDER``,
                ``AUTONOME_DATABASE_ACCOUNT``.
            folder: of our own server, when the environment names none.
        """
        said = environment.get("AUTONOME_DATABASE_FOLDER")
        return cls(
            Path(said) if said else folder,
            environment.get("AUTONOME_DATABASE_ACCOUNT") or None,
            {role: environment[variable] for role, variable in VARIABLES.items() if environment.get(variable)},
        )

    @property
    def server(self) -> EmbeddedServer:
        """Our own server, started or not."""
        return EmbeddedServer(self.folder, self.account)


def open_database(settings: DatabaseSettings, *, tied: bool = False) -> Database:
    """A database that is ready: our own server is started, set up and migrated; another's is checked.

    Args:
        settings: where it is.
        tied: our own server, when it is started now, ends with this process.

    Raises:
        DatabaseError: it is not as it must be; says what.
        DatabaseUnavailableError: it cannot be reached.
    """
    if not settings.addresses:
        server = settings.server
        server.start(tied=tied)
        database = embedded_database(server)
        migrate(database)
        return database
    database = checked_database(settings)
    if missing := pending(database):
        raise DatabaseError(
            f"the database is older than this program: {len(missing)} migrations are not applied",
            mend="run `autonome database migrate`.",
        )
    return database


def checked_database(settings: DatabaseSettings) -> Database:
    """A database on a server that is not ours, whose roles are as they must be; it may still want migrations.

    Raises:
        DatabaseError: they are not; says all that is wrong.
        DatabaseUnavailableError: it cannot be reached.
    """
    database = database_at(settings.addresses)
    check_roles(database)
    return database


def embedded_database(server: EmbeddedServer, name: str = NAME, *, template: str = "template0") -> Database:
    """A database on our own server, which runs: made with its roles and its schema where it is not there yet.

    Args:
        server: it runs.
        name: of the database.
        template: database that it is a copy of.
    """
    with superuser(server, "postgres") as admin:
        make_roles(admin)
        make_database(admin, name, template)
    with superuser(server, name) as admin:
        make_schema(admin)
    return Database({role: server.parameters(login, name) for role, login in LOGINS.items()}, embedded=True)


def superuser(server: EmbeddedServer, database: str) -> Connection:
    """A connection of our own server's superuser, in autocommit: to set up, and in tests. The caller closes it.

    Raises:
        DatabaseUnavailableError: it cannot be made.
    """
    try:
        parameters = server.parameters(SUPERUSER, database)
        return psycopg.connect("", autocommit=True, application_name="autonome setup", **parameters)  # type: ignore[arg-type]  # libpq's own
    except psycopg.OperationalError as error:
        raise unreachable(error, SUPERUSER) from None
