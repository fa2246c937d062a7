"""The key that signs a log in the database: a file on the node's private side, as of a log in a directory.

A rotation writes the next key beside the one that holds, records the event in the database under a checkpoint that the
next key signs, and then puts it into its place. Who is killed in between finds two keys: the one that signed the
newest checkpoint holds.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from autonome.adapters.cosigned_files import halted, refuse_if_halted
from autonome.adapters.durable import PRIVATE_FILE, remove_durably
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_keys import next_signer, put_beside, take_over
from autonome.ledger import Checkpoint, FormatError, KeyHistory, LogError, Note, Role

_REMEMBERED_BYTES = 4096
"""One page: what is written at once is not cut off by a kill."""

_DIGITS = 20
"""Of the largest size that a checkpoint states (2^63 - 1), and one."""

RESTORE_KEY = "restore the key from where it was kept, or recover the log by its recovery key."


class SigningKey:
    """The log's key as this process has it; another process may rotate it.

    Args:
        private: folder that holds it.
        name: of the log.
    """

    def __init__(self, private: Path, name: str) -> None:
        self._private = private
        self._name = name
        self._path = private / "key"
        self._signed = private / "signed"
        self._held: Ed25519Signer | None = None
        self._stamp: tuple[int, int] | None = None

    @property
    def there(self) -> bool:
        """Whether this process can sign at all."""
        return self._path.exists()

    @property
    def signer(self) -> Ed25519Signer:
        """The key in its place now.

        Raises:
            LogError: it is missing, damaged or another log's.
        """
        stamp = self._stamped()
        if self._held is None or stamp != self._stamp:
            if stamp is None:
                raise LogError("the log's private key is missing", where=self._private.name, mend=RESTORE_KEY)
            held = Ed25519Signer.load(self._path)
            if held.verifier.name != self._name:
                raise LogError("the private key is that of another log", where=self._private.name, mend=RESTORE_KEY)
            self._held, self._stamp = held, stamp
        return self._held

    def holding(self, keys: KeyHistory, note: str, size: int) -> Ed25519Signer:
        """The key, insisting that it may sign the tree that follows; a rotation that was stopped half way is ended.

        Args:
            keys: of the log; without events, whatever key is here begins it.
            note: newest checkpoint.
            size: of its tree.

        Raises:
            LogError: it does not hold.
        """
        if keys.events and self.signer.verifier not in keys.keys_at(size, Role.LOG):
            self._settle(note)
            if self.signer.verifier not in keys.keys_at(size, Role.LOG):
                raise LogError(
                    f"the log's key does not hold at size {size}: it was replaced or revoked",
                    where=self._private.name,
                    mend=RESTORE_KEY,
                )
        return self.signer

    @property
    def halted(self) -> str | None:
        """Why nothing is signed, in whatever process: witnesses contradict the log; None where it may be."""
        return halted(self._private)

    def refuse_if_halted(self) -> None:
        """Refuse to sign while witnesses contradict the log.

        Raises:
            HaltedError: they do.
        """
        refuse_if_halted(self._private, where=self._name)

    def successor(self) -> Ed25519Signer:
        """Draw the next key, and put it beside."""
        return next_signer(self._private, self._name)

    def put_beside(self, successor: Ed25519Signer) -> None:
        """Put the next key beside the one that holds."""
        put_beside(self._private, successor)

    def take_over(self, successor: Ed25519Signer) -> None:
        """Put the next key into its place: its event is recorded."""
        take_over(self._private, successor)

    def remember(self, note: str) -> None:
        """Write down what was signed last, without waiting for the disk: what counts is in the database.

        A database that was put back from a backup is found out by it (`remembered`).
        """
        descriptor = os.open(self._signed, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # another process may have signed, and written, more by now
            if _size_in(os.pread(descriptor, _REMEMBERED_BYTES, 0)) > _size_in(note.encode()):
                there = self.remembered()  # looked at closely only where that may be so
                if there is not None and Checkpoint.of_note(there).size > Checkpoint.of_note(note).size:
                    return
            os.pwrite(descriptor, note.encode().ljust(_REMEMBERED_BYTES, b"\0"), 0)
        finally:
            os.close(descriptor)

    def remembered(self) -> str | None:
        """What this node signed last, as far as it remembers; a note that was cut off by a power failure is none."""
        try:
            note = self._signed.read_bytes().rstrip(b"\0").decode("utf-8")
            Checkpoint.of_note(note)
        except (FileNotFoundError, UnicodeDecodeError, FormatError):
            return None
        return note

    def _settle(self, note: str) -> None:
        following = self._private / "key.next"
        if not following.exists():
            return
        successor = Ed25519Signer.load(following)
        if Note.parse(note).signers([successor.verifier]):
            successor.save(self._path)
            remove_durably(following)

    def _stamped(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns


def _size_in(note: bytes) -> int:
    """The size in a checkpoint's second line, as it stands there; -1 where it is none."""
    lines = note.split(b"\n", 2)
    return int(lines[1]) if len(lines) == 3 and lines[1].isdigit() and len(lines[1]) < _DIGITS else -1  # noqa: PLR2004
