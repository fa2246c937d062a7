"""Advice before any medicine is chosen: a task for each piece, and a list of what such advice would need to know.

Advice that rests on a gene is the guide's *follow-up recommendation*, and a recommended action of the report. Advice on
the record alone is a task without a profile, because nothing of a genome leads to it. No answer of LOINC's list
LL1037-2 says what any of it says, so none has a code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autonome.fhir.genomics.codes import VALUES
from autonome.fhir.genomics.ethics import unasked, wish_of
from autonome.fhir.genomics.genes import gene_name
from autonome.fhir.genomics.pieces import (
    Piece,
    coding,
    flagged,
    notes,
    reference,
    resource,
    said,
    term,
)
from autonome.kernel import GeneSymbol, Json, Text
from autonome.kernel import term as name
from autonome.plan.ethical_values import Beyond, Incidental
from autonome.plan.phrases import clauses, ingredients, series
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice, PreventionGap
from autonome.plan.values import Plan


def prevention_resources(plan: Plan) -> Iterator[Piece]:
    """Tasks, and the list of gaps; no list without any."""
    genes, told = {str(line.call.gene) for line in plan.genes}, unasked(plan.incidental)
    for number, advice in enumerate(plan.prevention, 1):
        yield _task(number, advice, genes, told.get((Beyond.ADVICE, advice.id)))
    if plan.prevention_gaps:
        yield resource(
            "List",
            "prevention-gaps",
            status="current",
            mode="snapshot",
            title=Text("Not known, and needed for advice on prevention"),
            subject=reference("patient"),
            entry=[_gap(each) for each in plan.prevention_gaps],
        )


def _task(number: int, advice: PreventionAdvice, genes: Collection[str], incidental: Incidental | None) -> Piece:
    by_genes = any(each.kind is GroundKind.GENE for each in advice.grounds)
    return resource(
        "Task",
        f"prevention-{number}",
        "followup-recommendation" if by_genes else "",
        status="requested",
        intent="proposal",
        description=advice.advice,
        for_=reference("patient"),
        note=notes(advice.doubt),
        input=[
            *said("prevention", advice.id),
            flagged("certain", holds=advice.certain),
            *said("population", advice.who),
            *said("strength", advice.strength),
            flagged("relatives", holds=advice.relatives),
            *(({"type": term("incidental"), "valueCodeableConcept": wish_of(incidental)},) if incidental else ()),
            *(_ground(each, genes) for each in advice.grounds),
            *said("source", advice.where),
            *(({"type": term("address"), "valueUrl": advice.url},) if advice.url else ()),
        ],
    )


def _ground(ground: Ground, genes: Collection[str]) -> Piece:
    """A gene's observation, with the result in words; a fact in words alone."""
    shown = {"display": _in_words(ground)}
    held = ground.kind is GroundKind.GENE and ground.name in genes
    return {
        "type": term("ground"),
        "valueReference": reference(gene_name(GeneSymbol(ground.name))) | shown if held else shown,
    }


def _in_words(ground: Ground) -> Text:
    meaning = name(ground.meaning) if ground.meaning else ""
    told = clauses(filter(None, [ground.value, meaning, ground.date, ground.source]))
    return Text("{fact}: {value}", fact=ground.name, value=told) if told else Text("{text}", text=ground.name)


def _gap(gap: PreventionGap) -> Json:
    """Flagged by its kind; why it is not known, and whom or what it matters for, in words."""
    matters = series([*ingredients(gap.medicines), *gap.family])
    why = Text("{why} It matters for: {what}.", why=gap.why, what=matters) if matters else gap.why
    return {"flag": {"coding": [coding(VALUES, gap.kind)], "text": why}, "item": {"display": gap.subject}}
