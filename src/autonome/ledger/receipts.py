"""Receipts: one file with all that is needed to check, offline, what a log recorded.

A receipt opens some entries (salt and payload), proves each to stand in one tree, and carries the checkpoint of that
tree, with the cosignatures that it has so far. Where the log's key is no longer its first one, the public key events
lead from there to the one that signed (`key_history`); and it may carry a timestamp of the checkpoint (`timestamps`).
It does not say whom to believe: that is the policy's part (`policies`). Format: ``docs/formats/receipt.md``.

Written in version 2, or in version 3 where it carries earlier checkpoints (`seen_before`); version 1,
without key events and timestamp, is still read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from autonome.kernel import Json, read_json
from autonome.ledger import encoding
from autonome.ledger.earlier import EarlierCheckpoint
from autonome.ledger.entries import SALT_BYTES, Payload, Recorded
from autonome.ledger.errors import FormatError
from autonome.ledger.hashing import HASH_BYTES
from autonome.ledger.timestamps import MAX_TOKEN_BYTES

FORMAT = "autonome-receipt/2"
"""Names the format and its version, as it is written where there is no earlier checkpoint."""

DATED_FORMAT = "autonome-receipt/3"
"""The same with earlier checkpoints, which bound the times of its entries from below."""

OLDER_FORMAT = "autonome-receipt/1"
"""The version before, which is read: it has neither ``keys`` nor ``timestamp``."""

_READ = frozenset({FORMAT, DATED_FORMAT, OLDER_FORMAT})

MAX_ENTRIES = 256
"""Most entries in one receipt."""

MAX_KEY_EVENTS = 64
"""Most key events in one receipt: a rotation a year for a working life."""

MAX_EARLIER = 64
"""Most earlier checkpoints in one receipt: one for each entry of the longest page that a log's server gives."""

MAX_PROOF = 64
"""Longest inclusion proof read: a tree of 2^63 leaves needs 63 hashes."""

