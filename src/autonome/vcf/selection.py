"""The first pass over a VCF: the lines at known loci of either build, and which build they are on.

Kept are the lines that touch a locus or the base beside it. What this pass costs for the millions that do not is the
business of `windows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autonome.genome import Build, GenomeError, Panel, chromosome
from autonome.vcf.header import Header
from autonome.vcf.records import FIXED, block_end, check_columns, parse, place_of, position_of
from autonome.vcf.windows import Windows


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

MAX_KEPT_LINES = 100_000
"""Lines at known positions: both builds have 2,500 positions, and real files a few lines at each."""

LARGEST_LETTER = 4
"""Bytes for each letter of a text that holds one rare letter."""

MAX_KEPT = 64 * 1024 * 1024
"""Bytes of all these lines: 1,200 positions of 2,500 samples with 20 characters each; of one sample any number."""


def select(
    lines: Iterable[tuple[int, str]], panels: Sequence[Panel], *, where: str, only: Column | None = None
) -> list[Selected]:
    """Keep the data lines that touch a locus of one of the panels, or its neighbour.

    Args:
        lines: (number, text) of data lines, in any order.
        panels: one for each build that is still possible.
        where: the file, for messages.
        only: the sample that is wanted, of several; the others are cut out of the lines.

    Raises:
        GenomeError: a line without columns or position, or more at known positions than a real file has.
    """
    kept: list[Selected] = []
    size = 0
    windows = Windows.of(panels)
    for number, text in lines:
        if _touches(text, number, windows, where):
            line = text if only is None else only.cut(text, place_of(where, number, text))
            size += len(line) if line.isascii() else LARGEST_LETTER * len(line)
            kept.append(Selected(number, line))
            if len(kept) > MAX_KEPT_LINES or size > MAX_KEPT:
                raise GenomeError(
                    f"holds more than {MAX_KEPT_LINES:,} lines or {MAX_KEPT >> 20} MiB at known positions",
                    where=place_of(where, number, text),
                    mend="choose one person with --sample; else check where the file came from.",
                )
    return kept


def _touches(text: str, number: int, windows: Windows, where: str) -> bool:
    parts = text.split("\t", FIXED)
    if len(parts) < FIXED:
        parse(text, number, where=where)  # says what is wrong
    window = windows.of_name(parts[0])
    if window is None:
        return False
    first = position_of(parts[1], place_of(where, number, text))
    return window.meets(first, block_end(parts[7], first, parts[3], parts[4]))


@dataclass(frozen=True, slots=True)
class Column:
    """One sample's column among several.

    Args:
        number: of the sample in the header, from 0.
        samples: how many there are.
    """

    number: int
    samples: int

    def cut(self, text: str, place: str) -> str:
        """A line with this sample alone.

        Raises:
            GenomeError: the line has another number of samples than the header.
        """
        check_columns(text, self.samples, place)
        fixed, at = text.split("\t", FIXED + 1)[: FIXED + 1], -1
        for _ in range(FIXED + 1 + self.number):
            at = text.index("\t", at + 1)
        return "\t".join((*fixed, text[at + 1 :].partition("\t")[0]))


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
    settled = _by_positions(scores, where) if header.build is None else _by_header(header.build, scores, where)
    _refuse_shifted(selected, settled, where)
    return settled.panel


def _by_header(build: Build, scores: Sequence[_Agreement], where: str) -> _Agreement:
    """The panel of the header's build, unless the positions refute it."""
    own = next((score for score in scores if score.panel.build is build), None)
    if own is None:
        raise GenomeError(f"is on {build}, which is not read here", where=where, mend="lift it over.")
    for other in scores:
        if other.net > max(own.net, 0) and (own.net < 0 or other.net >= ENOUGH_TO_REFUTE):
            raise GenomeError(
                f"the header says {build}, but {other.agreeing} known positions have the reference bases of "
                f"{other.panel.build}, and {own.agreeing} those of {build}",
                where=where,
                mend="correct the header's contig lines, or lift the file over again.",
            )
    return own


def _refuse_shifted(selected: Sequence[Selected], settled: _Agreement, where: str) -> None:
    """See that the records do not stand one base beside the known positions: such a file counts from 0.

    Raises:
        GenomeError: they do.
    """
    panel = settled.panel
    for shift, side in ((-1, "before"), (1, "after")):
        beside = 0
        for line in selected:
            name, pos, _, ref, alt, _ = line.text.split("\t", 5)
            place = position_of(pos, where) - shift
            beside += any(
                locus.position == place and locus.ref == ref.upper() and alt.upper() in locus.alts
                for locus in map(panel.loci.__getitem__, panel.overlapping(chromosome(name) or "", place, place))
            )
        if beside >= ENOUGH_TO_REFUTE and beside > settled.agreeing:
            raise GenomeError(
                f"{beside} records stand one base {side} known positions, with the alleles of these",
                where=where,
                mend="positions count from 1 in a VCF; write the file again from its source.",
            )


def _by_positions(scores: Sequence[_Agreement], where: str) -> _Agreement:
    """The one build with which known positions agree more than they differ, and more than with any other build."""
    first, *others = sorted(scores, key=lambda score: score.net, reverse=True)
    if first.net <= 0 or any(other.net == first.net for other in others):
        raise GenomeError(
            "neither header nor known positions tell the build (GRCh37 or GRCh38)",
            where=where,
            mend="add ##contig lines with lengths, or ##reference=GRCh38.",
        )
    return first


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
