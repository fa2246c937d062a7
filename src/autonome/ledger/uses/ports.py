"""What questions and following need of the outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from autonome.ledger.uses.following import Followed, Parcel, ReceivedUse
from autonome.ledger.uses.queries import FoundUse, Query


class UseIndex(Protocol):
    """The lines of a log, findable by their columns."""

    def find(self, query: Query) -> Sequence[FoundUse]:
        """Answer a query: lines whose entries are integrated, in the order asked for."""

    def count(self, query: Query) -> int:
        """Count the lines that a query without its limit finds."""


class SendingLog(Protocol):
    """A log of which parcels can be made."""

    def parcel(self, start: int, most: int) -> Parcel | None:
        """What was added since a size.

        Args:
            start: size of the tree that the receiver knows.
            most: entries in one parcel.

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

    def note(self, before: Followed, after: Followed, received: Sequence[ReceivedUse]) -> Iterator[int]:
        """Note lines on this log, and what is known of theirs: both or neither."""
