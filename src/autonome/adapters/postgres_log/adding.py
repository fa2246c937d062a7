"""Heads locked, records put: what goes to the database in a caller's transaction, or in a round.

Heads are locked in the order of their names: no two callers wait in a ring. A pipeline is one way to the server and
back for several statements: what is asked for in it is answered when it is through. Arrays travel as bytes (``%b``): to
write them as text takes more time than to compose what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log.records import Batch, Composed, Composer, Head, Submitted
from autonome.adapters.postgres_uses.index import add_lines
from autonome.kernel import AutonomeError
from autonome.ledger import Thread


def lock_heads(connection: Connection, composer: Composer, threads: Iterable[Thread]) -> dict[Thread, Head]:
    """Lock the heads of threads to the end of the transaction, and read them; new ones are made.

    Args:
        connection: in a transaction.
        composer: names threads.
        threads: all that the transaction will add to.
    """
    return ask_heads(connection, composer, threads)()


def ask_heads(
    connection: Connection, composer: Composer, threads: Iterable[Thread]
) -> Callable[[], dict[Thread, Head]]:
    """The same in a pipeline: the answer is read when the pipeline is through."""
    named = {composer.name(thread): thread for thread in threads}
    names = sorted(named)
    if not names:
        return dict
    rows = connection.execute(
        "SELECT name, id, closed, count, newest, place FROM log_heads(%b, %b)",
        [names, [str(named[name].opening) for name in names]],
        binary=True,
    )
    return lambda: {named[name]: Head(*head) for name, *head in rows}


def put(connection: Connection, composed: Sequence[Composed]) -> tuple[int, ...]:
    """Put records into the database, and the lines of uses into their index; gives the records' numbers there."""
    return ask_put(connection, composed)()


def ask_put(connection: Connection, composed: Sequence[Composed]) -> Callable[[], tuple[int, ...]]:
    """The same in a pipeline: the answer is read, and the lines go in, when the pipeline is through."""
    if not composed:
        return tuple
    answer = connection.execute(
        "SELECT log_submit(%b::bigint[], %b::bigint[], %b, %b)",
        [
            [each.thread for each in composed],
            [each.payload.sequence for each in composed],
            [each.commitment for each in composed],
            [each.opening for each in composed],
        ],
    )
    return lambda: _numbered(connection, composed, answer.fetchone() or ((),))


def _numbered(connection: Connection, composed: Sequence[Composed], row: tuple[Sequence[int]]) -> tuple[int, ...]:
    (records,) = row
    lines = [(record, each.noted) for record, each in zip(records, composed, strict=True) if each.noted is not None]
    if lines:
        add_lines(connection, [record for record, _ in lines], [noted for _, noted in lines])
    return tuple(records)


def submit(connection: Connection, composer: Composer, append: Append) -> Submitted:
    """Add to the log within a caller's transaction.

    Args:
        connection: in a transaction, as the app or the minter.
        composer: of the log.
        append: what to record.

    Raises:
        AutonomeError: it cannot be recorded, as `ledger.ports.Log.append` says.
    """
    size = 0
    if append.unchanged_since is not None:
        (size,) = connection.execute("SELECT max(size) FROM log_checkpoint").fetchone() or (0,)
    heads = lock_heads(connection, composer, {draft.thread for draft in append.drafts})
    answer = Batch(composer, heads, size).add(append)
    if isinstance(answer, AutonomeError):
        raise answer
    return Submitted(put(connection, answer), answer)
