"""What would change an advice: each open result is put in the place of the present one and judged anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from autonome.evidence.guidance import Statement
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.acting import acting_readings
from autonome.plan.consequence import Consequence, consequence_of, most_cautious
from autonome.plan.phrases import meaning, presence
from autonome.plan.readings import merge_alike, reading_of
from autonome.plan.reasons import NEEDS_OPEN_ALLELE, Basis, Reading, Verdict
from autonome.plan.values import Cause, Change
from autonome.plan.verdict import Case, can_be_found, said, verdict_on


def changes_of(case: Case, calls: Mapping[GeneSymbol, GeneCall]) -> tuple[Change, ...]:
    """List everything that could lead to another advice.

    Args:
        case: the medicine with the possible results of its genes.
        calls: all calls of the sample.

    Returns:
        By gene: a test that was not done, an open allele, an unknown phase.
    """
    found: list[Change] = []
    for gene in sorted(case.readings):
        found += _by_test(case, gene)
        found += _by_conflict(case, gene, calls.get(gene))
        found += _by_open_allele(case, gene)
        found += _by_phase(case, gene, calls.get(gene))
    return tuple(found)


def best_supported(case: Case, gene: GeneSymbol) -> Case:
    """The case without the results that need an open allele of the gene."""
    return case.with_readings(gene, tuple(r for r in case.readings[gene] if r.basis not in NEEDS_OPEN_ALLELE))


def _by_test(case: Case, gene: GeneSymbol) -> Iterator[Change]:
    """The most serious advice that any result of an unanswered gene could lead to."""
    if any(reading.basis not in (Basis.NO_RESULT, Basis.PARTIAL) for reading in case.readings[gene]):
        return
    possible = [_if_found(case, gene, statement) for statement in case.statements if gene in statement.lookup]
    yield Change(
        Cause.TEST, gene, Text("{gene} is tested", gene=gene), most_cautious(c for c in possible if c is not None)
    )


def _if_found(case: Case, gene: GeneSymbol, statement: Statement) -> Consequence | None:
    """The statement's consequence were its key of the gene found, or None where it cannot be this patient's."""
    if not can_be_found(case, gene, statement):
        return None
    others = (other for other in statement.lookup if other != gene)
    determined = all(reading.determined for other in others for reading in case.readings[other])
    return consequence_of(statement.action, determined=determined)


def _by_conflict(case: Case, gene: GeneSymbol, call: GeneCall | None) -> Iterator[Change]:
    """What each of two contradicting results would lead to, were it the right one."""
    if call is None or call.status is not Status.CONFLICTING:
        return
    for diplotype in call.recommendation_diplotypes:
        reading = reading_of(gene, diplotype, Basis.BEST)
        verdict = verdict_on(case.with_readings(gene, acting_readings(case, gene, (reading,))))
        means = meaning(reading.phenotype, reading.activity_score)
        condition = Text("{gene} {result} is right ({meaning})", gene=gene, result=reading.label, meaning=means)
        yield Change(Cause.CONFLICT, gene, condition, verdict.consequence)


def _by_open_allele(case: Case, gene: GeneSymbol) -> Iterator[Change]:
    groups: dict[tuple[Basis, str, str], list[Reading]] = {}
    for reading in case.readings[gene]:
        if reading.basis in NEEDS_OPEN_ALLELE:
            groups.setdefault((reading.basis, reading.phenotype, reading.activity_score), []).append(reading)
    present = said(verdict_on(best_supported(case, gene)))
    for (basis, phenotype, score), alike in groups.items():
        # Were one of them present, it would be the result: judged as such.
        found = tuple(replace(reading, basis=Basis.OPEN) for reading in alike)
        verdict = verdict_on(case.with_readings(gene, found))
        if said(verdict) != present:
            there, means = presence(merge_alike(alike)), meaning(phenotype, score)
            condition = Text("{gene} {presence} ({meaning})", gene=gene, presence=there, meaning=means)
            cause = Cause.OPEN_ALLELE if basis is Basis.OPEN else Cause.REMOTE_ALLELE
            yield Change(cause, gene, condition, verdict.consequence)


def _by_phase(case: Case, gene: GeneSymbol, call: GeneCall | None) -> Iterator[Change]:
    """Other arrangements of the same variants, where the data do not say which lie together."""
    best = [reading for reading in case.readings[gene] if reading.basis is Basis.BEST]
    if call is None or all(reading.phased for reading in best):
        return
    present = said(verdict_on(best_supported(case, gene)))
    for phase in _distinct(gene, call):
        verdict: Verdict = verdict_on(case.with_readings(gene, acting_readings(case, gene, (phase,))))
        if said(verdict) != present:
            means = meaning(phase.phenotype, phase.activity_score)
            condition = Text("{gene} is {result} ({meaning})", gene=gene, result=phase.label, meaning=means)
            yield Change(Cause.PHASE, gene, condition, verdict.consequence)


def _distinct(gene: GeneSymbol, call: GeneCall) -> tuple[Reading, ...]:
    """The best-ranked alternative of each phenotype and score."""
    found: dict[tuple[str, str], Reading] = {}
    for diplotype in call.alternatives:
        found.setdefault((diplotype.phenotype, diplotype.activity_score), reading_of(gene, diplotype, Basis.BEST))
    return tuple(found.values())
