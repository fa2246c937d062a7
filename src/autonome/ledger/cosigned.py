"""What others said of a log's checkpoint, as it is kept beside the log; and the port that keeps it.

Who cosigned and who stamped stands in it; whether that suffices is a policy's matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autonome.kernel import Json, read_json
from autonome.ledger import encoding
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.errors import FormatError
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


class CosignedKeeper(Protocol):
    """Keeps what witnesses said beside a log, and stops the log."""

    def newest(self) -> CosignedCheckpoint | None:
        """The newest checkpoint that is kept."""

    def keep(self, cosigned: CosignedCheckpoint) -> None:
        """Put it in the place of the one before; when this returns, it is on the disk."""

    def remember(self, cosigned: CosignedCheckpoint) -> None:
        """Keep one that a larger tree takes the place of: entries that came after it are not older than it."""

    def before(self, index: int) -> CosignedCheckpoint | None:
        """The newest remembered one whose tree does not hold an entry yet; None where there is none."""

    def halt(self, reason: str) -> None:
        """Let the log sign nothing more, in whatever process, until `resume`."""

    def resume(self) -> None:
        """Let the log sign again."""
