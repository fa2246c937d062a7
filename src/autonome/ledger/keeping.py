"""A log as the institution that keeps it holds it: its keys, its own entries, and erasing.

Who only records and proves works through `ports.Log`.
"""

from __future__ import annotations

from typing import Protocol

from autonome.kernel import SubjectId
from autonome.ledger.entries import EntryKind, Recorded
from autonome.ledger.key_events import KeyEvent
from autonome.ledger.key_history import KeyHistory
from autonome.ledger.ports import Log, Signer
from autonome.ledger.tombstones import Erasure


class KeptLog(Log, Protocol):
    """A log as the institution that keeps it holds it: what it does beside recording."""

    def begin(self, recovery: Signer | None = None) -> KeyHistory:
        """Record the log's first key, and the one for recovery; a log that is not begun begins with its first entry.

        Args:
            recovery: the key that names the log's next key after a loss; kept apart from here. None for a log that
                cannot be continued once its key is lost.

        Raises:
            InputError: it has begun already.
        """

    def key_history(self) -> KeyHistory:
        """The log's keys, as its newest tree has them."""

    def change_keys(self, event: KeyEvent, *signers: Signer) -> KeyHistory:
        """Record a key event of another role than the log's own key.

        Args:
            event: what to record.
            signers: who signs it beside the log's own key.

        Raises:
            FormatError: there is no such event.
            VerificationError: it does not follow, or is not signed by whom it must be; nothing was recorded.
        """

    def prove_growth(self, older: int, newer: int) -> tuple[bytes, ...]:
        """Prove that the tree of a size begins with all that the tree of a smaller one held.

        Args:
            older: size of the smaller tree; from the empty one there is nothing to prove.
            newer: size of a tree that this log has signed.
        """

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the institution's own entries about a matter, in log order, of one kind or of all."""

    def erase(self, subject: SubjectId, erasure: Erasure) -> Recorded:
        """Erase a person: the tombstone is recorded first, then key, salts and payloads are destroyed.

        Who is killed in between has the erasure carried out when the log is opened again.

        Returns:
            The tombstone's entry; of who was erased before, the one that stands.
        """
