"""A log in a directory: C2SP ``tlog-tiles`` as files, and beside them, for the owner alone, what opens the entries.

::

    DIR/checkpoint                     signed note: origin, size, root
    DIR/tile/0/000.p/5                 hashes          (public: nothing personal)
    DIR/tile/entries/000.p/5           commitments     (public: nothing personal)
    DIR/private/                       0700
        key                            0600, the log's private key
        lock                           held by whoever appends
        signed                         the newest checkpoint ever signed
        sealed/000/000/004             salt and payload of entry 4, sealed under the person's own key
        subjects/<pseudonym>/000000004 entry 4 is about this person
        keyring/                       the people's keys, wrapped; may lie elsewhere, see `keyring`
        keyring-fingerprint            which keyring this log belongs to

An append is one commit: keys, payloads, tiles and bundles are written first, all durable, then the new checkpoint is
signed and written to ``private/signed``. That is the moment at which the entries are recorded; the public checkpoint
follows. A process that is killed before it leaves files that the next append overwrites; one that is killed after it
leaves a checkpoint that the next opening publishes. What was signed is never signed otherwise.

Opening checks that both checkpoints, the key and the tiles agree, and refuses to go on where they do not. What it
cannot see is a whole directory, private side included, that was replaced by an older copy: witnesses can.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from autonome.adapters.durable import (
    PRIVATE_DIRECTORY,
    PRIVATE_FILE,
    DurableFile,
    folder_of_a_log,
    make_directories,
    write_all_durably,
    write_durably,
)
from autonome.adapters.keyring import FileKeyring, open_keyring
from autonome.adapters.keys import Ed25519Signer
from autonome.adapters.log_commit import Append, Commit
from autonome.adapters.sealed_entries import SealedEntries
from autonome.kernel import AutonomeError, InputError, SubjectId, sha256_hex
from autonome.ledger import (
    HASH_BYTES,
    Checkpoint,
    Clock,
    Draft,
    Entropy,
    EntryKind,
    FormatError,
    Frontier,
    LogError,
    NodeReader,
    Note,
    Recorded,
    Signature,
    Signer,
    Tile,
    VerificationError,
    VerifierKey,
    bundles_after,
    inclusion_proof,
    node_reader,
    tiles_after,
    verify_inclusion,
)
from autonome.ledger.tiles import TILE_HEIGHT, TILE_WIDTH

RESTORE = "keep this directory as it is, restore the newest backup elsewhere, and compare."
"""What to do with a log that disagrees with itself."""

TRIES = 8
"""How often a tile is looked for under the name that a growing log may just have taken from it."""

RESTORE_KEYRING = "give the keyring of this log: AUTONOME_KEYRINGS names the folder of keyrings."
"""What to do with a keyring that does not fit."""


class LocalLog:
    """A log in a directory, as `ledger.ports.Log`.

    Args:
        directory: of the log; see `open_local_log`.
        signer: the log's key.
        keyring: the people's keys.
        clock: stamps entries.
        entropy: draws salts and nonces.

    Raises:
        LogError: the files disagree.
    """

    def __init__(
        self, directory: Path, *, signer: Signer, keyring: FileKeyring, clock: Clock, entropy: Entropy
    ) -> None:
        self._directory = directory
        self._private = directory / "private"
        self._keyring = keyring
        self._sealed = SealedEntries(self._private, origin=signer.verifier.name, keyring=keyring, entropy=entropy)
        self._signer = signer
        self._clock = clock
        self._entropy = entropy
        with self._locked():
            self._recover()

    @property
    def verifier(self) -> VerifierKey:
        """The key under which it signs."""
        return self._signer.verifier

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        """Record entries, all or none; they are durable and integrated when this returns."""
        if not drafts:
            return ()
        (answer,) = self.append_each([Append(tuple(drafts), unchanged_since)])
        if isinstance(answer, AutonomeError):
            raise answer
        return answer

    def append_each(self, appends: Sequence[Append]) -> list[tuple[Recorded, ...] | AutonomeError]:
        """Record for several callers under one checkpoint: each all or none, and none stops another.

        Returns:
            For each in turn its entries, or why they cannot be recorded.

        Raises:
            LogError: the log cannot be relied upon; nothing was recorded for anybody.
        """
        with folder_of_a_log(self._directory), self._locked():
            frontier = self._recover()
            commit = Commit(self.verifier.name, frontier.size, self._clock.now(), self._sealed, self._entropy)
            answers = [commit.add(append) for append in appends]
            if commit.recorded:
                write_all_durably([*commit.files, *self._tiles(frontier.size, commit.recorded)])
                grown = frontier.extend(entry.leaf for entry in commit.recorded)
                self._sign(grown)
                self._prune(frontier.size, grown.size)
        return answers

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries, each proven to stand in the tree as it was read."""
        checkpoint = self._published()
        entries = self._sealed.of(subject, checkpoint.size)
        node = self._nodes(checkpoint.size)
        for entry in entries:
            proof = inclusion_proof(entry.index, checkpoint.size, node)
            verify_inclusion(entry.leaf, entry.index, checkpoint.size, proof, checkpoint.root)
        return tuple(entry for entry in entries if kind is None or entry.payload.kind is kind)

    def checkpoint(self) -> str:
        """Return the newest checkpoint."""
        return self._text(self._directory / "checkpoint")

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that an entry stands in the tree of a size."""
        return inclusion_proof(index, size, self._nodes(size))

    def destroy_key(self, subject: SubjectId) -> None:
        """Make all that the log holds of a person unreadable, for ever; the entries stand, and say nothing any more."""
        with self._locked():
            self._keyring.destroy(subject)

    def _locked(self) -> AbstractContextManager[None]:
        return _locked(self._private)

    def _recover(self) -> Frontier:
        """Check that all parts agree; publish what was signed and not yet published.

        Returns:
            The tree as it was last signed.
        """
        signed, published = self._read(self._private / "signed"), self._read(self._directory / "checkpoint")
        if signed is None:
            if published is not None or (self._directory / "tile").exists():
                raise self._disagree("there are tiles or a checkpoint, but no record of what was signed")
            return self._sign(Frontier())
        if published is not None and published.size > signed.size:
            raise self._disagree(f"it published size {published.size}, yet its record of what was signed ends before")
        if published is not None and published.size == signed.size and published != signed:
            raise self._disagree(f"two checkpoints of size {signed.size} differ")
        frontier = self._stored_tree(signed)
        if published != signed:
            write_durably(self._directory / "checkpoint", self._text(self._private / "signed").encode())
        return frontier

    def _stored_tree(self, signed: Checkpoint) -> Frontier:
        try:
            frontier = Frontier.read(signed.size, self._nodes(signed.size))
        except (FormatError, OSError) as error:
            raise self._disagree(f"it was rolled back: its tiles do not reach the signed size {signed.size}") from error
        if frontier.root() != signed.root:
            raise self._disagree(f"its tiles do not give the root that was signed at size {signed.size}")
        return frontier

    def _tiles(self, size: int, recorded: Sequence[Recorded]) -> list[DurableFile]:
        leaves, entries = [entry.leaf for entry in recorded], [entry.entry for entry in recorded]
        grown = (*bundles_after(self._read_tile, size, entries), *tiles_after(self._read_tile, size, leaves))
        return [DurableFile(self._directory / tile.path, data) for tile, data in grown]

    def _sign(self, frontier: Frontier) -> Frontier:
        """Sign, remember what was signed, publish it: in this order."""
        key = self.verifier
        text = Checkpoint(key.name, frontier.size, frontier.root()).text
        note = str(Note(text, (Signature(key.name, key.id, self._signer.sign(text.encode())),))).encode()
        write_durably(self._private / "signed", note, PRIVATE_FILE)
        # Should its name be lost, the next opening publishes what was signed.
        write_durably(self._directory / "checkpoint", note, named=False)
        return frontier

    def _prune(self, before: int, after: int) -> None:
        """Drop the partial tiles of tiles that are full now; readers fall back to the full ones."""
        level = 0
        while full := after >> TILE_HEIGHT * (level + 1):
            for index in range(before >> TILE_HEIGHT * (level + 1), full):
                for tile in (Tile(level, index), Tile(-1, index))[: 1 if level else 2]:
                    shutil.rmtree(self._directory / f"{tile.path}.p", ignore_errors=True)
            level += 1

    def _nodes(self, size: int) -> NodeReader:
        """Read hashes of the tree; many proofs of one tree read each tile, and compute each hash, once."""
        return cache(node_reader(cache(self._read_tile), size))

    def _read_tile(self, tile: Tile) -> bytes:
        """Read a tile, or the beginning of the wider one that has taken its place, while others append and prune."""
        found = tile
        for _ in range(
            TRIES if tile.level >= 0 else 0
        ):  # a bundle of entries is read by who appends, and holds the lock
            try:
                return (self._directory / found.path).read_bytes()[: tile.width * HASH_BYTES]
            except FileNotFoundError:
                wider = (self._published().size >> TILE_HEIGHT * tile.level) - TILE_WIDTH * tile.index
                found = replace(tile, width=max(tile.width, min(TILE_WIDTH, wider)))
        return (self._directory / found.path).read_bytes()

    def _published(self) -> Checkpoint:
        checkpoint = self._read(self._directory / "checkpoint")
        if checkpoint is None:
            raise self._disagree("its checkpoint is missing")
        return checkpoint

    def _read(self, path: Path) -> Checkpoint | None:
        """Read a checkpoint that this log's key signed, or None where there is none."""
        if not path.exists():
            return None
        try:
            note = Note.parse(self._text(path))
            checkpoint = Checkpoint.parse(note.text)
            mine = note.signers([self.verifier]) and checkpoint.origin == self.verifier.name
        except (FormatError, VerificationError) as error:
            raise self._disagree(f"its {path.name} does not hold: {error.message}") from error
        if not mine:
            raise self._disagree(f"its {path.name} was not signed by its key")
        return checkpoint

    def _text(self, path: Path) -> str:
        return path.read_bytes().decode("utf-8", "replace")

    def _disagree(self, message: str) -> LogError:
        return LogError(f"the log disagrees with itself: {message}", where=self._directory.name, mend=RESTORE)


