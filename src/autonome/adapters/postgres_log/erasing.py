"""Erasing in the database: the tombstone and the closed thread in one round; what it destroys, after it.

A thread is closed in the transaction that records its tombstone, under the lock on its head: whoever was adding to it
has come before, and nobody comes after. Then the key is destroyed, and what it sealed is emptied. Who is killed in
between has the rest carried out when the log is opened again; and a key that came back with a keyring, or with a
part of one, is destroyed then: it is asked of every tombstone, for a count in the keyring would come back with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log.reading import LogTables
from autonome.adapters.postgres_log.records import Composer
from autonome.adapters.postgres_log.rounds import Round
from autonome.adapters.postgres_log.sequencer import Sequencer
from autonome.ledger import ErasedError, Erasure, Opening, Recorded, Thread, Tombstone
from autonome.ledger.tombstones import ERASURES, outstanding

STONES = Thread(Opening.INSTITUTION, ERASURES)

_CLOSE = """
INSERT INTO log_thread (name, opening, closed) VALUES (%s, 'person', true)
ON CONFLICT (name) DO UPDATE SET closed = true
"""

_COUNT = """
SELECT count(*) FROM log_thread t JOIN log_record r ON r.thread = t.id JOIN log_entry e ON e.record = r.id
WHERE t.name = %s
"""

CLOSED = "SELECT name FROM log_thread WHERE closed"
"""People whose threads are closed."""

_EMPTY = """
UPDATE log_record SET opening = ''
WHERE thread = (SELECT id FROM log_thread WHERE name = %s AND closed) AND opening <> ''
"""


class Erasing:
    """Erasing on one log.

    Args:
        composer: of the log.
        tables: read it.
    """

    def __init__(self, composer: Composer, tables: LogTables) -> None:
        self._composer = composer
        self._tables = tables

    def expect_open(self, connection: Connection, thread: Thread) -> None:
        """Insist that whoever a thread is about was not erased.

        Raises:
            ErasedError: they were.
        """
        row = connection.execute("SELECT closed FROM log_thread WHERE name = %s", [self._composer.name(thread)])
        if row.fetchone() == (True,):
            raise ErasedError("what this log held of the person was erased", where=self._composer.origin)

    def close(self, round_: Round, thread: Thread, erasure: Erasure) -> Recorded:
        """Record a tombstone, and close the thread; of who was erased before, give the one that stands.

        Args:
            round_: in which the thread's head is locked.
            thread: of a person.
            erasure: what was decided.
        """
        name = self._composer.name(thread)
        round_.expect_begun()
        round_.place()
        for stone in self._tables.entries(round_.connection, STONES):
            if person_of(stone) == name.hex():
                return stone
        row = round_.connection.execute(_COUNT, [name]).fetchone()
        draft = Tombstone(name.hex(), row[0] if row else 0, erasure).draft()
        (recorded,) = round_.record(Append((draft,), by_the_log=True))
        round_.connection.execute(_CLOSE, [name])
        return recorded

    def record_missing(self, round_: Round, tombstones: Sequence[Tombstone]) -> tuple[Tombstone, ...]:
        """Record tombstones that the log does not hold, and close their threads; gives them."""
        stones = self._tables.entries(round_.connection, STONES)
        missing = outstanding(tombstones, {person_of(stone) for stone in stones})
        if missing:
            round_.expect_begun()
            round_.record(Append(tuple(each.draft() for each in missing), by_the_log=True))
            for person in sorted(tombstone.person for tombstone in missing):
                round_.connection.execute(_CLOSE, [bytes.fromhex(person)])
        return missing

    def carry_out(self, sequencer: Sequencer) -> None:
        """Destroy the keys that tombstones name, empty what they sealed, and only then remember that it was done."""
        keyring = self._composer.keyring

        def work(round_: Round) -> int:
            known = keyring.erasures
            closed = [name.hex() for (name,) in round_.connection.execute(CLOSED)]
            if len(closed) == known and all(map(keyring.is_destroyed, closed)):
                return known  # no tombstone is opened for nothing; what is destroyed, they alone say
            stones = self._tables.entries(round_.connection, STONES)
            for place, person in enumerate(map(person_of, stones)):
                if keyring.is_destroyed(person) and place < known:
                    continue
                if not keyring.is_destroyed(person):
                    keyring.destroy(person)
                round_.connection.execute(_EMPTY, [bytes.fromhex(person)])
            return len(stones)

        def remember(_: Round) -> None:
            if count > keyring.erasures:
                keyring.remember_erasures(count)

        count = sequencer.act(work)
        if count > keyring.erasures:
            sequencer.act(remember)  # when the other is committed; and in a round, so that nobody else writes there


def person_of(stone: Recorded) -> str:
    """The pseudonym in a tombstone."""
    return Tombstone.read(stone.payload).person
