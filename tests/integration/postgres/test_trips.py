"""Trips: statements on one way to the server and back are done in order, refused as one, and hold up nobody else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.pq import TransactionStatus

from autonome.adapters.postgres import Connection, Database, Numbers, Role, Trips, connect, superuser
from autonome.adapters.postgres.arrays import read_number, written_number
from autonome.adapters.postgres.server import EmbeddedServer
from autonome.adapters.postgres.trips import asked

ADD = b"SELECT $1::bigint + 1"


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with connect(database, Role.OWNER, purpose="trips") as made:
        yield made


def number(trips: Trips, of: int) -> int:
    place = trips.ask(ADD, written_number(of))
    return read_number(trips.go()[place].get_value(0, 0) or b"")


def test_answers_come_in_the_order_of_the_questions(connection: Connection) -> None:
    trips = Trips(connection)
    assert trips.go() == []
    trips.ask(b"BEGIN")
    places = [trips.ask(ADD, written_number(each)) for each in (-5, 2**62)]
    array = trips.ask(b"SELECT array_agg(n) FROM generate_series(1, 3) n", *())
    empty = trips.ask(b"SELECT $1::bigint[], $2::text", Numbers([]).written(), None)
    answers = trips.go()
    assert [read_number(answers[place].get_value(0, 0) or b"") for place in places] == [-4, 2**62 + 1]
    assert len(answers[array].get_value(0, 0) or b"") > 0
    assert (Numbers.read(answers[empty].get_value(0, 0) or b""), answers[empty].get_value(0, 1)) == ([], None)
    assert connection.info.transaction_status == TransactionStatus.INTRANS
    connection.execute("ROLLBACK")
    assert read_number(asked(connection, ADD, written_number(41)).get_value(0, 0) or b"") == 42


def test_what_stands_behind_a_refused_statement_is_not_done(connection: Connection) -> None:
    trips = Trips(connection)
    trips.ask(b"CREATE TABLE seen (number bigint)")
    trips.go()
    for each in (1, 0, 2):
        trips.ask(b"INSERT INTO seen SELECT 10 / $1::bigint", written_number(each))
    with pytest.raises(psycopg.errors.DivisionByZero):
        trips.go()
    assert connection.execute("SELECT count(*) FROM seen").fetchone() == (0,), "what is sent at once is undone at once"
    assert number(trips, 1) == 2, "and the connection goes on"
    with pytest.raises(psycopg.errors.DivisionByZero):
        asked(connection, b"SELECT 1 / $1::bigint", written_number(0))
    with pytest.raises(psycopg.errors.UndefinedTable):
        trips.ask(b"SELECT * FROM nowhere")


def test_what_was_prepared_stays_when_the_driver_undoes_a_transaction(connection: Connection) -> None:
    trips = Trips(connection)
    assert number(trips, 1) == 2
    for _ in range(8):  # more often than the driver asks a statement before it prepares it
        connection.execute("SELECT count(*) FROM log_thread")
    connection.execute("BEGIN")
    connection.execute("ROLLBACK")
    connection.execute("SELECT count(*) FROM log_thread")
    assert number(trips, 2) == 3


def test_much_goes_there_and_back_at_once(connection: Connection) -> None:
    trips, large = Trips(connection), b"x" * 8_000_000
    for _ in range(3):
        trips.ask(b"SELECT $1::bytea", large)
    assert [answer.get_value(0, 0) for answer in trips.go()] == [large] * 3


def test_a_session_that_is_ended_is_told_and_closed(
    connection: Connection, database: Database, postgres_server: EmbeddedServer
) -> None:
    trips = Trips(connection)
    with superuser(postgres_server, database.of(Role.APP)["dbname"]) as admin:
        admin.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        number(trips, 1)
    with pytest.raises(psycopg.OperationalError):
        asked(connection, ADD, written_number(1))


def test_a_session_that_is_ended_on_the_way_is_closed(
    connection: Connection, database: Database, postgres_server: EmbeddedServer
) -> None:
    trips = Trips(connection)
    trips.ask(b"SELECT pg_sleep(30)")
    with superuser(postgres_server, database.of(Role.APP)["dbname"]) as admin:
        ending = threading.Timer(
            0.3, admin.execute, ["SELECT pg_terminate_backend(%s, 5000)", [connection.info.backend_pid]]
        )
        ending.start()
        with pytest.raises(psycopg.OperationalError):
            trips.go()
        ending.join()
    assert connection.closed


def test_other_threads_go_on_meanwhile(connection: Connection) -> None:
    trips, done = Trips(connection), threading.Event()
    trips.ask(b"SELECT pg_sleep(1)")
    threading.Timer(0.2, done.set).start()
    waiting = threading.Thread(target=trips.go)
    waiting.start()
    assert done.wait(0.8), "the interpreter is not held while the server works"
    waiting.join()
