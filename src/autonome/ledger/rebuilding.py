"""Rebuilding a tree from its entries, and holding every tile that is shown against it.

A log shows three things that must agree: the entries, the tiles, and the root under its signature. Who audits or
monitors a log believes none of them for the others' sake: leaf hashes are made from the entries, each level of tiles
from the one below, and the root from all of it.

What was rebuilt once need not be fetched again to see that the tree only grew: one hash for each full bundle is
remembered (`known`). A sweep without them sees what was changed since, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autonome.ledger.errors import AbsentError, FormatError, LogError
from autonome.ledger.hashing import HASH_BYTES, leaf_hash
from autonome.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, TileReader, split_bundle, split_hashes
from autonome.ledger.tree import Frontier, NodeReader, root_from_leaves

MOST_WRONG = 64
"""Disagreements after which a tree is given up: a log that states an endless size is not asked for all of it."""

LEAVES_HELD = 64
"""Bundles whose leaves are held to be read again, 8 KiB each (our own judgement: what is read lies close together)."""

_UNKNOWN = bytes(HASH_BYTES)
"""Stands for a leaf of which nothing is known: no entry hashes to it."""


class Shown(StrEnum):
    """What is shown and does not agree."""

    TILE = "tile"
    ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A tile or bundle that does not agree with what it must follow from.

    Args:
        shown: of which kind.
        tile: its name.
        said: what is wrong, in one line.
        data: as it was shown; empty where it was not.
    """

    shown: Shown
    tile: Tile
    said: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A tree that was made from entries.

    Args:
        size: entries in it.
        root: of the tree; no bytes at all where so much was wrong that it was given up.
        bundles: hash of each full bundle's tree, to be remembered.
        wrong: tiles and bundles that do not agree.
        node: reads hashes of the tree, for proofs.
    """

    size: int
    root: bytes
    bundles: tuple[bytes, ...]
    wrong: tuple[Disagreement, ...]
    node: NodeReader

    def root_at(self, size: int) -> bytes:
        """The root that the tree had at a smaller size.

        Raises:
            AbsentError: a tile that is needed for it is not shown as it was when its bundle was rebuilt.
        """
        return Frontier.read(size, self.node).root()


def rebuild(read: TileReader, size: int, known: Sequence[bytes] = ()) -> Rebuilt:
    """Rebuild a tree, and hold all that is shown of it against the entries.

    Args:
        read: reads tiles and bundles as they are shown.
        size: of the tree.
        known: hashes of full bundles that were rebuilt before, from the first one on: these are not fetched.

    Returns:
        The tree as the entries make it, and what disagrees with it.
    """
    wrong: list[Disagreement] = []
    full = [*known[: size >> TILE_HEIGHT]]
    leaves: dict[int, list[bytes]] = {}
    for number in range(len(full), -(-size // TILE_WIDTH)):
        width, before = min(TILE_WIDTH, size - number * TILE_WIDTH), len(wrong)
        found = _leaves(read, number, width, wrong.append)
        if len(wrong) >= MOST_WRONG:
            return Rebuilt(size, b"", (), tuple(wrong), _given_up)
        if width == TILE_WIDTH:
            full.append(root_from_leaves(found))
        if width < TILE_WIDTH or len(wrong) > before:  # the edge, and what no tile gives again; a tree may be endless
            leaves[number] = found
    wrong += _tiles(read, full)
    node = _nodes(read, full, leaves)
    return Rebuilt(size, Frontier.read(size, node).root(), tuple(full), tuple(wrong), node)


def _leaves(read: TileReader, number: int, width: int, tell: Callable[[Disagreement], None]) -> list[bytes]:
    """Leaf hashes of a bundle as its entries make them; of a bundle that cannot be read, as its tile has them."""
    bundle, tile = Tile(-1, number, width), Tile(0, number, width)
    data, shown = _shown(read, bundle), _shown(read, tile)
    try:
        leaves = [leaf_hash(entry) for entry in split_bundle(data or b"", width)]
    except FormatError as error:
        tell(Disagreement(Shown.ENTRIES, bundle, "is not shown" if data is None else error.message, data or b""))
        return split_hashes(shown, width) if shown and len(shown) == width * HASH_BYTES else [_UNKNOWN] * width
    if shown is None:
        tell(Disagreement(Shown.TILE, tile, "is not shown"))
    elif len(shown) != width * HASH_BYTES:
        tell(Disagreement(Shown.TILE, tile, f"has {len(shown)} bytes where {width} hashes are needed", shown))
    else:
        pairs = zip(split_hashes(shown, width), leaves, strict=True)
        for entry, (stated, leaf) in enumerate(pairs, start=number * TILE_WIDTH):
            if stated != leaf:
                tell(Disagreement(Shown.ENTRIES, bundle, f"entry {entry} does not hash to its leaf", data or b""))
                break  # one says it: the whole bundle is evidence
    return leaves


def _tiles(read: TileReader, full: Sequence[bytes]) -> Iterator[Disagreement]:
    """Hold the tiles above the leaves against the hashes of the full tiles below them."""
    level, hashes = 1, list(full)
    while hashes:
        above = []
        for at in range(0, len(hashes), TILE_WIDTH):
            chunk = hashes[at : at + TILE_WIDTH]
            tile = Tile(level, at // TILE_WIDTH, len(chunk))
            shown = _shown(read, tile)
            if shown != b"".join(chunk):
                said = "is not shown" if shown is None else "is not what the tiles below it give"
                yield Disagreement(Shown.TILE, tile, said, shown or b"")
            if len(chunk) == TILE_WIDTH:
                above.append(root_from_leaves(chunk))
        level, hashes = level + 1, above


def _shown(read: TileReader, tile: Tile) -> bytes | None:
    try:
        return read(tile)
    except (AbsentError, LogError):
        return None


def _nodes(read: TileReader, full: Sequence[bytes], leaves: dict[int, list[bytes]]) -> NodeReader:
    """Read hashes of the rebuilt tree; leaves that are not held are fetched when they are needed."""
    again: dict[int, list[bytes]] = {}

    def leaves_of(number: int) -> list[bytes]:
        held = leaves.get(number) or again.get(number)
        if held is None:
            if len(again) >= LEAVES_HELD:
                again.clear()
            held = again[number] = _remembered(read, number, full[number])
        return held

    def node(level: int, index: int) -> bytes:
        if level >= TILE_HEIGHT:
            width = 1 << (level - TILE_HEIGHT)
            return root_from_leaves(full[index * width : (index + 1) * width])
        number, offset = divmod(index << level, TILE_WIDTH)
        return root_from_leaves(leaves_of(number)[offset : offset + (1 << level)])

    return node


def _given_up(_: int, __: int) -> bytes:
    raise AbsentError("the tree was given up: too much of it is wrong")


def _remembered(read: TileReader, number: int, root: bytes) -> list[bytes]:
    """The leaves of a bundle whose hash is remembered.

    Raises:
        AbsentError: what is shown now does not give that hash.
    """
    shown = _shown(read, Tile(0, number)) or b""
    leaves = split_hashes(shown, TILE_WIDTH) if len(shown) == TILE_WIDTH * HASH_BYTES else []
    if root_from_leaves(leaves) != root:
        raise AbsentError(f"the tile of bundle {number} is not shown as it was before")
    return leaves