def open_local_log(directory: Path, *, clock: Clock, entropy: Entropy, keyrings: Path | None = None) -> LocalLog:
    """Open the log of a directory; make it where the directory is not there, or empty.

    Args:
        directory: of the log.
        clock: stamps entries.
        entropy: draws keys, salts and nonces.
        keyrings: folder that holds the keyrings of all logs, each under its log's name; None to keep this log's keyring
            on its private side.

    Raises:
        InputError: the directory holds something else, cannot hold a log, or others may look into its private side.
        LogError: the log disagrees with itself.
    """
    with folder_of_a_log(directory):
        return _open(directory, clock, entropy, keyrings)


def _open(directory: Path, clock: Clock, entropy: Entropy, keyrings: Path | None) -> LocalLog:
    private = directory / "private"
    if not private.is_dir() and directory.is_dir() and any(directory.iterdir()):
        raise InputError(
            "the directory holds something that is not a log", where=directory.name, mend="name another with --log."
        )
    make_directories(directory)
    make_directories(private, PRIVATE_DIRECTORY)
    if private.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError("others may look into the log's private side", where=directory.name, mend="chmod 700 private.")
    with _locked(private):
        signer = _signer(directory, private)
        keyring = _keyring(private, signer.verifier.name, entropy, keyrings)
    return LocalLog(directory, signer=signer, keyring=keyring, clock=clock, entropy=entropy)


