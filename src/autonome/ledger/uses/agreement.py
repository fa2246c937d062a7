"""Holding an index of uses against its log: where the two part.

The log decides. An index that says more, less or other than what the log opens is made anew from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge
from itertools import groupby

from autonome.ledger.uses.queries import FoundUse


class Part(StrEnum):
    """How index and log part at an entry."""

    MISSING = "missing"
    """The log holds a line that the index does not know."""

    EXTRA = "extra"
    """The index says a line that the log does not hold."""

    OTHER = "other"
    """The index says another line than the log holds."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry at which index and log part.

    Args:
        index: of the entry.
        part: how.
    """

    index: int
    part: Part


def differences(said: Iterable[FoundUse], held: Iterable[FoundUse]) -> Iterator[Difference]:
    """Hold what an index says against what its log holds; neither is kept in memory.

    Args:
        said: all that the index says, in log order.
        held: all lines that the log opens, in log order, as of the same tree.

    Yields:
        Where they part, in log order; nothing where they agree.
    """
    marked = merge(((each, True) for each in said), ((each, False) for each in held), key=lambda pair: pair[0].index)
    for index, group in groupby(marked, key=lambda pair: pair[0].index):
        pairs = list(group)
        ours = [each for each, by_the_index in pairs if by_the_index]
        theirs = [each for each, by_the_index in pairs if not by_the_index]
        if ours != theirs:
            yield Difference(index, _part(ours, theirs))


def _part(said: list[FoundUse], held: list[FoundUse]) -> Part:
    if not said:
        return Part.MISSING
    return Part.OTHER if held else Part.EXTRA
