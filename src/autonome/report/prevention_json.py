"""Advice on prevention, and its gaps, as they stand in ``plan.json``."""

from __future__ import annotations

from autonome.kernel import Json
from autonome.plan.prevention import Ground, PreventionAdvice, PreventionGap


def prevention_value(advice: tuple[PreventionAdvice, ...], gaps: tuple[PreventionGap, ...]) -> Json:
    """Both lists, in the plan's order."""
    return {"advice": [_advice(each) for each in advice], "gaps": [_gap(each) for each in gaps]}


def _advice(each: PreventionAdvice) -> Json:
    return {
        "id": each.id,
        "advice": each.advice,
        "who": each.who,
        "certain": each.certain,
        "doubt": each.doubt,
        "grounds": [_ground(ground) for ground in each.grounds],
        "strength": each.strength,
        "relatives": each.relatives,
        "where": each.where,
        "url": each.url,
    }


def _ground(ground: Ground) -> Json:
    return {
        "kind": ground.kind,
        "name": ground.name,
        "value": ground.value,
        "meaning": ground.meaning,
        "source": ground.source,
        "date": ground.date,
    }


def _gap(gap: PreventionGap) -> Json:
    return {
        "kind": gap.kind,
        "subject": gap.subject,
        "why": gap.why,
        "matters": gap.matters,
        "medicines": list(gap.medicines),
        "family": list(gap.family),
    }
