"""Which medicines the plan advises on, and which it must leave out: the record's, and those that somebody asked about.

Nothing is dropped: every entry about a medicine and every name that was asked about ends in one of the two lists. One
that repeats another word for word, as what a partner sends back does, ends where that one does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autonome.clinical import HealthRecord, MedicationOrder, Standing
from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName, Instant, Text
from autonome.plan.advise import Wanted
from autonome.plan.medicines.recognition import Outcome, Recogniser
from autonome.plan.medicines.recorded import MedicationReview, ReviewedOrder, review_medications
from autonome.plan.values import Left, LeftOut, OrderText, Origin

NOTHING_REVIEWED = MedicationReview(())
"""A record without any medicine."""


@dataclass(frozen=True, slots=True)
class MedicineList:
    """Medicines that advice is wanted on, and those that none can be given for.

    Args:
        wanted: one entry per ingredient; a considered medicine that is taken already stands as a current one.
        left_out: in the order of `Left`, then by text.
        review: every entry of the record about a medicine, the inactive ones included.
    """

    wanted: tuple[Wanted, ...]
    left_out: tuple[LeftOut, ...] = ()
    review: MedicationReview = NOTHING_REVIEWED


def medicine_list(record: HealthRecord, considered: Sequence[str], drugs: DrugIndex, as_of: Instant) -> MedicineList:
    """Sort the record's medicines and those that are considered.

    Args:
        record: the health record.
        considered: names of further medicines.
        drugs: the bundle's ingredients and their names.
        as_of: the instant of the plan.
    """
    review = review_medications(record, drugs, as_of)
    current = [
        Wanted(drug, Origin.CURRENT, tuple(_order_text(each) for each in orders))
        for drug, orders in review.by_ingredient.items()
    ]
    asked = tuple(_considered(considered, Recogniser.of(drugs), {wanted.drug for wanted in current}))
    extra = [each for each in asked if isinstance(each, Wanted)]
    unknown = [each for each in asked if isinstance(each, LeftOut)]
    left_out = sorted([*_left_out(review), *_unreadable(record), *unknown], key=_left_order)
    return MedicineList((*current, *extra), tuple(left_out), review)


def _considered(names: Iterable[str], recogniser: Recogniser, taken: set[DrugName]) -> Iterator[Wanted | LeftOut]:
    seen = set(taken)
    for name in names:
        found = recogniser.recognise_text(name)
        if found.outcome is not Outcome.RECOGNISED:
            why = Left.CONFLICTING if found.outcome is Outcome.CONFLICTING else Left.UNRECOGNISED
            yield LeftOut(OrderText(name), Origin.CONSIDERED, why, found.reason)
        for drug in found.ingredients:
            if drug not in seen:
                seen.add(drug)
                yield Wanted(drug, Origin.CONSIDERED, (OrderText(name, recognised=found.reason),))


def _order_text(reviewed: ReviewedOrder) -> OrderText:
    decision = reviewed.standing
    return OrderText(
        _text(reviewed.order),
        source=_source(reviewed.order),
        dosage="; ".join(reviewed.order.dosage),
        doubt=decision.reason if decision.standing is Standing.UNCERTAIN else "",
        recognised=reviewed.recognition.reason,
    )


def _left_out(review: MedicationReview) -> Iterator[LeftOut]:
    for each in review.conflicting:
        yield LeftOut(_order_text(each), Origin.CURRENT, Left.CONFLICTING, each.recognition.reason)
    for each in review.unrecognised:
        yield LeftOut(_order_text(each), Origin.CURRENT, Left.UNRECOGNISED, each.recognition.reason)
    for each in review.inactive:
        yield LeftOut(_order_text(each), Origin.CURRENT, Left.INACTIVE, each.standing.reason)
    for each in review.current:
        for part in each.recognition.unmapped:
            detail = Text("it is a part of {medicine}, and the bundle does not know it", medicine=_text(each.order))
            yield LeftOut(OrderText(part, source=_source(each.order)), Origin.CURRENT, Left.UNRECOGNISED, detail)


def _unreadable(record: HealthRecord) -> Iterator[LeftOut]:
    for entry in record.left_out:
        if entry.repeats or not entry.source.may_be_a_medicine:
            continue  # said with the limits
        order = OrderText(entry.source.reference or entry.source.place, source=entry.source.place)
        yield LeftOut(order, Origin.CURRENT, Left.UNREADABLE, entry.reason)


def _text(order: MedicationOrder) -> str:
    return order.text or Text("(no name given)")


def _source(order: MedicationOrder) -> str:
    return order.source.reference or order.source.place


def _left_order(left: LeftOut) -> tuple[int, str, str, str]:
    return list(Left).index(left.why), left.origin, left.order.text, left.order.source
