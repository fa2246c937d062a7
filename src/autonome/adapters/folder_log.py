"""A log in a directory as it can be read without its signing key: by who serves, shows or audits it.

Nothing is written, no lock is taken and no key that signs is opened, so that it works on a copy, beside a log that
grows, and on a log that disagrees with itself, of which an audit shall say how. What is sealed is opened where the
keyring is at hand, and stays closed where it is not.

Beside what `local_log` writes it knows ``private/readers/``: for each person, under the pseudonym, and for the
institution, the public keys that may read their entries from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directories, write_durably
from autonome.adapters.keyring import FileKeyring, open_keyring
from autonome.adapters.log_keys import RESTORE, RESTORE_KEYRING
from autonome.adapters.public_entries import PublicEntries
from autonome.adapters.sealed_entries import SealedEntries
from autonome.adapters.system import SystemEntropy
from autonome.adapters.tile_files import TileFiles
from autonome.kernel import InputError, SubjectId, sha256_hex
from autonome.ledger import Checkpoint, EntryKind, LogError, Opening, Recorded, Thread, Tile, VerifierKey

MAX_READERS = 16
"""Most keys that may read one thread: a person's devices, and who acts for the person."""


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
        self._keyring = _keyring(directory, self._newest.origin, keyrings)
        self._public = PublicEntries(directory)
        self._sealed = None if self._keyring is None else _sealed(directory, self._newest.origin, self._keyring)

    def checkpoint(self) -> str:
        """Return the newest checkpoint, as it lies there, with the cosignatures that it has so far."""
        try:
            own = (self._directory / "checkpoint").read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise InputError("there is no log here", where=str(self._directory), mend="check the path.") from error
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

    def opens(self, person: str) -> bool:
        """Whether anything is left that opens a person's entries; without the keyring nothing does."""
        if self._keyring is None or self._sealed is None:
            return False
        return not self._keyring.is_destroyed(person) or self._sealed.any_of(person)

    def readers(self, thread: Thread) -> tuple[bytes, ...]:
        """Public keys that were enrolled to read a thread."""
        path = self._readers(thread)
        lines = path.read_text(encoding="ascii").split() if path is not None and path.exists() else ()
        return tuple(bytes.fromhex(line) for line in lines)

    def enrol(self, thread: Thread, key: VerifierKey) -> None:
        """Let a key read a thread from elsewhere; the institution has made sure whose key it is.

        Raises:
            ErasedError: what the log held of the person was erased.
            InputError: the log holds nothing of the thread, or as many keys as it may.
        """
        path = self._readers(thread)
        if path is None or not self._held(thread, None):
            raise InputError("this log holds nothing to read for that key", where=self._directory.name)
        known = self.readers(thread)
        if key.public in known:
            return
        if len(known) >= MAX_READERS:
            raise InputError(f"there are {MAX_READERS} keys already", mend="take one away first.")
        make_directories(path.parent, PRIVATE_DIRECTORY)
        write_durably(path, "".join(f"{each.hex()}\n" for each in (*known, key.public)).encode(), PRIVATE_FILE)

    def withdraw(self, thread: Thread, key: VerifierKey) -> None:
        """Take a key's leave to read a thread away."""
        path, left = self._readers(thread), [each for each in self.readers(thread) if each != key.public]
        if path is not None and path.exists():
            write_durably(path, "".join(f"{each.hex()}\n" for each in left).encode(), PRIVATE_FILE)

    @property
    def _newest(self) -> Checkpoint:
        return Checkpoint.of_note(self.checkpoint())

    def _held(self, thread: Thread, kind: EntryKind | None) -> tuple[Recorded, ...]:
        entries = () if self._sealed is None else self._sealed.of(thread, self._newest.size)
        return tuple(entry for entry in entries if kind in {None, entry.payload.kind})

    def _readers(self, thread: Thread) -> Path | None:
        """Where the keys for a thread stand; all matters of the institution's have the same."""
        if self._keyring is None:
            return None
        name = self._keyring.pseudonym(thread) if thread.opening is Opening.PERSON else "institution"
        return self._directory / "private" / "readers" / name


def _keyring(directory: Path, origin: str, keyrings: Path | None) -> FileKeyring | None:
    """The log's keyring; None on a copy that has no private side, or where the keyring lies elsewhere."""
    private = directory / "private"
    place = private / "keyring" if keyrings is None else keyrings / sha256_hex(origin.encode())
    fingerprint = private / "keyring-fingerprint"
    if not fingerprint.exists() or not (place / "key").exists():
        return None
    keyring = open_keyring(place, origin=origin, entropy=SystemEntropy(), new=False)
    if keyring.fingerprint != fingerprint.read_bytes():
        raise LogError("the keyring is that of another log", where=str(place), mend=RESTORE_KEYRING)
    return keyring


def _sealed(directory: Path, origin: str, keyring: FileKeyring) -> SealedEntries:
    return SealedEntries(directory / "private", origin=origin, keyring=keyring, entropy=SystemEntropy())
