"""One round of the sequencer: a transaction that gives records their places, and signs the tree that holds them.

Invariants:

- One round at a time, over all processes: it begins with a lock that ends with its transaction. Were there two, the
  second would fail on the first one's places.
- Nothing is placed that was not composed with the log's keyring: what the app put in otherwise is set aside.
- Records are placed in the order in which they were numbered in the database, and a thread's were numbered under the
  lock on its head: their order on the log is that of their numbers. A record of a transaction that is not over yet is
  not seen, waits for a later round, and holds up nobody.
- A checkpoint is signed only by the key that holds at its size, over a tree that follows from the one signed before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from psycopg.pq.abc import PGresult

from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Numbers, Trips
from autonome.adapters.postgres.arrays import read_number, written_number
from autonome.adapters.postgres_log.adding import Numbered, lock_heads, put
from autonome.adapters.postgres_log.batches import Batch, Composition
from autonome.adapters.postgres_log.heads import Head, Slip
from autonome.adapters.postgres_log.records import Composed, Composer, leaf_of
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
)
from autonome.ledger.key_history import expect_reached

Answer = tuple[Recorded, ...] | AutonomeError
"""To who asks for entries: they, or why they cannot be recorded."""

AT_ONCE = 4096
"""Records placed by one statement; more are placed by more of them."""

ROUND = "SELECT pg_advisory_xact_lock(418582392579)"
"""The lock of a round, where it is taken without `Entered`, as the log is made."""

_ENTER = b"""
SELECT size, note, settled, oldest::text::bigint, ours::text::bigint, records, slips FROM log_enter($1::bigint, $2)
"""

GROWN = "autonome_log_grown"
"""Channel on which a round says the size that it signed."""

_MORE = "SELECT array_agg(record ORDER BY record), string_agg(slip, '' ORDER BY record) FROM log_waiting(%b, %b)"
_SET_ASIDE = "INSERT INTO log_set_aside (record) SELECT unnest(%b::bigint[])"
_PLACE = b"""
INSERT INTO log_entry (index, record)
SELECT $1::bigint + nth - 1, record FROM unnest($2::bigint[]) WITH ORDINALITY AS placed (record, nth) ORDER BY nth
"""
_SIGN = b"SELECT log_sign($1, $2, $3, $4)"


@dataclass(frozen=True, slots=True)
class Entered:
    """What a round finds.

    Args:
        size: of the tree.
        note: newest checkpoint.
        settled: all records up to this one have their place, or never came to be.
        oldest: number of the oldest transaction that is not over.
        ours: of this one; whatever began to write before has a smaller one.
        records: numbers of those that wait, in their order, `AT_ONCE` at most.
        slips: of these, one after the other.
        settling: the mark that holds once all of these have their place, or were set aside.
    """

    size: int
    note: str
    settled: int
    oldest: int
    ours: int
    records: Sequence[int] | None
    slips: bytes | None
    settling: int = 0

    @classmethod
    def ask(cls, trips: Trips, known: int) -> int:
        """Ask for the lock, and what a round finds behind a mark, on a trip; gives the place of the answer."""
        return trips.ask(_ENTER, written_number(known), AT_ONCE.to_bytes(4))

    @classmethod
    def read(cls, answer: PGresult) -> Entered | None:
        """Read the answer; None where the database holds no log."""
        size, note, settled, oldest, ours, records, slips = (answer.get_value(0, column) for column in range(7))
        if size is None or note is None or settled is None or oldest is None or ours is None:
            return None
        waiting = None if records is None else Numbers.read(records)
        return cls(
            read_number(size), note.decode(), read_number(settled), read_number(oldest), read_number(ours),
            waiting, slips,
        )  # fmt: skip


class Round:
    """A transaction of the sequencer.

    Args:
        trips: on its connection, as the minter, with the lock.
        composer: of the log.
        signer: the log's key.
        standing: the tree as it was signed last.
        found: as it was entered.
    """

    def __init__(
        self,
        trips: Trips,
        composer: Composer,
        *,
        signer: Ed25519Signer,
        standing: Standing,
        found: Entered,
    ) -> None:
        self.connection = trips.connection
        self.composer = composer
        self.signer = signer
        self.keys = standing.keys
        self.placed: dict[int, int] = {}
        self.aside: list[int] = []
        self.heads: dict[Thread, Head] = {}
        self._found = found
        self._trips = trips
        self._before = standing
        self._growth = Growth(standing.frontier, list(standing.edge))
        self._waiting: list[tuple[int, bytes]] = []
        self._take_up(found.records, found.slips)

    @property
    def size(self) -> int:
        """Of the tree, as far as it has grown."""
        return self._growth.frontier.size

    @property
    def settled(self) -> int:
        """The mark below which nothing waits: it moves on only in a round that has placed all that it found."""
        return self._found.settled if self._waiting else self._found.settling

    def add(self, appends: Sequence[Append], heads: dict[Thread, Head]) -> list[Answer]:
        """Compose, put and place what several callers ask for, behind what else waits.

        Args:
            appends: what they ask for.
            heads: of all threads concerned, locked.

        Returns:
            For each in turn its entries, or why they cannot be recorded.
        """
        batch = Batch(self.composer, heads, self.size)
        answers = [batch.add(append) for append in appends]
        if batch.composed:
            self.expect_begun()
        return self.place_all(batch, answers, put(self.connection, batch.composed))

    def place_all(self, batch: Batch, answers: Sequence[Composition], records: Numbered) -> list[Answer]:
        """Place what several callers have put into the database, behind what else waits.

        Args:
            batch: what they have.
            answers: of that, what each of them has, or why it cannot be recorded.
            records: their numbers.
        """
        self.heads = batch.heads
        places = count(self.size + len(self._waiting))
        self._waiting += zip(records, [each.leaf for each in batch.composed], strict=True)
        self.place_later()
        return [
            answer if isinstance(answer, AutonomeError) else tuple(each.at(next(places)) for each in answer)
            for answer in answers
        ]

    def place(self) -> None:
        """Give each record that waits its place; before the first of all, the log begins."""
        self.place_later()
        self._trips.go()

    def place_later(self) -> None:
        """The same with the next trip: for who reads no places before."""
        if not self._waiting:
            return
        self.expect_begun()
        records = [number for number, _ in self._waiting]
        self._trips.ask(_PLACE, written_number(self.size), Numbers(records).written())
        self.placed |= zip(records, count(self.size))
        self._growth.grow([leaf for _, leaf in self._waiting])
        self._waiting = []

    def _take_up(self, records: Sequence[int] | None, slips: bytes | None) -> None:
        """Sort what waits: to be placed what was composed with the keyring, set aside for ever what was not."""
        while records:
            for number, slip in zip(records, Slip.every(slips or b""), strict=True):
                if self.composer.holds(slip):
                    self._waiting.append((number, leaf_of(slip.said[1])))
                else:
                    self.aside.append(number)
            if len(records) < AT_ONCE:
                break
            asked = self.connection.execute(_MORE, [records[-1], AT_ONCE], binary=True)
            records, slips = asked.fetchone() or (None, None)
        if self.aside:
            self.connection.execute(_SET_ASIDE, [Numbers(self.aside)])

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
            self.placed[number] = self.size
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
        self.placed[number] = 0
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
            InputError: the log has not reached the size up to which signatures shall count.
            LogError: no key for this was named.
        """
        if not self.keys.keys_at(self.size, Role.RECOVERY):
            raise LogError("no key for recovery was named", where=self.composer.origin, mend="begin another log.")
        self.place()
        expect_reached(event.until, self.size)
        self.change_keys(event, recovery, successor)

    def sign(self) -> Standing:
        """Write what is left to write, and sign, with the next trip: last of all.

        Returns:
            The tree as it stands when the transaction is committed.
        """
        frontier, key = self._growth.frontier, self.signer.verifier
        if frontier.size == self._before.frontier.size:
            return self._before
        if key not in self.keys.keys_at(frontier.size, Role.LOG):
            raise LogError(f"the log's key does not hold at size {frontier.size}: it was replaced or revoked")
        if self._growth.tiles:
            self._trips.go()
            write_tiles(self.connection, self._growth.tiles)
        text = Checkpoint(self.composer.origin, frontier.size, frontier.root()).text
        note = str(Note(text, (Signature(key.name, key.id, self.signer.sign(text.encode())),)))
        self._trips.ask(
            _SIGN, written_number(frontier.size), note.encode(), written_number(self.settled), GROWN.encode()
        )
        return Standing(note, frontier, tuple(self._growth.edge), self.keys)
