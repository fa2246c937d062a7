"""Blocks of whole lines are the lines that the reader of single lines gives, whatever the pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.adapters import line_blocks
from autonome.adapters.line_blocks import LineBlocks
from autonome.adapters.text_lines import TextLines
from autonome.genome import GenomeError

contents = st.lists(
    st.sampled_from([b"a\n", b"\n", b"bc", b"\r\n", b"\0", "é\n".encode(), b"\xff", b"dddddddd"]), max_size=9
)


def taken(lines: LineBlocks | TextLines, first: int) -> list[tuple[int, bytes]] | str:
    """All lines with their numbers, some of them one by one; or why they are refused."""
    found: list[tuple[int, bytes]] = []
    try:
        one_by_one = lines.one_by_one()
        for number in range(1, first + 1):
            line = next(one_by_one, None)
            if line is None:
                return found
            found.append((number, line.encode()))
        for number, block in lines.blocks():
            each = block if isinstance(block, list) else block.split(b"\n")[:-1]
            found += [(number + at, line) for at, line in enumerate(each)]
    except GenomeError as error:
        return str(error)
    return found


@given(contents, st.integers(0, 3), st.integers(1, 12))
def test_blocks_are_the_lines(pieces: list[bytes], first: int, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_blocks, "BLOCK", size)
        ours = taken(LineBlocks(pieces, "x"), first)
    theirs = taken(TextLines(pieces, "x"), first)
    assert ours == theirs or (isinstance(ours, str) and isinstance(theirs, str))


def test_a_line_without_end_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_blocks, "BLOCK", 8)
    monkeypatch.setattr(line_blocks, "MAX_LINE", 20)
    with pytest.raises(GenomeError, match="x, line 2: is longer than"):
        list(LineBlocks([b"a\n", *[b"b" * 7] * 9], "x").blocks())
    with pytest.raises(GenomeError, match="x, line 1: is longer than"):
        list(LineBlocks([b"b" * 21 + b"\n"], "x").blocks())
