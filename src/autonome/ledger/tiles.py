"""Tiles and entry bundles: how a tree is cut into files that never change once full (C2SP ``tlog-tiles``).

Followed: C2SP/C2SP ``tlog-tiles.md`` at commit 0ad71eb. A tile holds up to 256 hashes of one level; level *l* + 1
hashes whole tiles of level *l*. A partial tile is named by its width. Pure: files are the adapter's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from autonome.ledger.errors import FormatError
from autonome.ledger.hashing import HASH_BYTES
from autonome.ledger.tree import NodeReader, root_from_leaves

TILE_HEIGHT = 8
"""Levels of the tree in one tile (``tlog-tiles``: fixed)."""

TILE_WIDTH = 1 << TILE_HEIGHT
"""Hashes in a full tile."""

MAX_ENTRY_BYTES = 0xFFFF
"""Longest entry that a bundle's two-byte length can state, in bytes."""

MAX_LEVEL = 63
"""Highest level that a name may state (``tlog-tiles``)."""

_PATH_DIGITS = 1000
_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """The name of one tile of hashes, or, at level -1, of one bundle of entries.

    Args:
        level: 0 for leaf hashes; -1 for entries.
        index: within its level, 0-based.
        width: hashes or entries in it, 1 to 256.
    """

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the log's prefix."""
        level = "entries" if self.level < 0 else str(self.level)
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_index_path(self.index)}{suffix}"

    @classmethod
    def parse(cls, path: str) -> Tile:
        """Read a name as it stands in a request: the one spelling that a tile has, and no other.

        Raises:
            FormatError: it is none.
        """
        found = _PATH.fullmatch(path)
        if found is not None:
            level = -1 if found["level"] == "entries" else int(found["level"])
            index = int(re.sub("[x/]", "", found["index"]))
            tile = cls(level, index, TILE_WIDTH if found["width"] is None else int(found["width"]))
            if level <= MAX_LEVEL and tile.path == path:  # no leading groups of zeroes, no width of a full tile
                return tile
        raise FormatError("no tile has this name")

    @property
    def height(self) -> int:
        """Levels of the tree below its hashes; 0 for leaf hashes and for entries."""
        return TILE_HEIGHT * max(self.level, 0)

    def stands_in(self, size: int) -> bool:
        """Whether all of it belongs to a tree of this size."""
        return self.index * TILE_WIDTH + self.width <= size >> self.height

    def cut(self, data: bytes) -> bytes:
        """Its part of the bytes of a wider tile of the same place.

        Raises:
            FormatError: they do not hold as much.
        """
        if self.level >= 0:
            if len(data) < self.width * HASH_BYTES:
                raise FormatError(f"a tile of {len(data)} bytes where {self.width} hashes are needed")
            return data[: self.width * HASH_BYTES]
        return join_bundle(list(islice(entries_of_bundle(data), self.width)))


TileReader = Callable[[Tile], bytes]
"""Reads a tile's bytes; a reader may serve a partial tile from the full one."""


def _index_path(index: int) -> str:
    groups = [f"{index % _PATH_DIGITS:03d}"]
    while index := index // _PATH_DIGITS:
        groups.append(f"x{index % _PATH_DIGITS:03d}")
    return "/".join(reversed(groups))


def node_reader(read: TileReader, size: int) -> NodeReader:
    """Read the hashes of perfect subtrees of a tree of this size out of its tiles."""

    def node(level: int, index: int) -> bytes:
        tier, inner = divmod(level, TILE_HEIGHT)
        first = index << inner
        number, offset = divmod(first, TILE_WIDTH)
        width = min(TILE_WIDTH, (size >> (tier * TILE_HEIGHT)) - number * TILE_WIDTH)
        hashes = split_hashes(read(Tile(tier, number, width)), width)
        return root_from_leaves(hashes[offset : offset + (1 << inner)])

    return node


def split_hashes(data: bytes, width: int) -> list[bytes]:
    """Cut a tile into its hashes.

    Raises:
        FormatError: it does not hold exactly ``width`` hashes.
    """
    if len(data) != width * HASH_BYTES:
        raise FormatError(f"a tile of {len(data)} bytes where {width} hashes are needed")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def tiles_after(read: TileReader, size: int, leaves: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
    """Name and fill the tiles that change when a tree grows.

    Args:
        read: reads the partial tiles of the tree as it is.
        size: of the tree as it is.
        leaves: new leaf hashes, in order.

    Yields:
        Tiles with their bytes, level by level, from left to right.
    """
    level, start, fresh = 0, size, list(leaves)
    while fresh:
        number, old_width = divmod(start, TILE_WIDTH)
        old = split_hashes(read(Tile(level, number, old_width)), old_width) if old_width else []
        fresh = [*old, *fresh]
        above: list[bytes] = []
        for at in range(0, len(fresh), TILE_WIDTH):
            chunk = fresh[at : at + TILE_WIDTH]
            yield Tile(level, number + at // TILE_WIDTH, len(chunk)), b"".join(chunk)
            if len(chunk) == TILE_WIDTH:
                above.append(root_from_leaves(chunk))
        level, start, fresh = level + 1, start >> TILE_HEIGHT, above


def bundles_after(read: TileReader, size: int, entries: Sequence[bytes]) -> Iterator[tuple[Tile, bytes]]:
    """Name and fill the entry bundles that change when a log grows; arguments as for `tiles_after`."""
    number, old_width = divmod(size, TILE_WIDTH)
    old = split_bundle(read(Tile(-1, number, old_width)), old_width) if old_width else []
    every = [*old, *entries]
    for at in range(0, len(every), TILE_WIDTH):
        chunk = every[at : at + TILE_WIDTH]
        yield Tile(-1, number + at // TILE_WIDTH, len(chunk)), join_bundle(chunk)


def join_bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries one after the other, each behind its two-byte big-endian length.

    Raises:
        FormatError: an entry is longer than 65,535 bytes.
    """
    if any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise FormatError(f"an entry is longer than {MAX_ENTRY_BYTES} bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_bundle(data: bytes, width: int) -> list[bytes]:
    """Cut a bundle into its entries.

    Raises:
        FormatError: it does not hold exactly ``width`` whole entries.
    """
    entries = list(entries_of_bundle(data))
    if len(entries) != width:
        raise FormatError(f"an entry bundle of {len(entries)} entries where {width} are needed")
    return entries


def entries_of_bundle(data: bytes) -> Iterator[bytes]:
    """Give the entries of a bundle one after the other.

    Raises:
        FormatError: it ends within an entry.
    """
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or len(data) - at < 2:  # noqa: PLR2004 - the two bytes of the length
            raise FormatError("an entry bundle ends within an entry")
        yield data[at + 2 : end]
        at = end
