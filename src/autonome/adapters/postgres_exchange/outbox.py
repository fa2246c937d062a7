"""What goes to partners; a `workflows.exchange_ports.Outbox`.

Invariants:

- Data are put on their way in the transaction that reads them under a permit and records that; a kill leaves both or
  nothing.
- Each try after the first is recorded in a transaction that holds the lock on the person's thread, and asks there
  whether consent has moved since it was judged: in log order nothing leaves after a withdrawal.
- An envelope lies here sealed once more, under the person's own key: it names the partner for whoever brings it.
- Its end is said once, in the transaction that records it, and counts once that record has its place on the log: the
  envelope is emptied then. Where the log has set the record aside nothing has ended, and it goes on.
- What does not open was put there by somebody else, or is damaged: it is passed over, and keeps nothing else here.
- Envelopes are read one at a time, and what is due so many at once: however much is under way, memory is bounded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Final

from autonome.adapters.keyring import FileKeyring
from autonome.adapters.postgres import Connection, ContentionError, DatabaseError
from autonome.adapters.postgres_exchange.notes import Notes, note_json, note_of
from autonome.adapters.postgres_gate.gate import Within
from autonome.adapters.postgres_gate.names import Names
from autonome.adapters.postgres_log import PostgresLog
from autonome.kernel import Instant
from autonome.ledger import Draft, Entropy, ErasedError, Recorded
from autonome.sharing import TransferId
from autonome.workflows.exchange_ports import Note, Pauses, Sent

PUT: Final = "SELECT exchange_put(%b, %b, %s, to_timestamp(%s), %b, %b)"

PATIENCE: Final = 0.2
"""Seconds to wait for the row of something that does not open: a hundred times what it takes (our own judgement)."""

_ENVELOPE: Final = b"envelope"
"""Behind a transfer's number: the place that its envelope is sealed for."""

_HELD: Final = b"""
SELECT thread, envelope FROM exchange_out
WHERE transfer = %b AND envelope IS NOT NULL AND exchange_ends(transfer) IS NOT TRUE
"""

_SENT: Final = """
SELECT o.transfer, o.thread, o.sealed, coalesce(length(o.envelope), 0), floor(extract(epoch FROM o.put))::bigint,
       coalesce(e.states[1], 'queued'), e.many, floor(extract(epoch FROM coalesce(e.last, o.put)))::bigint
FROM exchange_out o CROSS JOIN LATERAL (
    SELECT count(*) AS many, max(v.at) AS last, array_agg(v.state ORDER BY v.number DESC) AS states
    FROM exchange_event v WHERE v.transfer = o.transfer
         AND (v.record IS NULL OR EXISTS (SELECT FROM log_entry l WHERE l.record = v.record))
) e
"""

_UNDER_WAY: Final = "o.envelope IS NOT NULL AND exchange_ends(o.transfer) IS NULL"

_DUE: Final = f"""
SELECT s.* FROM ({_SENT}WHERE {_UNDER_WAY}) s (transfer, thread, sealed, size, put, state, tries, last),
LATERAL (SELECT s.last + CASE WHEN s.tries = 0 THEN %s ELSE least(%s * 2 ^ least(s.tries - 1, 16), %s) END) d (due)
WHERE d.due <= %s ORDER BY d.due, s.size, s.transfer LIMIT %s
"""  # noqa: S608 - of statements alone


class _MovedError(Exception):
    """Undoes a transaction; it is seen by nobody outside of this module."""


