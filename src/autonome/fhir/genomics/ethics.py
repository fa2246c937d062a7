"""The ethical assessment: an observation for each check, and on what nobody asked about, what the patient wants of it.

They are supporting information of the report, never results: they say something of the plan, not of the body. A check
that could not be made has no value, and a reason. What is left to do stands in words with who does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from autonome.fhir.genomics.codes import ABSENT, VALUES
from autonome.fhir.genomics.pieces import Piece, answer, coded_component, coding, component, reference, resource, term
from autonome.kernel import Json, Text
from autonome.plan.ethical_values import Beyond, EthicalStatement, Found, Incidental
from autonome.plan.ethical_words import FOUND, PRINCIPLES, WHO, WISHES

ETHICS_NAME = "ethics-"
"""How local names of checks begin."""

Unasked = Mapping[tuple[Beyond, str], Incidental]
"""(Kind, id) → what nobody asked about."""


def unasked(items: Iterable[Incidental]) -> Unasked:
    """What nobody asked about, to be looked up."""
    return {(each.kind, each.id): each for each in items}


def wish_of(item: Incidental) -> Piece:
    """What the patient wants to be told of it: the kind of finding, and the wish."""
    kinds: list[Json] = [coding(VALUES, item.finding), coding(VALUES, item.wish)]
    return {"coding": kinds, "text": WISHES[item.wish]}


def ethical_observations(statements: Iterable[EthicalStatement]) -> Iterator[Piece]:
    """An observation for each check, in the plan's order."""
    for number, each in enumerate(statements, 1):
        known = each.found is not Found.NOT_ASSESSED
        found = answer(each.found, FOUND[each.found])
        yield resource(
            "Observation",
            f"{ETHICS_NAME}{number}",
            status="preliminary",
            code=term("ethical-check"),
            subject=reference("patient"),
            valueCodeableConcept=found if known else None,
            dataAbsentReason=None if known else _absent(found),
            component=list(_parts(each)),
            note=[{"text": each.text}],
        )


def _absent(found: Piece) -> Piece:
    return {"coding": [coding(ABSENT, "unknown"), coding(VALUES, Found.NOT_ASSESSED)], "text": found["text"]}


def _parts(each: EthicalStatement) -> Iterator[Piece]:
    """Which check, under which principle, what is left to do by whom, and what it rests on."""
    yield from component(term("check"), each.check)
    yield coded_component(term("principle"), answer(each.principle, PRINCIPLES[each.principle]))
    if each.task:
        told = Text("{who}: {what}", who=WHO[each.task.who], what=each.task.what)
        yield coded_component(term("to-do"), answer(each.task.who, told))
    for ground in each.rests_on:
        yield coded_component(term("rests-on"), answer(ground.kind, ground.id))
