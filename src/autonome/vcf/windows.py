"""Which data lines can touch a known locus: told from their bytes, for the millions that cannot.

Invariant: `Windows.near` passes every line that `select` would keep or refuse; it may pass others. What it holds back,
has eight columns, a plain position on a contig, and ends before the next locus begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from autonome.genome import GenomeError, Panel, chromosome
from autonome.genome.builds import spellings
from autonome.vcf.records import FIXED, WRITTEN_IN_BASES

MAX_PLAIN_DIGITS = 9
"""Digits of a position that needs no second look: below 2^31 whatever they are."""


NEIGHBOUR = 1
"""Bases around a locus that are looked at too: a file that counts from 0 shows there."""


@dataclass(frozen=True, slots=True)
class Window:
    """The loci of one chromosome, of all builds, and their neighbours, as disjoint stretches.

    Args:
        firsts: their first bases, ascending.
        lasts: their last bases.
    """

    firsts: Sequence[int]
    lasts: Sequence[int]

    def meets(self, first: int, last: int) -> bool:
        """Whether a stretch of bases touches any."""
        at = bisect_left(self.lasts, first)
        return at < len(self.lasts) and self.firsts[at] <= last

    def gap(self, position: int) -> tuple[int, int]:
        """The bases around a position that lie in no stretch, as (the last before it, the first behind it)."""
        at = bisect_left(self.lasts, position)
        behind = self.firsts[at] if at < len(self.firsts) else BEHIND_ALL
        return (self.lasts[at - 1] if at else -1), behind


BEHIND_ALL = 1 << 62
"""Behind every base: no line is long enough to reach it."""

NO_GAP = (BEHIND_ALL, -1)
"""A gap in which no position lies: it has to be looked up."""

SINGLE_BASES = frozenset({b"A", b"C", b"G", b"T"})
"""The alternatives of nine lines in ten."""

MAX_PASSED_OVER = 10_000
"""Empty lines and comments among the records: sound files have none, and each costs more than its one byte is worth."""

_LETTERS = WRITTEN_IN_BASES.encode()

_END = re.compile(rb"(?:^|;)END=([^;]*)")


@dataclass(frozen=True, slots=True)
class Windows:
    """The loci of several panels, by chromosome.

    Args:
        by_chromosome: usual name → its stretches.
    """

    by_chromosome: Mapping[str, Window]
    _by_name: Mapping[bytes, Window] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {name.encode(): each for usual, each in self.by_chromosome.items() for name in spellings(usual)}
        object.__setattr__(self, "_by_name", found)

    @classmethod
    def of(cls, panels: Sequence[Panel]) -> Windows:
        """The loci of all panels with their neighbours, as disjoint stretches."""
        stretches: dict[str, list[tuple[int, int]]] = {}
        for panel in panels:
            for name, first, last in panel.regions(0):
                stretches.setdefault(name, []).append((first - NEIGHBOUR, last + NEIGHBOUR))
        return cls({name: _joined(each) for name, each in stretches.items()})

    def of_name(self, name: str) -> Window | None:
        """The loci of a chromosome in any spelling."""
        return self.by_chromosome.get(chromosome(name) or "")

    def near(self, blocks: Iterable[tuple[int, Sequence[bytes]]], *, where: str) -> Iterator[tuple[int, bytes]]:
        """The lines that need a second look, with their numbers.

        Args:
            blocks: number of the first line, and lines without their ends, in any order.
            where: the file, for messages.

        Raises:
            GenomeError: more lines than a file has are no records.
        """
        passed = 0
        for number, lines in blocks:
            for at, line in self._near(lines, number):
                if line.strip() and not line.startswith(b"#"):
                    yield at, line
                    continue
                passed += 1
                if passed > MAX_PASSED_OVER:
                    raise GenomeError(
                        f"is one of more than {MAX_PASSED_OVER:,} that are empty or comments",
                        where=f"{where}, line {at}",
                        mend="check where the file came from; write it again with bcftools view.",
                    )

    def _near(self, lines: Sequence[bytes], number: int) -> Iterator[tuple[int, bytes]]:
        # Every step here is paid millions of times in a whole genome; files are mostly in order, so that the gap
        # between two stretches that held for a line mostly holds for the next.
        last_name: bytes | None = None
        window: Window | None = None
        before, behind = NO_GAP
        for at, line in enumerate(lines, number):
            try:
                name, position, _, ref, alt, _, _, rest = line.split(b"\t", FIXED - 1)
            except ValueError:
                yield at, line
                continue
            if name != last_name:
                last_name, window = name, self._by_name.get(name)
                before, behind = NO_GAP
            if window is None:
                continue
            if not position.isdigit() or len(position) > MAX_PLAIN_DIGITS:
                yield at, line
                continue
            first = int(position)
            if not before < first < behind:
                before, behind = window.gap(first)
            if not before < first <= behind - len(ref) or (
                alt not in SINGLE_BASES and _reaches(rest, alt, first, behind)
            ):
                yield at, line


def _reaches(rest: bytes, alt: bytes, first: int, behind: int) -> bool:
    """Whether a record that ends before the next locus by its REF may reach it by its ``END``."""
    if not alt.strip(_LETTERS):
        return False
    match = _END.search(rest.partition(b"\t")[0]) if b"END=" in rest else None
    if match is None:
        return False
    end = match[1]
    return not (end.isdigit() and len(end) <= MAX_PLAIN_DIGITS and first <= int(end) < behind)


def _joined(stretches: list[tuple[int, int]]) -> Window:
    firsts: list[int] = []
    lasts: list[int] = []
    for first, last in sorted(stretches):
        if lasts and first <= lasts[-1]:
            lasts[-1] = max(lasts[-1], last)
        else:
            firsts.append(first)
            lasts.append(last)
    return Window(firsts, lasts)
