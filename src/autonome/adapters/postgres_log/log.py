"""A log in PostgreSQL, as `ledger.keeping.KeptLog`; and, for callers with a change of their own, in two steps.

::

    with connections.transaction() as transaction:          # the caller's own
        transaction.execute("UPDATE …")
        submitted = log.submit(transaction, [draft])        # committed with the change, or not at all
    recorded = log.settled(submitted)                       # on the log, under a signed checkpoint

``submit`` locks the heads of the drafts' threads until the transaction ends: call it late, and once, with all drafts.
Two calls in one transaction can wait for two calls in another in a ring; PostgreSQL then ends one of them
(`ContentionError`), and ``Connections.transact`` begins it anew. ``append`` does both steps, for all threads that ask
at once in one transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.log_commit import Append
from autonome.adapters.postgres import Connection, Connections, ContentionError, Isolation
from autonome.adapters.postgres_log.adding import submit
from autonome.adapters.postgres_log.erasing import Erasing
from autonome.adapters.postgres_log.keyed import is_keyed, note
from autonome.adapters.postgres_log.reading import LogTables
from autonome.adapters.postgres_log.records import Composer, Submitted
from autonome.adapters.postgres_log.rounds import Round
from autonome.adapters.postgres_log.sequencer import Follower, Sequencer
from autonome.kernel import InputError, SubjectId
from autonome.ledger import (
    Checkpoint,
    Deed,
    Draft,
    EntryKind,
    Erasure,
    KeyEvent,
    KeyHistory,
    LogError,
    Opening,
    Recorded,
    Role,
    Signer,
    Thread,
    Tile,
    Tombstone,
    VerifierKey,
    consistency_proof,
    inclusion_proof,
)
from autonome.ledger.cosigned import earlier_of
from autonome.ledger.earlier import EarlierCheckpoint

REPLAYS: Final = 8
"""How often a replay is begun anew that lost against others (our own judgement)."""


class PostgresLog:
    """A log in PostgreSQL; see `open_postgres_log`.

    Args:
        connections: of the app.
        composer: of the log.
        tables: read it.
        sequencer: of this process; None where another process puts entries on the log.
        follower: waits for that one.
        seen: what witnesses said of it; None where nobody keeps that here.
    """

    def __init__(  # noqa: PLR0913 - the parts of a log, which `open_postgres_log` puts together
        self,
        connections: Connections,
        composer: Composer,
        *,
        tables: LogTables,
        sequencer: Sequencer | None,
        follower: Follower,
        seen: CosignedFiles | None = None,
    ) -> None:
        self._connections = connections
        self._composer = composer
        self._tables = tables
        self._sequencer = sequencer
        self._follower = follower
        self._seen = seen
        self._erasing = Erasing(composer, tables)
        if sequencer is not None:
            sequencer.placed(())  # a round: all parts are checked, and what was left waiting is taken up
            self._erasing.carry_out(sequencer)

    @property
    def verifier(self) -> VerifierKey:
        """The key under which it signs."""
        if self._sequencer is not None:
            return self._sequencer.key.signer.verifier
        with self._reading() as connection:
            size = Checkpoint.of_note(self._tables.note(connection)).size
            return self._tables.keys(connection).key_at(size)

    @property
    def connections(self) -> Connections:
        """Its connections, as the app: for callers with a change of their own."""
        return self._connections

    @property
    def composer(self) -> Composer:
        """Names its threads, and opens what it sealed."""
        return self._composer

    # --- recording ---------------------------------------------------------------------------------------------------

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        """Record entries, all or none; they are durable and integrated when this returns."""
        if not drafts:
            return ()
        append = Append(tuple(drafts), unchanged_since)
        if self._sequencer is not None and not is_keyed():
            return self._sequencer.append(append)
        with self._connections.transaction() as transaction:
            submitted = self._submitted(transaction, append)
        return self.settled(submitted)

    def submit(
        self, transaction: Connection, drafts: Sequence[Draft], *, unchanged_since: int | None = None
    ) -> Submitted:
        """Add entries within a caller's transaction: they are committed with it, or not at all.

        Args:
            transaction: the caller's, as the app; heads stay locked until it ends.
            drafts: all that it records.
            unchanged_since: as for `append`.

        Raises:
            AutonomeError: as `append`; the transaction must not be committed.
        """
        return self._submitted(transaction, Append(tuple(drafts), unchanged_since))

    def settled(self, submitted: Submitted) -> tuple[Recorded, ...]:
        """Wait until entries that are committed stand on the log.

        Raises:
            IntegrationError: they were not committed, or do not stand there yet; they need not be recorded again.
        """
        places = (self._sequencer or self._follower).placed(submitted.records)
        self._composer.heads.keep(submitted.heads)
        pairs = zip(submitted.records, submitted.composed, strict=True)
        return tuple(composed.at(places[record]) for record, composed in pairs)

    def take_up(self) -> None:
        """Put on the log what waits, and set aside what was forged, unless another process does that."""
        if self._sequencer is not None:
            self._sequencer.placed(())

    def serve(self, stop: threading.Event) -> None:
        """Put on the log what processes without its key record, until told to stop.

        Raises:
            LogError: this process does not have the key either.
            DatabaseError: the database went away; the caller begins anew.
        """
        self._expect_key().serve(stop)

    # --- reading -----------------------------------------------------------------------------------------------------

    def checkpoint(self) -> str:
        """Return the newest checkpoint."""
        with self._reading() as connection:
            return self._tables.note(connection)

    def checkpoint_of(self, size: int) -> str | None:
        """The checkpoint of a size; None where none was signed."""
        with self._reading() as connection:
            return self._tables.note_at(connection, size)

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries, each proven to stand in the tree as it was read."""
        return self._proven(Thread.of_person(subject), kind)

    def entries_of_each(self, subjects: Iterable[SubjectId]) -> dict[SubjectId, tuple[Recorded, ...]]:
        """Read several people's entries by one statement, each proven; of who was erased nothing is given."""
        threads = [Thread.of_person(subject) for subject in subjects]
        if not threads:
            return {}
        with self._reading() as connection:
            found, note = self._tables.entries_of_each(connection, threads), self._tables.note(connection)
        checkpoint = Checkpoint.of_note(note)
        return {thread.subject: self._tables.in_tree(entries, checkpoint) for thread, entries in found.items()}

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the institution's own entries about a matter, proven like a person's."""
        return self._proven(Thread(Opening.INSTITUTION, subject), kind)

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the public entries, proven like a person's."""
        with self._reading() as connection:
            entries, note = self._tables.public(connection), self._tables.note(connection)
        wanted = [entry for entry in entries if kind in {None, entry.payload.kind}]
        return self._tables.in_tree(wanted, Checkpoint.of_note(note))

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that an entry stands in the tree of a size."""
        return inclusion_proof(index, size, self._tables.tree.nodes(size))

    def prove_growth(self, older: int, newer: int) -> tuple[bytes, ...]:
        """Prove that the tree of a size begins with all that the tree of a smaller one held."""
        return consistency_proof(older, newer, self._tables.tree.nodes(newer)) if older else ()

    def seen_earlier(self, entries: Sequence[Recorded], size: int) -> tuple[EarlierCheckpoint, ...]:
        """What others saw of the log before some entries; a `ledger.cosigned.SeenByOthers`."""
        return () if self._seen is None else earlier_of(entries, size, self._seen.before_each(), self.prove_growth)

    def tile(self, tile: Tile) -> bytes:
        """A tile of hashes or a bundle of entries, as C2SP ``tlog-tiles`` has it.

        Raises:
            LogError: the log does not hold all of it.
        """
        with self._reading() as connection:
            return self._tables.tree.read(connection, tile)

    def key_history(self) -> KeyHistory:
        """The log's keys, as its newest tree has them."""
        with self._reading() as connection:
            keys = self._tables.keys(connection)
        return keys if keys.events else KeyHistory.of_keys(self._composer.origin, [self.verifier])

    # --- keys --------------------------------------------------------------------------------------------------------

    def begin(self, recovery: Signer | None = None) -> KeyHistory:
        """Record the log's first key, and the one for recovery."""

        def work(round_: Round) -> KeyHistory:
            if round_.keys.events:
                raise InputError("the log has begun already", where=self._composer.origin)
            round_.begin(recovery)
            return round_.keys

        return self._expect_key().act(work)

    def change_keys(self, event: KeyEvent, *signers: Signer) -> KeyHistory:
        """Record a key event of another role than the log's own key."""
        if event.role is Role.LOG:
            raise InputError("the log's own key is not changed so", mend="rotate it, or recover the log.")

        def work(round_: Round) -> KeyHistory:
            round_.expect_begun()
            round_.change_keys(event, round_.signer, *signers)
            return round_.keys

        return self._expect_key().act(work)

    def rotate(self) -> KeyHistory:
        """Draw a new key for the log, and record it: from that entry on it signs."""
        sequencer = self._expect_key()

        def work(round_: Round) -> KeyHistory:
            round_.expect_begun()
            successor = sequencer.key.successor()
            round_.change_keys(KeyEvent(Deed.ROTATE, Role.LOG, successor.verifier), round_.signer, successor)
            round_.signer = successor
            return round_.keys

        history = sequencer.act(work)
        sequencer.act(lambda _: None)  # whoever enters the next round puts the next key into its place
        return history

    # --- erasing -----------------------------------------------------------------------------------------------------

    def erase(self, subject: SubjectId, erasure: Erasure) -> Recorded:
        """Erase a person: the tombstone is recorded, and then key, salts and payloads are destroyed, for ever."""
        sequencer, person = self._expect_key(), Thread.of_person(subject)
        stone = sequencer.act(lambda round_: self._erasing.close(round_, person, erasure), person)
        self._erasing.carry_out(sequencer)
        return stone

    def replay(self, tombstones: Sequence[Tombstone]) -> tuple[Tombstone, ...]:
        """Carry out erasures that a backup, which was put back, does not know of, and record them anew.

        Args:
            tombstones: of this log, from where they were kept.

        Returns:
            Those that were not on the log.
        """
        sequencer = self._expect_key()
        missing = self._replayed(sequencer, tombstones)
        self._erasing.carry_out(sequencer)
        return missing

    def _replayed(self, sequencer: Sequencer, tombstones: Sequence[Tombstone]) -> tuple[Tombstone, ...]:
        """Record what is missing, as often as that loses against others.

        The round closes heads that were not locked before it: whose they are is known by pseudonym alone. Who holds
        one, and waits for a round, is in a ring with it, and the database undoes one of the two.
        """
        for _ in range(REPLAYS):
            try:
                return sequencer.act(lambda round_: self._erasing.record_missing(round_, tombstones))
            except ContentionError:
                continue
        raise ContentionError(f"a replay lost against others {REPLAYS} times", mend="try again later.")

    def close(self) -> None:
        """Close all connections."""
        if self._sequencer is not None:
            self._sequencer.close()
        self._connections.close()

    def _submitted(self, transaction: Connection, append: Append) -> Submitted:
        submitted = submit(transaction, self._composer, append)
        note(transaction, append.drafts, submitted.records)
        return submitted

    def _expect_key(self) -> Sequencer:
        if self._sequencer is None:
            raise LogError("the log's private key is not here", where=self._composer.origin, mend="do it where it is.")
        return self._sequencer

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._connections.transaction(Isolation.REPEATABLE_READ, read_only=True) as connection:
            yield connection

    def _proven(self, thread: Thread, kind: EntryKind | None) -> tuple[Recorded, ...]:
        with self._reading() as connection:
            self._erasing.expect_open(connection, thread)
            entries, note = self._tables.entries(connection, thread), self._tables.note(connection)
        proven = self._tables.in_tree(entries, Checkpoint.of_note(note))
        return tuple(entry for entry in proven if kind is None or entry.payload.kind is kind)
