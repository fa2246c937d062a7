"""What opens a public entry, as it is published beside the log: index, salt and payload, in canonical JSON.

It lies, and is served, at ``public/000/000/004`` for entry 4. Which entries are public, somebody from elsewhere learns
from an index of them (`PublicIndex`). Neither is signed: an opening counts because it hashes to the leaf, and one that
is withheld shows as a gap in its thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import Json, canonical_bytes, read_json
from autonome.ledger import encoding
from autonome.ledger.entries import SALT_BYTES, Opening, Payload, Recorded
from autonome.ledger.errors import FormatError

FORMAT = "autonome-public-entry/1"
"""Names the format of an opening and its version."""

INDEX_FORMAT = "autonome-public-index/1"
"""Names the format of the index and its version."""

MAX_INDEXES = 10_000
"""Most entries that one answer of the index names."""

MAX_OPENING_BYTES = 1024 * 1024
"""Largest opening read from elsewhere, in bytes: the registration of a trial has some kilobytes."""

_DIGITS = 9


def opening_path(index: int) -> str:
    """Where the opening of an entry lies below the log's prefix."""
    digits = f"{index:0{_DIGITS}d}"
    return f"public/{digits[:3]}/{digits[3:6]}/{digits[6:]}"


def write_opening(entry: Recorded) -> bytes:
    """Write the opening of a public entry."""
    value: dict[str, Json] = {
        "format": FORMAT,
        "index": entry.index,
        "salt": encoding.encode(entry.salt),
        "payload": entry.payload.to_json(),
    }
    return canonical_bytes(value) + b"\n"


def read_opening(data: bytes, index: int) -> Recorded:
    """Read the opening of an entry.

    Args:
        data: as it is published.
        index: of the entry that it must open.

    Raises:
        FormatError: it is none of that entry, or of one that is not public.
    """
    match read_json(data, where=f"entry {index}", error=FormatError):
        case {
            "format": "autonome-public-entry/1",
            "index": int(stated),
            "salt": str(salt),
            "payload": payload,
            **rest,
        } if not rest and type(stated) is int and stated == index:
            opened = encoding.decode(salt, what="a salt", length=SALT_BYTES)
            recorded = Recorded(index, opened, Payload.from_json(payload))
            if recorded.payload.kind.opening is Opening.PUBLIC:
                return recorded
    raise FormatError(f"is no opening of a public entry at {index}")


@dataclass(frozen=True, slots=True)
class PublicIndex:
    """Which entries of a log are public.

    Args:
        size: tree size up to which this was looked for.
        indexes: of public entries, ascending.
        following: where to ask on; None where this is the end.
    """

    size: int
    indexes: tuple[int, ...]
    following: int | None = None

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"format": INDEX_FORMAT, "size": self.size, "indexes": list(self.indexes), "next": self.following}

    @classmethod
    def read(cls, data: bytes) -> PublicIndex:
        """Read an answer.

        Raises:
            FormatError: it is none, or its indexes do not ascend within its size.
        """
        match read_json(data, where="the index of public entries", error=FormatError):
            case {
                "format": "autonome-public-index/1", "size": int(size), "indexes": list(indexes),
                "next": int() | None as following, **rest,
            } if not rest and type(size) is int and len(indexes) <= MAX_INDEXES:  # fmt: skip
                found = tuple(index for index in indexes if type(index) is int)
                ascending = all(one < other for one, other in zip((-1, *found), (*found, size), strict=True))
                onward = following is None or (type(following) is int and bool(found) and found[-1] < following)
                if len(found) == len(indexes) and ascending and onward:
                    return cls(size, found, following)
        raise FormatError("is no index of a log's public entries")
