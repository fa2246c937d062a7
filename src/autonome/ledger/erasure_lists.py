"""The tombstones of a log as a file that is kept apart from its backups.

A backup that is put back does not hold the erasures made since. Who keeps this list elsewhere, and hands it to the log
before it serves again, brings nobody back. It names pseudonyms, grounds and times: nothing that tells whom without the
keyring.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.kernel import Instant, Json, SubjectId, canonical_bytes, read_json
from autonome.ledger.entries import EntryKind, Payload
from autonome.ledger.errors import FormatError
from autonome.ledger.tombstones import ERASURES, Tombstone

FORMAT = "autonome-tombstones/1"
"""Names the format and its version."""


def write_tombstones(log: str, tombstones: Iterable[Tombstone]) -> bytes:
    """Write the list of a log's tombstones.

    Args:
        log: its origin.
        tombstones: all of them.
    """
    stones: list[Json] = [dict(stone.draft().body) for stone in tombstones]
    return canonical_bytes({"format": FORMAT, "log": log, "tombstones": stones}) + b"\n"


def read_tombstones(data: bytes, log: str, *, where: str) -> tuple[Tombstone, ...]:
    """Read a list of tombstones.

    Args:
        data: of the file.
        log: origin of the log to which they are to be handed.
        where: name of the file, for messages.

    Raises:
        FormatError: it is no such list, or another log's.
    """
    match read_json(data, where=where, error=FormatError):
        case {"format": "autonome-tombstones/1", "log": str(named), "tombstones": list(stones), **rest} if not rest:
            if named != log:
                raise FormatError(f"holds the tombstones of another log, {named[:80]!r}", where=where)
            return tuple(_stone(log, body, where) for body in stones)
    raise FormatError(f"does not have exactly the members format ({FORMAT}), log and tombstones", where=where)


def _stone(log: str, body: Json, where: str) -> Tombstone:
    if not isinstance(body, dict):
        raise FormatError("a tombstone is no object", where=where)
    return Tombstone.read(Payload(log, EntryKind.TOMBSTONE, SubjectId(ERASURES), 0, None, Instant(0), body))
