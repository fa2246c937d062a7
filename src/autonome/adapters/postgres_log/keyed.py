"""Acts that come with a key: each is done once, whatever is killed.

A key is taken before its act (`take`). While the act is done (`during`), each transaction that adds to the log notes
its records beside the key: both are committed, or neither. So who asks again after a kill learns what was done, or that
nothing was; in the latter case the key is taken anew, by the next holder, and a holder before that one, who was only
thought to be gone, records nothing under it any more: those transactions fail.

A decision does nothing yet, and is not noted. Keys are marks: whose they are, and what they are, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from autonome.adapters.postgres import Connection, Connections
from autonome.kernel import AutonomeError
from autonome.ledger import Draft, EntryKind, LogError
from autonome.workflows.keyed_acts import Found, Held

KEPT_SECONDS: Final = 25 * 3600
"""How long a key is known: an hour longer than its answer is kept, which is promised for a day (docs/api.md)."""

_TAKE: Final = (
    "INSERT INTO keyed_act (mark, sent, session) VALUES (%s, %s, %s) ON CONFLICT (mark) DO UPDATE "
    "SET sent = EXCLUDED.sent, holder = keyed_act.holder + 1, session = EXCLUDED.session, "
    "begun = clock_timestamp(), records = '{}' "
    "WHERE (keyed_act.sent = EXCLUDED.sent AND keyed_act.records = '{}' "
    "AND (keyed_act.session = EXCLUDED.session OR NOT session_lasts(keyed_act.session))) "
    "OR keyed_act.begun < clock_timestamp() - make_interval(secs => %s) RETURNING holder"
)
_NOTE: Final = "UPDATE keyed_act SET records = records || %s::bigint[] WHERE mark = %s AND holder = %s RETURNING holder"
_DONE: Final = (
    "SELECT k.sent, k.session <> %s AND session_lasts(k.session), r.id IS NOT NULL, e.index "
    "FROM keyed_act k LEFT JOIN unnest(k.records) WITH ORDINALITY r (id, place) ON true "
    "LEFT JOIN log_entry e ON e.record = r.id WHERE k.mark = %s ORDER BY r.place"
)

_held: ContextVar[Held | None] = ContextVar("held", default=None)


class PostgresKeyedActs:
    """Acts with keys, of one node; a `workflows.keyed_acts.KeyedActs`.

    Args:
        connections: of the app.
        take_up: puts on the log what was committed and waits for its place.
    """

    def __init__(self, connections: Connections, take_up: Callable[[], None]) -> None:
        self._connections = connections
        self._take_up = take_up

    def take(self, mark: bytes, sent: bytes, session: str) -> Held | Found:
        """See `KeyedActs`."""
        with self._connections.transaction() as transaction:
            row = transaction.execute(_TAKE, [mark, sent, session, KEPT_SECONDS]).fetchone()
        return self._found(mark, session) if row is None else Held(mark, int(str(row[0])))

    @contextmanager
    def during(self, held: Held) -> Iterator[None]:
        """See `KeyedActs`."""
        before = _held.set(held)
        try:
            yield
        finally:
            _held.reset(before)

    def end(self, held: Held) -> None:
        """See `KeyedActs`."""
        given = [held.mark, held.holder]
        with self._connections.transaction() as transaction:
            transaction.execute("DELETE FROM keyed_act WHERE mark = %s AND holder = %s AND records = '{}'", given)
            transaction.execute("UPDATE keyed_act SET session = '' WHERE mark = %s AND holder = %s", given)

    def sweep(self) -> None:
        """See `KeyedActs`."""
        with self._connections.transaction() as transaction:
            transaction.execute(
                "DELETE FROM keyed_act WHERE begun < clock_timestamp() - make_interval(secs => %s)", [KEPT_SECONDS]
            )

    def _found(self, mark: bytes, session: str) -> Found:
        self._take_up()
        with self._connections.transaction(read_only=True) as transaction:
            rows = transaction.execute(_DONE, [session, mark]).fetchall()
        if not rows:  # whoever held it has just given it back
            raise AutonomeError("the act of this key has just ended", mend="ask again.")
        sent, busy = rows[0][:2]
        places = [place for _, _, recorded, place in rows if recorded]
        if not busy and None in places:
            raise LogError("what was recorded under this key does not stand on the log yet", mend="ask again.")
        return Found(bytes(sent), tuple(int(place) for place in places if place is not None), bool(busy))


def is_keyed() -> bool:
    """Whether this thread does an act with a key."""
    return _held.get() is not None


def note(transaction: Connection, drafts: Sequence[Draft], records: Sequence[int]) -> None:
    """Note beside the key of this thread's act what the transaction recorded; nothing where there is no key.

    Raises:
        AutonomeError: the key has another holder by now; the transaction must not be committed.
    """
    held = _held.get()
    if held is None:
        return
    done = [record for record, draft in zip(records, drafts, strict=True) if draft.kind is not EntryKind.DECISION]
    if done and transaction.execute(_NOTE, [done, held.mark, held.holder]).fetchone() is None:
        raise AutonomeError("another request has taken this key over", mend="ask again with it.")
