"""PostgreSQL: the node's one database, and everything that speaks to it. A guided tour.

1. `server`: our own PostgreSQL in a folder, reachable by its owner alone (`EmbeddedServer`); `accounts` (as whom it
   runs), `programs` (from where), `folders` (what lies where), `configuration` (how), `keeper` (until when).
2. `access`: who connects, with which login, to which server (`Role`, `Database`).
3. `roles`: what each role may, made on our own server and checked on any.
4. `migration`: numbered files in ``migrations/``, applied once, forward only (`migrate`).
5. `connections`: pool and transactions (`Connections`, `connect`); `arrays`: many values in one (`Numbers`, `Bytes`).
6. `opening`: from settings to a database that is ready (`DatabaseSettings`, `open_database`).

How it is used::

    settings = DatabaseSettings.read(os.environ, folder)     # in bootstrap, once
    database = open_database(settings)                       # ours: started, migrated; another's: checked
    with Connections(database, Role.APP, purpose="portal", most=16) as connections:
        with connections.transaction() as transaction:       # a psycopg connection; committed at the end of the block
            transaction.execute("INSERT INTO … VALUES (%s)", [value])
        size = connections.transact(work)                    # work(transaction) again after a serialization failure

    listener = connect(database, Role.MINTER, purpose="sequencer")   # one's own, in autocommit: session locks, LISTEN

The schema is ``autonome``; it is the search path of every connection. A migration says who may do what with the tables
that it makes: nothing is open by default, functions neither. Append-only tables use ``refuse_change()`` of
``0001-foundation.sql``. In tests: the fixtures ``postgres_server``, ``database`` and ``connections`` of
``tests/postgres.py``; each test has a database of its own, migrated.

Errors are `DatabaseError` and its branches; none of them quotes a value.
"""

from autonome.adapters.postgres.access import Database, Role
from autonome.adapters.postgres.arrays import Bytes, Numbers
from autonome.adapters.postgres.connections import Connection, Connections, Isolation, Limits, connect
from autonome.adapters.postgres.errors import ContentionError, DatabaseError, DatabaseUnavailableError
from autonome.adapters.postgres.migration import Migration, migrate, pending
from autonome.adapters.postgres.opening import (
    DatabaseSettings,
    checked_database,
    embedded_database,
    open_database,
    superuser,
)
from autonome.adapters.postgres.roles import check_roles
from autonome.adapters.postgres.server import EmbeddedServer, ServerState
from autonome.adapters.postgres.trips import Trips

__all__ = [
    "Bytes",
    "Connection",
    "Connections",
    "ContentionError",
    "Database",
    "DatabaseError",
    "DatabaseSettings",
    "DatabaseUnavailableError",
    "EmbeddedServer",
    "Isolation",
    "Limits",
    "Migration",
    "Numbers",
    "Role",
    "ServerState",
    "Trips",
    "check_roles",
    "checked_database",
    "connect",
    "embedded_database",
    "migrate",
    "open_database",
    "pending",
    "superuser",
]
