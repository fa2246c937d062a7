"""What the record, beside the genes, means for a medicine: a task for each rule that holds or may, and what is missing.

A rule's task stands under that of the medicine, beside those of the guidelines, with the same status and intent. One
that merely may hold has no code, like a guideline's that rests on a merely possible result.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from autonome.fhir.genomics.codes import VALUES
from autonome.fhir.genomics.facts import FactNames, fact_input
from autonome.fhir.genomics.pieces import (
    Piece,
    Pieces,
    coding,
    flagged,
    reference,
    resource,
    said,
    stated,
    term,
    to_avoid,
)
from autonome.fhir.genomics.words import ANSWER_WORDS
from autonome.kernel import Json, Text
from autonome.plan.factor_words import said_by
from autonome.plan.factors.values import FactorLine, Factors, MissingFact


class Need(StrEnum):
    """Whether a medicine is not to be used without a fact that is missing."""

    NEEDED = "needed"
    HELPFUL = "helpful"


def factor_tasks(medicine_name: str, factors: Factors, about: Piece, facts: FactNames) -> Iterator[Piece]:
    """A task for each line.

    Args:
        medicine_name: local name of the medicine's task.
        factors: what the record means for it.
        about: the medicine, coded.
        facts: that have observations.
    """
    for at, line in enumerate(factors.lines, 1):
        yield _task(f"{medicine_name}-record-{at}", line, about, facts) | {"partOf": [reference(medicine_name)]}


def _task(name: str, line: FactorLine, about: Piece, facts: FactNames) -> Piece:
    described = said_by(line)
    return resource(
        "Task",
        name,
        "medication-recommendation",
        status="requested",
        intent="proposal",
        code=to_avoid(line.consequence, possible=False) if line.sure else None,
        description=described if line.sure else Text("The record leaves it open: {text}", text=described),
        for_=reference("patient"),
        input=[
            {"type": term("medicine"), "valueCodeableConcept": about},
            *said("rule", line.rule),
            stated("basis", line.kind),
            stated("consequence", line.consequence),
            stated("action", line.action),
            *said("amount", line.amount),
            flagged("sure", holds=line.sure),
            *(fact_input("fact", each, facts) for each in line.facts),
            *said("source", line.source),
            *said("place", line.place),
            *(({"type": term("address"), "valueUrl": line.url},) if line.url else ()),
            stated("checked", line.checked),
        ],
    )


def factor_inputs(factors: Factors, facts: FactNames) -> Pieces:
    """What the medicine's own task says of the record."""
    lead = factors.lead
    return (
        stated("by-record", factors.consequence),
        *(said("leading-rule", lead.rule) if lead else ()),
        *map(_missing, factors.missing),
        *(fact_input("looked-at", each, facts) for each in factors.looked_at),
        *_cost(factors),
    )


def _missing(each: MissingFact) -> Piece:
    """A fact that cannot be relied upon: which, why not, whether it is needed, and what it could lead to."""
    held = (each.fact, each.state, Need.NEEDED if each.needed else Need.HELPFUL, each.at_worst)
    kinds: list[Json] = [coding(VALUES, code) for code in held]
    return {"type": term("missing-fact"), "valueCodeableConcept": {"coding": kinds, "text": each.text}}


def _cost(factors: Factors) -> Pieces:
    if factors.cost is None:
        return ()
    told = Text("{cost} ({source})", cost=ANSWER_WORDS[factors.cost], source=factors.cost_source)
    return (stated("cost", factors.cost, told),)
