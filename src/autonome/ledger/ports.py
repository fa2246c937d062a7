"""What the ledger needs of the outside: a key that signs, a clock, lots that nobody can foresee, and a log.

Adapters implement these; workflows work through them; tests hold a fake of each and run one contract suite over fake
and real alike. What an institution does with its own log beside recording is in `keeping`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autonome.kernel import Instant, SubjectId
from autonome.ledger.entries import Draft, EntryKind, Recorded
from autonome.ledger.notes import VerifierKey


class Signer(Protocol):
    """A private key and its name."""

    @property
    def verifier(self) -> VerifierKey:
        """The public side."""

    def sign(self, message: bytes) -> bytes:
        """Sign.

        Args:
            message: the text of a note, as bytes.

        Returns:
            An Ed25519 signature, 64 bytes.
        """


class Clock(Protocol):
    """The time of recording."""

    def now(self) -> Instant:
        """Read the clock."""


class Entropy(Protocol):
    """Unforeseeable bytes."""

    def token(self, length: int) -> bytes:
        """Draw ``length`` bytes from a generator made for secrets."""


class Log(Protocol):
    """An append-only log with one writer at a time."""

    @property
    def verifier(self) -> VerifierKey:
        """The key under which it signs; its name is the log's origin."""

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        """Record entries, all or none.

        Args:
            drafts: what to record; their order is the order in the log.
            unchanged_since: record only if the log holds nothing in the drafts' threads at or beyond this size; None to
                record whatever it holds. Entries of other people say nothing about these.

        Returns:
            The entries as recorded. When this returns they are durable and integrated: a signed checkpoint covers them.

        Raises:
            FormatError: a draft is of a kind that the log records itself; nothing was recorded.
            LogError: the log's files disagree; nothing was recorded.
            LogMovedError: the log has grown by an entry of one of these people; nothing was recorded.
            ErasedError: what the log held of one of these people was erased; nothing was recorded.
        """

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries, in log order, of one kind or of all.

        Raises:
            ErasedError: what the log held of the person was erased.
            LogError: an entry is missing or damaged.
        """

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the public entries, in log order, of one kind or of all: anybody may have them."""

    def checkpoint(self) -> str:
        """Return the newest checkpoint, a signed note."""

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that an entry stands in the tree of a size that this log has signed."""
