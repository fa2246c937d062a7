"""Earlier checkpoints in a receipt: what others saw of the log before an entry was on it; as a value, nothing checked.

How they are checked, and what they are good for, is in `seen_before`.
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import Json
from autonome.ledger import encoding


@dataclass(frozen=True, slots=True)
class EarlierCheckpoint:
    """A checkpoint of a smaller tree of the same log, with what others said of it.

    Args:
        note: signed, cosignatures included.
        timestamp: RFC 3161 ``TimeStampResp`` over its text, DER; None where there is none.
        proof: that the receipt's tree begins with all of it.
    """

    note: str
    timestamp: bytes | None
    proof: tuple[bytes, ...]

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {
            "checkpoint": self.note,
            "timestamp": None if self.timestamp is None else encoding.encode(self.timestamp),
            "proof": [encoding.encode(item) for item in self.proof],
        }
