"""Names of tiles as they stand in requests: one spelling each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.ledger import FormatError, Tile
from autonome.ledger.tiles import join_bundle


@given(st.integers(-1, 63), st.integers(0, 10**18), st.integers(1, 256))
def test_a_name_reads_back_as_its_tile(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/05",
        "tile/0/000.p/256",
        "tile/0/000.p/1000",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "tile/0//000",
        "tile/entries/../0/000",
        "tile/0/\u0660\u0660\u0660",
        "tile/0/000\n",
        "tile/0/" + "x000/" * 50 + "000",
        "/tile/0/000",
        "checkpoint",
        "",
    ],
)
def test_no_other_spelling_names_a_tile(path: str) -> None:
    with pytest.raises(FormatError, match="no tile has this name"):
        Tile.parse(path)


def test_a_tile_stands_in_a_tree_that_holds_all_of_it() -> None:
    assert Tile(0, 0, 5).stands_in(5)
    assert not Tile(0, 0, 6).stands_in(5)
    assert Tile(-1, 1, 1).stands_in(257)
    assert not Tile(1, 0, 1).stands_in(255)
    assert Tile(1, 0, 1).stands_in(256)


def test_a_narrower_tile_is_cut_from_a_wider_one() -> None:
    assert Tile(0, 0, 2).cut(bytes(96)) == bytes(64)
    assert Tile(-1, 0, 1).cut(join_bundle([b"one", b"two"])) == join_bundle([b"one"])
    with pytest.raises(FormatError, match="64 bytes where 3"):
        Tile(0, 0, 3).cut(bytes(64))
