"""Facts of the record that a plan goes by, as observations under the medicines that they matter for.

They are restated, not measured here: each names where the record has it, its day, and how far it can be trusted. Values
stand in words, because canonical JSON holds no fractions, and because many are intervals. Conditions, allergies and
goals are not restated as resources of their own, lest a receiver count a diagnosis twice: `fact_input` quotes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from autonome.clinical import LOINC
from autonome.fhir.genomics.codes import FACTS
from autonome.fhir.genomics.pieces import (
    Piece,
    answer,
    coded_component,
    coding,
    notes,
    reference,
    resource,
    term,
)
from autonome.kernel import Text
from autonome.plan.factors.values import FactUsed
from autonome.plan.facts.values import LABELS
from autonome.plan.phrases import clauses
from autonome.plan.values import Plan

FactNames = Mapping[FactUsed, str]
"""Fact → local name of its observation."""

FACT_NAME = "fact-"
"""How local names of facts begin."""

_KINDS = {str(label): kind for kind, label in LABELS.items()}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
"""A date as R4's dateTime has it; of a time without a zone, the day alone counts."""


def fact_names(plan: Plan) -> FactNames:
    """Every measured or answered fact that a rule on a medicine of the plan asked for, once."""
    used = (fact for advice in plan.medicines for line in advice.factors.lines for fact in line.facts)
    asked = (fact for advice in plan.medicines for fact in advice.factors.looked_at)
    told = dict.fromkeys(each for each in (*used, *asked) if each.label in _KINDS)
    return {each: f"{FACT_NAME}{number}" for number, each in enumerate(told, 1)}


def fact_observations(names: FactNames) -> Iterator[Piece]:
    """An observation for each."""
    for fact, name in names.items():
        code = FACTS.get(_KINDS[fact.label])
        coded: Piece = {"coding": [coding(LOINC, code)]} if code else {}
        day = _DATE.match(fact.date)
        yield resource(
            "Observation",
            name,
            status="preliminary",
            code=coded | {"text": fact.label},
            subject=reference("patient"),
            effectiveDateTime=day.group() if day else "",
            valueString=fact.value,
            derivedFrom=[{"display": source} for source in fact.sources],
            component=[coded_component(term("fact-state"), answer(fact.state))],
            note=notes(fact.why),
        )


def fact_input(code: str, fact: FactUsed, names: FactNames) -> Piece:
    """A task input that leads to a fact: by its observation, or in the record's words with their place."""
    if fact in names:
        return {"type": term(code), "valueReference": reference(names[fact])}
    told = clauses(filter(None, [fact.value, fact.date, *fact.sources, fact.why]))
    return {"type": term(code), "valueReference": {"display": Text("{fact}: {value}", fact=fact.label, value=told)}}
