"""A tree is rebuilt from its entries, and whatever is shown beside them is held against it."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.ledger import AbsentError, consistency_proof, leaf_hash, root_from_leaves, verify_consistency
from autonome.ledger.rebuilding import Shown, rebuild
from autonome.ledger.tiles import Tile
from tests.examples import examples
from tests.unit.ledger.trees import Tiles

SIZES = (0, 1, 5, 255, 256, 257, 700)


def root(tiles: Tiles, size: int) -> bytes:
    return root_from_leaves([leaf_hash(entry) for entry in tiles.entries[:size]])


@pytest.mark.parametrize("size", SIZES)
def test_a_sound_tree_is_rebuilt_and_nothing_disagrees(size: int) -> None:
    tiles = Tiles(size)
    rebuilt = rebuild(tiles.read, size)
    assert rebuilt.wrong == ()
    assert rebuilt.root == root(tiles, size)
    assert all(rebuilt.root_at(before) == root(tiles, before) for before in (1, size // 2, size) if 0 < before <= size)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_any_byte_that_is_changed_anywhere_is_told(data: st.DataObject) -> None:
    size = data.draw(st.sampled_from((5, 257, 700)))
    tiles = Tiles(size)
    path = data.draw(st.sampled_from(sorted(tiles.files)))
    at = data.draw(st.integers(0, len(tiles.files[path]) - 1))
    changed = bytearray(tiles.files[path])
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    tiles.files[path] = bytes(changed)
    rebuilt = rebuild(tiles.read, size)
    assert rebuilt.wrong
    assert path in {each.tile.path for each in rebuilt.wrong} or path.startswith("tile/0/"), (
        "the very one, or its bundle"
    )


@pytest.mark.parametrize("path", sorted(Tiles(700).files))
def test_what_is_not_shown_is_told_by_its_name(path: str) -> None:
    tiles = Tiles(700)
    del tiles.files[path]
    assert [(each.tile.path, each.said) for each in rebuild(tiles.read, 700).wrong] == [(path, "is not shown")]


def test_a_changed_entry_is_named_and_its_bundle_is_the_evidence() -> None:
    tiles = Tiles(300)
    bundle = tiles.files["tile/entries/001.p/44"]
    tiles.files["tile/entries/001.p/44"] = bundle.replace(b"entry 270", b"entry 999")
    rebuilt = rebuild(tiles.read, 300)
    (wrong,) = rebuilt.wrong
    assert (wrong.shown, wrong.said) == (Shown.ENTRIES, "entry 270 does not hash to its leaf")
    assert wrong.data == tiles.files["tile/entries/001.p/44"]
    assert rebuilt.root != root(tiles, 300)


def test_what_was_rebuilt_before_is_not_fetched_again_and_gives_the_same_tree() -> None:
    tiles = Tiles(700)
    first = rebuild(tiles.read, 700)
    tiles.asked.clear()
    again = rebuild(tiles.read, 700, first.bundles)
    assert (again.root, again.bundles) == (first.root, first.bundles)
    assert tiles.asked == ["tile/entries/002.p/188", "tile/0/002.p/188", "tile/1/000.p/2"]
    verify_consistency(100, 700, consistency_proof(100, 700, again.node), root(tiles, 100), again.root)


def test_a_remembered_bundle_whose_tile_was_changed_since_cannot_be_asked() -> None:
    tiles = Tiles(300)
    first = rebuild(tiles.read, 300)
    tiles.files["tile/0/000"] = bytes(8192)
    with pytest.raises(AbsentError, match="bundle 0 is not shown as it was"):
        rebuild(tiles.read, 300, first.bundles).root_at(100)


def test_a_tree_of_any_size_is_rebuilt_without_holding_its_leaves() -> None:
    one = Tiles(256)
    bundle, leaves = one.read(Tile(-1, 0)), one.read(Tile(0, 0))
    rebuilt: list[int] = []

    def peak(bundles: int) -> int:
        tracemalloc.start()
        try:
            rebuilt.append(rebuild(lambda tile: bundle if tile.level < 0 else leaves, bundles * 256).size)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(30) < 200_000, "30 bundles of leaves are half a MB and more"
    assert rebuilt == [30 * 256]
