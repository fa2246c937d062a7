"""The log of a database as it can be read without its signing key: by who serves, shows or audits it.

It connects as the app, starts no sequencer and writes nothing into the database. What `folder_log` is to a folder, this
is to a database: the same port, so that the same commands work on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.keyring import FileKeyring
from autonome.adapters.postgres import Connection, Connections, Database, Role
from autonome.adapters.postgres_log.erasing import CLOSED, STONES, Erasing, person_of
from autonome.adapters.postgres_log.heads import Slip
from autonome.adapters.postgres_log.reading import LogTables
from autonome.adapters.postgres_log.records import Composer
from autonome.adapters.postgres_log.tables import TreeTables
from autonome.adapters.reader_keys import ReaderKeys, keyring_if_here
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import InputError, Sha256, SubjectId
from autonome.ledger import (
    AbsentError,
    Checkpoint,
    EntryKind,
    ErasedError,
    LogError,
    Opening,
    Recorded,
    Thread,
    Tile,
    VerifierKey,
    consistency_proof,
)
from autonome.ledger.beside import Beside, FoundRecord
from autonome.ledger.cosigned import earlier_of
from autonome.ledger.earlier import EarlierCheckpoint

_ENTRY = """
SELECT t.name, t.closed, t.opening, r.sequence, r.commitment, r.opening FROM log_entry e
JOIN log_record r ON r.id = e.record JOIN log_thread t ON t.id = r.thread WHERE e.index = %s
"""
_UNPLACED = """
SELECT r.id, a.record IS NOT NULL OR r.id <= (SELECT settled FROM log_checkpoint ORDER BY size DESC LIMIT 1), r.slip
FROM log_record_slip r LEFT JOIN log_set_aside a ON a.record = r.id
WHERE NOT EXISTS (SELECT FROM log_entry e WHERE e.record = r.id) ORDER BY r.id
"""
_LEFT = """
SELECT EXISTS (SELECT FROM log_record r JOIN log_thread t ON t.id = r.thread WHERE t.name = %s AND r.opening <> '')
"""


class DatabaseLog:
    """A log in a database, for reading; a `ledger.publishing.OpenedLog`. The caller closes it.

    Args:
        database: of the log.
        private: the node's private side, where the keyring is looked for.
        keyrings: folder of the keyrings of all logs; None where it lies on the private side.

    Raises:
        InputError: the database holds no log.
        LogError: the keyring is not here, or another log's.
    """

    def __init__(self, database: Database, private: Path, keyrings: Path | None = None) -> None:
        self._connections = Connections(database, Role.APP, purpose="reading")
        self._connections.__enter__()
        try:
            origin = self._origin()
            self._keyring = _keyring(private, origin, keyrings)
        except BaseException:
            self.close()
            raise
        self._seen = CosignedFiles(private, private)
        self._readers = ReaderKeys(private, self._keyring)
        self._composer = Composer(origin, self._keyring, clock=SystemClock(), entropy=SystemEntropy())
        self._tables = LogTables(self._composer, TreeTables(self._connections.transaction))
        self._erasing = Erasing(self._composer, self._tables)

    def close(self) -> None:
        """Let go of the database."""
        self._connections.close()

    def checkpoint(self) -> str:
        """Return the newest checkpoint."""
        with self._connections.transaction() as connection:
            return self._tables.note(connection)

    def tile(self, tile: Tile) -> bytes:
        """Return a tile or bundle that the newest checkpoint covers."""
        with self._connections.transaction() as connection:
            if not tile.stands_in(Checkpoint.of_note(self._tables.note(connection)).size):
                raise AbsentError("the log has no such tile yet")
            return self._tables.tree.read(connection, tile)

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Return the published openings that open what they stand for."""
        with self._connections.transaction() as connection:
            entries = self._tables.legible(connection)
        return tuple(entry for entry in entries if kind in {None, entry.payload.kind})

    def entry(self, index: int) -> Recorded | None:
        """Open one entry; None where no key for it is here."""
        with self._connections.transaction() as connection:
            row = connection.execute(_ENTRY, [index]).fetchone()
        if row is None:
            raise LogError(f"entry {index} is missing", where=self._composer.origin)
        name, closed, opening, sequence, commitment, sealed = row
        if not sealed:
            raise AbsentError(f"what opened entry {index} is gone", where=self._composer.origin)
        if closed:  # the tombstone stands; key and payloads are about to go
            raise ErasedError("what this log held of the person was erased", where=self._composer.origin)
        found = (index, sequence, commitment, sealed)
        if opening == Opening.PUBLIC:
            return self._composer.published_alone(found)
        key = self._keyring.key_under(name.hex())
        return None if key is None else self._composer.opened_alone(name, key, found)

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries, in log order."""
        return self._held(Thread.of_person(subject), kind)

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the institution's own entries about a matter, in log order."""
        return self._held(Thread(Opening.INSTITUTION, subject), kind)

    def seen_earlier(self, entries: Sequence[Recorded], size: int) -> tuple[EarlierCheckpoint, ...]:
        """What others saw of the log before some entries; a `ledger.cosigned.SeenByOthers`."""

        def proven(older: int, newer: int) -> tuple[bytes, ...]:
            return consistency_proof(older, newer, self._tables.tree.nodes(newer))

        return earlier_of(entries, size, self._seen.before_each(), proven)

    def opens(self, person: str) -> bool:
        """Whether anything is left that opens a person's entries."""
        if not self._keyring.is_destroyed(person):
            return True
        with self._connections.transaction() as connection:
            return connection.execute(_LEFT, [bytes.fromhex(person)]).fetchone() == (True,)

    def alarms(self) -> tuple[str, ...]:
        """What was written into the tables by somebody who could write there and had not the signing key."""
        with self._connections.transaction() as connection:
            sizes = self._tables.unsigned(connection)
            closed = self._closed_without_tombstone(connection)
        told = [f"the checkpoint of size {size} is not signed by the log's key" for size in sizes]
        if closed:
            told.append(f"{closed} people's threads are closed, and no tombstone says that they were erased")
        return tuple(told)

    def beside(self) -> tuple[FoundRecord, ...]:
        """Records that were made without the keyring, and those that were made with it and have no place for good."""
        with self._connections.transaction() as connection:
            rows = connection.execute(_UNPLACED, binary=True).fetchall()
        held = [(number, left, bytes(slip), self._composer.holds(Slip.read(slip))) for number, left, slip in rows]
        return tuple(
            FoundRecord(Beside.LEFT_OUT if ours else Beside.FORGED, number, Sha256(sha256(slip).hexdigest()))
            for number, left, slip, ours in held
            if left or not ours
        )

    def _closed_without_tombstone(self, connection: Connection) -> int:
        closed = {name.hex() for (name,) in connection.execute(CLOSED)}
        if not closed:
            return 0
        with suppress(LogError):  # a tombstone that does not open is a fault of its own
            closed -= {person_of(stone) for stone in self._tables.entries(connection, STONES)}
        return len(closed)

    def readers(self, thread: Thread) -> tuple[bytes, ...]:
        """Public keys that were enrolled to read a thread."""
        return self._readers.of(thread)

    def enrol(self, thread: Thread, key: VerifierKey) -> None:
        """Let a key read a thread from elsewhere.

        Raises:
            InputError: the log holds nothing of the thread, or as many keys as it may.
        """
        if not self._held(thread, None):
            raise InputError("this log holds nothing to read for that key", where=self._composer.origin)
        self._readers.enrol(thread, key)

    def withdraw(self, thread: Thread, key: VerifierKey) -> None:
        """Take a key's leave to read a thread away."""
        self._readers.withdraw(thread, key)

    def _origin(self) -> str:
        with self._connections.transaction() as connection:
            row = connection.execute("SELECT origin FROM log_identity").fetchone()
        if row is None:
            raise InputError("the database holds no log", mend="begin one.")
        return str(row[0])

    def _held(self, thread: Thread, kind: EntryKind | None) -> tuple[Recorded, ...]:
        with self._connections.transaction() as connection:
            self._erasing.expect_open(connection, thread)
            entries = self._tables.entries(connection, thread)
        return tuple(entry for entry in entries if kind in {None, entry.payload.kind})


def _keyring(private: Path, origin: str, keyrings: Path | None) -> FileKeyring:
    keyring = keyring_if_here(private, origin, keyrings)
    if keyring is None:
        raise LogError("the keyring of the log is not here", where=str(private), mend="name the private side.")
    return keyring
