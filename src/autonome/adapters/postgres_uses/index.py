"""The lines of uses in PostgreSQL: written with their records, asked for by their columns, held against the log.

Invariants:

- A line is added in the transaction that adds its record; the database takes it in no other (``use_lines_add``).
- An answer holds lines whose entries are integrated, and no others (the view ``use_on_log``).
- When a person is erased, the lines leave in the same transaction (trigger on ``log_thread``).
- The index is derived: `rebuild` makes it anew from what the log opens.

Not here: the log itself; where the index and the log part (`ledger.uses.agreement`); and who may ask, which is decided
before there is a connection.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from psycopg import ServerCursor
from psycopg.rows import TupleRow

from autonome.adapters.postgres import Connection, Connections, Isolation
from autonome.adapters.postgres_uses.statements import Statement, counting, selecting
from autonome.kernel import Sha256
from autonome.ledger.uses import FoundUse, NotedUse, Query, Source, UseLine, name_of, order_of

CHUNK = 2_000
"""Lines fetched, or added, at once: some hundred kilobytes."""

# Binary: written as text, an array costs more than all else.
_ADD = """
SELECT use_lines_add(%b::bigint[], %b::bigint[], %b::text[], %b::bigint[], %b::bigint[], %b::text[], %b::text[],
                     %b::text[], %b::text[], %b::bigint[], %b::bytea[])
"""

_ADD_ANEW = """
INSERT INTO use_line
SELECT e.record, r.thread, given.at, given.node, given.id, given.ref_id, given.who, given.activity, given.resource,
       given.source_log, given.source_index, given.source_leaf
FROM unnest(%b::bigint[], %b::bigint[], %b::text[], %b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[],
            %b::text[], %b::bigint[], %b::bytea[])
     AS given (place, at, node, id, ref_id, who, activity, resource, source_log, source_index, source_leaf)
JOIN log_entry e ON e.index = given.place
JOIN log_record r ON r.id = e.record
"""

_TAKE_AWAY = "DELETE FROM use_line l USING log_entry e WHERE e.record = l.record AND e.index >= %s AND e.index < %s"

_TAKE_ERASED = """
DELETE FROM use_line l USING log_entry e, log_thread t
WHERE e.record = l.record AND e.index >= %s AND e.index < %s AND t.id = l.thread AND t.closed
"""


class PostgresUseIndex:
    """The index of one log, as `ledger.uses.UseIndex`.

    Args:
        connections: of the app.
    """

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def find(self, query: Query) -> Generator[FoundUse]:
        """Answer a query, line by line; a connection is held until the last one, or until it is closed.

        Raises:
            DatabaseError: the database refused, or gave up after its limit of time.
        """
        statement = selecting(query)
        with (
            self._connections.transaction(Isolation.REPEATABLE_READ, read_only=True) as transaction,
            _opened(transaction, statement) as cursor,
        ):
            for row in cursor:
                yield _found(row)

    def count(self, query: Query) -> int:
        """Count the lines that a query without its limit finds."""
        statement = counting(query)
        with self._connections.transaction(read_only=True) as transaction:
            row = transaction.execute(statement.text, statement.values).fetchone()
        return int(row[0]) if row else 0


def add_lines(transaction: Connection, records: Sequence[int], noted: Sequence[NotedUse]) -> None:
    """Add lines in the transaction that added their records.

    Args:
        transaction: of that.
        records: their numbers, as the log gave them.
        noted: the lines, one for each.

    Raises:
        DatabaseError: a record is not there, was submitted by another transaction, or has its place on the log.
    """
    transaction.execute(_ADD, _columns(records, noted))


def rebuild(minting: Connections, size: int, held: Iterable[FoundUse]) -> int:
    """Make the index anew, stretch by stretch of the log; meanwhile it answers, and entries are recorded.

    Args:
        minting: connections of the minter.
        size: of the tree that the lines are of; what stands beyond it brought its own lines.
        held: all lines that the log opens in it, in log order.

    Returns:
        How many lines were given.
    """
    lines, done, count = iter(held), 0, 0
    while chunk := list(islice(lines, CHUNK)):
        until = chunk[-1].index + 1
        _replace(minting, (done, until), chunk)
        done, count = until, count + len(chunk)
    _replace(minting, (done, size), ())
    return count


def _replace(minting: Connections, stretch: tuple[int, int], lines: Sequence[FoundUse]) -> None:
    """Replace all that the index says of a stretch of the log, its first entry included and its last not."""
    with minting.transaction() as transaction:
        transaction.execute(_TAKE_AWAY, stretch)
        transaction.execute(_ADD_ANEW, _columns([each.index for each in lines], [each.noted for each in lines]))
        # An erasure at this moment sees nothing of the lines above, nor they of it: wait for its end, and take its
        # lines away. One that begins later waits for us, and sees them.
        transaction.execute("LOCK TABLE use_line IN SHARE ROW EXCLUSIVE MODE")
        transaction.execute(_TAKE_ERASED, stretch)


def _opened(transaction: Connection, statement: Statement) -> closing[ServerCursor[TupleRow]]:
    """A cursor of the server's: the answer is not held in memory; planned for all of its rows, not for the first."""
    transaction.execute("SELECT set_config('cursor_tuple_fraction', '1', true)")
    cursor: ServerCursor[TupleRow] = transaction.cursor("uses")
    cursor.itersize = CHUNK
    cursor.execute(statement.text, statement.values)
    return closing(cursor)


def _columns(places: Sequence[int], noted: Sequence[NotedUse]) -> list[list[Any]]:
    """One list for each parameter of the statements above."""
    rows = [_row(place, each) for place, each in zip(places, noted, strict=True)]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(11)]


def _row(place: int, noted: NotedUse) -> tuple[Any, ...]:
    line, source = noted.line, noted.source
    return (
        place, line.timestamp, order_of(line.node), line.id, line.ref_id, order_of(line.user),
        order_of(line.activity), order_of(line.resource),
        *((None, None, None) if source is None else (source.log, source.index, bytes.fromhex(source.leaf))),
    )  # fmt: skip


def _found(row: TupleRow) -> FoundUse:
    index, timestamp, node, number, ref_id, user, activity, resource, log, source_index, leaf = row
    line = UseLine(timestamp, name_of(node), number, ref_id, name_of(user), name_of(activity), name_of(resource))
    source = None if log is None else Source(log, source_index, Sha256(bytes(leaf).hex()))
    return FoundUse(index, NotedUse(line, source))
