"""How sure an advice is: each reason not to be, in a sentence. No reason is given that would not change the advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.evidence.bridge import UNSTATED_COPIES
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.consequence import Consequence
from autonome.plan.coverage import coverage_doubts
from autonome.plan.disputes import dispute_of
from autonome.plan.phrases import join, name_alleles, name_result
from autonome.plan.readings import merge_alike
from autonome.plan.reasons import MEANINGLESS, Basis, Reading, Verdict
from autonome.plan.unknown_bases import unknown_base_doubts
from autonome.plan.values import Cause, Change, Doubt, Uncertainty
from autonome.plan.verdict import Case, said, verdict_on


def uncertainties_of(
    case: Case, verdict: Verdict, calls: Mapping[GeneSymbol, GeneCall], changes: tuple[Change, ...]
) -> tuple[Uncertainty, ...]:
    """List every reason not to be sure.

    Args:
        case: the medicine with the possible results of its genes.
        verdict: on it.
        calls: all calls of the sample.
        changes: what would change the advice.
    """
    telling = tuple(change for change in changes if _matters(change, verdict))
    unknown = () if verdict.consequence is Consequence.AVOID else _unknown_effect(case, calls)
    return (
        *_disputes(case, calls),
        *unknown_base_doubts(sorted(case.readings), calls),
        *_results(case, telling),
        *_incomplete(verdict),
        *unknown,
        *_assumed(case, calls),
        *coverage_doubts(verdict, calls, case.knowledge.definitions, telling),
    )


def _disputes(case: Case, calls: Mapping[GeneSymbol, GeneCall]) -> Iterator[Uncertainty]:
    """Said even where both results lead to the same advice: one of them is wrong, and perhaps both are."""
    for gene in sorted(case.readings):
        if text := dispute_of(calls.get(gene)):
            yield Uncertainty(Doubt.CONFLICT, (gene,), text)


def _matters(change: Change, verdict: Verdict) -> bool:
    """Whether news would change the kind of advice, or the dose; other details of the same advice are no doubt."""
    same = change.consequence is verdict.consequence is verdict.best_supported
    return not same or change.consequence is Consequence.CHANGE_DOSE


def _results(case: Case, changes: tuple[Change, ...]) -> Iterator[Uncertainty]:
    for gene in sorted(case.readings):
        causes = {change.cause for change in changes if change.gene == gene}
        if _best_differ(case, gene):
            best = merge_alike(r for r in case.readings[gene] if r.basis is Basis.BEST)
            text = Text(
                "The data fit several {gene} results equally well ({results}), and they ask for different things.",
                gene=gene,
                results=name_result(best),
            )
            yield Uncertainty(Doubt.SEVERAL_RESULTS, (gene,), text)
        if Cause.OPEN_ALLELE in causes:
            yield Uncertainty(Doubt.OPEN_ALLELES, (gene,), _open_text(gene, case.readings[gene]))
        if Cause.PHASE in causes:
            text = Text(
                "Which {gene} variants lie on the same chromosome is not known, and it could change the advice.",
                gene=gene,
            )
            yield Uncertainty(Doubt.PHASE, (gene,), text)


def _best_differ(case: Case, gene: GeneSymbol) -> bool:
    # Results that differ because a medicine may be in force are a doubt of their own.
    every = [reading for reading in case.readings[gene] if reading.basis is Basis.BEST]
    best = [reading for reading in every if not reading.acting] or every
    if len(best) < 2:  # noqa: PLR2004 - a pair is the least that can differ
        return False
    return len({said(verdict_on(case.with_readings(gene, (reading,)))) for reading in best}) > 1


def _open_text(gene: GeneSymbol, readings: tuple[Reading, ...]) -> Text:
    via = tuple(dict.fromkeys(allele for r in readings if r.basis is Basis.OPEN for allele in r.via))
    named = name_alleles(via)
    if any(UNSTATED_COPIES in each.label for each in readings):
        return Text(
            "The number of {gene} copies is not stated: {alleles} is possible, and the advice could change.",
            gene=gene,
            alleles=named,
        )
    if any(each.unknown_bases for each in readings):
        return Text(
            "Positions without a known base leave open whether {gene} {alleles} is present; "
            "if so, the advice could change.",
            gene=gene,
            alleles=named,
        )
    return Text(
        "Positions without data leave open whether {gene} {alleles} is present; if so, the advice could change.",
        gene=gene,
        alleles=named,
    )


def _incomplete(verdict: Verdict) -> Iterator[Uncertainty]:
    """Genes without a result of known meaning, beside genes that have one."""
    bases: dict[GeneSymbol, set[Basis]] = {}
    for reading in (reading for line in verdict.lines for reading in line.readings):
        bases.setdefault(reading.gene, set()).add(reading.basis)
    disputed = [gene for gene in verdict.genes if Basis.DISPUTED in bases[gene]]
    known = [gene for gene in verdict.genes if gene in verdict.determined or gene in disputed]
    silent = [gene for gene in verdict.genes if bases[gene] == {Basis.NO_RESULT}]
    blind = {reading.gene for line in verdict.lines for reading in line.readings if reading.blind}
    unclear = [gene for gene in verdict.genes if gene not in {*known, *silent, *blind}]
    if known and silent:
        text = _silent(silent, known)
        yield Uncertainty(Doubt.INCOMPLETE_GENES, tuple(silent), text)
    partial = [gene for gene in unclear if Basis.PARTIAL in bases[gene]]
    if partial:
        text = Text(
            "No combination of {genes} alleles explains the data: what is said rests on one variant alone.",
            genes=join(partial),
        )
        yield Uncertainty(Doubt.PARTIAL, tuple(partial), text)
    unclear = [gene for gene in unclear if gene not in partial]
    if unclear:
        text = Text("What the {genes} result does is not known.", genes=join(unclear))
        yield Uncertainty(Doubt.INDETERMINATE, tuple(unclear), text)


def _unknown_effect(case: Case, calls: Mapping[GeneSymbol, GeneCall]) -> Iterator[Uncertainty]:
    """Genes in which alleles that should be tested are open, and could lead to what nobody knows the effect of."""
    for gene in sorted(case.readings):
        if gene in calls and calls[gene].untested and MEANINGLESS.intersection(calls[gene].changes_with):
            text = Text("{gene} alleles whose effect is not known are not excluded.", gene=gene)
            yield Uncertainty(Doubt.UNKNOWN_EFFECT, (gene,), text)


def _assumed(case: Case, calls: Mapping[GeneSymbol, GeneCall]) -> Iterator[Uncertainty]:
    for gene in sorted(case.readings):
        count = len(calls[gene].assumed) if gene in calls else 0
        if count:
            yield Uncertainty(Doubt.ASSUMED_REFERENCE, (gene,), _counted_as_reference(gene, count))


def _counted_as_reference(gene: GeneSymbol, count: int) -> Text:
    if count == 1:
        return Text("By request, 1 position of {gene} without data counted as reference.", gene=gene)
    return Text("By request, {count} positions of {gene} without data counted as reference.", count=count, gene=gene)


def _silent(silent: list[GeneSymbol], known: list[GeneSymbol]) -> Text:
    if len(silent) == 1:
        return Text("{gene} has no result: what is said rests on {known} alone.", gene=silent[0], known=join(known))
    return Text("{genes} have no result: what is said rests on {known} alone.", genes=join(silent), known=join(known))
