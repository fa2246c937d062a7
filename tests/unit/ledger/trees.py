"""A log's tiles in memory, which a test can change."""

from __future__ import annotations

from autonome.ledger import AbsentError, Tile, bundles_after, leaf_hash, tiles_after


class Tiles:
    """Tiles and bundles of a tree of some entries; a test may change them."""

    def __init__(self, size: int) -> None:
        self.entries = [b"entry %d" % number for number in range(size)]
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        leaves = [leaf_hash(entry) for entry in self.entries]
        for tile, data in (*bundles_after(self.read, 0, self.entries), *tiles_after(self.read, 0, leaves)):
            self.files[tile.path] = data

    def read(self, tile: Tile) -> bytes:
        self.asked.append(tile.path)
        if tile.path not in self.files:
            raise AbsentError("is not there")
        return self.files[tile.path]
