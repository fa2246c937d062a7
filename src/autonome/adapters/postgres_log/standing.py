"""The tree on its way: what a sequencer holds in memory from one round to the next.

Invariant: it is what the newest checkpoint in the database says, or it is built anew from the tables and held against
the root that was signed (`stood`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log.tables import TreeTables, roots
from autonome.ledger import (
    Checkpoint,
    Frontier,
    KeyHistory,
    LogError,
    Tile,
    node_reader,
    root_from_leaves,
    split_hashes,
)
from autonome.ledger.tiles import TILE_WIDTH


@dataclass(frozen=True, slots=True)
class Standing:
    """A tree, and who signs it.

    Args:
        note: newest checkpoint.
        frontier: of the tree.
        edge: leaf hashes of the last tile, which is not full.
        keys: of the log.
    """

    note: str
    frontier: Frontier
    edge: tuple[bytes, ...]
    keys: KeyHistory


@dataclass(slots=True)
class Growth:
    """A tree that grows within a round.

    Args:
        frontier: of the tree.
        edge: leaf hashes of the last tile.
        tiles: that became full: level, index, hashes, root.
    """

    frontier: Frontier
    edge: list[bytes]
    tiles: list[tuple[int, int, bytes, bytes]] = field(default_factory=list)

    def grow(self, leaves: Sequence[bytes]) -> None:
        """Add leaves, in order."""
        first = self.frontier.size // TILE_WIDTH
        self.frontier = self.frontier.extend(leaves)
        self.edge += leaves
        full = len(self.edge) // TILE_WIDTH
        for number in range(full):
            hashes = self.edge[number * TILE_WIDTH : (number + 1) * TILE_WIDTH]
            self.tiles.append((0, first + number, b"".join(hashes), root_from_leaves(hashes)))
        del self.edge[: full * TILE_WIDTH]


def write_tiles(connection: Connection, full: Sequence[tuple[int, int, bytes, bytes]]) -> None:
    """Write tiles that became full, and those above that became full by them."""
    for level, index, hashes, root in full:
        connection.execute("INSERT INTO log_tile VALUES (%s, %s, %s, %s)", [level, index, hashes, root])
        if (index + 1) % TILE_WIDTH == 0:
            write_tiles(connection, list(_above(connection, level, index // TILE_WIDTH)))


def _above(connection: Connection, level: int, index: int) -> Iterator[tuple[int, int, bytes, bytes]]:
    hashes = roots(connection, level, index * TILE_WIDTH, TILE_WIDTH)
    yield level + 1, index, hashes, root_from_leaves(split_hashes(hashes, TILE_WIDTH))


def stood(connection: Connection, tables: TreeTables, note: str, keys: KeyHistory) -> Standing:
    """The tree as the tables hold it.

    Args:
        connection: in the round's transaction.
        tables: read it.
        note: newest checkpoint, verified.
        keys: of the log.

    Raises:
        LogError: it does not give the root that was signed.
    """
    checkpoint = Checkpoint.of_note(note)
    size = checkpoint.size
    frontier = Frontier.read(size, node_reader(lambda tile: tables.read(connection, tile), size))
    if frontier.root() != checkpoint.root:
        raise LogError(f"the log disagrees with itself: its tables do not give the root that was signed at size {size}")
    number, width = divmod(size, TILE_WIDTH)
    edge = split_hashes(tables.read(connection, Tile(0, number, width)), width) if width else []
    return Standing(note, frontier, tuple(edge), keys)
