"""Reading the log from its tables: checkpoints, threads, keys.

Each method takes a connection in a transaction; who needs several answers that belong together reads them in one, under
REPEATABLE READ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log.records import Composer
from autonome.adapters.postgres_log.tables import TreeTables
from autonome.ledger import (
    Checkpoint,
    ErasedError,
    FormatError,
    KeyHistory,
    LogError,
    Note,
    Opening,
    Recorded,
    Thread,
    UntrustedError,
    VerificationError,
    VerifierKey,
    verify_in_tree,
)
from autonome.ledger.key_events import KEYS

KEY_EVENTS = Thread(Opening.PUBLIC, KEYS)

_ENTRIES = """
SELECT e.index, r.sequence, r.commitment, r.opening FROM log_thread t
JOIN log_record r ON r.thread = t.id JOIN log_entry e ON e.record = r.id
WHERE t.name = %s ORDER BY r.sequence
"""

_ENTRIES_OF_EACH = """
SELECT t.name, e.index, r.sequence, r.commitment, r.opening FROM log_thread t
JOIN log_record r ON r.thread = t.id JOIN log_entry e ON e.record = r.id
WHERE t.name = ANY (%b) AND NOT t.closed ORDER BY t.id, r.sequence
"""

_PUBLIC = """
SELECT t.name, e.index, r.sequence, r.commitment, r.opening FROM log_thread t
JOIN log_record r ON r.thread = t.id JOIN log_entry e ON e.record = r.id
WHERE t.opening = 'public' ORDER BY t.id, r.sequence
"""

_PUBLIC_SINCE = """
SELECT e.index, r.sequence, r.commitment, r.opening FROM log_entry e
JOIN log_record r ON r.id = e.record JOIN log_thread t ON t.id = r.thread
WHERE t.opening = 'public' AND e.index >= %s ORDER BY e.index
"""


LOOKED_AT = 64
"""Checkpoints among which one must be signed (our own judgement: who puts in more has the minter's login, and the log
stands still until its owner has looked)."""


class LogTables:
    """Reads one log.

    Args:
        composer: of the log; opens what it sealed.
        tree: reads tiles and nodes.
    """

    def __init__(self, composer: Composer, tree: TreeTables) -> None:
        self._composer = composer
        self.tree = tree
        self._followed = KeyHistory(composer.origin)
        self._verified = ""
        self._legible: tuple[tuple[Recorded, ...], int] = (), 0

    def note(self, connection: Connection) -> str:
        """The newest checkpoint that the log's key of that time signed: whoever can write one here cannot sign it.

        Raises:
            LogError: there is none, or none among the newest was signed.
        """
        for most in (1, LOOKED_AT):  # the newest but for an attack
            rows = connection.execute("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT %s", [most]).fetchall()
            for (note,) in rows:
                if note == self._verified or self._holds(connection, str(note)):
                    self._verified = note
                    return str(note)
        if not rows:
            raise LogError("the database holds no log yet", where=self._composer.origin)
        raise LogError(f"none of its {len(rows)} newest checkpoints is signed by its key", where=self._composer.origin)

    def note_at(self, connection: Connection, size: int) -> str | None:
        """The checkpoint of a size; None where none was signed.

        Raises:
            LogError: what stands there was not signed by the log's key of that time.
        """
        row = connection.execute("SELECT note FROM log_checkpoint WHERE size = %s", [size]).fetchone()
        if row is not None and not self._holds(connection, str(row[0])):
            raise LogError(f"the checkpoint of size {size} is not signed by its key", where=self._composer.origin)
        return None if row is None else str(row[0])

    def unsigned(self, connection: Connection) -> tuple[int, ...]:
        """Sizes, among the newest, whose checkpoints the log's key of that time did not sign.

        What a recovery has made void since was signed, and is no alarm.
        """
        rows = connection.execute(
            "SELECT size, note FROM log_checkpoint ORDER BY size DESC LIMIT %s", [LOOKED_AT]
        ).fetchall()
        return tuple(
            int(size)
            for size, note in rows
            if not self._holds(connection, str(note)) and not self._made_void(connection, str(note))
        )

    def _made_void(self, connection: Connection, note: str) -> bool:
        try:
            return self.keys(connection).made_void(Note.parse(note), Checkpoint.of_note(note))
        except (FormatError, VerificationError):
            return False

    def _holds(self, connection: Connection, note: str) -> bool:
        keys = self.keys(connection)
        try:
            checkpoint = Checkpoint.of_note(note)
            if keys.events:
                keys.signer_of(Note.parse(note), checkpoint)
        except (FormatError, UntrustedError, VerificationError):
            return False
        return checkpoint.origin == self._composer.origin and bool(keys.events or checkpoint.size == 0)

    def entries(self, connection: Connection, thread: Thread) -> tuple[Recorded, ...]:
        """The entries of a thread that stand on the log, in their order, each of them opened.

        Raises:
            ErasedError: the person was erased.
            LogError: one is missing, damaged or out of its place.
        """
        rows = connection.execute(_ENTRIES, [self._composer.name(thread)]).fetchall()
        return self._composer.opened(thread, rows)

    def entries_of_each(self, connection: Connection, threads: Iterable[Thread]) -> dict[Thread, tuple[Recorded, ...]]:
        """The same of several threads by one statement; of who was erased nothing is given.

        Raises:
            LogError: an entry is missing, damaged or out of its place.
        """
        named = {self._composer.name(thread): thread for thread in threads}
        rows: dict[bytes, list[tuple[int, int, bytes, bytes]]] = {}
        for name, *row in connection.execute(_ENTRIES_OF_EACH, [list(named)], binary=True):
            rows.setdefault(name, []).append((row[0], row[1], row[2], row[3]))
        found = {}
        for name, those in rows.items():
            with suppress(ErasedError):
                found[named[name]] = self._composer.opened(named[name], those)
        return found

    def public(self, connection: Connection) -> tuple[Recorded, ...]:
        """All public entries, in log order."""
        threads: dict[bytes, list[tuple[int, int, bytes, bytes]]] = {}
        for name, *row in connection.execute(_PUBLIC):
            threads.setdefault(name, []).append((row[0], row[1], row[2], row[3]))
        entries = [entry for rows in threads.values() for entry in self._composer.published(rows)]
        return tuple(sorted(entries, key=lambda entry: entry.index))

    def legible(self, connection: Connection) -> tuple[Recorded, ...]:
        """The public entries, in log order, without those that do not open: who reads them misses them.

        Each is read once: what stands on the log stays, and a round commits its places together.
        """
        known, since = self._legible
        fresh = []
        for index, sequence, commitment, opening in connection.execute(_PUBLIC_SINCE, [since]):
            since = index + 1
            with suppress(LogError):
                fresh.append(self._composer.published_alone((index, sequence, commitment, opening)))
        self._legible = (*known, *fresh), since
        return self._legible[0]

    def keys(self, connection: Connection) -> KeyHistory:
        """The log's keys, without events where it is not begun; those that were folded already are not folded again."""
        events = self.entries(connection, KEY_EVENTS)
        if events != self._followed.events:
            self._followed = KeyHistory.follow(self._composer.origin, events) if events else self._followed
        return self._followed

    def verified(self, note: str, keys: KeyHistory, first: VerifierKey | None) -> Checkpoint:
        """Insist that a checkpoint was signed by the log's key of that time.

        Args:
            note: the checkpoint.
            keys: of the log.
            first: the key of a log that is not begun; None where this process does not have it.

        Raises:
            LogError: it was not.
        """
        try:
            checkpoint = Checkpoint.of_note(note)
            if keys.events or first is not None:
                known = keys if keys.events else KeyHistory.of_keys(self._composer.origin, [first] if first else [])
                known.signer_of(Note.parse(note), checkpoint)
        except (FormatError, UntrustedError, VerificationError) as error:
            raise LogError(
                f"the log disagrees with itself: its newest checkpoint does not hold ({error.message})",
                where=self._composer.origin,
            ) from error
        return checkpoint

    def in_tree(self, entries: Sequence[Recorded], checkpoint: Checkpoint) -> tuple[Recorded, ...]:
        """Insist that entries stand in a tree.

        Raises:
            VerificationError: one does not.
        """
        return verify_in_tree(entries, checkpoint, self.tree.nodes(checkpoint.size))
