"""The index of uses in a real database: what it answers, against the naive twin; what it refuses; what leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from threading import Thread

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from autonome.adapters.postgres import Connection, Connections, Database, DatabaseError, Role
from autonome.adapters.postgres_uses.index import CHUNK, PostgresUseIndex, add_lines, rebuild
from autonome.adapters.postgres_uses.statements import counting, selecting
from autonome.kernel import Sha256
from autonome.ledger.uses import Column, FoundUse, NotedUse, OneOf, Query, SortKey, Source, UseLine
from tests.uses import NAMES, lines, naive, queries

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOURCE = Source("site-3.example/autonome", 7, Sha256("ab" * 32))
LINE = UseLine(1522200879669, "3", 40345, 40345, "9", "REQ_RESOURCE", "MOD_UniProt_KnowledgeBase")


@pytest.fixture
def minting(database: Database) -> Iterator[Connections]:
    with Connections(database, Role.MINTER, purpose="test") as opened:
        yield opened


@pytest.fixture
def index(connections: Connections) -> PostgresUseIndex:
    return PostgresUseIndex(connections)


def record(transaction: Connection, many: int, *, thread: bytes = bytes(32)) -> list[int]:
    """Records of a thread, as if they had been sealed, submitted as the app does it."""
    (number, steps) = transaction.execute(
        "SELECT id, steps FROM log_heads(%s, ARRAY['person'])", [[thread]], binary=True
    ).fetchone() or (0, 0)
    places = list(range(steps, steps + many))
    (records,) = transaction.execute(
        "SELECT log_submit(NULL, %s::bigint[], %s::bigint[], %s::bigint[], %s, %s, %s)",
        [[number] * many, places, places, [bytes(32)] * many, [bytes(16)] * many, [b"s"] * many],
        binary=True,
    ).fetchone() or ([],)
    return list(records)


def buried(transaction: Connection) -> None:
    """Put a tombstone on the log, as far as the database can tell."""
    transaction.execute(
        "INSERT INTO log_thread (name, opening, reserved) VALUES (%s, 'institution', true)", [b"t" * 32]
    )
    transaction.execute(
        "WITH stone AS (INSERT INTO log_record (thread, step, sequence, commitment, code, opening) "
        "SELECT id, 0, 0, %s, %s, 's' FROM log_thread WHERE reserved RETURNING id) "
        "INSERT INTO log_entry SELECT (SELECT count(*) FROM log_entry), id FROM stone",
        [bytes(32), bytes(16)],
    )


def place(minting: Connections, records: Sequence[int]) -> list[int]:
    """Put records on the log."""
    with minting.transaction() as transaction:
        (size,) = transaction.execute("SELECT count(*) FROM log_entry").fetchone() or (0,)
        for at, number in enumerate(records, start=size):
            transaction.execute("INSERT INTO log_entry VALUES (%s, %s)", [at, number])
        return list(range(size, size + len(records)))


def noted(connections: Connections, minting: Connections, given: Sequence[UseLine]) -> list[FoundUse]:
    """Lines on the log, in the other order than their records came."""
    every = [NotedUse(line, SOURCE if line.id % 2 else None) for line in given]
    if not every:
        return []
    with connections.transaction() as transaction:
        records = record(transaction, len(given))
        add_lines(transaction, records, every)
    places = place(minting, records[::-1])
    return [FoundUse(at, each) for at, each in zip(places, every[::-1], strict=True)]


def emptied(minting: Connections) -> None:
    with minting.transaction() as transaction:
        transaction.execute("DELETE FROM use_line")


@FEW
@given(st.lists(lines(), max_size=40), st.lists(queries(), min_size=1, max_size=4))
def test_the_index_answers_as_its_naive_twin(
    connections: Connections,
    minting: Connections,
    index: PostgresUseIndex,
    given: list[UseLine],
    asked: list[Query],
) -> None:
    emptied(minting)
    held = noted(connections, minting, given)
    for query in asked:
        assert list(index.find(query)) == naive(query, held)
        assert index.count(query) == len(naive(Query(query.conditions), held))


def test_an_answer_larger_than_a_chunk_comes_whole_and_can_be_broken_off(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    held = noted(connections, minting, [LINE] * (CHUNK + 3))
    assert list(index.find(Query())) == held
    found = index.find(Query())
    assert list(islice(found, 3)) == held[:3]
    found.close()
    assert index.count(Query()) == CHUNK + 3


def test_a_line_is_seen_when_its_entry_stands_on_the_log_and_not_before(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    with connections.transaction() as transaction:
        records = record(transaction, 2)
        add_lines(transaction, records, [NotedUse(LINE), NotedUse(LINE, SOURCE)])
    assert list(index.find(Query())) == []
    assert index.count(Query()) == 0
    place(minting, records[1:])
    assert list(index.find(Query())) == [FoundUse(0, NotedUse(LINE, SOURCE))]


def test_no_line_is_added_to_what_stands_on_the_log_or_to_nothing(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    with minting.transaction() as transaction:
        (placed,) = record(transaction, 1)
        transaction.execute("INSERT INTO log_entry VALUES (0, %s)", [placed])
        with pytest.raises(psycopg.Error), transaction.transaction():
            add_lines(transaction, [placed], [NotedUse(LINE)])
    with connections.transaction() as transaction:
        (pending,) = record(transaction, 1)
        for records in ([pending, placed], [pending + 1], [pending, pending]):
            with pytest.raises(psycopg.Error), transaction.transaction():
                add_lines(transaction, records, [NotedUse(LINE)] * len(records))
    place(minting, [pending])
    assert list(index.find(Query())) == []


def test_no_line_is_added_to_what_another_transaction_has_submitted(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    with connections.transaction() as transaction:
        (pending,) = record(transaction, 1)
        with transaction.transaction():
            (released,) = record(transaction, 1)
    for records in ([pending], [released]):
        with pytest.raises(DatabaseError, match="23001"), connections.transaction() as later:
            add_lines(later, records, [NotedUse(LINE)])
    place(minting, [pending, released])
    assert list(index.find(Query())) == []


def test_a_line_is_added_within_savepoints_and_behind_them(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    every = [NotedUse(replace(LINE, id=number)) for number in range(4)]
    with connections.transaction() as transaction:
        (before,) = record(transaction, 1)
        with transaction.transaction():
            (within,) = record(transaction, 1)
            add_lines(transaction, [before, within], every[:2])
            with transaction.transaction():
                (deeper,) = record(transaction, 1)
        with transaction.transaction(force_rollback=True):
            record(transaction, 1)
        add_lines(transaction, [deeper], every[2:3])
        (after,) = record(transaction, 1)
        add_lines(transaction, [after], every[3:])
    place(minting, [before, within, deeper, after])
    assert [each.noted for each in index.find(Query())] == every


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO use_line SELECT id, thread, 1, '011', 1, 1, '011', 'na', 'nr' FROM log_record",
        "UPDATE use_line SET \"user\" = 'nobody'",
        "DELETE FROM use_line",
        "TRUNCATE use_line",
        "SELECT * FROM use_line",
        "DELETE FROM use_on_log",
        "UPDATE use_on_log SET \"user\" = 'nobody'",
        "DELETE FROM followed_log",
    ],
)
def test_the_app_changes_no_line_and_sees_none_before_its_time(
    connections: Connections, minting: Connections, statement: str
) -> None:
    noted(connections, minting, [LINE])
    with pytest.raises(DatabaseError, match=r"42501|55000"), connections.transaction() as transaction:
        transaction.execute(statement.encode())


def test_the_lines_of_a_person_leave_when_the_thread_is_closed(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    with connections.transaction() as transaction:
        mine, others = record(transaction, 2, thread=b"m" * 32), record(transaction, 1, thread=b"o" * 32)
        add_lines(transaction, mine + others, [NotedUse(LINE)] * 3)
    place(minting, [*others, *mine])
    with minting.transaction() as transaction:
        buried(transaction)
        transaction.execute("UPDATE log_thread SET closed = true WHERE name = %s", [b"m" * 32])
    assert [each.index for each in index.find(Query())] == [0]
    with minting.transaction() as transaction:
        assert transaction.execute("SELECT count(*) FROM use_line").fetchone() == (1,)


def test_an_index_is_made_anew_and_what_is_pending_stays(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    held = noted(connections, minting, [LINE] * 5)
    with connections.transaction() as transaction:
        (pending,) = record(transaction, 1)
        add_lines(transaction, [pending], [NotedUse(LINE, SOURCE)])
    with minting.transaction() as transaction:
        transaction.execute("DELETE FROM use_line WHERE record = 2")
    assert list(index.find(Query())) != held
    assert rebuild(minting, 5, iter(held)) == 5
    assert list(index.find(Query())) == held
    place(minting, [pending])
    assert list(index.find(Query())) == [*held, FoundUse(5, NotedUse(LINE, SOURCE))]


CLOSE = "UPDATE log_thread SET closed = true WHERE NOT reserved"


def test_who_is_erased_does_not_come_back_with_a_rebuild(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    held = noted(connections, minting, [LINE] * 2)

    def opened() -> Iterator[FoundUse]:
        """The lines, opened a moment before the person is erased."""
        yield from held
        with minting.transaction() as transaction:
            buried(transaction)
            transaction.execute(CLOSE)

    rebuild(minting, 2, opened())
    assert list(index.find(Query())) == []


def test_nor_does_who_is_erased_at_the_very_moment(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    held = noted(connections, minting, [LINE] * 2)
    emptied(minting)  # so that the erasure finds nothing, and waits for nobody
    with minting.transaction() as erasing:
        buried(erasing)
        erasing.execute(CLOSE)
        rebuilding = Thread(target=rebuild, args=(minting, 2, held))
        rebuilding.start()
        rebuilding.join(0.5)
        assert rebuilding.is_alive(), "it waits for the erasure"
    rebuilding.join()
    assert list(index.find(Query())) == []


def test_no_value_is_in_the_text_of_a_statement(connections: Connections) -> None:
    conditions = tuple(OneOf(column, (name,)) for name in NAMES for column in (Column.USER, Column.RESOURCE))
    query = Query(conditions, tuple(SortKey(column, descending=True) for column in Column), 3)
    quiet = Query(tuple(OneOf(each.column, ("x",)) for each in conditions), query.order, 4)
    with connections.transaction() as transaction:
        for made in (selecting, counting):
            assert made(query).text.as_string(transaction) == made(quiet).text.as_string(transaction)
            assert "anna" not in made(query).text.as_string(transaction)
        assert isinstance(selecting(query).text, sql.Composed)


def test_hostile_names_are_found_as_what_they_are(
    connections: Connections, minting: Connections, index: PostgresUseIndex
) -> None:
    given = [UseLine(number, name, number, 0, name, name, name) for number, name in enumerate(NAMES)]
    held = noted(connections, minting, given)
    for each in held:
        found = index.find(Query((OneOf(Column.RESOURCE, (each.noted.line.resource,)),)))
        assert list(found) == [each]
