"""How a witness follows a log's keys: the events come with the checkpoint that the new key signed.

The specification of witnesses leaves open how they learn that a log has another key. Here the log sends its key events
(`key_history`) together with a request to cosign, on a route of our own. They count only if that very request is
accepted: they stand in a tree that holds all that was cosigned before, signed by the key that they lead to. From then
on the key before is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autonome.kernel import InputError, Json, read_json
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.errors import FormatError, UntrustedError, VerificationError
from autonome.ledger.key_history import KeyHistory, verify_key_history
from autonome.ledger.receipts import MAX_KEY_EVENTS, ProvenEntry
from autonome.ledger.witnessing import (
    BAD_REQUEST,
    FORBIDDEN,
    NOT_FOUND,
    AddCheckpoint,
    KnownLog,
    Verdict,
    judge,
)

FORMAT = "autonome-add-keys/1"
"""Names the format of the request and its version."""

MAX_BYTES = 1024 * 1024
"""Largest request read: 64 events of about 700 bytes, each with a proof of at most 64 hashes, and a checkpoint."""


@dataclass(frozen=True, slots=True)
class AddKeys:
    """A request to cosign, with the key events that lead to who signed.

    Args:
        request: as for ``add-checkpoint``.
        keys: all key events of the log, proven under the request's checkpoint.
    """

    request: AddCheckpoint
    keys: tuple[ProvenEntry, ...]

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "format": FORMAT,
            "request": self.request.body().decode(),
            "keys": [entry.to_json() for entry in self.keys],
        }

    @classmethod
    def read(cls, data: bytes, *, where: str = "request") -> AddKeys:
        """Read it.

        Raises:
            FormatError: with what is wrong.
        """
        if len(data) > MAX_BYTES:
            raise FormatError(f"is larger than {MAX_BYTES} bytes", where=where)
        match read_json(data, where=where, error=FormatError):
            case {"format": "autonome-add-keys/1", "request": str(request), "keys": list(keys), **rest} if (
                not rest and 0 < len(keys) <= MAX_KEY_EVENTS
            ):
                events = tuple(ProvenEntry.from_json(item, where=where) for item in keys)
                return cls(AddCheckpoint.parse(request.encode("utf-8", "surrogatepass")), events)
        raise FormatError(f"does not have exactly the members format ({FORMAT}), request and keys", where=where)


def judge_keys(
    body: bytes, logs: Mapping[str, KnownLog], remembered: Mapping[str, str]
) -> tuple[Verdict, KnownLog | None]:
    """Judge a request that brings key events.

    Args:
        body: as it came.
        logs: origin → log that is watched.
        remembered: origin → the note that was cosigned last.

    Returns:
        The verdict; and, where it is to cosign, the log as it is known from then on.
    """
    try:
        asked = AddKeys.read(body)
        checkpoint = Checkpoint.of_note(asked.request.note)
    except InputError as error:
        return Verdict(BAD_REQUEST, f"{error.message}\n"), None
    known = logs.get(checkpoint.origin)
    if known is None:
        return Verdict(NOT_FOUND, "this witness does not watch that log\n"), None
    try:
        history = verify_key_history(asked.keys, checkpoint, trusted=known.keys, known=known.history)
    except InputError as error:
        return Verdict(BAD_REQUEST, f"{error.message}\n"), None
    except (UntrustedError, VerificationError) as error:
        return Verdict(FORBIDDEN, f"{error.message}\n"), None
    followed = replace(known, history=history)
    verdict = judge(asked.request.body(), {checkpoint.origin: followed}, remembered)
    return verdict, followed if verdict.cosign is not None else None


def followed_again(known: KnownLog, origin: str, keys: Sequence[ProvenEntry]) -> KnownLog:
    """The log as a witness knew it, from the events that it kept.

    Raises:
        FormatError: an event is none.
        UntrustedError: they lead to none of the keys that are trusted.
        VerificationError: one does not follow.
    """
    history = KeyHistory.follow(origin, [entry.recorded for entry in keys])
    if not any(history.knows(key) for key in known.keys):
        raise UntrustedError(f"no trusted key is in the history of the keys of {origin!r}")
    return replace(known, history=history)
