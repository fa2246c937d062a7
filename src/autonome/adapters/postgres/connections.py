"""Connections and transactions: the one layer between the product and psycopg.

Invariants:

- A transaction is entered by `Connections.transaction` or `Connections.transact` and ends with the block: committed,
  or as if it had never been.
- Only what the server itself undid (serialization failure, deadlock) is tried again. A connection that is lost while
  it commits leaves the outcome open, and that is said, not guessed.
- Values travel beside a statement, never inside its text; names are composed by `psycopg.sql`.
- Each statement, lock and idle transaction has a time limit; commits wait for the disk, whatever the server's default.
- No error that leaves here quotes a value (`errors`), and notices of the server go nowhere.

Example::

    with Connections(database, Role.APP, purpose="portal") as connections:
        with connections.transaction(Isolation.REPEATABLE_READ, read_only=True) as transaction:
            rows = transaction.execute("SELECT name FROM migration WHERE number = %s", [1]).fetchall()
"""

from __future__ import annotations

import logging
import random
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

import psycopg
from psycopg import IsolationLevel
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool, PoolTimeout

from autonome.adapters.postgres.access import SCHEMA, Database, Role
from autonome.adapters.postgres.errors import ContentionError, DatabaseUnavailableError, refused

Connection: TypeAlias = psycopg.Connection[TupleRow]
"""A connection inside a transaction, or one that a caller keeps (`connect`)."""

Isolation = IsolationLevel
"""READ_COMMITTED, REPEATABLE_READ or SERIALIZABLE."""

ATTEMPTS = 10
"""Times that a transaction is tried which the server undid; with `FIRST_PAUSE` a second's patience."""

FIRST_PAUSE = 0.002
"""Seconds before the second attempt; doubled each time, and drawn between half and whole, so that rivals part."""

LONGEST_PAUSE = 0.25

Result = TypeVar("Result")

logging.getLogger("psycopg").addHandler(logging.NullHandler())
"""What the driver tells of lost connections is not printed on stderr by default."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds after which the server, or we, give up.

    Args:
        statement: for one statement.
        lock: to wait for a lock.
        idle: in a transaction without a statement.
        connect: to make a connection, and to wait for a free one of the pool.
    """

    statement: float = 30
    lock: float = 10
    idle: float = 60
    connect: float = 10

    def options(self) -> str:
        """As the server takes them at the connection's start; in milliseconds."""
        said = {
            "statement_timeout": round(self.statement * 1000),
            "lock_timeout": round(self.lock * 1000),
            "idle_in_transaction_session_timeout": round(self.idle * 1000),
            "search_path": f"{SCHEMA},pg_temp",  # temporary tables last: none can stand before ours
            "client_min_messages": "warning",
            "timezone": "UTC",
            "synchronous_commit": "on",
        }
        return " ".join(f"-c {name}={value}" for name, value in said.items())


def connect(database: Database, role: Role, *, purpose: str, limits: Limits = Limits()) -> Connection:
    """A connection of one's own, in autocommit: for session locks and for listening. The caller closes it.

    Args:
        database: to connect to.
        role: to connect as.
        purpose: shown in the server's list of sessions.
        limits: of time.

    Raises:
        DatabaseUnavailableError: it cannot be made; says why.
    """
    parameters = _parameters(database, role, purpose, limits)
    try:
        return psycopg.connect("", autocommit=True, **parameters)
    except psycopg.OperationalError as error:
        raise unreachable(error, role.value) from None


def _parameters(database: Database, role: Role, purpose: str, limits: Limits) -> dict[str, Any]:
    given = dict(database.of(role))
    return {
        **given,
        "options": f"{given.get('options', '')} {limits.options()}".strip(),
        "application_name": f"autonome {role.value} {purpose}",
        "connect_timeout": str(max(2, round(limits.connect))),  # libpq takes less than two seconds for two
    }


