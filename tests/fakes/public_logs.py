"""A log's public side in memory, which a test can make lie."""

from __future__ import annotations

import copy

from autonome.kernel import SubjectId
from autonome.ledger import AbsentError, Draft, EntryKind, Recorded, Tile, bundles_after, tiles_after
from tests.fakes.ledger import MemoryKeptLog, SeededSigner

ANNA = SubjectId("anna")


class ShownLog:
    """What a log shows: by its own account, until a test changes it; a `ledger.publishing.PublicLog`."""

    def __init__(self, log: MemoryKeptLog) -> None:
        self.note = log.checkpoint()
        self.events = log.public_entries()
        self.files: dict[str, bytes] = {}
        leaves, entries = [entry.leaf for entry in log.entries], [entry.entry for entry in log.entries]
        for tile, data in (*bundles_after(self.tile, 0, entries), *tiles_after(self.tile, 0, leaves)):
            self.files[tile.path] = data

    def checkpoint(self) -> str:
        return self.note

    def tile(self, tile: Tile) -> bytes:
        if tile.path not in self.files:
            raise AbsentError("is not served")
        return self.files[tile.path]

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        return tuple(entry for entry in self.events if kind in {None, entry.payload.kind})


class ShownToOthers(ShownLog):
    """The same as a peer tells it; a `workflows.compare_views.Peer`."""

    def __init__(self, log: MemoryKeptLog, *, tells_tiles: bool = True) -> None:
        super().__init__(log)
        self.name = "peer.example"
        if not tells_tiles:
            self.files = {}

    def seen(self, origin: str) -> str | None:
        return self.note if self.note.startswith(f"{origin}\n") else None


def log_of(size: int, signer: SeededSigner | None = None) -> MemoryKeptLog:
    """A log of some entries, its first key event among them."""
    log = MemoryKeptLog(signer)
    log.begin()
    grow(log, size - 1)
    return log


def grow(log: MemoryKeptLog, count: int, kind: EntryKind = EntryKind.DECISION) -> MemoryKeptLog:
    """Append some entries; gives the log."""
    log.append([Draft(kind, ANNA, {"number": number}) for number in range(count)])
    return log


def forked(log: MemoryKeptLog, at: int, count: int) -> MemoryKeptLog:
    """The same log put back to a size, and continued otherwise, under the same key."""
    other = copy.copy(log)
    other.entries = log.entries[:at]
    return grow(other, count, EntryKind.USE)
