"""The tree as the tables hold it: full tiles as they were written, partial ones from entries and from the roots below.

Full tiles never change, so what was read of them is kept in memory, up to a limit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import lru_cache

from autonome.adapters.postgres import Connection
from autonome.adapters.postgres_log.records import leaf_of
from autonome.ledger import HASH_BYTES, LogError, NodeReader, Tile, node_reader, split_hashes
from autonome.ledger.entries import ENTRY_PREFIX
from autonome.ledger.tiles import TILE_WIDTH, join_bundle

TILES_HELD = 1024
"""Full tiles kept in memory: 8 MiB (our own judgement: the edge of a large log, and the tiles of recent proofs)."""

NODES_HELD = 1 << 16
"""Hashes of perfect subtrees kept in memory: some 10 MiB at most (our own judgement). A perfect subtree is the same in
every tree that holds it; proofs are held to a signed root whatever they were made of."""

TREES_HELD = 4
"""Trees of which nodes are kept in memory: the newest, and those that receipts ask for in between."""


class TreeTables:
    """Reads tiles and nodes.

    Args:
        transaction: opens a connection for reading.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._full: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._trees: OrderedDict[int, NodeReader] = OrderedDict()
        self._nodes: dict[tuple[int, int], bytes] = {}

    def nodes(self, size: int) -> NodeReader:
        """Read hashes of the tree of a size; what was read once is remembered, also for trees that grow from it."""
        known = self._trees.get(size)
        if known is None:
            known = self._trees[size] = self._reader(size)
            while len(self._trees) > TREES_HELD:
                self._trees.popitem(last=False)
        return known

    def _reader(self, size: int) -> NodeReader:
        read, held = node_reader(lru_cache(TILES_HELD)(self._opened), size), self._nodes

        def node(level: int, index: int) -> bytes:
            found = held.get((level, index))
            if found is None:
                found = read(level, index)
                if len(held) >= NODES_HELD:
                    held.clear()
                held[level, index] = found
            return found

        return node

    def _opened(self, tile: Tile) -> bytes:
        held = self._full.get((tile.level, tile.index))
        if held is not None:
            return held[: tile.width * HASH_BYTES]
        with self._transaction() as connection:
            return self.read(connection, tile)

    def read(self, connection: Connection, tile: Tile) -> bytes:
        """Read a tile of hashes, or a bundle of entries (level -1).

        Raises:
            LogError: the tables do not hold all of it.
        """
        if tile.level < 0:
            return join_bundle([ENTRY_PREFIX + commitment for commitment in _commitments(connection, tile)])
        found = connection.execute(
            "SELECT hashes FROM log_tile WHERE level = %s AND index = %s", [tile.level, tile.index]
        ).fetchone()
        if found is not None:
            self._full[tile.level, tile.index] = found[0]
            while len(self._full) > TILES_HELD:
                self._full.popitem(last=False)
            return bytes(found[0][: tile.width * HASH_BYTES])
        if tile.level == 0:
            return b"".join(map(leaf_of, _commitments(connection, tile)))
        return _expected(roots(connection, tile.level - 1, tile.index * TILE_WIDTH, tile.width), tile.width)


def roots(connection: Connection, level: int, start: int, width: int) -> bytes:
    """The roots of tiles that lie side by side, one after the other."""
    (found,) = connection.execute(
        "SELECT string_agg(root, '' ORDER BY index) FROM log_tile WHERE level = %s AND index >= %s AND index < %s",
        [level, start, start + width],
    ).fetchone() or (None,)
    return found or b""


def commitments(connection: Connection, start: int, width: int) -> bytes:
    """The commitments of entries that stand side by side, one after the other."""
    (found,) = connection.execute(
        "SELECT string_agg(r.commitment, '' ORDER BY e.index) FROM log_entry e JOIN log_record r ON r.id = e.record "
        "WHERE e.index >= %s AND e.index < %s",
        [start, start + width],
    ).fetchone() or (None,)
    return found or b""


def _commitments(connection: Connection, tile: Tile) -> Iterator[bytes]:
    found = commitments(connection, tile.index * TILE_WIDTH, tile.width)
    return iter(split_hashes(_expected(found, tile.width), tile.width))


def _expected(data: bytes, width: int) -> bytes:
    if len(data) != width * HASH_BYTES:
        raise LogError("the log was rolled back, or damaged: its tables do not reach the signed size")
    return data
