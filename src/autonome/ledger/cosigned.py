"""What others said of a log's checkpoint, as it is kept beside the log; and the port that keeps it.

Who cosigned and who stamped stands in it; whether that suffices is a policy's matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from autonome.kernel import Json, read_json
from autonome.ledger import encoding
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.earlier import EarlierCheckpoint
from autonome.ledger.entries import Recorded
from autonome.ledger.errors import FormatError
from autonome.ledger.receipts import MAX_EARLIER
from autonome.ledger.timestamps import MAX_TOKEN_BYTES

FORMAT = "autonome-cosigned/1"
"""Names the format of a kept checkpoint and its version."""

RESTORE = "restore what is missing; until witnesses cosign again nothing is signed."
"""What to do with a log that its witnesses contradict."""


@dataclass(frozen=True, slots=True)
class CosignedCheckpoint:
    """A checkpoint as it is kept beside the log: with what others than the log say of it.

    Args:
        note: the signed checkpoint, cosignatures included.
        timestamp: RFC 3161 ``TimeStampResp`` over its text, DER; None where there is none.
    """

    note: str
    timestamp: bytes | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """What it says of the log."""
        return Checkpoint.of_note(self.note)

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        token = None if self.timestamp is None else encoding.encode(self.timestamp)
        return {"format": FORMAT, "checkpoint": self.note, "timestamp": token}

    @classmethod
    def read(cls, data: bytes, *, where: str) -> CosignedCheckpoint:
        """Read it; no signature is checked.

        Raises:
            FormatError: with what is wrong.
        """
        match read_json(data, where=where, error=FormatError):
            case {
                "format": "autonome-cosigned/1", "checkpoint": str(note), "timestamp": str() | None as token, **rest,
            } if not rest:  # fmt: skip
                Checkpoint.of_note(note)
                stamp = None if token is None else encoding.decode(token, what="the timestamp")
                if stamp is None or 0 < len(stamp) <= MAX_TOKEN_BYTES:
                    return cls(note, stamp)
        raise FormatError(f"does not have exactly the members format ({FORMAT}), checkpoint and timestamp", where=where)


@runtime_checkable
class SeenByOthers(Protocol):
    """A log beside which lies what others saw of it. Its receipts show that; those of another log say nothing of it."""

    def seen_earlier(self, entries: Sequence[Recorded], size: int) -> tuple[EarlierCheckpoint, ...]:
        """The newest checkpoints that others cosigned before some entries; none where none is known.

        What lies there damaged is not known: a receipt is given out without it.

        Args:
            entries: of this log.
            size: of the tree that holds them, to which the proofs lead.
        """


def earlier_of(
    entries: Sequence[Recorded],
    size: int,
    before: Callable[[int], CosignedCheckpoint | None],
    prove: Callable[[int, int], tuple[bytes, ...]],
) -> tuple[EarlierCheckpoint, ...]:
    """For each entry the newest checkpoint before it, each once.

    Args:
        entries: of a log.
        size: of the tree that holds them, to which the proofs lead.
        before: gives the newest checkpoint that others cosigned and that does not hold an entry yet.
        prove: proves that the tree of the second size begins with that of the first.
    """
    found = dict.fromkeys(before(entry.index) for entry in entries)
    seen = [each for each in found if each is not None and each.checkpoint.size]
    return tuple(
        EarlierCheckpoint(each.note, each.timestamp, prove(each.checkpoint.size, size)) for each in seen[:MAX_EARLIER]
    )


class CosignedKeeper(Protocol):
    """Keeps what witnesses said beside a log, and stops the log."""

    def newest(self) -> CosignedCheckpoint | None:
        """The newest checkpoint that is kept."""

    def keep(self, cosigned: CosignedCheckpoint) -> None:
        """Put it in the place of the one before; when this returns, it is on the disk."""

    def remember(self, cosigned: CosignedCheckpoint) -> None:
        """Keep one that a larger tree takes the place of: entries that came after it are not older than it."""

    def before(self, index: int) -> CosignedCheckpoint | None:
        """The newest one, kept or remembered, whose tree does not hold an entry yet; None where there is none."""

    def halt(self, reason: str) -> None:
        """Let the log sign nothing more, in whatever process, until `resume`."""

    def resume(self) -> None:
        """Let the log sign again."""
