"""What of a log can be read without its signing key: by anybody, and by who holds its keyring.

`PublicLog` is what a copy, a server and a monitor see. `OpenedLog` is the same with what opens the sealed entries,
where the keyring is at hand. Neither signs or writes anything: a server that is broken into can forge nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from autonome.kernel import SubjectId
from autonome.ledger.beside import FoundRecord
from autonome.ledger.entries import EntryKind, Recorded, Thread
from autonome.ledger.tiles import Tile


class PublicLog(Protocol):
    """The side of a log that everybody may have."""

    def checkpoint(self) -> str:
        """Return the newest checkpoint, a signed note."""

    def tile(self, tile: Tile) -> bytes:
        """Return a tile of hashes or a bundle of entries that the newest checkpoint covers.

        A partial tile of any width may be asked for: it is cut from a wider one.

        Raises:
            AbsentError: the newest checkpoint does not cover it.
        """

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Return the published openings, in log order, of one kind or of all; whoever reads them checks them."""


class OpenedLog(PublicLog, Protocol):
    """The same with what the institution holds beside it."""

    def entry(self, index: int) -> Recorded | None:
        """Open one entry; None where what opens it is not here.

        Raises:
            AbsentError: what opened it is gone: taken away with an erasure, or lost; tombstones say how many may be.
            ErasedError: it was a person's who was erased.
            LogError: what opens it is damaged.
        """

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read one person's entries, in log order, of one kind or of all.

        Raises:
            ErasedError: what the log held of the person was erased.
        """

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Read the institution's own entries about a matter, in log order, of one kind or of all."""

    def opens(self, person: str) -> bool:
        """Whether anything is left here that opens entries of a person.

        Args:
            person: pseudonym, as a tombstone names it.
        """

    def alarms(self) -> Sequence[str]:
        """What is wrong where the log is kept, and not with what stands on it, a sentence each."""

    def beside(self) -> Sequence[FoundRecord]:
        """Records that somebody put beside the log, who could write where it is kept: they are not on it."""

    def readers(self, thread: Thread) -> Sequence[bytes]:
        """Public keys, 32 bytes each, that were enrolled to read a thread; none of a thread that is not here."""
