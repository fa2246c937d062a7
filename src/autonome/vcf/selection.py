"""The first pass over a VCF: the lines that touch a known locus of either build, and which build they are on.

This pass is all that a large file costs: a line is cut into columns, its position looked up, and forgotten.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autonome.genome import GenomeError, Panel, chromosome
from autonome.vcf.header import Header
from autonome.vcf.records import FIXED, block_end, parse, place_of, position_of


@dataclass(frozen=True, slots=True)
class Selected:
    """A line that touches a known locus of at least one build.

    Args:
        number: of the line in the file, from 1; 0 where an index was used and it is not known.
        text: without its line end.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Agreement:
    """How many known loci of a panel have the build's reference bases in REF, and how many have others."""

    panel: Panel
    agreeing: int
    differing: int

    @property
    def net(self) -> int:
        return self.agreeing - self.differing


ENOUGH_TO_REFUTE = 5
"""Known positions of the other build, net, that outweigh a header. By chance a genome of 4.5 million variants meets
two of the 1,200 positions of the other build, and one in four of those has its reference base."""

Windows = dict[str, tuple[list[int], list[int]]]
"""Chromosome as files spell it → first bases and last bases of the stretches that hold loci, ascending, disjoint."""


def select(lines: Iterable[tuple[int, str]], panels: Sequence[Panel], *, where: str) -> list[Selected]:
    """Keep the data lines that touch a locus of one of the panels.

    Args:
        lines: (number, text) of data lines, in any order.
        panels: one for each build that is still possible.
        where: the file, for messages.

    Raises:
        GenomeError: a line without columns or position.
    """
    kept = []
    windows = _windows(panels)
    by_name: dict[str, tuple[list[int], list[int]] | None] = {}
    for number, text in lines:
        parts = text.split("\t", FIXED)
        if len(parts) < FIXED:
            parse(text, number, where=where)  # says what is wrong
        name = parts[0]
        if name not in by_name:
            by_name[name] = windows.get(chromosome(name) or "")
        window = by_name[name]
        if window is None:
            continue
        firsts, lasts = window
        position = parts[1]
        # The short way for what every sound line has; the long way says what is wrong.
        plain = position.isdecimal() and position.isascii() and len(position) < len("1000000000")
        first = int(position) if plain else position_of(position, place_of(where, number, text))
        at = bisect_left(lasts, first)
        if at < len(lasts) and firsts[at] <= block_end(parts[7], first, parts[3]):
            kept.append(Selected(number, text))
    return kept


def _windows(panels: Sequence[Panel]) -> Windows:
    """The loci of all panels as disjoint stretches."""
    stretches: dict[str, list[tuple[int, int]]] = {}
    for panel in panels:
        for name, first, last in panel.regions(0):
            stretches.setdefault(name, []).append((first, last))
    found: Windows = {}
    for name, each in stretches.items():
        firsts, lasts = found.setdefault(name, ([], []))
        for first, last in sorted(each):
            if lasts and first <= lasts[-1]:
                lasts[-1] = max(lasts[-1], last)
            else:
                firsts.append(first)
                lasts.append(last)
    return found


def settle_build(header: Header, selected: Sequence[Selected], panels: Sequence[Panel], *, where: str) -> Panel:
    """Decide on which build the file was written: header first, then the known positions; both must agree.

    Args:
        header: of the file.
        selected: its lines at known loci of either build.
        panels: one for each build.
        where: the file.

    Returns:
        The panel of that build.

    Raises:
        GenomeError: header and positions contradict each other, or nothing tells.
    """
    scores = [_agreement(selected, panel, where) for panel in panels]
    if header.build is None:
        return _by_positions(scores, where)
    own = next((score for score in scores if score.panel.build is header.build), None)
    if own is None:
        raise GenomeError(f"is on {header.build}, which is not read here", where=where, mend="lift it over.")
    for other in scores:
        if other.net > max(own.net, 0) and (own.net < 0 or other.net >= ENOUGH_TO_REFUTE):
            raise GenomeError(
                f"the header says {header.build}, but {other.agreeing} known positions have the reference bases of "
                f"{other.panel.build}, and {own.agreeing} those of {header.build}",
                where=where,
                mend="correct the header's contig lines, or lift the file over again.",
            )
    return own.panel


def _by_positions(scores: Sequence[_Agreement], where: str) -> Panel:
    """The one build with which known positions agree more than they differ, and more than with any other build."""
    first, *others = sorted(scores, key=lambda score: score.net, reverse=True)
    if first.net <= 0 or any(other.net == first.net for other in others):
        raise GenomeError(
            "neither header nor known positions tell the build (GRCh37 or GRCh38)",
            where=where,
            mend="add ##contig lines with lengths, or ##reference=GRCh38.",
        )
    return first.panel


def _agreement(selected: Sequence[Selected], panel: Panel, where: str) -> _Agreement:
    agreeing = differing = 0
    for line in selected:
        parts = line.text.split("\t", 5)
        usual = chromosome(parts[0]) or ""
        first, ref = position_of(parts[1], where), parts[3].upper()
        for number in panel.overlapping(usual, first, first + len(ref) - 1):
            locus = panel.loci[number]
            if locus.position >= first and locus.end < first + len(ref):
                same = ref[locus.position - first : locus.end - first + 1] == locus.ref
                agreeing, differing = agreeing + same, differing + (not same)
    return _Agreement(panel, agreeing, differing)
