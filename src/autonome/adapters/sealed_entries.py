"""Salts and payloads of a local log, sealed under each person's key or the institution's, found by index and thread.

A file is ``autonome-sealed/1``, a line feed, the pseudonym (32 bytes) of the person, or of the institution's matter, a
nonce (12 bytes), and the ciphertext of AES-256-GCM with its tag. Bound into the tag are the log's origin, the entry's
index and the pseudonym: a file that is moved to another place, person or log does not open.

Files of entries that no checkpoint covers are left-overs of a killed writer: they are never read, and overwritten
when their index is used. A marker that names an entry of another thread is such a left-over too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Container, Iterator, MutableMapping, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.durable import DurableFile, remove_durably
from autonome.adapters.keyring import NONCE_BYTES, TAG_BYTES, FileKeyring
from autonome.kernel import SubjectId, canonical_bytes, read_json
from autonome.ledger import (
    SALT_BYTES,
    AbsentError,
    Entropy,
    ErasedError,
    FormatError,
    LogError,
    Opening,
    Payload,
    Recorded,
    Thread,
)
from autonome.ledger.encoding import decode, encode

MAGIC = b"autonome-sealed/1\n"
"""Begins each file."""

_PSEUDONYM_BYTES = 32

_HEAD_BYTES = len(MAGIC) + _PSEUDONYM_BYTES

_INSTITUTION = Thread(Opening.INSTITUTION, SubjectId(""))
"""Stands for the one key of the institution, whatever the matter."""

SHORTEST = _HEAD_BYTES + NONCE_BYTES + TAG_BYTES
"""Length of a file that seals nothing at all."""

_DIGITS = 9


class SealedEntries:
    """The opened side of a log's entries.

    Args:
        private: the log's private directory, which exists.
        origin: of the log.
        keyring: of the log.
        entropy: draws nonces.
        erased: gives the pseudonyms of who was erased: of them nothing is opened, whatever key has come back.
    """

    def __init__(
        self,
        private: Path,
        *,
        origin: str,
        keyring: FileKeyring,
        entropy: Entropy,
        erased: Callable[[], Container[str]] = frozenset,
    ) -> None:
        self._entries = private / "sealed"
        self._subjects = private / "subjects"
        self._origin = origin
        self._keyring = keyring
        self._entropy = entropy
        self._erased = erased

    def sealed(self, recorded: Sequence[Recorded], keys: MutableMapping[Thread, bytes]) -> tuple[DurableFile, ...]:
        """Seal salts and payloads: the files that hold them, a new key before what it seals.

        Args:
            recorded: entries to seal.
            keys: of threads that have been sealed for in the same commit; this call's threads are added.

        Raises:
            AutonomeError: a payload cannot be written canonically.
            ErasedError: a person's key was destroyed.
        """
        files: list[DurableFile] = []
        for entry in recorded:
            thread = entry.payload.thread
            owner = thread if thread.opening is Opening.PERSON else _INSTITUTION
            if owner not in keys:
                keys[owner], drawn = self._keyring.key_for(owner)
                files += drawn
            marker = self._markers(thread) / f"{entry.index:0{_DIGITS}d}"
            files.append(DurableFile(self._path(entry.index), self._sealed(entry, keys[owner]), private=True))
            files.append(DurableFile(marker, b"", private=True))
        return tuple(files)

    def of(self, thread: Thread, size: int) -> tuple[Recorded, ...]:
        """Read the entries of a thread below a tree size, in log order.

        Raises:
            ErasedError: the person's key was destroyed.
            LogError: one is missing, damaged or out of its place.
        """
        entries = tuple(reversed(tuple(self._newest_first(thread, size))))
        for place, entry in enumerate(entries):
            previous = entries[place - 1].leaf.hex() if place else None
            if entry.payload.sequence != place or entry.payload.previous != previous:
                raise LogError(f"a person's entries have a gap before entry {entry.index}", where=self._entries.name)
        return entries

    def last_of(self, thread: Thread, size: int) -> Recorded | None:
        """Read the newest entry of a thread below a tree size.

        Raises:
            ErasedError: the person's key was destroyed.
            LogError: it is missing or damaged.
        """
        return next(self._newest_first(thread, size), None)

    def at(self, index: int) -> Recorded | None:
        """Open one entry, whosever it is; None where no key for it is here.

        Args:
            index: of an entry that a checkpoint covers, and that is not public.

        Raises:
            AbsentError: what opened it is gone: taken away with an erasure, or lost.
            ErasedError: the person's key was destroyed.
            LogError: it is damaged.
        """
        if not self._path(index).exists():
            raise AbsentError(f"what opened entry {index} is gone", where=self._path(index).name)
        data = self._file(index)
        pseudonym = data[len(MAGIC) : _HEAD_BYTES].hex()
        self._refuse_erased(pseudonym)
        key = self._keyring.key_under(pseudonym)
        return None if key is None else self._opened(index, data, pseudonym, key)

    def any_of(self, person: str) -> bool:
        """Whether anything is left that a person's entries could be found by.

        Args:
            person: pseudonym.
        """
        return bool(_names(self._subjects / person))

    def markers(self, thread: Thread, size: int) -> int:
        """How many markers of a thread lie below a tree size: at least as many as it has entries there."""
        return len(self._known(thread, size))

    def count(self, thread: Thread, size: int) -> int:
        """How many entries of a thread lie below a tree size; none is opened, and damage does not matter."""
        head = self._head(thread)
        return sum(self._begins(index, head) for index in self._known(thread, size))

    def destroy(self, person: str, size: int) -> None:
        """Take away a person's sealed files below a tree size; the key is destroyed by now.

        Args:
            person: pseudonym.
            size: of the tree.
        """
        markers = self._subjects / person
        head = MAGIC + bytes.fromhex(person)
        for index in sorted(int(name) for name in _names(markers)):
            if index < size and (self._begins(index, head) or not self._begins(index, MAGIC)):
                remove_durably(self._path(index))  # what seals nothing was wiped by somebody who was killed then
        shutil.rmtree(markers, ignore_errors=True)

    def _begins(self, index: int, head: bytes) -> bool:
        path = self._path(index)
        return path.exists() and path.read_bytes().startswith(head)

    def _known(self, thread: Thread, size: int) -> list[int]:
        return [int(name) for name in sorted(_names(self._markers(thread)), reverse=True) if int(name) < size]

    def _refuse_erased(self, pseudonym: str) -> None:
        if pseudonym in self._erased():
            raise ErasedError("what this log held of the person was erased", where=self._entries.name)

    def _newest_first(self, thread: Thread, size: int) -> Iterator[Recorded]:
        if thread.opening is Opening.PERSON:
            self._refuse_erased(self._keyring.pseudonym(thread))
        key = self._keyring.key_if_any(thread)  # asked first: of who was erased nothing is left that would say so
        known = self._known(thread, size)
        if not known:
            return
        if key is None:
            key = self._keyring.key_of(thread)
        for index in known:
            data = self._file(index)
            if data.startswith(self._head(thread)):
                yield self._opened(index, data, self._keyring.pseudonym(thread), key)

    def _sealed(self, entry: Recorded, key: bytes) -> bytes:
        plain = canonical_bytes({"salt": encode(entry.salt), "payload": entry.payload.to_json()})
        nonce = self._entropy.token(NONCE_BYTES)
        bound = self._bound(entry.index, self._keyring.pseudonym(entry.payload.thread))
        return self._head(entry.payload.thread) + nonce + AESGCM(key).encrypt(nonce, plain, bound)

    def _opened(self, index: int, data: bytes, pseudonym: str, key: bytes) -> Recorded:
        body = data[_HEAD_BYTES:]
        try:
            plain = AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], self._bound(index, pseudonym))
            match read_json(plain, where=f"entry {index}", error=FormatError):
                case {"salt": str(salt), "payload": payload, **rest} if not rest:
                    opened = decode(salt, what="a salt", length=SALT_BYTES)
                    return Recorded(index, opened, Payload.from_json(payload))
        except (ValueError, InvalidTag, FormatError) as error:
            raise self._damaged(index) from error
        raise self._damaged(index)

    def _file(self, index: int) -> bytes:
        try:
            data = self._path(index).read_bytes()
        except OSError as error:
            raise self._damaged(index) from error
        if not data.startswith(MAGIC) or len(data) <= SHORTEST:
            raise self._damaged(index)
        return data

    def _damaged(self, index: int) -> LogError:
        return LogError(f"the payload of entry {index} is missing or damaged", where=self._path(index).name)

    def _head(self, thread: Thread) -> bytes:
        return MAGIC + bytes.fromhex(self._keyring.pseudonym(thread))

    def _bound(self, index: int, pseudonym: str) -> bytes:
        """What a sealed file is bound to: this place in this log, and this person or matter."""
        return canonical_bytes({"log": self._origin, "index": index, "subject": pseudonym})

    def _path(self, index: int) -> Path:
        digits = f"{index:0{_DIGITS}d}"
        return self._entries / digits[:3] / digits[3:6] / digits[6:]

    def _markers(self, thread: Thread) -> Path:
        return self._subjects / self._keyring.pseudonym(thread)


def _names(markers: Path) -> list[str]:
    return [path.name for path in markers.iterdir() if path.name.isdecimal()] if markers.is_dir() else []
