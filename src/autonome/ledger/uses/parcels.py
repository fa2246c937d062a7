"""Parcels as they are sent: one JSON object, ``autonome-use-parcel/1``, read strictly and under limits.

It holds what opens lines, so it is for the receiver alone; how it travels, and that nobody else reads it, is the matter
of the two sites. Nothing in it is believed before `following.follow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autonome.kernel import Json, read_json
from autonome.ledger import encoding
from autonome.ledger.entries import ENTRY_BYTES, SALT_BYTES, Payload, Recorded
from autonome.ledger.errors import FormatError
from autonome.ledger.hashing import HASH_BYTES
from autonome.ledger.receipts import MAX_KEY_EVENTS, MAX_PROOF, ProvenEntry
from autonome.ledger.uses.following import Parcel

FORMAT = "autonome-use-parcel/1"
"""Names the format and its version."""

MOST = 2048
"""Most entries in one parcel: with all of them opened it stays within what is read of JSON at once, 4 MiB."""


def parcel_to_json(parcel: Parcel) -> dict[str, Json]:
    """Write a parcel."""
    return {
        "format": FORMAT,
        "checkpoint": parcel.note,
        "start": parcel.start,
        "entries": [encoding.encode(entry) for entry in parcel.entries],
        "openings": write_openings(parcel.openings),
        "proof": [encoding.encode(each) for each in parcel.proof],
        "keys": [each.to_json() for each in parcel.keys],
    }


def read_parcel(data: bytes, *, where: str = "parcel") -> Parcel:
    """Read a parcel; nothing is checked yet.

    Args:
        data: as it came.
        where: its name, for the message.

    Raises:
        FormatError: with what is wrong.
    """
    match read_json(data, where=where, error=FormatError):
        case {
            "format": "autonome-use-parcel/1", "checkpoint": str(note), "start": int(start), "entries": list(entries),
            "openings": list(openings), "proof": list(proof), "keys": list(keys), **rest,
        } if not rest and type(start) is int and start >= 0:  # fmt: skip
            lengths = (len(entries), len(openings), len(proof), len(keys))
            if any(
                length > most
                for length, most in zip(lengths, (MOST, len(entries), MAX_PROOF, MAX_KEY_EVENTS), strict=True)
            ):
                raise FormatError("holds more than a parcel may", where=where)
            return Parcel(
                note,
                start,
                tuple(_bytes(each, "an entry", ENTRY_BYTES) for each in entries),
                read_openings(openings, where=where),
                tuple(_bytes(each, "a hash of the proof", HASH_BYTES) for each in proof),
                tuple(_proven(each, where) for each in keys),
            )
    raise FormatError(
        f"does not have exactly the members format ({FORMAT}), checkpoint, start, entries, openings, proof and keys",
        where=where,
    )


def write_openings(recorded: Iterable[Recorded]) -> list[Json]:
    """Write what opens entries."""
    return [_opening(each) for each in recorded]


def read_openings(values: Sequence[Json], *, where: str) -> tuple[Recorded, ...]:
    """Read what opens entries.

    Args:
        values: as `write_openings` gave them.
        where: name of what they stand in, for the message.

    Raises:
        FormatError: one is none.
    """
    return tuple(_recorded(each, where) for each in values)


def _opening(recorded: Recorded) -> dict[str, Json]:
    return {
        "index": recorded.index,
        "salt": encoding.encode(recorded.salt),
        "payload": recorded.payload.to_json(),
    }


def _recorded(value: Json, where: str) -> Recorded:
    match value:
        case {"index": int(index), "salt": str(salt), "payload": payload, **rest} if not rest and type(index) is int:
            opened = encoding.decode(salt, what="a salt", length=SALT_BYTES)
            return Recorded(index, opened, Payload.from_json(payload))
    raise FormatError("an opening does not have exactly the members index, salt and payload", where=where)


def _proven(value: Json, where: str) -> ProvenEntry:
    match value:
        case {"index": index, "salt": salt, "payload": payload, "proof": list(proof), **rest} if (
            not rest and len(proof) <= MAX_PROOF
        ):
            opened = _recorded({"index": index, "salt": salt, "payload": payload}, where)
            return ProvenEntry(opened, tuple(_bytes(each, "a hash of a proof", HASH_BYTES) for each in proof))
    raise FormatError("a key event does not have exactly the members index, salt, payload and proof", where=where)


def _bytes(value: Json, what: str, length: int) -> bytes:
    return encoding.decode(value if isinstance(value, str) else "?", what=what, length=length)
