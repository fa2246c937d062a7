"""The files of a local log, and one commit on them: what `local_log` is made of.

Invariants: nothing is signed that does not follow from what was signed; a checkpoint is signed only when all that it
covers is on the disk, and only by the key that holds at its size. Who changes anything holds the lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from autonome.adapters.cosigned_files import refuse_if_halted
from autonome.adapters.durable import PRIVATE_FILE, write_all_durably, write_durably
from autonome.adapters.erased_people import ErasedPeople
from autonome.adapters.keyring import FileKeyring
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_commit import Append, Commit, OpenedEntries
from autonome.adapters.log_keys import RESTORE, signer_of
from autonome.adapters.public_entries import PublicEntries
from autonome.adapters.sealed_entries import SealedEntries
from autonome.adapters.tile_files import TileFiles
from autonome.kernel import AutonomeError
from autonome.ledger import (
    Checkpoint,
    Clock,
    Deed,
    Entropy,
    EntryKind,
    FormatError,
    Frontier,
    KeyEvent,
    KeyHistory,
    LogError,
    Note,
    Opening,
    Recorded,
    Role,
    Signature,
    SignedKeyEvent,
    Signer,
    Thread,
    UntrustedError,
    VerificationError,
    VerifierKey,
    consistency_proof,
    inclusion_proof,
    verify_in_tree,
)
from autonome.ledger.key_events import KEYS

_KEY_EVENTS = Thread(Opening.PUBLIC, KEYS)


class LogFiles:
    """A log's files, its key and its clock.

    Args:
        directory: of the log.
        signer: the log's key.
        keyring: the people's keys.
        clock: stamps entries.
        entropy: draws salts and nonces.
    """

    def __init__(
        self, directory: Path, *, signer: Ed25519Signer, keyring: FileKeyring, clock: Clock, entropy: Entropy
    ) -> None:
        self.directory = directory
        self.private = directory / "private"
        self.signer = signer
        self.erased = ErasedPeople(self.private, keyring)
        sealed = SealedEntries(
            self.private, origin=signer.verifier.name, keyring=keyring, entropy=entropy, erased=self.erased.all
        )
        self.opened = OpenedEntries(sealed, PublicEntries(directory))
        self.keys = KeyHistory.of_keys(signer.verifier.name, [signer.verifier])
        self._followed = self.keys
        self._tiles = TileFiles(directory, lambda: self.published().size)
        self._clock = clock
        self._entropy = entropy
        self._stamp = _stamp(self.private / "key")

    @property
    def verifier(self) -> VerifierKey:
        """The key under which it signs."""
        return self.signer.verifier

    def recover(self, *, lost: bool = False) -> Frontier:
        """Check that all parts agree; publish what was signed and not yet published.

        Args:
            lost: whether the log's key is not here.

        Returns:
            The tree as it was last signed.
        """
        if not lost and _stamp(self.private / "key") != self._stamp:  # another process rotated it
            self.signer = signer_of(self.directory, self.private, None)
            self._stamp = _stamp(self.private / "key")
        signed, published = self._read(self.private / "signed"), self._read(self.directory / "checkpoint")
        if signed is None:
            if published is not None or self._tiles.exist():
                raise self._disagree("there are tiles or a checkpoint, but no record of what was signed")
            return self._sign(Frontier())
        if published is not None and published.size > signed.size:
            raise self._disagree(f"it published size {published.size}, yet its record of what was signed ends before")
        if published is not None and published.size == signed.size and published != signed:
            raise self._disagree(f"two checkpoints of size {signed.size} differ")
        self.keys = self.keys_at(signed)
        if not lost and self.verifier not in self.keys.keys_at(signed.size, Role.LOG):
            raise self._disagree("its signed was not signed by its key")
        frontier = self._stored_tree(signed)
        if published != signed:
            write_durably(self.directory / "checkpoint", self.text(self.private / "signed").encode())
        return frontier

    def _stored_tree(self, signed: Checkpoint) -> Frontier:
        try:
            frontier = Frontier.read(signed.size, self._tiles.nodes(signed.size))
        except (FormatError, OSError) as error:
            raise self._disagree(f"it was rolled back: its tiles do not reach the signed size {signed.size}") from error
        if frontier.root() != signed.root:
            raise self._disagree(f"its tiles do not give the root that was signed at size {signed.size}")
        return frontier

    def commit(self, frontier: Frontier, appends: Sequence[Append]) -> list[tuple[Recorded, ...] | AutonomeError]:
        """Record for several callers; before the first entry of all, the log's first key."""
        first = [] if self.keys.events else [self.first_event(None)]
        commit = self.commit_of(frontier, first)
        answers = [commit.add(append) for append in appends]
        if len(commit.recorded) > len(first):
            self.grow(frontier, commit)
        return answers

    def commit_of(self, frontier: Frontier, appends: Sequence[Append]) -> Commit:
        """Compose entries that must all be recorded."""
        commit = Commit(self.verifier.name, frontier.size, self._clock.now(), self.opened, self._entropy)
        for append in appends:
            answer = commit.add(append)
            if isinstance(answer, AutonomeError):
                raise answer
        return commit

    def grow(self, frontier: Frontier, commit: Commit) -> Frontier:
        """Put a commit on the disk, and sign the tree that holds it.

        Raises:
            HaltedError: its witnesses contradict the log; nothing was written.
            LogError: what was signed last is not the tree that grows here; nothing was written.
        """
        refuse_if_halted(self.private, where=self.directory.name)
        self._expect_signed(frontier)
        keys = self.keys
        for entry in commit.recorded:
            if entry.payload.kind is EntryKind.KEY:  # who is recorded as an event is one, and follows, or nothing is
                keys = (keys if keys.events else KeyHistory(self.verifier.name)).after(entry)
        self.opened.public.clear(commit.recorded)
        write_all_durably([*commit.files, *self._tiles.grown(frontier.size, commit.recorded)])
        self.keys = keys
        grown = self._sign(frontier.extend(entry.leaf for entry in commit.recorded))
        self._tiles.prune(frontier.size, grown.size)
        return grown

    def first_event(self, recovery: Signer | None) -> Append:
        """The event that names this log's first key."""
        named, by = (None, ()) if recovery is None else (recovery.verifier, (recovery,))
        event = KeyEvent(Deed.BEGIN, Role.LOG, self.verifier, named)
        signed = SignedKeyEvent.sign(event, (self.verifier.name, 0, None), self.signer, *by)
        return Append((signed.draft(),), by_the_log=True)

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that an entry stands in the tree of a size."""
        return inclusion_proof(index, size, self._tiles.nodes(size))

    def prove_growth(self, older: int, newer: int) -> tuple[bytes, ...]:
        """Prove that a tree begins with a smaller one."""
        return consistency_proof(older, newer, self._tiles.nodes(newer)) if older else ()

    def in_tree(self, entries: Sequence[Recorded], checkpoint: Checkpoint) -> tuple[Recorded, ...]:
        """Insist that entries stand in a tree.

        Raises:
            VerificationError: one does not.
        """
        return verify_in_tree(entries, checkpoint, self._tiles.nodes(checkpoint.size))

    def published(self) -> Checkpoint:
        """The newest public checkpoint.

        Raises:
            LogError: it is missing, damaged, or not this log's.
        """
        checkpoint = self._read(self.directory / "checkpoint")
        if checkpoint is None:
            raise self._disagree("its checkpoint is missing")
        return checkpoint

    def text(self, path: Path) -> str:
        """A file's text, whatever it holds."""
        return path.read_bytes().decode("utf-8", "replace")

    def keys_at(self, checkpoint: Checkpoint) -> KeyHistory:
        """The keys as a tree has them; those that were folded already are not folded again."""
        events = tuple(each for each in self.opened.public.below(checkpoint.size) if each.payload.thread == _KEY_EVENTS)
        if not events:
            return KeyHistory.of_keys(self.verifier.name, [self.verifier])
        if events != self._followed.events:
            self._followed = KeyHistory.follow(checkpoint.origin, events)
        return self._followed

    def _sign(self, frontier: Frontier) -> Frontier:
        """Sign, remember what was signed, publish it: in this order."""
        key = self.verifier
        if key not in self.keys.keys_at(frontier.size, Role.LOG):
            raise self._disagree(f"its key does not hold at size {frontier.size}: it was replaced or revoked")
        own = Checkpoint(key.name, frontier.size, frontier.root())
        signed = self._signed()
        if signed is not None and (own.size < signed.size or (own.size == signed.size and own.root != signed.root)):
            raise self._disagree(f"it was about to sign size {own.size} after size {signed.size}")
        text = own.text
        note = str(Note(text, (Signature(key.name, key.id, self.signer.sign(text.encode())),))).encode()
        write_durably(self.private / "signed", note, PRIVATE_FILE)
        # Should its name be lost, the next opening publishes what was signed.
        write_durably(self.directory / "checkpoint", note, named=False)
        return frontier

    def _signed(self) -> Checkpoint | None:
        """What was signed last, as it stands there at this moment, whoever wrote it; its signature is not checked."""
        path = self.private / "signed"
        try:
            return Checkpoint.of_note(self.text(path)) if path.exists() else None
        except FormatError as error:
            raise self._disagree(f"its signed does not hold: {error.message}") from error

    def _expect_signed(self, frontier: Frontier) -> None:
        signed = self._signed()
        if signed is None or (signed.size, signed.root) != (frontier.size, frontier.root()):
            size = 0 if signed is None else signed.size
            raise self._disagree(f"it is about to grow from size {frontier.size}, and was signed at size {size}")

    def _read(self, path: Path) -> Checkpoint | None:
        """Read a checkpoint that this log's key of that time signed, or None where there is none."""
        if not path.exists():
            return None
        try:
            note = Note.parse(self.text(path))
            checkpoint = Checkpoint.parse(note.text)
            self.keys_at(checkpoint).signer_of(note, checkpoint)
        except UntrustedError as error:
            raise self._disagree(f"its {path.name} was not signed by its key") from error
        except (FormatError, VerificationError) as error:
            raise self._disagree(f"its {path.name} does not hold: {error.message}") from error
        return checkpoint

    def _disagree(self, message: str) -> LogError:
        return LogError(f"the log disagrees with itself: {message}", where=self.directory.name, mend=RESTORE)


@contextmanager
def locked(private: Path) -> Iterator[None]:
    """Hold the lock of a log, alone."""
    descriptor = os.open(private / "lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _stamp(path: Path) -> tuple[int, int] | None:
    """Tells one state of a file from another."""
    if not path.exists():
        return None
    found = path.stat()
    return found.st_ino, found.st_mtime_ns
