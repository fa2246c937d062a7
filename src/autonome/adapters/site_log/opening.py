"""The lines that a log opens, entry by entry: what its index is held against, and what other sites are sent.

Entries are opened under the keys of their threads, known by their pseudonyms; of a person who was erased there is
nothing left to open. Where the index is to be checked, entries about people that hold no line, such as consents, are
opened too, and passed over: that an entry holds a line is then known from its payload alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.adapters.postgres import Isolation
from autonome.adapters.postgres_log import PostgresLog
from autonome.adapters.postgres_log.records import Row
from autonome.ledger import ErasedError, LogError, Recorded
from autonome.ledger.uses import line_of

AT_ONCE = 2_000
"""Entries read from the database at once: some megabytes."""

_SEALED = """
SELECT t.name, e.index, r.sequence, r.commitment, r.opening
FROM log_entry e JOIN log_record r ON r.id = e.record JOIN log_thread t ON t.id = r.thread
WHERE e.index >= %s AND e.index < %s AND t.opening = 'person' AND NOT t.closed{own} ORDER BY e.index
"""

_EVERY = _SEALED.format(own="").encode()

_OWN = _SEALED.format(
    own=" AND EXISTS (SELECT FROM use_on_log l WHERE l.record = r.id AND l.source_log IS NULL)"
).encode()


def opened_lines(log: PostgresLog, start: int, end: int, *, own: bool = False) -> Iterator[Recorded]:
    """The entries with a line, in log order.

    Args:
        log: to open.
        start: index of the first entry looked at.
        end: of the first that is not.
        own: only lines that were recorded here first; the index says which entries to open for that.

    Raises:
        LogError: an entry or a key is missing or damaged.
    """
    keys: dict[bytes, bytes] = {}
    for at in range(start, end, AT_ONCE):
        with log.connections.transaction(Isolation.REPEATABLE_READ, read_only=True) as transaction:
            rows = transaction.execute(_OWN if own else _EVERY, [at, min(at + AT_ONCE, end)]).fetchall()
        for name, *row in rows:
            entry = _opened(log, keys, name, (row[0], row[1], row[2], row[3]))
            noted = None if entry is None else line_of(entry)
            if entry is not None and noted is not None and not (own and noted.source):
                yield entry


def _opened(log: PostgresLog, keys: dict[bytes, bytes], name: bytes, row: Row) -> Recorded | None:
    """Open an entry; None where its person is being erased at this moment."""
    if not row[3]:
        return None
    try:
        if name not in keys:
            keys[name] = _key(log, name)
    except ErasedError:
        return None
    return log.composer.opened_alone(name, keys[name], row)


def _key(log: PostgresLog, name: bytes) -> bytes:
    key = log.composer.keyring.key_under(name.hex())
    if key is None:
        raise LogError("a key is missing", where=log.composer.origin, mend="restore the keyring of this log.")
    return key
