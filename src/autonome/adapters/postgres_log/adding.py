"""Heads locked, records put: what goes to the database in a caller's transaction, or in a round.

Heads are locked in the order of their names: no two callers wait in a ring. Arrays travel as bytes (``%b``): to write
them as text takes more time than to compose what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from psycopg.pq.abc import PGresult

from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Bytes, Connection, Numbers, Trips
from autonome.adapters.postgres.trips import asked
from autonome.adapters.postgres_log.batches import Batch
from autonome.adapters.postgres_log.heads import Head, Slip
from autonome.adapters.postgres_log.records import Composed, Composer, Submitted
from autonome.adapters.postgres_uses.index import add_lines
from autonome.kernel import AutonomeError
from autonome.ledger import Thread, refuse_kinds_of_the_log

_SUBMIT = b"SELECT log_submit($1, $2, $3, $4, $5, $6, $7)"

Answers = Sequence[PGresult]
"""Of a trip."""

Numbered = tuple[int, ...]
"""Numbers of records in the database, in the order in which they were given."""

_BEFORE = """
SELECT r.step, r.slip, e.index
FROM log_record_slip r LEFT JOIN log_entry e ON e.record = r.id
WHERE r.thread = %s AND r.step < %s AND NOT EXISTS (SELECT FROM log_set_aside a WHERE a.record = r.id)
ORDER BY r.step DESC LIMIT 256
"""


_Row = tuple[bytes, int, bool, int, bytes | None, bytes | None, int | None]
"""Of a head: name, number, closed, steps, mark; slip of the newest record that is not set aside, and its place."""


def lock_heads(connection: Connection, composer: Composer, threads: Iterable[Thread]) -> dict[Thread, Head]:
    """Lock the heads of threads to the end of the transaction, and read them; new ones are made.

    Args:
        connection: in a transaction.
        composer: names threads, and knows what was composed with its keyring.
        threads: all that the transaction will add to.
    """
    named = {composer.name(thread): thread for thread in threads}
    names = sorted(named)
    if not names:
        return {}
    rows = connection.execute(
        "SELECT name, id, closed, steps, newest, slip, place FROM log_heads(%b, string_to_array(%b, ' '))",
        [Bytes(names), " ".join(named[name].opening for name in names)],
        binary=True,
    )
    return {named[row[0]]: _head(connection, composer, named[row[0]], row) for row in rows}


def _head(connection: Connection, composer: Composer, thread: Thread, row: _Row) -> Head:
    """A head with the newest record that counts: what was not composed with the keyring is passed over."""
    name, number, closed, steps, mark, slip, place = row
    held = composer.heads.of(thread)
    if held is not None and held.steps == steps and held.mark == mark and not closed:
        return Head(name, number, closed, steps, mark, held.count, held.newest, place)  # its code was made here
    head = Head(name, number, closed, steps, mark)
    if slip is None:
        return head
    newest = Slip.read(slip)
    if composer.holds(newest):
        return head.on(newest, place)
    step = head.steps
    while rows := connection.execute(_BEFORE, [head.number, step], binary=True).fetchall():
        for step, found, where in rows:  # noqa: B007 - the next ones are looked for below the last
            newest = Slip.read(found)
            if composer.holds(newest):
                return head.on(newest, where)
    return head


def put(connection: Connection, composed: Sequence[Composed]) -> Numbered:
    """Put records into the database behind heads that are locked, and the lines of uses into their index.

    Returns:
        The records' numbers there.
    """
    if not composed:
        return ()
    records = _put(connection, composed, None) or ()
    put_lines(connection, records, composed)
    return records


def _put(connection: Connection, composed: Sequence[Composed], before: Bytes | None) -> Numbered | None:
    marks = None if before is None else before.written()
    return _numbers(asked(connection, _SUBMIT, marks, *(column.written() for column in _columns(composed))))


def _numbers(answer: PGresult) -> Numbered | None:
    value = answer.get_value(0, 0)
    return None if value is None else tuple(Numbers.read(value))


def asked_to_put(
    trips: Trips, composed: Sequence[Composed], heads: Iterable[Head]
) -> Callable[[Answers], Numbered | None]:
    """Put records into the database behind heads as they were seen, on a trip, without the lines of uses (`put_lines`).

    Where only some of the heads have moved, it is refused (`psycopg.errors.RestrictViolation`).

    Returns:
        Reads the answer: the records' numbers, or None where all of the heads have moved, and nothing was done.
    """
    marks = {head.number: head.mark or b"" for head in heads}
    before = Bytes([marks[each.thread] for each in composed])
    place = trips.ask(_SUBMIT, before.written(), *(column.written() for column in _columns(composed)))
    return lambda answers: _numbers(answers[place])


def put_lines(connection: Connection, records: Numbered, composed: Sequence[Composed]) -> None:
    """Put the lines of uses into their index, before their records have a place."""
    lines = [(record, each.noted) for record, each in zip(records, composed, strict=True) if each.noted is not None]
    if lines:
        add_lines(connection, [record for record, _ in lines], [noted for _, noted in lines])


def _columns(composed: Sequence[Composed]) -> list[Numbers | Bytes]:
    """Records as the database's functions take them: thread, step, number, commitment, code, opening."""
    return [
        Numbers([each.thread for each in composed]),
        Numbers([each.step for each in composed]),
        Numbers([each.payload.sequence for each in composed]),
        Bytes([each.commitment for each in composed]),
        Bytes([each.code for each in composed]),
        Bytes([each.opening for each in composed]),
    ]


def submit(connection: Connection, composer: Composer, append: Append) -> Submitted:
    """Add to the log within a caller's transaction.

    Args:
        connection: in a transaction, as the app or the minter.
        composer: of the log.
        append: what to record.

    Raises:
        AutonomeError: it cannot be recorded, as `ledger.ports.Log.append` says.
    """
    refuse_kinds_of_the_log(append.drafts)
    threads = {draft.thread for draft in append.drafts}
    if len(threads) == 1 and append.unchanged_since is None:
        (thread,) = threads
        submitted = _behind(connection, composer, append, thread)
        if submitted is not None:
            return submitted
    size = 0
    if append.unchanged_since is not None:
        (size,) = connection.execute("SELECT max(size) FROM log_checkpoint").fetchone() or (0,)
    batch = Batch(composer, lock_heads(connection, composer, threads), size)
    composed = _composed(batch, append)
    return Submitted(put(connection, composed), composed, batch.heads)


def _behind(connection: Connection, composer: Composer, append: Append, thread: Thread) -> Submitted | None:
    """Add behind the head that is remembered, if it still stands so; None where it must be read."""
    head = composer.heads.of(thread)
    if head is None:
        return None
    batch = Batch(composer, {thread: head}, 0)
    composed = _composed(batch, append)
    records = _put(connection, composed, Bytes([head.mark or b""] * len(composed)))
    if records is None:
        composer.heads.forget(thread)
        return None
    put_lines(connection, records, composed)
    return Submitted(records, composed, batch.heads)


def _composed(batch: Batch, append: Append) -> tuple[Composed, ...]:
    answer = batch.add(append)
    if isinstance(answer, AutonomeError):
        raise answer
    return answer