GET_IT_AGAIN = "get it again from whoever handed it out."
"""What to do with a receipt that was cut or garbled on its way."""


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An opened entry with its inclusion proof.

    Args:
        recorded: index, salt and payload.
        proof: neighbours, lowest first.
    """

    recorded: Recorded
    proof: tuple[bytes, ...]

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "index": self.recorded.index,
            "salt": encoding.encode(self.recorded.salt),
            "payload": self.recorded.payload.to_json(),
            "proof": [encoding.encode(item) for item in self.proof],
        }

    @classmethod
    def from_json(cls, value: Json, *, where: str) -> ProvenEntry:
        """Read it; nothing is verified.

        Raises:
            FormatError: it is none.
        """
        return _entry(value, where)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Entries of one log, proven under one checkpoint.

    Args:
        entries: in log order, at least one.
        checkpoint: the signed note, cosignatures included.
        keys: all key events of the log, where its first key is not the one that signed.
        timestamp: RFC 3161 ``TimeStampResp`` over the checkpoint's text, DER; None where there is none.
        earlier: checkpoints of smaller trees, which do not hold all of the entries yet.
    """

    entries: tuple[ProvenEntry, ...]
    checkpoint: str
    keys: tuple[ProvenEntry, ...] = ()
    timestamp: bytes | None = None
    earlier: tuple[EarlierCheckpoint, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        dated: dict[str, Json] = {"earlier": [each.to_json() for each in self.earlier]} if self.earlier else {}
        return {
            "format": DATED_FORMAT if dated else FORMAT,
            "entries": [entry.to_json() for entry in self.entries],
            "checkpoint": self.checkpoint,
            "keys": [entry.to_json() for entry in self.keys],
            "timestamp": None if self.timestamp is None else encoding.encode(self.timestamp),
            **dated,
        }


def read_receipt(data: bytes, *, where: str = "receipt") -> Receipt:
    """Read a receipt, strictly and under limits; nothing is verified yet.

    Args:
        data: the file's bytes.
        where: its name, for the message.

    Raises:
        FormatError: with what is wrong, and where.
    """
    with whole_receipt(where):
        value = read_json(data, where=where, error=FormatError)
    if isinstance(value, Mapping) and isinstance(name := value.get("format"), str) and name not in _READ:
        raise FormatError(f"is of format {name[:40]!r}, not {FORMAT}", where=where, mend="use its own verifier.")
    with whole_receipt(where):
        return _receipt(value, where)


@contextmanager
def whole_receipt(where: str) -> Iterator[None]:
    """Say of whatever cannot be read of a receipt that the receipt is not whole; nobody should correct one.

    Args:
        where: name of the file.
    """
    try:
        yield
    except FormatError as error:
        place = error.where.removeprefix(where).lstrip(", ")
        said = ": ".join(part for part in ("is not a whole receipt", place, error.message) if part)
        raise FormatError(said, where=where, mend=GET_IT_AGAIN) from error


def _receipt(value: Json, where: str) -> Receipt:
    match value:
        case {"format": "autonome-receipt/1", "entries": list(entries), "checkpoint": str(checkpoint), **rest} if (
            not rest
        ):
            return Receipt(_opened(entries, where), checkpoint)
        case {
            "format": "autonome-receipt/2", "entries": list(entries), "checkpoint": str(checkpoint),
            "keys": list(keys), "timestamp": str() | None as token, **rest,
        } if not rest:  # fmt: skip
            return Receipt(_opened(entries, where), checkpoint, _events(keys, where), _token(token))
        case {
            "format": "autonome-receipt/3", "entries": list(entries), "checkpoint": str(checkpoint),
            "keys": list(keys), "timestamp": str() | None as token, "earlier": list(earlier), **rest,
        } if not rest:  # fmt: skip
            events, before = _events(keys, where), _earlier(earlier, where)
            return Receipt(_opened(entries, where), checkpoint, events, _token(token), before)
    members = "entries, checkpoint, keys and timestamp"
    raise FormatError(f"does not have exactly the members format ({FORMAT}), {members}", where=where)


def _opened(entries: Sequence[Json], where: str) -> tuple[ProvenEntry, ...]:
    if not 0 < len(entries) <= MAX_ENTRIES:
        raise FormatError(f"holds {len(entries)} entries, not 1 to {MAX_ENTRIES}", where=where)
    return tuple(_entry(item, f"{where}, entry {number}") for number, item in enumerate(entries))


def _events(keys: Sequence[Json], where: str) -> tuple[ProvenEntry, ...]:
    if len(keys) > MAX_KEY_EVENTS:
        raise FormatError(f"holds {len(keys)} key events, more than {MAX_KEY_EVENTS}", where=where)
    return tuple(_entry(item, f"{where}, key event {number}") for number, item in enumerate(keys))


def _earlier(items: Sequence[Json], where: str) -> tuple[EarlierCheckpoint, ...]:
    if not 0 < len(items) <= MAX_EARLIER:
        raise FormatError(f"holds {len(items)} earlier checkpoints, not 1 to {MAX_EARLIER}", where=where)
    return tuple(_before(item, f"{where}, earlier checkpoint {number}") for number, item in enumerate(items))


def _before(value: Json, where: str) -> EarlierCheckpoint:
    try:
        match value:
            case {
                "checkpoint": str(note), "timestamp": str() | None as token, "proof": list(proof), **rest,
            } if not rest:  # fmt: skip
                return EarlierCheckpoint(note, _token(token), _proof(proof))
    except FormatError as error:
        raise FormatError(error.message, where=where, mend=error.mend) from error
    raise FormatError("does not have exactly the members checkpoint, timestamp and proof", where=where)


def _token(text: str | None) -> bytes | None:
    token = None if text is None else encoding.decode(text, what="the timestamp")
    if token is not None and not 0 < len(token) <= MAX_TOKEN_BYTES:
        raise FormatError(f"the timestamp has {len(token)} bytes, not 1 to {MAX_TOKEN_BYTES}")
    return token


def _entry(value: Json, where: str) -> ProvenEntry:
    try:
        match value:
            case {"index": int(index), "salt": str(salt), "payload": payload, "proof": list(proof), **rest} if (
                not rest and type(index) is int  # a boolean is an int to Python, not to the format
            ):
                opened = encoding.decode(salt, what="the salt", length=SALT_BYTES)
                recorded = Recorded(index, opened, Payload.from_json(payload))
                return ProvenEntry(recorded, _proof(proof))
    except FormatError as error:
        raise FormatError(error.message, where=where, mend=error.mend) from error
    raise FormatError("does not have exactly the members index, salt, payload and proof", where=where)


def _proof(items: Sequence[Json]) -> tuple[bytes, ...]:
    if len(items) > MAX_PROOF:
        raise FormatError(f"the proof holds {len(items)} hashes, no tree needs more than {MAX_PROOF}")
    return tuple(encoding.decode(_text(item), what="a hash of the proof", length=HASH_BYTES) for item in items)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise FormatError("a hash of the proof is not a string")
    return value
