"""The public tree of a local log: tiles and bundles as files, which others may read while it grows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from autonome.adapters.durable import DurableFile
from autonome.ledger import AbsentError, NodeReader, Recorded, Tile, bundles_after, node_reader, tiles_after
from autonome.ledger.tiles import TILE_HEIGHT, TILE_WIDTH

TRIES = 8
"""How often a tile is looked for under the name that a growing log may just have taken from it."""


class TileFiles:
    """Tiles of a log in a directory.

    Args:
        directory: of the log.
        published: reads the size of the newest public checkpoint.
    """

    def __init__(self, directory: Path, published: Callable[[], int]) -> None:
        self._directory = directory
        self._published = published

    def exist(self) -> bool:
        """Whether there are any."""
        return (self._directory / "tile").exists()

    def grown(self, size: int, recorded: Sequence[Recorded]) -> list[DurableFile]:
        """The files that change when entries are added to a tree of a size."""
        leaves, entries = [entry.leaf for entry in recorded], [entry.entry for entry in recorded]
        grown = (*bundles_after(self._read, size, entries), *tiles_after(self._read, size, leaves))
        return [DurableFile(self._directory / tile.path, data) for tile, data in grown]

    def prune(self, before: int, after: int) -> None:
        """Drop the partial tiles of tiles that are full now; readers fall back to the full ones."""
        level = 0
        while full := after >> TILE_HEIGHT * (level + 1):
            for index in range(before >> TILE_HEIGHT * (level + 1), full):
                for tile in (Tile(level, index), Tile(-1, index))[: 1 if level else 2]:
                    shutil.rmtree(self._directory / f"{tile.path}.p", ignore_errors=True)
            level += 1

    def nodes(self, size: int) -> NodeReader:
        """Read hashes of the tree; many proofs of one tree read each tile, and compute each hash, once."""
        return cache(node_reader(cache(self._read), size))

    def read(self, tile: Tile) -> bytes:
        """Read a tile or bundle that the newest public checkpoint covers; what lies there beyond it is nobody's yet.

        Raises:
            AbsentError: it is not covered.
        """
        if not tile.stands_in(self._published()):
            raise AbsentError("the log has no such tile yet")
        return self._read(tile)

    def _read(self, tile: Tile) -> bytes:
        """Read a tile, or the beginning of the wider one that has taken its place, while others append and prune."""
        found = tile
        for _ in range(TRIES):
            try:
                return tile.cut((self._directory / found.path).read_bytes())
            except FileNotFoundError:
                wider = (self._published() >> tile.height) - TILE_WIDTH * tile.index
                found = replace(tile, width=max(tile.width, min(TILE_WIDTH, wider)))
        return tile.cut((self._directory / found.path).read_bytes())
