"""One round of the sequencer: a transaction that gives records their places, and signs the tree that holds them.

Invariants:

- One round at a time, over all processes: it begins with a lock that ends with its transaction. Were there two, the
  second would fail on the first one's places.
- Records are placed in the order in which they were numbered in the database, and a thread's were numbered under the
  lock on its head: their order on the log is that of their numbers. A record of a transaction that is not over yet is
  not seen, waits for a later round, and holds up nobody.
- A checkpoint is signed only by the key that holds at its size, over a tree that follows from the one signed before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import psycopg
from psycopg.rows import TupleRow

from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log.adding import ask_put, lock_heads, put
from autonome.adapters.postgres_log.records import Batch, Composed, Composer, Head, leaf_of
from autonome.adapters.postgres_log.standing import Growth, Standing, write_tiles
from autonome.kernel import AutonomeError
from autonome.ledger import (
    Checkpoint,
    Deed,
    EntryKind,
    KeyEvent,
    KeyHistory,
    LogError,
    Note,
    Recorded,
    Role,
    Signature,
    SignedKeyEvent,
    Signer,
    Thread,
    split_hashes,
)

Cursor: TypeAlias = "psycopg.Cursor[TupleRow]"
"""An answer of the database."""

AT_ONCE = 4096
"""Records placed by one statement; more are placed by more of them."""

ROUND = "SELECT pg_advisory_xact_lock(418582392579)"
"""The lock of a round, where it is taken without `ENTERED`, as the log is made."""

ENTERED = "SELECT size, note, settled, oldest::text::bigint, ours::text::bigint FROM log_enter()"

GROWN = "autonome_log_grown"
"""Channel on which a round says the size that it signed."""

_PLACE = """
WITH fresh AS (
    SELECT id, commitment FROM log_record r
    WHERE id > %(settled)s
      AND NOT EXISTS (SELECT FROM log_entry e WHERE e.record = r.id AND e.record > %(settled)s)
    ORDER BY id LIMIT %(most)s
), placed AS (
    INSERT INTO log_entry (index, record) SELECT %(size)s + row_number() OVER (ORDER BY id) - 1, id FROM fresh
)
SELECT array_agg(id ORDER BY id), string_agg(commitment, '' ORDER BY id) FROM fresh
"""

_SIGN = "WITH signed AS (INSERT INTO log_checkpoint VALUES (%s, %s, %s)) SELECT pg_notify(%s, %s)"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a round finds.

    Args:
        size: of the tree.
        note: newest checkpoint.
        settled: all records up to this one have their place, or never came to be.
        oldest: number of the oldest transaction that is not over.
        ours: of this one; whatever began to write before has a smaller one.
    """

    size: int
    note: str
    settled: int
    oldest: int
    ours: int


