"""Salts and payloads of a local log, in its private directory, found by index and by person.

Files of entries that no checkpoint covers are left-overs of a killed writer: they are never read, and overwritten
when their index is used. A person's marker that names another person's entry is such a left-over too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from autonome.adapters.durable import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directories, write_durably
from autonome.kernel import SubjectId, canonical_bytes, read_json, sha256_hex
from autonome.ledger import SALT_BYTES, FormatError, LogError, Payload, Recorded
from autonome.ledger.encoding import decode, encode

_DIGITS = 9


class SealedEntries:
    """The opened side of a log's entries.

    Args:
        private: the log's private directory, which exists.
    """

    def __init__(self, private: Path) -> None:
        self._entries = private / "sealed"
        self._subjects = private / "subjects"

    def write(self, recorded: Sequence[Recorded]) -> None:
        """Store salts and payloads, durably."""
        for entry in recorded:
            data = canonical_bytes({"salt": encode(entry.salt), "payload": entry.payload.to_json()})
            self._write(self._path(entry.index), data)
            self._write(self._markers(entry.payload.subject) / f"{entry.index:0{_DIGITS}d}", b"")

    def of(self, subject: SubjectId, size: int) -> tuple[Recorded, ...]:
        """Read a person's entries below a tree size, in log order.

        Raises:
            LogError: one is missing, damaged, or not linked to the one before.
        """
        entries = tuple(reversed(tuple(self._newest_first(subject, size))))
        for place, entry in enumerate(entries):
            previous = entries[place - 1].leaf.hex() if place else None
            if entry.payload.sequence != place or entry.payload.previous != previous:
                raise LogError(f"a person's entries have a gap before entry {entry.index}", where=self._entries.name)
        return entries

    def last_of(self, subject: SubjectId, size: int) -> Recorded | None:
        """Read a person's newest entry below a tree size."""
        return next(self._newest_first(subject, size), None)

    def _newest_first(self, subject: SubjectId, size: int) -> Iterator[Recorded]:
        directory = self._markers(subject)
        names = sorted((path.name for path in directory.iterdir()), reverse=True) if directory.is_dir() else []
        for name in names:
            if name.isdecimal() and int(name) < size:
                entry = self._read(int(name))
                if entry.payload.subject == subject:
                    yield entry

    def _read(self, index: int) -> Recorded:
        path = self._path(index)
        try:
            value = read_json(path.read_bytes(), where=path.name, error=FormatError)
            match value:
                case {"salt": str(salt), "payload": payload, **rest} if not rest:
                    opened = decode(salt, what="a salt", length=SALT_BYTES)
                    return Recorded(index, opened, Payload.from_json(payload))
        except (OSError, FormatError) as error:
            raise LogError(f"the payload of entry {index} is missing or damaged", where=path.name) from error
        raise LogError(f"the payload of entry {index} is damaged", where=path.name)

    def _write(self, path: Path, data: bytes) -> None:
        make_directories(path.parent, PRIVATE_DIRECTORY)
        write_durably(path, data, PRIVATE_FILE)

    def _path(self, index: int) -> Path:
        digits = f"{index:0{_DIGITS}d}"
        return self._entries / digits[:3] / digits[3:6] / f"{digits[6:]}.json"

    def _markers(self, subject: SubjectId) -> Path:
        return self._subjects / sha256_hex(subject.encode())
