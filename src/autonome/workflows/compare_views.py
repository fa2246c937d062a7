"""Hold what others were shown of a log against what it shows here.

Others are witnesses, copies of the log, other ways to it. A contradiction between two checkpoints that the log signed
is an alarm; where one of the two trees can be read, there is evidence that anybody can check (`ledger.gossip`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from autonome.kernel import AutonomeError
from autonome.ledger import AbsentError, Checkpoint, KeyHistory, Tile, node_reader
from autonome.ledger.gossip import SplitView, evidence
from autonome.ledger.monitoring import Alarm, AlarmKind
from autonome.ledger.rebuilding import Rebuilt


class Peer(Protocol):
    """Somebody who was shown the same log: a witness, a copy of it, another way to it."""

    @property
    def name(self) -> str:
        """For messages."""

    def seen(self, origin: str) -> str | None:
        """The newest checkpoint of a log that this one was shown; None where it knows none.

        Raises:
            UnreachableError: it does not answer.
        """

    def tile(self, tile: Tile) -> bytes:
        """A tile of the tree that it was shown, where it has the tree.

        Raises:
            AbsentError: it has none.
            UnreachableError: it does not answer.
        """


def contradiction(
    peer: Peer,
    ours: tuple[str, Checkpoint],
    theirs: tuple[str, Checkpoint],
    rebuilt: Rebuilt | None,
    keys: KeyHistory,
) -> Iterator[Alarm]:
    """Whether what a peer was shown contradicts what is shown here."""
    (note, here), (shown, there) = ours, theirs
    notes = (shown, note)
    if here.size == there.size:
        if here.root != there.root:
            said = f"the log shows two histories: {peer.name} was shown another root of size {here.size}"
            yield Alarm(AlarmKind.SPLIT_VIEW, said, notes, SplitView(note, shown))
        return
    if there.size < here.size:
        try:
            same = rebuilt is None or not there.size or rebuilt.root_at(there.size) == there.root
        except AbsentError:
            return  # told with the tiles
        if not same and rebuilt is not None:
            said = f"the log shows two histories: {peer.name} was shown another tree of size {there.size}"
            yield Alarm(AlarmKind.SPLIT_VIEW, said, notes, evidence_of(shown, note, rebuilt, keys))
        return
    split = _evidence_of_peer(peer, ours, theirs, keys)
    if split is not None:
        said = f"the log shows two histories: {peer.name} was shown a tree of size {there.size} that does not begin so"
        yield Alarm(AlarmKind.SPLIT_VIEW, said, notes, split)
        return
    said = f"the log shows size {here.size} here, after {peer.name} was shown size {there.size}"
    yield Alarm(AlarmKind.ROLLBACK, said, notes)


def evidence_of(older: str, newer: str, rebuilt: Rebuilt, keys: KeyHistory) -> SplitView | None:
    """Evidence that anybody can check, where there is such."""
    try:
        split = evidence(older, newer, rebuilt.node)
        split.check(keys)
    except AutonomeError:
        return None
    return split


def _evidence_of_peer(
    peer: Peer, ours: tuple[str, Checkpoint], theirs: tuple[str, Checkpoint], keys: KeyHistory
) -> SplitView | None:
    """The same out of the peer's tree, where it has it."""
    if not ours[1].size:
        return None
    try:
        split = evidence(ours[0], theirs[0], node_reader(peer.tile, theirs[1].size))
        split.check(keys)
    except AutonomeError:
        return None
    return split
