"""Back-dating: the time that a log states of an entry, held against times that others state.

A log stamps its entries by its own clock, and could set it back. What it cannot do is have a tree cosigned, or
timestamped, before the tree was there. So a time from outside bounds every entry of the tree from above
(`refuse_later`), and the time of a smaller tree bounds all that came after it from below (`refuse_earlier`): an entry
that is not in the tree that witnesses saw on Tuesday was not recorded on Monday.

A receipt shows the first bound by its own checkpoint, and the second by the earlier ones that it carries
(`seen_before`). An entry whose stated time lies long before the first time from outside may be honest and proven late,
or back-dated: `stands_alone` says that nothing but the log's own word speaks for it.
"""

from __future__ import annotations

from collections.abc import Collection

from autonome.kernel import Instant
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.entries import Recorded
from autonome.ledger.errors import VerificationError

TOLERANCE = 300
"""Seconds by which two clocks may differ, and within which cosignatures follow (the clock skew that MIT Kerberos V5
allows unless it is told otherwise: five minutes)."""


def refuse_later(entries: Collection[Recorded], at: Instant) -> None:
    """Refuse entries that state a time after the tree that holds them was seen by others.

    Args:
        entries: of the tree.
        at: when others saw it.

    Raises:
        VerificationError: one does.
    """
    for entry in entries:
        if entry.payload.recorded_at.seconds > at.seconds + TOLERANCE:
            raise VerificationError(
                f"the time of entry {entry.index} is false: it states {entry.payload.recorded_at}, after others saw it "
                f"at {at}"
            )


def refuse_earlier(entries: Collection[Recorded], smaller: Checkpoint, at: Instant) -> None:
    """Refuse back-dated entries: they state a time before others saw a tree that does not hold them yet.

    Args:
        entries: of a later tree of the same log.
        smaller: a checkpoint of the log, verified.
        at: when others saw it, by a clock that is trusted.

    Raises:
        VerificationError: one does.
    """
    for entry in entries:
        if entry.index >= smaller.size and entry.payload.recorded_at.seconds + TOLERANCE < at.seconds:
            raise VerificationError(
                f"entry {entry.index} is back-dated: it states {entry.payload.recorded_at}, and was not in the tree of "
                f"size {smaller.size} that others saw at {at}"
            )


def stands_alone(entry: Recorded, at: Instant | None) -> bool:
    """Whether nothing but the log's own clock speaks for the time of an entry.

    Args:
        entry: whose time.
        at: the earliest time at which others saw a tree with it; None where nobody did.
    """
    return at is None or at.seconds - entry.payload.recorded_at.seconds > TOLERANCE