class Round:
    """A transaction of the sequencer.

    Args:
        connection: in it, as the minter, with the lock.
        composer: of the log.
        signer: the log's key.
        standing: the tree as it was signed last.
        settled: as in `Entered`; and what it is when this round has placed all that it sees.
    """

    def __init__(
        self,
        connection: Connection,
        composer: Composer,
        *,
        signer: Ed25519Signer,
        standing: Standing,
        settled: tuple[int, int],
    ) -> None:
        self.connection = connection
        self.composer = composer
        self.signer = signer
        self.keys = standing.keys
        self.placed: dict[int, int] = {}
        self._before = standing
        self._growth = Growth(standing.frontier, list(standing.edge))
        self._settled, self.settled = settled

    @property
    def size(self) -> int:
        """Of the tree, as far as it has grown."""
        return self._growth.frontier.size

    def add(
        self, appends: Sequence[Append], heads: dict[Thread, Head]
    ) -> list[tuple[tuple[int, Composed], ...] | AutonomeError]:
        """Compose, put and place what several callers ask for, and what else waits.

        Args:
            appends: what they ask for.
            heads: of all threads concerned, locked.

        Returns:
            For each in turn its records by their numbers in the database, or why they cannot be recorded.
        """
        batch = Batch(self.composer, heads, self.size)
        answers = [batch.add(append) for append in appends]
        if batch.composed:
            self.expect_begun()
        numbered = iter(self._put_and_place(batch.composed))
        return [
            answer if isinstance(answer, AutonomeError) else tuple((next(numbered), each) for each in answer)
            for answer in answers
        ]

    def _put_and_place(self, composed: Sequence[Composed]) -> tuple[int, ...]:
        """Add records, and place them with all else that waits: one way to the server and back."""
        if any(each.noted is not None for each in composed):  # their lines go in before they have a place
            numbers = put(self.connection, composed)
            self.place()
            return numbers
        with self.connection.pipeline():
            put_ = ask_put(self.connection, composed)
            placed = self._ask_place()
        if self._grow(placed):
            self.place()
        return put_()

    def place(self) -> None:
        """Give each record that waits its place; before the first of all, the log begins."""
        if not self.keys.events and self.connection.execute("SELECT FROM log_record LIMIT 1").fetchone() is not None:
            self.expect_begun()
        while self._grow(self._ask_place()):
            pass

    def _ask_place(self) -> Cursor:
        asked = {"settled": self._settled, "most": AT_ONCE, "size": self.size}
        return self.connection.execute(_PLACE, asked, binary=True)

    def _grow(self, placed: Cursor) -> bool:
        """Let the tree grow by what was placed; says whether more may wait."""
        numbers, written = placed.fetchone() or (None, None)
        numbers = numbers or []
        self.placed |= dict(zip(numbers, range(self.size, self.size + len(numbers)), strict=True))
        self._growth.grow([leaf_of(commitment) for commitment in split_hashes(written or b"", len(numbers))])
        return len(numbers) == AT_ONCE

    def record(self, append: Append) -> tuple[Recorded, ...]:
        """Record what the log records itself, behind all that waits.

        Raises:
            AutonomeError: it cannot be recorded, or does not follow.
        """
        self.place()
        recorded = []
        for number, composed in self._put(append):
            entry = composed.at(self.size)
            self.connection.execute("INSERT INTO log_entry VALUES (%s, %s)", [self.size, number])
            self._growth.grow([entry.leaf])
            if entry.payload.kind is EntryKind.KEY:
                self.keys = (self.keys if self.keys.events else KeyHistory(self.composer.origin)).after(entry)
            recorded.append(entry)
        return tuple(recorded)

    def _put(self, append: Append) -> tuple[tuple[int, Composed], ...]:
        heads = lock_heads(self.connection, self.composer, {draft.thread for draft in append.drafts})
        batch = Batch(self.composer, heads, self.size)
        answer = batch.add(append)
        if isinstance(answer, AutonomeError):
            raise answer
        return tuple(zip(put(self.connection, answer), answer, strict=True))

    def begin(self, recovery: Signer | None = None) -> None:
        """Record the event that names the log's first key: its first entry, whatever waits."""
        named, by = (None, ()) if recovery is None else (recovery.verifier, (recovery,))
        event = KeyEvent(Deed.BEGIN, Role.LOG, self.signer.verifier, named)
        draft = SignedKeyEvent.sign(event, (self.composer.origin, 0, None), self.signer, *by).draft()
        ((number, composed),) = self._put(Append((draft,), by_the_log=True))
        entry = composed.at(0)
        self.connection.execute("INSERT INTO log_entry VALUES (0, %s)", [number])
        self._growth.grow([entry.leaf])
        self.keys = KeyHistory(self.composer.origin).after(entry)

    def expect_begun(self) -> None:
        """Begin the log where it is not begun."""
        if not self.keys.events:
            self.begin()

    def change_keys(self, event: KeyEvent, *signers: Signer) -> None:
        """Record a key event.

        Raises:
            VerificationError: it does not follow, or is not signed by whom it must be.
        """
        draft = SignedKeyEvent.sign(event, self.keys.next_place, *signers).draft()
        self.record(Append((draft,), by_the_log=True))

    def recover(self, event: KeyEvent, recovery: Signer, successor: Signer) -> None:
        """Record that the next key takes over from one that is lost.

        Raises:
            LogError: no key for this was named.
        """
        if not self.keys.keys_at(self.size, Role.RECOVERY):
            raise LogError("no key for recovery was named", where=self.composer.origin, mend="begin another log.")
        self.place()
        self.change_keys(event, recovery, successor)

    def sign(self) -> Standing:
        """Write what is left to write, and sign: last of all.

        Returns:
            The tree as it stands when the transaction is committed.
        """
        frontier, key = self._growth.frontier, self.signer.verifier
        if frontier.size == self._before.frontier.size:
            return self._before
        if key not in self.keys.keys_at(frontier.size, Role.LOG):
            raise LogError(f"the log's key does not hold at size {frontier.size}: it was replaced or revoked")
        write_tiles(self.connection, self._growth.tiles)
        text = Checkpoint(self.composer.origin, frontier.size, frontier.root()).text
        note = str(Note(text, (Signature(key.name, key.id, self.signer.sign(text.encode())),)))
        self.connection.execute(_SIGN, [frontier.size, note, self.settled, GROWN, str(frontier.size)])
        return Standing(note, frontier, tuple(self._growth.edge), self.keys)
