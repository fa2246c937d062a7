"""What the record means for a medicine, as ``plan.json`` has it, with the facts and goals behind it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from autonome.kernel import Json
from autonome.plan.factors.values import FactorLine, Factors, FactUsed, MissingFact
from autonome.plan.facts.goals import RecordedGoal
from autonome.plan.facts.values import RECORDED, ClinicalFact, ClinicalFacts, shown


def factors_value(factors: Factors) -> Json:
    """All that the record means for one medicine."""
    return {
        "consequence": factors.consequence,
        "sure": factors.sure,
        "lines": [_line(line) for line in factors.lines],
        "missing": [_missing(each) for each in factors.missing],
        "looked_at": [_used(each) for each in factors.looked_at],
        "cost": {"band": factors.cost, "source": factors.cost_source} if factors.cost else None,
    }


def facts_value(facts: ClinicalFacts) -> Json:
    """Every kind of fact that a plan may go by, those that nobody recorded too."""
    return [_fact(facts.of(kind)) for kind in RECORDED]


def goals_value(goals: Iterable[RecordedGoal]) -> Json:
    """The goals of the record, used or not."""
    return [
        {
            "text": each.text,
            "date": each.date,
            "source": each.source,
            "means": list(each.means),
            "not_used": each.unused,
        }
        for each in goals
    ]


def _line(line: FactorLine) -> Json:
    return {
        "rule": line.rule,
        "kind": line.kind,
        "action": line.action,
        "amount": line.amount,
        "text": line.text,
        "sure": line.sure,
        "facts": [_used(each) for each in line.facts],
        "source": line.source,
        "place": line.place,
        "url": line.url,
        "checked": line.checked,
    }


def _used(each: FactUsed) -> Json:
    return {
        "label": each.label,
        "value": each.value,
        "date": each.date,
        "state": each.state,
        "why": each.why,
        "sources": list(each.sources),
    }


def _missing(each: MissingFact) -> Json:
    return {
        "fact": each.fact,
        "state": each.state,
        "needed": each.needed,
        "asked": each.asked,
        "text": each.text,
        "at_worst": each.at_worst,
    }


def _fact(fact: ClinicalFact) -> Json:
    return {
        "kind": fact.kind,
        "state": fact.state,
        "low": _end(fact.span.low) if fact.span else None,
        "high": _end(fact.span.high) if fact.span else None,
        "unit": fact.unit,
        "answers": list(fact.answers),
        "date": fact.date,
        "sources": list(fact.sources),
        "why": fact.why,
    }


def _end(value: Decimal | None) -> Json:
    """One end of an interval as a page shows it; null where it is open."""
    return None if value is None else shown(value)