class PostgresOutbox:
    """What one node sends.

    Args:
        log: of the node; its connections are used.
        names: of people.
        entropy: draws nonces.
    """

    def __init__(self, log: PostgresLog, names: Names, *, entropy: Entropy) -> None:
        self._log = log
        self._names = names
        self._unopened: set[bytes] = set()
        keyring: FileKeyring = log.composer.keyring
        self._notes = Notes(keyring, entropy=entropy)

    def put(self, within: Within, note: Note, envelope: bytes) -> None:
        """Put data on their way, in the transaction that reads and records them.

        Raises:
            DatabaseError: nothing is recorded in this transaction, or no permit is open in it.
        """
        self._put(within.connection, note, envelope, tells=False)

    def tell(self, note: Note, draft: Draft, envelope: bytes) -> Recorded:
        """Put a notice on its way, with the entry that says so."""
        with self._log.connections.transaction() as transaction:
            submitted = self._log.submit(transaction, [draft])
            self._put(transaction, note, envelope, tells=True)
        (recorded,) = self._log.settled(submitted)
        return recorded

    def leaves(self, transfer: TransferId) -> bool:
        """Whether something may leave now: consent has not moved since it was judged."""
        with self._log.connections.transaction(read_only=True) as transaction:
            return _leaves(transaction, transfer)

    def again(self, sent: Sent, draft: Draft) -> bool:
        """Record that it is tried once more; False, and nothing recorded, where consent has moved."""
        try:
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, [draft])
                _expect_leaving(transaction, sent.note.transfer.id)
        except (_MovedError, ErasedError):
            return False
        self._log.settled(submitted)
        return True

    def goes_on(self, within: Within, sent: Sent) -> None:
        """Consent has moved and was judged anew, under the permit of this transaction."""
        within.connection.execute(
            "SELECT exchange_goes_on(%b, %b)", [_number(sent.note.transfer.id), self._names.person(sent.note.subject)]
        )

    def noted(self, sent: Sent, state: str) -> None:
        """Note what became of it, which ends nothing; nothing where it has ended meanwhile."""
        try:
            with self._log.connections.transaction() as transaction:
                self._say(transaction, sent, state)
        except ContentionError:
            return

    def ended(self, sent: Sent, state: str, draft: Draft) -> Recorded | None:
        """Record its end; None where it had ended already, or the person was erased."""
        try:
            with self._log.connections.transaction() as transaction:
                submitted = self._log.submit(transaction, [draft])
                self._say(transaction, sent, state)
        except (ContentionError, ErasedError):
            return None
        (recorded,) = self._log.settled(submitted)
        empty(self._log)
        return recorded

    def moved(self) -> dict[TransferId, int]:
        """Data that were put on their way before their person's consent moved, with a number of where that stands."""
        with self._log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute("SELECT moved, epoch FROM exchange_moved()", binary=True).fetchall()
        return {TransferId(bytes(moved).hex()): int(epoch) for moved, epoch in rows}

    def sent(self, *, under_way: bool = False, beside: Collection[TransferId] | None = None) -> tuple[Sent, ...]:
        """All that was put on its way, or what still is, or what is about the people of some of it; in order."""
        asked: list[str] = []
        given: list[object] = []
        if under_way:
            asked.append(_UNDER_WAY)
        if beside is not None:
            asked.append("o.person IN (SELECT person FROM exchange_out WHERE transfer = ANY (%b::bytea[]))")
            given.append([_number(each) for each in beside])
        only = f"WHERE {' AND '.join(asked)} " if asked else ""
        return self._read(f"{_SENT}{only}ORDER BY o.put", given)

    def due(self, now: Instant, pauses: Pauses, most: int) -> tuple[Sent, ...]:
        """What is to be tried now, at most so many: what is due longest first, and of that the smallest."""
        self._unopened.clear()
        empty(self._log)  # of what was killed right behind its end
        found = self._read(_DUE, [pauses.grace, pauses.first, pauses.longest, now.seconds, most])
        for number in self._unopened:
            self._put_off(number)
        return found

    @property
    def unopened(self) -> int:
        """How much of what was due last does not open."""
        return len(self._unopened)

    def find(self, transfer: TransferId) -> Sent | None:
        """Something that was put on its way; None where it was not, or the person was erased."""
        found = self._read(f"{_SENT}WHERE o.transfer = %b", [_number(transfer)])
        return found[0] if found else None

    def envelope(self, sent: Sent) -> bytes | None:
        """What goes to the partner; None once it has ended, or the person was erased."""
        number = _number(sent.note.transfer.id)
        with self._log.connections.transaction(read_only=True) as transaction:
            row = transaction.execute(_HELD, [number], binary=True).fetchone()
        return None if row is None else self._notes.open_bytes(bytes(row[0]), number + _ENVELOPE, bytes(row[1]))

    def _read(self, statement: str, values: list[object]) -> tuple[Sent, ...]:
        with self._log.connections.transaction(read_only=True) as transaction:
            rows = transaction.execute(statement.encode(), values, binary=True).fetchall()
        return tuple(self._opened(rows))

    def _put(self, transaction: Connection, note: Note, envelope: bytes, *, tells: bool) -> None:
        number, subject = _number(note.transfer.id), note.subject
        sealed = self._notes.seal(self._names.thread(subject), number, note_json(note))
        held = self._notes.seal_bytes(self._names.thread(subject), number + _ENVELOPE, envelope)
        until = note.transfer.expires.seconds
        transaction.execute(PUT, [number, self._names.person(subject), tells, until, sealed, held])

    def _put_off(self, number: bytes) -> None:
        """Let what does not open wait as if it had been tried: others have their turn, also where its row is locked."""
        with (
            suppress(DatabaseError),  # one whose row somebody holds is passed over all the same
            self._log.connections.transaction(statement_timeout=PATIENCE) as transaction,
        ):
            row = transaction.execute("SELECT person FROM exchange_out WHERE transfer = %b", [number]).fetchone()
            if row is not None:
                transaction.execute("SELECT exchange_said(%b, 'tried', %b)", [number, row[0]])

    def _say(self, transaction: Connection, sent: Sent, state: str) -> None:
        number, person = _number(sent.note.transfer.id), self._names.person(sent.note.subject)
        transaction.execute("SELECT exchange_said(%b, %s, %b)", [number, state, person])

    def _opened(self, rows: list[tuple[object, ...]]) -> Iterator[Sent]:
        for row in rows:
            match row:
                case (
                    bytes(number),
                    bytes(thread),
                    bytes(sealed),
                    int(size),
                    int(put),
                    str(state),
                    int(tries),
                    int(last),
                ):
                    try:
                        value = self._notes.open(thread, number, sealed)
                    except DatabaseError:
                        self._unopened.add(number)
                        continue
                    if value is not None:
                        yield Sent(note_of(value), Instant(put), state, tries, Instant(last), size)


def empty(log: PostgresLog) -> None:
    """Empty the envelopes of what has ended, on either way, as far as that stands on the log."""
    with log.connections.settled_later() as transaction:  # were that lost, it is done once more
        transaction.execute("SELECT exchange_emptied()")


def _leaves(transaction: Connection, transfer: TransferId) -> bool:
    return transaction.execute("SELECT exchange_leaves(%b)", [_number(transfer)]).fetchone() == (True,)


def _expect_leaving(transaction: Connection, transfer: TransferId) -> None:
    if not _leaves(transaction, transfer):
        raise _MovedError


def _number(transfer: TransferId) -> bytes:
    return bytes.fromhex(transfer)
