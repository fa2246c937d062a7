"""The places that are looked at: known loci on one build, found quickly by chromosome and position.

Coordinates are 1-based and inclusive, plus strand.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autonome.genome.builds import Build
from autonome.genome.normalization import Variant, spellings


@dataclass(frozen=True, slots=True)
class Locus:
    """One known position on one build.

    Args:
        chromosome: such as ``chr10``.
        position: 1-based, first base of ``ref``.
        ref: reference allele, VCF form.
        alts: known alternatives, VCF form.
        label: rsid, or the genomic name where there is none.
        names: genomic HGVS names on this build, ``;`` between several, from which the spellings of indels follow;
            "" vouches for the left-aligned spelling alone.
    """

    chromosome: str
    position: int
    ref: str
    alts: tuple[str, ...]
    label: str
    names: str = ""
    indels: Mapping[Variant, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "indels", {} if self.single_base else self._spellings())

    def _spellings(self) -> Mapping[Variant, str]:
        return spellings(self.position, self.ref, self.alts, name=self.names)

    @property
    def single_base(self) -> bool:
        """Whether reference and alternatives are single bases."""
        return len(self.ref) == 1 and all(len(alt) == 1 for alt in self.alts)

    @property
    def end(self) -> int:
        """Last base of the reference allele."""
        return self.position + len(self.ref) - 1

    @property
    def reach(self) -> int:
        """Last base at which a spelling of a known alternative may start."""
        return max((start for start, _, _ in self.indels), default=self.position)


@dataclass(frozen=True, slots=True)
class Panel:
    """All loci of one build, in a fixed order.

    Args:
        build: the assembly of the coordinates.
        loci: in the order in which results are listed.
    """

    build: Build
    loci: tuple[Locus, ...]
    _starts: Mapping[str, Sequence[int]] = field(init=False, repr=False, compare=False)
    _index: Mapping[str, Sequence[tuple[int, int, int]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows: dict[str, list[tuple[int, int, int]]] = {}
        for number, locus in enumerate(self.loci):
            rows.setdefault(locus.chromosome, []).append((max(locus.end, locus.reach), locus.position, number))
        for each in rows.values():
            each.sort()
        object.__setattr__(self, "_index", rows)
        object.__setattr__(self, "_starts", {name: [row[0] for row in each] for name, each in rows.items()})

    @property
    def chromosomes(self) -> tuple[str, ...]:
        """Where loci lie."""
        return tuple(self._index)

    def overlapping(self, chromosome: str, first: int, last: int) -> Sequence[int]:
        """Numbers of the loci that a stretch of a chromosome touches.

        Args:
            chromosome: usual name.
            first: 1-based first base.
            last: last base, included.
        """
        ends = self._starts.get(chromosome)
        if ends is None:
            return ()
        at = bisect_left(ends, first)
        rows = self._index[chromosome]
        found = []
        # Rows are in order of their last base; a locus spans few bases, so the scan stops soon after `last`.
        while at < len(rows) and rows[at][0] <= last + LONGEST_LOCUS:
            if rows[at][1] <= last:
                found.append(rows[at][2])
            at += 1
        return found

    def regions(self, gap: int) -> Sequence[tuple[str, int, int]]:
        """Stretches that hold all loci, neighbours closer than ``gap`` bases joined.

        Args:
            gap: in bases.

        Returns:
            (chromosome, first base, last base), 1-based and inclusive.
        """
        found: list[tuple[str, int, int]] = []
        for name, rows in self._index.items():
            for end, start, _ in sorted(rows, key=lambda row: row[1]):
                if found and found[-1][0] == name and start - found[-1][2] <= gap:
                    found[-1] = (name, found[-1][1], max(found[-1][2], end))
                else:
                    found.append((name, start, end))
        return found


LONGEST_LOCUS = 64
"""Upper bound, in bases, of a known locus and its spellings; the longest of the tables spans 34 (checked in a test)."""
