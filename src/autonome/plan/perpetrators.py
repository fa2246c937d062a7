"""Which medicines of the record change an enzyme on the day of the plan: in force, in washout, not sure.

A perpetrator is a medicine that inhibits or induces an enzyme; the field calls the medicine that suffers the victim.
The rules are fail-safe in both directions (``docs/adr/0008-phenoconversion.md``): begun on an unknown day counts as in
force, stopped on an unknown day as uncertain, and nothing that was never taken counts at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from autonome.clinical import Intent, MedicationOrder, OrderKind, OrderStatus, PartialDate, Standing
from autonome.evidence.interactions import Conversion, EnzymeEffect, Interactions
from autonome.kernel import DrugName, GeneSymbol, Instant, Text
from autonome.plan.medicines.recorded import MedicationReview, ReviewedOrder
from autonome.plan.reasons import EffectState

SECONDS_PER_HOUR = 3600
HOURS_PER_DAY = 24

NEVER_TAKEN = frozenset(
    {
        OrderStatus.CANCELLED,
        OrderStatus.DECLINED,
        OrderStatus.NOT_TAKEN,
        OrderStatus.NOT_DONE,
        OrderStatus.ENTERED_IN_ERROR,
    }
)
"""Statuses that say that no dose was taken (FHIR R4: a request is cancelled before any dose)."""

ENDED = frozenset({OrderStatus.STOPPED, OrderStatus.COMPLETED})

_PLANNED = frozenset({Intent.PLAN, Intent.PROPOSAL, Intent.OPTION})
_LOCAL = re.compile(
    r"\b(?:cream|cutaneous|drops?|foam|gel|lotion|nail|ointment|ophthalmic|otic|shampoo|topical)\b", re.IGNORECASE
)
"""Words of a product that does not reach the liver in effect (English; our own list)."""


@dataclass(frozen=True, slots=True)
class Influence:
    """One medicine's effect on one enzyme of this patient.

    Args:
        effect: what it does, and how strongly.
        conversion: what a phenotype becomes under it.
        state: whether it is in force.
        reason: why, in a clause.
        begins: day on which a planned one begins, or "".
        over: day on which the effect is expected to be over, where the last dose is known, else "".
        washout_days: from the last dose until the enzyme counts as free of the effect.
        orders: where the record has the medicine; empty for one that somebody asked about.
    """

    effect: EnzymeEffect
    conversion: Conversion
    state: EffectState
    reason: str
    begins: str = ""
    over: str = ""
    washout_days: int = 0
    orders: tuple[str, ...] = ()


Influences = Mapping[GeneSymbol, tuple[Influence, ...]]


@dataclass(frozen=True, slots=True)
class Timing:
    """Whether an order acts on the day of the plan, and why; days are "" where they say nothing."""

    state: EffectState
    reason: str
    begins: str = ""
    over: str = ""


def influences_of(
    review: MedicationReview, considered: Iterable[DrugName], interactions: Interactions, as_of: Instant
) -> Influences:
    """Every effect on an enzyme that the patient's medicines have, may have, or would have.

    Args:
        review: every entry about a medicine.
        considered: ingredients that somebody asks about; they count as planned.
        interactions: of the bundle.
        as_of: the instant of the plan.

    Returns:
        By gene, one for each medicine, in alphabetical order; without those that are over.
    """
    found: dict[tuple[GeneSymbol, DrugName], list[Influence]] = {}
    for each in (*_recorded(review, interactions, as_of), *_asked_about(considered, interactions)):
        found.setdefault((each.effect.gene, each.effect.drug), []).append(each)
    by_gene: dict[GeneSymbol, tuple[Influence, ...]] = {}
    for (gene, _), alike in sorted(found.items()):
        by_gene[gene] = (*by_gene.get(gene, ()), min(alike, key=_most_in_force))
    return by_gene


def _most_in_force(influence: Influence) -> tuple[int, int, tuple[str, ...]]:
    """Of several orders of one medicine the one in force counts, then one that may be; a later end goes first."""
    return list(EffectState).index(influence.state), -int(influence.over.replace("-", "") or 0), influence.orders


def _recorded(review: MedicationReview, interactions: Interactions, as_of: Instant) -> Iterator[Influence]:
    for each in review.orders:
        for drug in each.recognition.ingredients:
            if is_local(each.order, drug, interactions):
                continue
            for effect in interactions.effects.get(drug, ()):
                timing = timing_of(each, effect, interactions, as_of)
                if timing is not None:
                    order = each.order.source.reference or each.order.source.place
                    yield from _influence(effect, timing, interactions, (order,))


def _asked_about(drugs: Iterable[DrugName], interactions: Interactions) -> Iterator[Influence]:
    timing = Timing(EffectState.PLANNED, Text("it is considered, not taken"))
    for drug in drugs:
        for effect in interactions.effects.get(drug, ()):
            yield from _influence(effect, timing, interactions, ())


def _influence(
    effect: EnzymeEffect, timing: Timing, interactions: Interactions, orders: tuple[str, ...]
) -> Iterator[Influence]:
    conversion = interactions.conversion(effect)
    if conversion is not None:
        days = -(-interactions.washout_hours(effect) // HOURS_PER_DAY)
        yield Influence(effect, conversion, timing.state, timing.reason, timing.begins, timing.over, days, orders)


def is_local(order: MedicationOrder, drug: DrugName, interactions: Interactions) -> bool:
    """Whether an order is of a form that does not reach the liver in effect, such as a cream."""
    kept = interactions.persistence.get(drug)
    concepts = (order.medication, *(part.concept for part in order.ingredients))
    words = " ".join(text for concept in concepts for text in concept.texts)
    return kept is not None and kept.local_forms and _LOCAL.search(words) is not None


def timing_of(each: ReviewedOrder, effect: EnzymeEffect, interactions: Interactions, as_of: Instant) -> Timing | None:
    """Whether an order's effect is in force.

    Returns:
        None where it never was, or is over.
    """
    return timing_within(each, interactions.washout_hours(effect), interactions.onset_hours(effect), as_of)


def timing_within(each: ReviewedOrder, washout_hours: int, onset_hours: int, as_of: Instant) -> Timing | None:
    """Whether an order is in force, by how long what it does lasts and builds up.

    Returns:
        None where it never was, or is over.
    """
    order, start = each.order, each.order.period.start
    if order.forbids or order.status in NEVER_TAKEN:
        return None
    if start is not None and start.certainly_after(as_of):
        return Timing(EffectState.PLANNED, Text("it has not begun"), begins=str(start)[:10])
    if _is_only_planned(order):
        return Timing(EffectState.PLANNED, Text("it is planned, not taken"))
    if order.status in ENDED and order.kind is not OrderKind.DISPENSE:
        given = start if order.kind is OrderKind.ADMINISTRATION else None
        stop = None if order.period.contradicts_itself else order.period.end or given
        return _ended(stop, washout_hours, as_of)
    if each.standing.standing is Standing.CURRENT:
        return _current(start, onset_hours, as_of)
    return Timing(EffectState.UNCERTAIN, each.standing.reason)


def _is_only_planned(order: MedicationOrder) -> bool:
    request = order.kind is OrderKind.REQUEST and order.intent in _PLANNED
    intended = order.status is OrderStatus.INTENDED and order.period.start is None
    return request or intended or order.status is OrderStatus.DRAFT


def _ended(stop: PartialDate | None, washout_hours: int, as_of: Instant) -> Timing | None:
    if stop is None:
        return Timing(EffectState.UNCERTAIN, Text("it was stopped, and the record does not say when"))
    if stop.certainly_after(as_of):  # an order's own end is the one that was meant, not the one that came
        return Timing(EffectState.UNCERTAIN, Text("it was stopped, and its period runs until {day}", day=stop))
    over = Instant(stop.last.seconds + washout_hours * SECONDS_PER_HOUR)
    if over < as_of:
        return None
    day = str(over)[:10]
    why = Text("it was stopped ({stop}), and its effect lasts until about {day}", stop=stop, day=day)
    return Timing(EffectState.WASHOUT, why, over=day)


def _current(start: PartialDate | None, onset_hours: int, as_of: Instant) -> Timing:
    if start is None:
        why = Text("it is taken; since when is not recorded, so its effect counts as full")
        return Timing(EffectState.IN_FORCE, why)
    if as_of.seconds < start.last.seconds + onset_hours * SECONDS_PER_HOUR and onset_hours:
        why = Text("it has been taken since {day}, and induction builds up over days", day=start)
        return Timing(EffectState.BUILDING_UP, why)
    return Timing(EffectState.IN_FORCE, Text("it has been taken since {day}", day=start))
