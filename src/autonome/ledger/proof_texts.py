"""Proofs as text that other people's tools read.

That an entry stands in a tree: C2SP ``tlog-proof`` (commit 0065ea5). As its extra data we give the entry itself, the
48 bytes that stand on the log, so that the proof needs nothing else; they count only because they hash to the leaf.
That a tree only grew: the request by which ``tlog-witness`` has a checkpoint cosigned (`witnessing.AddCheckpoint`): the
older size, the proof and the newer checkpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autonome.ledger import encoding
from autonome.ledger.checkpoints import MAX_SIZE
from autonome.ledger.errors import FormatError
from autonome.ledger.hashing import HASH_BYTES
from autonome.ledger.notes import MAX_NOTE_BYTES
from autonome.ledger.receipts import MAX_PROOF
from autonome.ledger.tiles import MAX_ENTRY_BYTES

HEADER = "c2sp.org/tlog-proof@v1"
"""First line of a proof (``tlog-proof``)."""

MAX_TEXT_BYTES = MAX_NOTE_BYTES + 2 * MAX_ENTRY_BYTES + 8192
"""Largest proof read, in bytes: a checkpoint, an entry in base64 and the hashes."""

_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class InclusionText:
    """A proof that an entry stands in the tree of a checkpoint.

    Args:
        index: of the entry, from 0.
        proof: neighbours, lowest first.
        checkpoint: signed note.
        entry: as it stands on the log; None where the proof does not hold it.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    entry: bytes | None = None

    def __str__(self) -> str:
        """As it is stored and sent."""
        extra = "" if self.entry is None else f"extra {encoding.encode(self.entry)}\n"
        hashes = "".join(f"{encoding.encode(item)}\n" for item in self.proof)
        return f"{HEADER}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str) -> InclusionText:
        """Read it; nothing is checked yet.

        Raises:
            FormatError: it is none.
        """
        head, blank, note = text.partition("\n\n")
        header, *lines = head.split("\n")
        if len(text) > MAX_TEXT_BYTES or header != HEADER or not blank:
            raise FormatError(f"is no proof that begins with {HEADER}")
        extra = lines.pop(0).removeprefix("extra ") if lines and lines[0].startswith("extra ") else None
        index = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if index is None or int(index[1]) > MAX_SIZE or len(lines) > MAX_PROOF:
            raise FormatError("the proof names no index, or holds more hashes than any tree needs")
        proof = tuple(encoding.decode(line, what="a hash of the proof", length=HASH_BYTES) for line in lines)
        entry = None if extra is None else encoding.decode(extra, what="the proof's extra data")
        return cls(int(index[1]), proof, note, entry)
