"""The tree, its tiles and its proofs against RFC 6962 written down as it stands there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.ledger import (
    EMPTY_ROOT,
    FormatError,
    Frontier,
    NodeReader,
    Tile,
    VerificationError,
    bundles_after,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_reader,
    root_from_leaves,
    split_bundle,
    split_hashes,
    tiles_after,
    verify_consistency,
    verify_inclusion,
)
from autonome.ledger.tiles import join_bundle


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def leaves_of(count: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(count)]


def reader(leaves: Sequence[bytes]) -> NodeReader:
    return lambda level, index: naive_root(leaves[index << level : (index + 1) << level])


def grown(sizes: Sequence[int]) -> tuple[dict[str, bytes], list[bytes], list[bytes]]:
    """Files of a log that grew by these steps, with its leaves and entries."""
    files: dict[str, bytes] = {}

    def read(tile: Tile) -> bytes:
        return files[tile.path]

    entries = [b"entry %d" % number for number in range(sum(sizes))]
    leaves = [leaf_hash(entry) for entry in entries]
    size = 0
    for step in sizes:
        new = slice(size, size + step)
        written = (
            *bundles_after(read, size, entries[new]),
            *tiles_after(read, size, leaves[new]),
        )
        files |= {tile.path: data for tile, data in written}
        size += step
    return files, leaves, entries


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == naive_root([])


@given(st.integers(0, 200))
def test_frontier_and_leaves_give_the_naive_root(count: int) -> None:
    leaves = leaves_of(count)
    assert Frontier().extend(leaves).root() == root_from_leaves(leaves) == naive_root(leaves)
    assert Frontier.read(count, reader(leaves)) == Frontier().extend(leaves)


@given(st.data())
def test_each_proof_holds_and_none_of_its_changes_does(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    leaves, root = leaves_of(size), naive_root(leaves_of(size))
    proof = inclusion_proof(index, size, reader(leaves))
    verify_inclusion(leaves[index], index, size, proof, root)
    changed = data.draw(
        st.sampled_from(
            [
                (leaf_hash(b"other"), index, size, proof, root),
                (leaves[index], index, size, (*proof, root), root),
                (leaves[index], size, size, proof, root),
                (leaves[index], -1, size, proof, root),
                (leaves[index][:31], index, size, proof, root),
                (leaves[index], index, size, proof, leaf_hash(b"root")),
                *([(leaves[index], index, size, proof[:-1], root)] if proof else []),
                *([(leaves[index], index, size, (proof[0][::-1], *proof[1:]), root)] if proof else []),
            ]
        )
    )
    with pytest.raises(VerificationError):
        verify_inclusion(*changed)


@given(st.data())
def test_a_tree_is_consistent_with_what_it_grew_from_and_with_nothing_else(data: st.DataObject) -> None:
    newer = data.draw(st.integers(1, 130))
    older = data.draw(st.integers(1, newer))
    leaves = leaves_of(newer)
    roots = naive_root(leaves[:older]), naive_root(leaves)
    proof = consistency_proof(older, newer, reader(leaves))
    verify_consistency(older, newer, proof, *roots)
    rewritten = naive_root([leaf_hash(b"rewritten"), *leaves[1:older]])
    for change in [
        (older, newer, proof, rewritten, roots[1]),
        (older, newer, proof, roots[0], leaf_hash(b"root")),
        (older, newer, (*proof, roots[0]), *roots),
        (0, newer, (), EMPTY_ROOT, roots[1]),
        (newer + 1, newer, proof, *roots),
    ]:
        with pytest.raises(VerificationError):
            verify_consistency(*change)


@pytest.mark.parametrize("steps", [[1] * 12, [255, 1, 1], [256, 256], [600, 1, 300], [257, 0, 255]])
def test_tiles_hold_every_hash_of_the_tree_however_it_grew(steps: list[int]) -> None:
    files, leaves, entries = grown(steps)
    size = sum(steps)
    node = node_reader(lambda tile: files[tile.path], size)
    assert Frontier.read(size, node).root() == naive_root(leaves)
    for index in {0, size // 2, size - 1}:
        verify_inclusion(leaves[index], index, size, inclusion_proof(index, size, node), naive_root(leaves))
    width = size % 256 or 256
    last = Tile(-1, (size - 1) // 256, width)
    assert split_bundle(files[last.path], width) == entries[size - width :]


def test_seventy_thousand_entries_lie_in_the_tiles_that_the_specification_counts() -> None:
    leaves = [leaf_hash(b"")] * 70_000
    written = [tile for tile, _ in tiles_after(lambda _: b"", 0, leaves)]
    assert sum(tile.level == 0 and tile.width == 256 for tile in written) == 273
    assert [(tile.level, tile.width) for tile in written if tile.width < 256] == [(0, 112), (1, 17), (2, 1)]
    assert sum(tile.level == 1 and tile.width == 256 for tile in written) == 1


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0, 5), "tile/0/000.p/5"),
        (Tile(2, 1_234_067), "tile/2/x001/x234/067"),
        (Tile(-1, 999, 1), "tile/entries/999.p/1"),
        (Tile(-1, 1000), "tile/entries/x001/000"),
    ],
)
def test_tile_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"\x00", "ends within"), (b"\x00\x05abc", "ends within"), (b"\x00\x01a\x00\x01b", "2 entries where 1")],
)
def test_a_torn_bundle_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        split_bundle(data, 1)


def test_a_torn_tile_and_an_entry_without_bounds_are_refused() -> None:
    with pytest.raises(FormatError, match="31 bytes where 1 hashes"):
        split_hashes(b"x" * 31, 1)
    with pytest.raises(FormatError, match="longer than 65535"):
        join_bundle([b"x" * 65_536])