def unreachable(error: psycopg.Error, login: str) -> DatabaseUnavailableError:
    """The server's or the system's reason for refusing a connection: names, and no data."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or ["no reason given"]
    reason = lines[0].rpartition("FATAL:")[2].strip()
    return DatabaseUnavailableError(
        f"cannot connect to the database as {login} ({reason})", mend="see `autonome database status`."
    )


def _check(connection: Connection) -> None:
    """Raise where the server has ended a connection: then there is something to read, without asking it anything."""
    silent = select.poll()
    silent.register(connection.fileno(), select.POLLIN)
    if silent.poll(0):
        ConnectionPool.check_connection(connection)


@contextmanager
def _within(connection: Connection, begin: bytes) -> Iterator[None]:
    """A transaction on a connection in autocommit.

    Its three statements carry no values, and are sent as they are: the driver's own way through takes longer than the
    server, for every transaction there is. A transaction within it is a savepoint, as ever.
    """
    _tell(connection, begin)
    try:
        yield
    except BaseException:
        if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
            _tell(connection, b"ROLLBACK")
        raise
    _tell(connection, b"COMMIT")


def _tell(connection: Connection, statement: bytes) -> None:
    result = connection.pgconn.exec_(statement)
    expect(connection, result, ExecStatus.COMMAND_OK)
    if statement == b"COMMIT" and result.command_status != b"COMMIT":  # the server has undone it before
        raise psycopg.errors.InFailedSqlTransaction("the transaction was undone: a statement in it was refused")


def expect(connection: Connection, result: PGresult, status: ExecStatus) -> None:
    """Insist on how a statement ended that was sent by libpq alone.

    Raises:
        psycopg.Error: as the driver would.
    """
    if connection.pgconn.status != ConnStatus.OK:
        raise psycopg.OperationalError("the connection is lost")
    if result.status != status:
        raise psycopg.errors.error_from_result(result)


_BEGIN = {
    (isolation, read_only): b"BEGIN ISOLATION LEVEL "
    + isolation.name.replace("_", " ").encode()
    + (b" READ ONLY" if read_only else b"")
    for isolation in Isolation
    for read_only in (False, True)
}

_BEGIN_SETTLED_LATER = b"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit TO off"
"""One way to the server and back, as the others."""


class Connections:
    """A pool of connections of one role.

    Args:
        database: to connect to.
        role: to connect as.
        purpose: shown in the server's list of sessions.
        most: connections at once; more callers wait.
        limits: of time.
    """

    def __init__(
        self,
        database: Database,
        role: Role,
        *,
        purpose: str,
        most: int = 8,
        limits: Limits = Limits(),
    ) -> None:
        self.role = role
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            "",
            kwargs={"autocommit": True, **_parameters(database, role, purpose, limits)},
            min_size=1,
            max_size=most,
            timeout=limits.connect,
            reconnect_timeout=limits.connect,  # its pauses double: who comes later begins anew, with a short one
            check=_check,  # a server that was started anew has ended them: make new ones
            name=f"{role.value} {purpose}",
            open=False,
        )

    def __enter__(self) -> Self:
        """Open it.

        Raises:
            DatabaseUnavailableError: the server cannot be reached.
        """
        try:
            self._pool.open(wait=True, timeout=self._pool.timeout)
        except PoolTimeout as error:
            self._pool.close()
            raise unreachable(error, self.role.value) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all of them."""
        self.close()

    def close(self) -> None:
        """Close all of them; callers that wait are told."""
        self._pool.close()

    @contextmanager
    def transaction(
        self,
        isolation: Isolation = Isolation.READ_COMMITTED,
        *,
        read_only: bool = False,
        statement_timeout: float | None = None,
    ) -> Iterator[Connection]:
        """A transaction for the length of a block: committed at its end, undone by any exception.

        Args:
            isolation: of it.
            read_only: whether the server refuses to write.
            statement_timeout: seconds for one statement, in place of the pool's limit.

        Raises:
            ContentionError: it lost against others; nothing of it was done.
            DatabaseUnavailableError: the server went away; whether it was committed is not known.
            DatabaseError: a statement was refused.
        """
        with self._lent() as connection, _within(connection, _BEGIN[isolation, read_only]):
            if statement_timeout is not None:
                limit = f"{round(statement_timeout * 1000)}ms"
                connection.execute("SELECT set_config('statement_timeout', %s, true)", [limit])
            yield connection

    @contextmanager
    def settled_later(self) -> Iterator[Connection]:
        """A transaction whose end does not wait for the disk: for what counts for nothing until the log has settled it.

        The log's own transaction that gives a record its place comes later in the server's journal and does wait, and
        the disk has the journal in its order. So what has a place is on the disk; what was lost had none, and nobody
        was told of it.

        Raises:
            DatabaseUnavailableError: as `transaction`; likewise the others.
        """
        with self._lent() as connection, _within(connection, _BEGIN_SETTLED_LATER):
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """A connection on which each statement is a transaction of its own: for one question, one way there and back.

        Raises:
            DatabaseUnavailableError: as `transaction`; likewise the others.
        """
        with self._lent() as connection:
            yield connection

    @contextmanager
    def _lent(self) -> Iterator[Connection]:
        try:
            with self._pool.connection() as connection:
                yield connection
        except PoolTimeout:
            raise DatabaseUnavailableError(
                "no connection to the database came free in time", mend="try again; see `autonome database status`."
            ) from None
        except psycopg.Error as error:
            raise refused(error) from None

    def transact(
        self,
        work: Callable[[Connection], Result],
        isolation: Isolation = Isolation.SERIALIZABLE,
        *,
        attempts: int = ATTEMPTS,
        statement_timeout: float | None = None,
    ) -> Result:
        """Do work in a transaction, and do it again where the server undid it for the sake of others.

        Args:
            work: all of it, on the connection that it is given; it is called anew for each attempt.
            isolation: of the transaction.
            attempts: times that it is tried.
            statement_timeout: seconds for one statement, in place of the pool's limit.

        Returns:
            What the work returned in the attempt that was committed.

        Raises:
            ContentionError: it lost each time.
            DatabaseUnavailableError: the server went away; whether it was committed is not known.
            DatabaseError: a statement was refused.
        """
        for attempt in range(attempts):
            if attempt:
                pause = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
                time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - parts rivals, guards nothing
            try:
                with self.transaction(isolation, statement_timeout=statement_timeout) as connection:
                    return work(connection)
            except ContentionError:
                continue
        raise ContentionError(f"a transaction lost against others {attempts} times", mend="try again later.")
