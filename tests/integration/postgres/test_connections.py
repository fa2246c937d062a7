"""Transactions on a real server: what is committed, undone, tried again, and told."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from autonome.adapters.postgres import (
    Connection,
    Connections,
    ContentionError,
    Database,
    DatabaseError,
    DatabaseUnavailableError,
    EmbeddedServer,
    Isolation,
    Limits,
    Role,
    connect,
    embedded_database,
    migrate,
    superuser,
)
from autonome.adapters.postgres.migration import Migration, shipped

NEXT = len(shipped()) + 1
TABLE = Migration(
    NEXT,
    f"{NEXT:04}-counted.sql",
    'CREATE TABLE :"schema".counted (name text PRIMARY KEY, n integer NOT NULL CHECK (n < 1000));'
    'GRANT SELECT, INSERT, UPDATE ON :"schema".counted TO :"app"; INSERT INTO :"schema".counted VALUES (\'a\', 0)',
)


@pytest.fixture
def counted(database: Database) -> Database:
    migrate(database, (*shipped(), TABLE))
    return database


@pytest.fixture
def many(counted: Database) -> Iterator[Connections]:
    with Connections(
        counted, Role.APP, purpose="test", most=8, limits=Limits(statement=5, lock=2, connect=2)
    ) as opened:
        yield opened


def in_one_transaction(of: Connections, *statements: bytes) -> None:
    with of.transaction() as transaction:
        for statement in statements:
            transaction.execute(statement)


def count(of: Connections) -> int:
    with of.transaction(read_only=True) as transaction:
        row = transaction.execute("SELECT n FROM counted WHERE name = 'a'").fetchone()
    assert row is not None
    return int(row[0])


def test_the_app_works_under_its_own_login_on_a_migrated_database(connections: Connections) -> None:
    with connections.transaction() as transaction:
        row = transaction.execute("SELECT session_user, current_user, name FROM migration WHERE number = 1").fetchone()
        name = transaction.execute("SHOW application_name").fetchone()
    assert row == ("autonome_app", "autonome_app", "0001-foundation.sql")
    assert name == ("autonome app test",)


def test_a_block_is_committed_or_as_if_it_had_never_been(many: Connections) -> None:
    with many.transaction() as transaction:
        transaction.execute("UPDATE counted SET n = 1")
    with pytest.raises(DatabaseError, match="UniqueViolation"):
        in_one_transaction(many, b"UPDATE counted SET n = 2", b"INSERT INTO counted VALUES ('a', 3)")
    assert count(many) == 1


def test_a_block_that_forgives_a_refused_statement_is_not_taken_for_committed(many: Connections) -> None:
    def forgiving() -> None:
        with many.transaction() as transaction:
            transaction.execute("UPDATE counted SET n = 7")
            with pytest.raises(psycopg.errors.CheckViolation):
                transaction.execute("UPDATE counted SET n = 1000")

    with pytest.raises(DatabaseError, match="InFailedSqlTransaction"):
        forgiving()
    with many.transaction() as transaction:
        assert transaction.execute("SELECT n FROM counted").fetchone() == (0,)
        with pytest.raises(psycopg.errors.CheckViolation), transaction.transaction():
            transaction.execute("UPDATE counted SET n = 1000")
        transaction.execute("UPDATE counted SET n = 8")  # behind a savepoint it goes on
    with many.transaction() as transaction:
        assert transaction.execute("SELECT n FROM counted").fetchone() == (8,)


def test_work_that_the_server_undid_is_done_again_until_it_holds(many: Connections) -> None:
    tries = []
    first = threading.Barrier(4)

    def increment(transaction: Connection) -> None:
        tries.append(1)
        row = transaction.execute("SELECT n FROM counted WHERE name = 'a'").fetchone()
        assert row is not None
        if len(tries) <= first.parties:
            first.wait(10)  # all of them have read before one writes: all others lose
        transaction.execute("UPDATE counted SET n = %s WHERE name = 'a'", [row[0] + 1])

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(many.transact, increment, attempts=100) for _ in range(40)]:
            done.result()
    assert count(many) == 40
    assert len(tries) >= 43, "three of the first four lost"


def test_work_that_always_loses_is_told_so(many: Connections) -> None:
    tries = []

    def lose(transaction: Connection) -> None:
        tries.append(1)
        transaction.execute("SELECT n FROM counted")
        with many.transaction() as rival:
            rival.execute("UPDATE counted SET n = n + 1")
        transaction.execute("UPDATE counted SET n = 0")

    with pytest.raises(ContentionError, match="lost against others 3 times"):
        many.transact(lose, Isolation.REPEATABLE_READ, attempts=3)
    assert len(tries) == 3
    assert count(many) == 3


def test_an_error_that_is_not_the_servers_rivalry_is_not_tried_again(many: Connections) -> None:
    tries = []

    def fail(transaction: Connection) -> None:
        tries.append(1)
        transaction.execute("INSERT INTO counted VALUES ('a', 1)")

    with pytest.raises(DatabaseError, match="UniqueViolation"):
        many.transact(fail)
    assert len(tries) == 1


def test_a_transaction_that_reads_writes_nothing(many: Connections) -> None:
    with pytest.raises(DatabaseError, match="ReadOnlySqlTransaction"), many.transaction(read_only=True) as transaction:
        transaction.execute("UPDATE counted SET n = 1")
    with many.transaction() as transaction:
        transaction.execute("UPDATE counted SET n = 2")
    assert count(many) == 2


@pytest.mark.parametrize("isolation", list(Isolation))
def test_isolation_is_what_was_asked_for(many: Connections, isolation: Isolation) -> None:
    with many.transaction(isolation) as transaction:
        shown = transaction.execute("SHOW transaction_isolation").fetchone()
    assert shown == (isolation.name.lower().replace("_", " "),)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("INSERT INTO counted VALUES (%s, 1)", ["a"]),
        ("INSERT INTO counted VALUES (%s, 4711)", ["secret"]),
        ("INSERT INTO counted VALUES (%s, NULL)", ["secret"]),
        ("SELECT %s::text::integer", ["secret"]),
    ],
)
def test_no_error_quotes_a_value(many: Connections, statement: str, values: list[str]) -> None:
    with pytest.raises(DatabaseError) as told, many.transaction() as transaction:
        transaction.execute(statement.encode(), values)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    for value in ("secret", "4711", "(a)", "=("):
        assert value not in str(told.value)


def test_notices_go_nowhere(
    many: Connections, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG, "psycopg"), many.transaction() as transaction:
        transaction.execute("DO $$ BEGIN RAISE WARNING 'secret'; END $$")
    assert "secret" not in caplog.text
    assert "secret" not in "".join(capfd.readouterr())


def test_a_statement_that_takes_too_long_is_given_up(many: Connections) -> None:
    with pytest.raises(DatabaseError, match="took too long"), many.transaction(statement_timeout=0.05) as transaction:
        transaction.execute("SELECT pg_sleep(5)")
    with many.transaction() as transaction:
        assert transaction.execute("SHOW statement_timeout").fetchone() == ("5s",), "the limit was this block's alone"


def test_nobody_makes_commits_lazy_for_all_by_the_database(counted: Database, postgres_server: EmbeddedServer) -> None:
    with superuser(postgres_server, "postgres") as admin:
        admin.execute("ALTER ROLE autonome_app SET synchronous_commit = off")
        try:
            with connect(counted, Role.APP, purpose="test") as connection:
                assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        finally:
            admin.execute("ALTER ROLE autonome_app RESET ALL")


def test_more_callers_than_connections_wait_and_are_told_when_it_takes_too_long(counted: Database) -> None:
    limits = Limits(connect=2)
    with (
        Connections(counted, Role.APP, purpose="test", most=1, limits=limits) as one,
        one.transaction(),
        pytest.raises(DatabaseUnavailableError, match="no connection to the database came free"),
        one.transaction(),
    ):
        pass


def test_a_session_that_is_ended_in_a_transaction_is_told_and_the_next_one_works(many: Connections) -> None:
    with pytest.raises(DatabaseUnavailableError):
        in_one_transaction(many, b"UPDATE counted SET n = 7", b"SELECT pg_terminate_backend(pg_backend_pid())")
    assert count(many) == 0


def test_the_pool_goes_on_when_the_server_was_started_anew(postgres_folder: Path) -> None:
    server = EmbeddedServer(postgres_folder)
    with server.running():
        database = embedded_database(server)
        migrate(database, (*shipped(), TABLE))
        with Connections(database, Role.APP, purpose="test", limits=Limits(connect=2)) as opened:
            assert count(opened) == 0
            server.stop()
            with pytest.raises(DatabaseUnavailableError), opened.transaction():
                pass
            server.start(tied=True)
            assert count(opened) == 0
            server.stop()
            server.start(tied=True)
            assert count(opened) == 0, "a connection that ended while nobody used it is never handed out"


def test_a_server_that_is_not_there_is_told_in_one_line(postgres_folder: Path) -> None:
    server = EmbeddedServer(postgres_folder)
    with server.running():
        database = embedded_database(server)
    with pytest.raises(DatabaseUnavailableError, match="cannot connect to the database as app") as told:
        connect(database, Role.APP, purpose="test", limits=Limits(connect=2))
    assert "\n" not in str(told.value)
    refused = Connections(database, Role.APP, purpose="test", limits=Limits(connect=1))
    with pytest.raises(DatabaseUnavailableError, match="cannot connect to the database as app"), refused:
        pass
    gc.collect()
    assert not [thread for thread in threading.enumerate() if "app test" in thread.name]
