"""What questions and following need of the outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from autonome.ledger.uses.following import Followed, Parcel, ReceivedUse
from autonome.ledger.uses.queries import FoundUse, Query


class UseIndex(Protocol):
    """The lines of a log, findable by their columns."""

    def find(self, query: Query) -> Iterable[FoundUse]:
        """Answer a query: lines whose entries are integrated, in the order asked for."""

    def count(self, query: Query) -> int:
        """Count the lines that a query without its limit finds."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What came of lines of another log.

    Args:
        indices: of their entries on this log.
        left_out: how many are about people who were erased here.
    """

    indices: tuple[int, ...]
    left_out: int = 0


class SendingLog(Protocol):
    """A log of which parcels can be made."""

    def parcel(self, start: int, most: int, under: int | None = None) -> Parcel | None:
        """What was added since a size.

        Args:
            start: size of the tree that the receiver knows.
            most: entries in one parcel.
            under: size of the checkpoint to prove it by, one that the log has signed; None for the newest.

        Returns:
            The parcel; None where nothing was added.
        """


class FollowedLogs(Protocol):
    """What is known of the logs that this one follows, kept together with what was noted of them."""

    def known(self, origin: str, node: str) -> Followed:
        """What is known of a log; of one that was never followed, the empty tree.

        Raises:
            VerificationError: it was followed as the log of another site.
        """

    def note(self, before: Followed, after: Followed, received: Sequence[ReceivedUse]) -> Noted:
        """Note lines on this log, and what is known of theirs: both or neither.

        Args:
            before: as it was known when the lines were checked.
            after: what is known with them.
            received: the lines.

        Raises:
            LogMovedError: another process has noted of that log in between; nothing was noted.
        """
