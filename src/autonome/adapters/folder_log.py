"""A log in a directory as it can be read without its signing key: by who serves, shows or audits it.

Nothing is written, no lock is taken and no key that signs is opened, so that it works on a copy, beside a log that
grows, and on a log that disagrees with itself, of which an audit shall say how. What is sealed is opened where the
keyring is at hand, and stays closed where it is not. Of who was erased nothing is opened, though a key was put back:
the tombstones are looked at first.

Beside what `local_log` writes it knows the keys of readers (`reader_keys`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from pathlib import Path

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.erased_people import ErasedPeople
from autonome.adapters.keyring import FileKeyring
from autonome.adapters.log_keys import RESTORE
from autonome.adapters.public_entries import PublicEntries
from autonome.adapters.reader_keys import ReaderKeys, keyring_if_here
from autonome.adapters.sealed_entries import SealedEntries
from autonome.adapters.system import SystemEntropy
from autonome.adapters.tile_files import TileFiles
from autonome.kernel import InputError, SubjectId
from autonome.ledger import (
    Checkpoint,
    EntryKind,
    FormatError,
    LogError,
    Opening,
    Recorded,
    Thread,
    Tile,
    Tombstone,
    VerifierKey,
    consistency_proof,
)
from autonome.ledger.beside import FoundRecord
from autonome.ledger.cosigned import earlier_of
from autonome.ledger.earlier import EarlierCheckpoint
from autonome.ledger.tombstones import ERASURES

_ERASURES = Thread(Opening.INSTITUTION, ERASURES)


class FolderLog:
    """A log in a directory, for reading; a `ledger.publishing.OpenedLog`.

    Args:
        directory: of the log.
        keyrings: folder of the keyrings of all logs; None where each lies on its log's private side.

    Raises:
        InputError: the directory holds no log.
        LogError: the keyring is another log's, or damaged.
    """

    def __init__(self, directory: Path, keyrings: Path | None = None) -> None:
        self._directory = directory
        self._tiles = TileFiles(directory, lambda: self._newest.size)
        private = directory / "private"
        self._keyring = keyring_if_here(private, self._newest.origin, keyrings)
        self._readers = None if self._keyring is None else ReaderKeys(private, self._keyring)
        self._public = PublicEntries(directory)
        self._sealed = None
        if self._keyring is not None:
            self._sealed = _sealed(directory, self._newest.origin, self._keyring, self._erased)
            self._known = ErasedPeople(private, self._keyring)
        self._looked = 0  # size at which tombstones were counted last
        self._stones: tuple[int, frozenset[str]] = 0, frozenset()  # how many were opened, and whom they name

    def checkpoint(self) -> str:
        """Return the newest checkpoint, as it lies there, with the cosignatures that it has so far."""
        try:
            own = (self._directory / "checkpoint").read_bytes().decode("utf-8", "replace")
        except OSError as error:
            in_database = (self._directory / "keyring-fingerprint").exists()  # it is the private side of one
            mend = "add --database." if in_database else "check the path."
            raise InputError("there is no log here", where=str(self._directory), mend=mend) from error
        try:
            cosigned = CosignedFiles(self._directory).newest()
        except LogError:
            return own  # what witnesses said is damaged: it can be had from them again
        text, blank, _ = own.rpartition("\n\n")
        return own if cosigned is None or not cosigned.note.startswith(f"{text}{blank}") else cosigned.note

    def tile(self, tile: Tile) -> bytes:
        """Return a tile or bundle that the newest checkpoint covers.

        Raises:
            AbsentError: it does not cover it.
            LogError: it does, and the file is not there.
        """
        try:
            return self._tiles.read(tile)
        except FileNotFoundError as error:
            raise LogError(f"{tile.path} is missing", where=str(self._directory), mend=RESTORE) from error

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Return the published openings, as they lie there."""
        entries = self._public.below(self._newest.size)
        return tuple(entry for entry in entries if kind in {None, entry.payload.kind})

    def entry(self, index: int) -> Recorded | None:
        """Open one entry; None where what opens it is not here."""
        known = self._public.at(index)
        return known if known is not None or self._sealed is None else self._sealed.at(index)

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries, in log order."""
        return self._held(Thread.of_person(subject), kind)

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the institution's own entries about a matter, in log order."""
        return self._held(Thread(Opening.INSTITUTION, subject), kind)

    def seen_earlier(self, entries: Sequence[Recorded], size: int) -> tuple[EarlierCheckpoint, ...]:
        """What others saw of the log before some entries; a `ledger.cosigned.SeenByOthers`."""

        def proven(older: int, newer: int) -> tuple[bytes, ...]:
            return consistency_proof(older, newer, self._tiles.nodes(newer))

        return earlier_of(entries, size, CosignedFiles(self._directory).before_each(), proven)

    def opens(self, person: str) -> bool:
        """Whether anything is left that opens a person's entries; without the keyring nothing does."""
        if self._keyring is None or self._sealed is None:
            return False
        return not self._keyring.is_destroyed(person) or self._sealed.any_of(person)

    def alarms(self) -> tuple[str, ...]:
        """Nothing: what else lies in the folder passes for nothing on the log."""
        return ()

    def beside(self) -> tuple[FoundRecord, ...]:
        """Nothing, for the same reason."""
        return ()

    def readers(self, thread: Thread) -> tuple[bytes, ...]:
        """Public keys that were enrolled to read a thread."""
        return () if self._readers is None else self._readers.of(thread)

    def enrol(self, thread: Thread, key: VerifierKey) -> None:
        """Let a key read a thread from elsewhere; the institution has made sure whose key it is.

        Raises:
            ErasedError: what the log held of the person was erased.
            InputError: the log holds nothing of the thread, or as many keys as it may.
        """
        if self._readers is None or not self._held(thread, None):
            raise InputError("this log holds nothing to read for that key", where=self._directory.name)
        self._readers.enrol(thread, key)

    def withdraw(self, thread: Thread, key: VerifierKey) -> None:
        """Take a key's leave to read a thread away."""
        if self._readers is not None:
            self._readers.withdraw(thread, key)

    @property
    def _newest(self) -> Checkpoint:
        try:
            return Checkpoint.of_note(self.checkpoint())
        except FormatError as error:
            raise LogError(
                f"the log's checkpoint is damaged: {error.message}", where=str(self._directory), mend=RESTORE
            ) from error

    def _erased(self) -> frozenset[str]:
        """Who was erased: by the list beside the log, and by the tombstones themselves where it holds fewer."""
        known, size = self._known.all(), self._newest.size
        if self._sealed is not None and self._looked != size:
            count = self._sealed.markers(_ERASURES, size)
            if count > max(len(known), self._stones[0]):
                people = {Tombstone.read(each.payload).person for each in self._sealed.of(_ERASURES, size)}
                self._stones = count, frozenset(people)
            self._looked = size
        return known | self._stones[1] if self._stones[1] else known

    def _held(self, thread: Thread, kind: EntryKind | None) -> tuple[Recorded, ...]:
        entries = () if self._sealed is None else self._sealed.of(thread, self._newest.size)
        return tuple(entry for entry in entries if kind in {None, entry.payload.kind})


def _sealed(directory: Path, origin: str, keyring: FileKeyring, erased: Callable[[], Container[str]]) -> SealedEntries:
    return SealedEntries(directory / "private", origin=origin, keyring=keyring, entropy=SystemEntropy(), erased=erased)
