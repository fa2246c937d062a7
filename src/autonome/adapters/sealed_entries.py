"""Salts and payloads of a local log, sealed under each person's own key, found by index and by person.

A file is ``autonome-sealed/1``, a line feed, the pseudonym (32 bytes) of the person under whose key it is sealed, a
nonce (12 bytes), and the ciphertext of AES-256-GCM with its tag. Bound into the tag are the log's origin, the entry's
index and the pseudonym: a file that is moved to another place, person or log does not open.

Files of entries that no checkpoint covers are left-overs of a killed writer: they are never read, and overwritten
when their index is used. A person's marker that names another person's entry is such a left-over too.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from autonome.adapters.durable import DurableFile
from autonome.adapters.keyring import NONCE_BYTES, TAG_BYTES, FileKeyring
from autonome.kernel import SubjectId, canonical_bytes, read_json
from autonome.ledger import SALT_BYTES, Entropy, FormatError, LogError, Payload, Recorded
from autonome.ledger.encoding import decode, encode

MAGIC = b"autonome-sealed/1\n"
"""Begins each file."""

_PSEUDONYM_BYTES = 32

SHORTEST = len(MAGIC) + _PSEUDONYM_BYTES + NONCE_BYTES + TAG_BYTES
"""Length of a file that seals nothing at all."""

_DIGITS = 9


class SealedEntries:
    """The opened side of a log's entries.

    Args:
        private: the log's private directory, which exists.
        origin: of the log.
        keyring: of the log.
        entropy: draws nonces.
    """

    def __init__(self, private: Path, *, origin: str, keyring: FileKeyring, entropy: Entropy) -> None:
        self._entries = private / "sealed"
        self._subjects = private / "subjects"
        self._origin = origin
        self._keyring = keyring
        self._entropy = entropy

    def sealed(self, recorded: Sequence[Recorded], keys: MutableMapping[SubjectId, bytes]) -> tuple[DurableFile, ...]:
        """Seal salts and payloads: the files that hold them, a new person's key before what it seals.

        Args:
            recorded: entries to seal.
            keys: of people who have been sealed for in the same commit; this call's people are added.

        Raises:
            AutonomeError: a payload cannot be written canonically.
            ErasedError: a person's key was destroyed.
        """
        files: list[DurableFile] = []
        for entry in recorded:
            subject = entry.payload.subject
            if subject not in keys:
                keys[subject], drawn = self._keyring.key_for(subject)
                files += drawn
            marker = self._markers(subject) / f"{entry.index:0{_DIGITS}d}"
            files.append(DurableFile(self._path(entry.index), self._sealed(entry, keys[subject]), private=True))
            files.append(DurableFile(marker, b"", private=True))
        return tuple(files)

    def of(self, subject: SubjectId, size: int) -> tuple[Recorded, ...]:
        """Read a person's entries below a tree size, in log order.

        Raises:
            ErasedError: the person's key was destroyed.
            LogError: one is missing, damaged, or not linked to the one before.
        """
        entries = tuple(reversed(tuple(self._newest_first(subject, size))))
        for place, entry in enumerate(entries):
            previous = entries[place - 1].leaf.hex() if place else None
            if entry.payload.sequence != place or entry.payload.previous != previous:
                raise LogError(f"a person's entries have a gap before entry {entry.index}", where=self._entries.name)
        return entries

    def last_of(self, subject: SubjectId, size: int) -> Recorded | None:
        """Read a person's newest entry below a tree size.

        Raises:
            ErasedError: the person's key was destroyed.
            LogError: it is missing or damaged.
        """
        return next(self._newest_first(subject, size), None)

    def _newest_first(self, subject: SubjectId, size: int) -> Iterator[Recorded]:
        directory = self._markers(subject)
        names = sorted((path.name for path in directory.iterdir()), reverse=True) if directory.is_dir() else []
        known = [int(name) for name in names if name.isdecimal() and int(name) < size]
        if not known:
            return
        key = self._keyring.key_of(subject)
        for index in known:
            data = self._file(index)
            if data.startswith(self._head(subject)):
                yield self._opened(index, data, subject, key)

    def _sealed(self, entry: Recorded, key: bytes) -> bytes:
        plain = canonical_bytes({"salt": encode(entry.salt), "payload": entry.payload.to_json()})
        nonce = self._entropy.token(NONCE_BYTES)
        bound = self._bound(entry.index, entry.payload.subject)
        return self._head(entry.payload.subject) + nonce + AESGCM(key).encrypt(nonce, plain, bound)

    def _opened(self, index: int, data: bytes, subject: SubjectId, key: bytes) -> Recorded:
        body = data[len(MAGIC) + _PSEUDONYM_BYTES :]
        try:
            plain = AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], self._bound(index, subject))
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

    def _head(self, subject: SubjectId) -> bytes:
        return MAGIC + bytes.fromhex(self._keyring.pseudonym(subject))

    def _bound(self, index: int, subject: SubjectId) -> bytes:
        """What a sealed file is bound to: this place in this log, and this person."""
        return canonical_bytes({"log": self._origin, "index": index, "subject": self._keyring.pseudonym(subject)})

    def _path(self, index: int) -> Path:
        digits = f"{index:0{_DIGITS}d}"
        return self._entries / digits[:3] / digits[3:6] / digits[6:]

    def _markers(self, subject: SubjectId) -> Path:
        return self._subjects / self._keyring.pseudonym(subject)
