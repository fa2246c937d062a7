"""What a witness remembers, in a folder that one witness at a time works with.

::

    STATE/lock                  held as long as the witness runs; so is the key file, whatever folder it works with
    STATE/identity              the witness's key, and a random mark
    STATE/count                 how many cosignatures this folder has seen
    STATE/logs/<sha256>         of each log the note that was cosigned last; named after the log's origin
    STATE/keys/<sha256>         of a log whose key has changed the request that brought its key events
    STATE/evidence/<sha256>     two notes by which a log contradicts itself
    KEY                         gets a second line with the mark at its first use: the key alone is refused elsewhere
    KEY.state                   the mark; and how many cosignatures the key has made, so that an older folder is refused

A witness that forgot would cosign a second history. So a note is on the disk before its cosignature leaves, and then
both counts are: the folder's first, so that who is killed in between has a folder that is ahead, never one behind. What
cannot be seen here is key, count and folder copied or put back together: never do that, make a new key instead.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directories, write_durably
from autonome.adapters.witness_tie import Tie, tied
from autonome.kernel import InputError, canonical_bytes, sha256_hex
from autonome.ledger import Checkpoint, Entropy, FormatError, LogError, Note, VerificationError, VerifierKey
from autonome.ledger.gossip import SplitView
from autonome.ledger.witnessed_keys import AddKeys

RESTORE = "make a new key and begin with an empty folder: a witness must not forget."
"""What to do with a memory that is damaged."""


class FileMemory:
    """The memory of a witness, in a folder; see `open_memory`.

    Args:
        folder: of it.
        notes: what is remembered, by origin.
        tie: to the key.
        locks: which are held until the process ends.
    """

    def __init__(self, folder: Path, notes: dict[str, str], tie: Tie, locks: ExitStack) -> None:
        self._folder = folder
        self._notes = notes
        self._tie = tie
        self._locks = locks
        self._one = Lock()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads out; other processes are kept out as long as this one runs."""
        with self._one:
            yield

    def notes(self) -> Mapping[str, str]:
        """Origin → note that was cosigned last."""
        return self._notes

    def remember(self, origin: str, note: str) -> None:
        """Put a note on the disk, and then in the place of the one before.

        Raises:
            LogError: it is of a smaller tree than what is remembered; nothing was written.
        """
        before = self._notes.get(origin)
        if before is not None and Checkpoint.of_note(note).size < Checkpoint.of_note(before).size:
            raise LogError("a smaller tree was about to be remembered than was cosigned", where=origin, mend=RESTORE)
        write_durably(self._folder / "logs" / _name(origin), note.encode(), PRIVATE_FILE)
        self._tie.count()
        self._notes[origin] = note

    def remember_keys(self, origin: str, keys: bytes) -> None:
        """Keep the request by which a log's keys were followed."""
        write_durably(self._folder / "keys" / _name(origin), keys, PRIVATE_FILE)

    def keys(self, origin: str) -> AddKeys | None:
        """The request by which a log's keys were followed last.

        Raises:
            LogError: it is damaged.
        """
        path = self._folder / "keys" / _name(origin)
        if not path.exists():
            return None
        try:
            return AddKeys.read(path.read_bytes(), where=path.name)
        except FormatError as error:
            raise LogError(
                "key events that the witness remembers are damaged", where=str(path), mend=RESTORE
            ) from error

    def keep_evidence(self, origin: str, split: SplitView) -> None:
        """Keep evidence; one file for each log, so that nobody fills the disk with it."""
        path = self._folder / "evidence" / _name(origin)
        if not path.exists():
            write_durably(path, canonical_bytes(split.to_json()) + b"\n", PRIVATE_FILE)

    def evidence(self, origin: str) -> SplitView | None:
        """The evidence that was kept of a log."""
        path = self._folder / "evidence" / _name(origin)
        return SplitView.read(path.read_bytes(), where=path.name) if path.exists() else None

    def close(self) -> None:
        """Let another witness process work with it."""
        self._locks.close()


def open_memory(folder: Path, key: Path, verifier: VerifierKey, entropy: Entropy) -> FileMemory:
    """Open the memory of a witness, or begin one.

    Args:
        folder: of the memory.
        key: file of the witness's key; a mark stands in it and beside it.
        verifier: the key itself.
        entropy: draws the mark.

    Raises:
        InputError: another process works with the folder or with the key, or it cannot be written to.
        LogError: the folder is another witness's, or older than what the key has cosigned; this key worked with another
            one; or a note is damaged.
    """
    try:
        for each in (folder, folder / "logs", folder / "keys", folder / "evidence"):
            make_directories(each, PRIVATE_DIRECTORY)
        with ExitStack() as locks:
            for path, what in ((folder / "lock", "folder"), (key, "key")):
                locks.callback(os.close, _lock(path, what))
            tie = tied(folder, key, verifier, entropy)
            notes = dict(_read(path, verifier) for path in _files(folder / "logs"))
            return FileMemory(folder, notes, tie, locks.pop_all())
    except OSError as error:
        raise InputError(
            f"cannot hold what a witness remembers ({error.strerror})", where=str(folder), mend="name another folder."
        ) from error


def _lock(path: Path, what: str) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise InputError(
            f"another witness works with this {what}", where=str(path), mend="end that process first."
        ) from error
    return descriptor


def _files(folder: Path) -> list[Path]:
    # What begins with a dot was left by a writer who was killed.
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _read(path: Path, verifier: VerifierKey) -> tuple[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
        note = Note.parse(text)
        origin = Checkpoint.parse(note.text).origin
        sound = bool(note.signers([verifier])) and path.name == _name(origin)
    except (FormatError, VerificationError, UnicodeDecodeError) as error:
        raise LogError("a note that the witness remembers is damaged", where=str(path), mend=RESTORE) from error
    if not sound:
        raise LogError("a note that the witness remembers is not one that it cosigned", where=str(path), mend=RESTORE)
    return origin, text


def _name(origin: str) -> str:
    return sha256_hex(origin.encode())
