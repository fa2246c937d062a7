"""What the templates show, computed from the plan: no markup here, and no decision about a patient either."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from autonome.evidence.guidance import Action, Statement
from autonome.kernel import DrugName, GeneSymbol
from autonome.pharmacogenomics.calls import Status
from autonome.plan.consequence import SPOKEN, Consequence, caution_rank
from autonome.plan.populations import Fit
from autonome.plan.reasons import GuidanceLine, Reading, SourceAdvice, Verdict
from autonome.plan.values import (
    AlternativeCheck,
    Cause,
    Change,
    Check,
    GeneLine,
    Left,
    LeftOut,
    MedicationAdvice,
    Origin,
    Plan,
    Unassessed,
)
from autonome.plan.verdict import leading_line
from autonome.report.words import Sign, for_whom, sign, strength

SHOWN_RESULTS = 4
"""Combinations of results listed for one set of statements; the rest are counted, and stand in ``plan.json``."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What one source says to the best-supported results, in a few words, for page 1.

    Args:
        source: its name.
        sign: its consequence.
        strength: of the statement behind it; "" where it says nothing, or the source does not grade it.
        amount: the dose change, or the dose not to exceed, where another line leads page 1 or sources differ in it.
        population: for whom, or "".
    """

    source: str
    sign: Sign
    strength: str
    amount: str
    population: str


@dataclass(frozen=True, slots=True)
class Said:
    """One statement as it concerns this patient, or the absence of one.

    Args:
        sign: the consequence.
        statement: or None where the source has none.
        strength: of the statement, where it can be applied and the source grades it, else "".
        population: for whom, or "".
        ruled_out: whether the record rules the population out.
    """

    sign: Sign
    statement: Statement | None
    strength: str
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


@dataclass(frozen=True, slots=True)
class MedicineView:
    """One medicine, for page 1 and for its details."""

    anchor: str
    name: str
    advice: MedicationAdvice
    sign: Sign
    best_supported: Sign | None
    for_whom: str
    voices: tuple[Voice, ...]
    differ: str
    uncertain: bool
    at_worst: tuple[tuple[Sign, tuple[GeneSymbol, ...]], ...]
    changes: tuple[Change, ...]
    remote: tuple[Change, ...]
    checked: tuple[AlternativeCheck, ...]
    unchecked: tuple[AlternativeCheck, ...]
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class MissingGene:
    """A gene without a usable result, and the medicines that wait for it."""

    missing: Unassessed
    medicines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """Everything that the templates need beside the plan itself."""

    current: tuple[MedicineView, ...]
    considered: tuple[MedicineView, ...]
    tally: tuple[tuple[Sign, int], ...]
    missing_genes: tuple[MissingGene, ...]
    not_advised: tuple[LeftOut, ...]
    inactive: tuple[LeftOut, ...]
    genes_used: tuple[GeneLine, ...]
    genes_other: tuple[GeneLine, ...]
    genes_unread: tuple[GeneLine, ...]
    calls: Mapping[GeneSymbol, GeneLine]


def pages_of(plan: Plan) -> Pages:
    """Arrange a plan for reading."""
    views = [_medicine(f"m{number}", advice) for number, advice in enumerate(plan.medicines, start=1)]
    current = tuple(view for view in views if view.advice.origin is Origin.CURRENT)
    other = [line for line in plan.genes if not line.used_for]
    counted = Counter(view.sign for view in current)
    return Pages(
        current,
        tuple(view for view in views if view.advice.origin is Origin.CONSIDERED),
        tuple(counted.items()),
        _missing(plan.medicines),
        tuple(left for left in plan.left_out if left.why is not Left.INACTIVE),
        tuple(left for left in plan.left_out if left.why is Left.INACTIVE),
        tuple(line for line in plan.genes if line.used_for),
        tuple(line for line in other if _has_data(line)),
        tuple(line for line in other if not _has_data(line)),
        {line.call.gene: line for line in plan.genes},
    )


def _has_data(line: GeneLine) -> bool:
    return line.call.status is not Status.NOT_ASSESSED or bool(line.call.assumed)


def named(drug: DrugName) -> str:
    """An ingredient with a capital."""
    return f"{drug[:1].upper()}{drug[1:]}"


def _medicine(anchor: str, advice: MedicationAdvice) -> MedicineView:
    verdict = advice.verdict
    best = verdict.best_supported
    return MedicineView(
        anchor,
        named(verdict.drug),
        advice,
        sign(verdict.consequence, sure=verdict.sure, conditional=verdict.conditional),
        sign(best) if best is not verdict.consequence else None,
        for_whom(verdict.supported.population) if verdict.supported else "",
        tuple(_voice(each, verdict) for each in verdict.sources),
        _differ(verdict),
        _flagged(advice),
        _at_worst(advice),
        tuple(each for each in advice.changes if each.cause is not Cause.REMOTE_ALLELE),
        tuple(each for each in advice.changes if each.cause is Cause.REMOTE_ALLELE),
        tuple(each for each in advice.alternatives if each.check is Check.CHECKED),
        tuple(each for each in advice.alternatives if each.check is Check.NOT_CHECKABLE),
        tuple(_source_view(each) for each in verdict.sources),
    )


def _flagged(advice: MedicationAdvice) -> bool:
    """Whether page 1 says "not certain" beside the sign: where the sign itself does not say so."""
    verdict = advice.verdict
    said = sign(verdict.consequence, sure=verdict.sure).possible or verdict.consequence is Consequence.NOT_ASSESSED
    return bool(advice.warnings) and not said


def _at_worst(advice: MedicationAdvice) -> tuple[tuple[Sign, tuple[GeneSymbol, ...]], ...]:
    """What testing the genes without a result could lead to, worst first."""
    found: dict[Consequence, list[GeneSymbol]] = {}
    for change in advice.changes:
        if change.cause is Cause.TEST:
            found.setdefault(change.consequence, []).append(change.gene)
    return tuple((sign(each), tuple(found[each])) for each in sorted(found, key=caution_rank))


def _differ(verdict: Verdict) -> str:
    """Who differs, and where only the amount does, that."""
    speaking = [each for each in verdict.sources if each.best_supported in SPOKEN]
    if not verdict.differ:
        return ""
    same = len({each.best_supported for each in speaking}) == 1
    return f"{' and '.join(each.source for each in speaking)} differ{' in the dose' if same else ''}"


def _voice(source: SourceAdvice, verdict: Verdict) -> Voice:
    line = leading_line(source)
    # A statement that could not be applied, for want of a result, says nothing here; nor does its strength.
    statement = line.statement if line and source.best_supported in SPOKEN else None
    shown = verdict.differ or (line is not verdict.supported and source.best_supported is Consequence.CHANGE_DOSE)
    return Voice(
        source.source,
        sign(source.best_supported, conditional=line.conditional if line else False),
        strength(statement.strength) if statement else "",
        _amount(statement) if statement and shown else "",
        for_whom(line.population) if line else "",
    )


def _amount(statement: Statement) -> str:
    """What the source says of the dose; what it allows of a medicine that it says to avoid begins with "if"."""
    if statement.action is not Action.AVOID or not statement.amount or statement.amount.startswith(("if ", "in ")):
        return statement.amount
    return f"if used, {statement.amount}"


def _source_view(source: SourceAdvice) -> SourceView:
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
        tuple(dict.fromkeys(reason for line in lines for reason in line.reasons)),
    )


def _said(line: GuidanceLine) -> Said:
    ruled_out = line.population.fit is Fit.RULED_OUT
    shown = sign(line.consequence, conditional=line.conditional)
    graded = line.statement is not None and line.consequence in SPOKEN
    return Said(
        shown,
        line.statement,
        strength(line.statement.strength) if line.statement and graded else "",
        for_whom(line.population),
        ruled_out,
    )


def _missing(medicines: Iterable[MedicationAdvice]) -> tuple[MissingGene, ...]:
    """Each gene without a usable result once, with the medicines that it concerns."""
    found: dict[GeneSymbol, tuple[Unassessed, list[str]]] = {}
    for advice in medicines:
        for missing in advice.unassessed:
            found.setdefault(missing.gene, (missing, []))[1].append(advice.verdict.drug)
    return tuple(MissingGene(missing, tuple(sorted(set(drugs)))) for _, (missing, drugs) in sorted(found.items()))
