"""Which medicines the patient takes, or may take, as clinical rules ask for them (`taking:`).

Fail-safe as `perpetrators` is: *sure* is only what the record orders now; what is on hold, was stopped lately or on an
unknown day, has not begun, is only considered, or is named by codes and words that contradict one another, is
*possible*, and says why. What was never taken, or is long over, is not there. A medicine that the bundle does not know
is on no list; the plan names it among what it left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autonome.evidence.interactions import Interactions
from autonome.kernel import DrugName, Instant, Text
from autonome.plan.facts.state import Matched, Matches
from autonome.plan.medicines.recognition import Outcome
from autonome.plan.medicines.recorded import MedicationReview, ReviewedOrder
from autonome.plan.perpetrators import HOURS_PER_DAY, Timing, is_local, timing_within
from autonome.plan.reasons import EffectState

WASHOUT_DAYS = 14
"""Days after the last dose for which a medicine may still matter, where no half-life is listed: what labels ask for
between an inhibitor of monoamine oxidase and what it must not meet (section 4 of each US label)."""


def companions_of(
    review: MedicationReview, considered: Iterable[DrugName], interactions: Interactions, as_of: Instant
) -> Matches:
    """What the patient takes, or may take.

    Args:
        review: every entry about a medicine.
        considered: ingredients that somebody asks about.
        interactions: of the bundle, for how long an effect lasts.
        as_of: the instant of the plan.

    Returns:
        By ingredient, the entries of the record; a considered one has no place in it.
    """
    found: dict[str, tuple[Matched, ...]] = {}
    for each in review.orders:
        for drug, entry in _entries(each, interactions, as_of):
            found[drug] = (*found.get(drug, ()), entry)
    for drug in considered:
        entry = Matched(drug, "", "", sure=False, why=Text("it is considered, not taken"))
        found.setdefault(drug, (entry,))
    return found


def _entries(each: ReviewedOrder, interactions: Interactions, as_of: Instant) -> Iterator[tuple[DrugName, Matched]]:
    for drug in _named(each):
        timing = timing_within(each, _washout_hours(drug, interactions), 0, as_of)
        if timing is not None and not is_local(each.order, drug, interactions):
            yield drug, _entry(each, timing)


def _named(each: ReviewedOrder) -> tuple[DrugName, ...]:
    """The ingredients of an order; where its codes and words contradict one another, those of each."""
    if each.recognition.outcome is not Outcome.CONFLICTING:
        return each.recognition.ingredients
    return tuple(sorted({drug for finding in each.recognition.findings for drug in finding.ingredients}))


def _entry(each: ReviewedOrder, timing: Timing) -> Matched:
    order, why = each.order, "" if timing.state is EffectState.IN_FORCE else timing.reason
    if each.recognition.outcome is Outcome.CONFLICTING:
        why = Text("which medicine it is, is not sure: its codes and words contradict one another")
    place = order.source.reference or order.source.place
    return Matched(order.text, str(order.period.start or "")[:10], place, sure=not why, why=why)


def _washout_hours(drug: DrugName, interactions: Interactions) -> int:
    listed = [interactions.washout_hours(effect) for effect in interactions.effects.get(drug, ())]
    return max(listed, default=WASHOUT_DAYS * HOURS_PER_DAY)
