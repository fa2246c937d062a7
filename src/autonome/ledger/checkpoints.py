"""Checkpoints: what a log says of itself at one size (C2SP ``tlog-checkpoint``).

Followed: C2SP/C2SP ``tlog-checkpoint.md`` at commit 2793893. Three lines, origin, size and root, and, not
recommended, extension lines. Signatures are the note's (`notes`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from autonome.ledger import encoding
from autonome.ledger.errors import FormatError
from autonome.ledger.hashing import HASH_BYTES
from autonome.ledger.notes import Note

MAX_SIZE = 2**63 - 1
"""Largest tree size read."""

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_MANDATORY_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's root at one size.

    Args:
        origin: name of the log.
        size: number of entries.
        root: 32 bytes.
        extensions: further lines, opaque.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note text that is signed."""
        lines = (self.origin, str(self.size), encoding.encode(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read a note's text.

        Raises:
            FormatError: fewer than three lines, an empty one, a size with leading zeroes or a root that is no hash.
        """
        lines = text.removesuffix("\n").split("\n")
        if len(lines) < _MANDATORY_LINES or not all(lines):
            raise FormatError("a checkpoint has an origin, a size and a root, and no empty line")
        if not _SIZE.fullmatch(lines[1]) or int(lines[1]) > MAX_SIZE:
            raise FormatError(f"the checkpoint's size {lines[1][:24]!r} is not a plain decimal number")
        root = encoding.decode(lines[2], what="the checkpoint's root", length=HASH_BYTES)
        return cls(lines[0], int(lines[1]), root, tuple(lines[3:]))

    @classmethod
    def of_note(cls, note: str) -> Checkpoint:
        """Read the checkpoint of a signed note; its signatures are not checked.

        Raises:
            FormatError: it is none.
        """
        return cls.parse(Note.parse(note).text)
