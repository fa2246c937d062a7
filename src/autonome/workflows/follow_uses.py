"""Following another site: its lines come to stand on this site's log, each checked on its way.

The other site sends parcels of its log (`ledger.uses.following`). What is taken over, and how far its log was followed,
is kept together: a process that is killed in between goes on where it stopped, and notes no line twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.kernel import InputError
from autonome.ledger import VerifierKey
from autonome.ledger.uses import Followed, Parcel, follow
from autonome.ledger.uses.parcels import MOST
from autonome.ledger.uses.ports import FollowedLogs, SendingLog


@dataclass(frozen=True, slots=True)
class Site:
    """A site whose log is followed.

    Args:
        node: its name in lines.
        keys: of its log, from a policy: at least one, all of one log.

    Raises:
        InputError: no key, or keys of several logs.
    """

    node: str
    keys: tuple[VerifierKey, ...]

    def __post_init__(self) -> None:
        if len({key.name for key in self.keys}) != 1:
            raise InputError("a site is followed by the keys of one log", mend="name the key of its log.")

    @property
    def origin(self) -> str:
        """Of its log."""
        return self.keys[0].name


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of following.

    Args:
        followed: what is known of the log now.
        noted: lines that were noted.
        left_out: lines about people who were erased here.
        unopened: entries that were sent without what opens them.
    """

    followed: Followed
    noted: int = 0
    left_out: int = 0
    unopened: int = 0


def take_parcel(parcel: Parcel, site: Site, *, logs: FollowedLogs) -> Taken:
    """Take over what a site sent.

    Args:
        parcel: as it came.
        site: that sent it.
        logs: of this site.

    Raises:
        FormatError: it is not written as it should be.
        UntrustedError: no key of that site stands behind it.
        VerificationError: it does not continue what is known, or says what does not stand on that log.
        LogMovedError: another process took over the same at the same moment.
    """
    before = logs.known(site.origin, site.node)
    after, received = follow(before, parcel, site.keys)
    noted = logs.note(before, after, received)
    return Taken(after, len(noted.indices), noted.left_out, parcel.unopened)


def follow_uses(source: SendingLog, site: Site, *, logs: FollowedLogs, most: int = MOST) -> Taken:
    """Take over all that a site has added since it was followed last; arguments and errors as for `take_parcel`."""
    taken = Taken(logs.known(site.origin, site.node))
    while (parcel := source.parcel(taken.followed.tree.size, most, taken.followed.under)) is not None:
        taken = _sum(taken, take_parcel(parcel, site, logs=logs))
    return taken


def _sum(before: Taken, one: Taken) -> Taken:
    counts: Sequence[int] = (before.noted + one.noted, before.left_out + one.left_out, before.unopened + one.unopened)
    return Taken(one.followed, *counts)
