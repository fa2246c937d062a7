"""The newest backups of a node, and whether something of them is missing."""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import Instant
from autonome.web.desk.steward import Backups, StewardDesk

LATEST_SECONDS = 26 * 3600
"""After which a backup is late: one a day, and two hours for making it (our own judgement)."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What pages tell of backups.

    Args:
        known: the newest.
        late: whether that of the data is.
        keys_late: whether that of the keys is much older than that of the data, or there is none.
    """

    known: Backups
    late: bool
    keys_late: bool


def backed_up(desk: StewardDesk, now: Instant) -> BackedUp:
    """The newest backups, and whether something is missing."""
    found = desk.backups()
    data, keys = found.data, found.keys
    return BackedUp(
        found,
        data is None or now.seconds - data.at.seconds > LATEST_SECONDS,
        keys is None or (data is not None and keys.at.seconds < data.at.seconds - LATEST_SECONDS),
    )