@contextmanager
def _locked(private: Path) -> Iterator[None]:
    descriptor = os.open(private / "lock", os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _signer(directory: Path, private: Path) -> Ed25519Signer:
    """Load the log's key, or make it, once, before anything was signed."""
    key = private / "key"
    if not key.exists():
        if (directory / "checkpoint").exists() or (private / "signed").exists():
            raise LogError("the log's private key is missing", where=directory.name, mend=RESTORE)
        Ed25519Signer.generate().save(key)
    return Ed25519Signer.load(key)


def _keyring(private: Path, origin: str, entropy: Entropy, keyrings: Path | None) -> FileKeyring:
    """Open the log's keyring, or make it, once, before anything was sealed; another's is never taken for it."""
    place = private / "keyring" if keyrings is None else keyrings / sha256_hex(origin.encode())
    fingerprint = private / "keyring-fingerprint"
    if not fingerprint.exists():
        if any((private / "sealed").rglob("*.json")):
            raise LogError(
                "the payloads of this log lie open: it was written before they were sealed",
                where=private.parent.name,
                mend="begin a new log with --log, and keep this one where nobody else can read it.",
            )
        if (private / "sealed").exists():
            raise LogError("its record of the keyring is missing", where=private.parent.name, mend=RESTORE)
        keyring = open_keyring(place, origin=origin, entropy=entropy, new=True)
        write_durably(fingerprint, keyring.fingerprint, PRIVATE_FILE)
    keyring = open_keyring(place, origin=origin, entropy=entropy, new=False)
    if keyring.fingerprint != fingerprint.read_bytes():
        raise LogError("the keyring is that of another log", where=str(place), mend=RESTORE_KEYRING)
    return keyring
