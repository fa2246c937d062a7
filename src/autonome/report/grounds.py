"""What one source says of one medicine, arranged for reading: results with the same statements stand together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autonome.evidence.guidance import Statement
from autonome.kernel import GeneSymbol, Text, parts
from autonome.kernel.texts import TWO_CLAUSES
from autonome.plan.consequence import SPOKEN, Consequence
from autonome.plan.phrases import join
from autonome.plan.populations import Fit
from autonome.plan.reasons import Basis, GuidanceLine, Reading, SourceAdvice
from autonome.report.words import Sign, for_whom, sign, strength

SHOWN_RESULTS = 4
"""Combinations of results listed for one set of statements; the rest are counted, and stand in ``plan.json``."""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as it concerns this patient, or the absence of one.

    Args:
        sign: the consequence.
        statement: or None where the source has none.
        strength: of the statement, where it can be applied and the source grades it, else "".
        unused: why the statement is shown and not relied upon, or "".
        population: for whom, or "".
        ruled_out: whether the record rules the population out.
    """

    sign: Sign
    statement: Statement | None
    strength: str
    unused: str
    population: str
    ruled_out: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """Results that lead to the same statements of one source, and those statements.

    Args:
        results: combinations of results, at most `SHOWN_RESULTS`.
        more: further combinations.
        said: the statements, most cautious first.
        means: (gene, sentence): what the results mean for the medicine.
        keys: (gene, key) under which the guidance was looked up.
        reasons: how the results led to those keys, or why there is no statement.
    """

    results: tuple[tuple[Reading, ...], ...]
    more: int
    said: tuple[Said, ...]
    means: tuple[tuple[GeneSymbol, str], ...]
    keys: tuple[tuple[GeneSymbol, str], ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source's column.

    Args:
        advice: what it says.
        supported: grounds that the data support.
        possible: grounds that need an allele that is not excluded.
        several: whether it says something on several possible results, so that their agreement is worth a word.
    """

    advice: SourceAdvice
    supported: tuple[Ground, ...]
    possible: tuple[Ground, ...]
    several: bool


def speaks(source: SourceAdvice) -> bool:
    """Whether a source states anything on any of the possible results."""
    return any(line.statement for line in source.lines)


def source_view(source: SourceAdvice) -> SourceView:
    """Arrange what one source says."""
    supported = tuple(_grounds(line for line in source.lines if not line.open))
    possible = tuple(_grounds(line for line in source.lines if line.open))
    results = {line.readings for line in source.lines}
    genes = {tuple(reading.gene for reading in line.readings) for line in source.lines}
    spoken = source.consequence in SPOKEN and not any(line.remote for line in source.lines)
    return SourceView(source, supported, possible, several=spoken and len(results) > len(genes))


def _grounds(lines: Iterable[GuidanceLine]) -> Iterator[Ground]:
    """Group lines by their results, then results by the statements that they lead to."""
    by_results: dict[tuple[Reading, ...], list[GuidanceLine]] = {}
    for line in lines:
        by_results.setdefault(line.readings, []).append(line)
    groups: dict[tuple[str, ...], list[list[GuidanceLine]]] = {}
    for alike in by_results.values():
        ends = tuple(line.statement.id if line.statement else "; ".join(line.reasons) for line in alike)
        genes = tuple(reading.gene for reading in alike[0].readings)
        groups.setdefault((*genes, alike[0].consequence, *ends), []).append(alike)
    return (_ground(group) for group in groups.values())


def _ground(group: list[list[GuidanceLine]]) -> Ground:
    lines = [line for alike in group for line in alike]
    results = tuple(alike[0].readings for alike in group)
    statements = [line.statement for line in group[0] if line.statement]
    means = {(gene, s.implications[gene].text): None for s in statements for gene in sorted(s.implications)}
    return Ground(
        results[:SHOWN_RESULTS],
        max(len(results) - SHOWN_RESULTS, 0),
        tuple(_said(line) for line in group[0]),
        tuple(means),
        tuple(dict.fromkeys(pair for line in lines for pair in line.lookup)),
        _joined(reason for line in lines for reason in line.reasons),
    )


def _joined(reasons: Iterable[str]) -> tuple[str, ...]:
    """Each clause of the reasons once: two genes are often bridged for the same reason."""
    return tuple(dict.fromkeys(clause for reason in reasons for clause in _clauses(reason)))


def _clauses(reason: str) -> Iterable[str]:
    return parts(reason, TWO_CLAUSES) if isinstance(reason, Text) else reason.split("; ")


def _unused(line: GuidanceLine) -> Text:
    """A statement that asks for nothing reassures only where its results are there and nothing contradicts them."""
    if line.statement is None or line.consequence is not Consequence.NOT_ASSESSED:
        return Text("")
    if any(reading.basis is Basis.DISPUTED for reading in line.readings):
        return Text("Not relied upon, because the results contradict each other:")
    return Text("Not relied upon, for want of a usable result of {genes}:", genes=join(line.undetermined))


def _said(line: GuidanceLine) -> Said:
    ruled_out = line.population.fit is Fit.RULED_OUT
    shown = sign(line.consequence, conditional=line.conditional)
    graded = line.statement is not None and line.consequence in SPOKEN
    return Said(
        shown,
        line.statement,
        strength(line.statement.strength) if line.statement and graded else "",
        _unused(line),
        for_whom(line.population),
        ruled_out,
    )
