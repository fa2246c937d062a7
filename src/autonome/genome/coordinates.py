"""One number for each base of a build: chromosomes laid end to end, so that a position fits into 32 bits.

Each chromosome takes its length and two places more: a VCF may write position 0 and the one behind the last base
(telomeres, VCF 4.3 section 1.4.1). What lies on no primary chromosome, or beyond the end of one, has no number of its
own: it is `ELSEWHERE`. Positions are 1-based, plus strand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from autonome.genome.builds import CONTIG_LENGTHS, Build

ELSEWHERE = 0xFFFF_FFFF
"""Stands for every place without a number; sorts behind all others."""

MITOCHONDRION = 16_571
"""Bases of the longer of two mitochondrial references (NC_001807, of hg19's chrM; NC_012920.1 has 16,569)."""

_TELOMERES = 2


@dataclass(frozen=True, slots=True)
class Coordinates:
    """The genome-wide coordinate of one build.

    Args:
        build: the assembly.
        offsets: usual name of a chromosome → what is added to a position on it.
        lengths: usual name → bases.
    """

    build: Build
    offsets: Mapping[str, int]
    lengths: Mapping[str, int]
    _names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_names", tuple(self.offsets))
        object.__setattr__(self, "_starts", tuple(self.offsets.values()))

    def of(self, chromosome: str, position: int) -> int:
        """The number of a base.

        Args:
            chromosome: usual name, such as ``chr10``.
            position: 1-based; 0 and the place behind the last base are allowed.

        Returns:
            `ELSEWHERE` where it has none.
        """
        length = self.lengths.get(chromosome, -2)
        return self.offsets[chromosome] + position if 0 <= position <= length + 1 else ELSEWHERE

    def place(self, coordinate: int) -> tuple[str, int]:
        """The base that a number stands for, as (usual name, 1-based position).

        Args:
            coordinate: not `ELSEWHERE`.
        """
        at = bisect_right(self._starts, coordinate) - 1
        return self._names[at], coordinate - self._starts[at]

    def end_of(self, chromosome: str) -> int:
        """The number of the place behind a chromosome's last base."""
        return self.offsets[chromosome] + self.lengths[chromosome] + 1


@cache
def coordinates(build: Build) -> Coordinates:
    """The genome-wide coordinate of a build: chromosomes 1 to 22, X, Y, and the mitochondrion."""
    lengths = {name: length for (name, length), each in CONTIG_LENGTHS.items() if each is build}
    lengths["chrM"] = MITOCHONDRION
    offsets, begun = {}, 0
    for name, length in lengths.items():
        offsets[name] = begun
        begun += length + _TELOMERES
    return Coordinates(build, offsets, lengths)
