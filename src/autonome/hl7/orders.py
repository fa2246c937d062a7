"""Medication orders (ORC, RXE and what belongs to them) to the domain's orders.

An order that asks for a stop is not yet stopped: it is uncertain until somebody confirms, so the medicine stays in the
plan with that doubt beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autonome.clinical import (
    Concept,
    DateRange,
    Ingredient,
    Intent,
    MedicationOrder,
    OrderKind,
    OrderStatus,
    PartialDate,
    Source,
    UnusableError,
)
from autonome.clinical.doubts import Doubts
from autonome.hl7.datatypes import concept, date, timestamp, units
from autonome.hl7.er7 import Segment
from autonome.hl7.observations import comment

_BY_STATUS: Mapping[str, OrderStatus] = {
    "A": OrderStatus.ACTIVE,
    "IP": OrderStatus.ACTIVE,
    "SC": OrderStatus.ACTIVE,
    "HD": OrderStatus.ON_HOLD,
    "CM": OrderStatus.COMPLETED,
    "DC": OrderStatus.STOPPED,
    "RP": OrderStatus.STOPPED,
    "CA": OrderStatus.CANCELLED,
    "ER": OrderStatus.UNKNOWN,
}
"""HL7 table 0038, order status (ORC-5). RP was replaced by another order; ER says that it was not found."""

_BY_CONTROL: Mapping[str, OrderStatus] = {
    "NW": OrderStatus.ACTIVE,
    "OK": OrderStatus.ACTIVE,
    "RE": OrderStatus.ACTIVE,
    "RO": OrderStatus.ACTIVE,
    "RF": OrderStatus.ACTIVE,
    "RL": OrderStatus.ACTIVE,
    "OE": OrderStatus.ACTIVE,
    "XO": OrderStatus.ACTIVE,
    "XX": OrderStatus.ACTIVE,
    "XR": OrderStatus.ACTIVE,
    "DR": OrderStatus.STOPPED,
    "OD": OrderStatus.STOPPED,
    "RQ": OrderStatus.STOPPED,
    "CR": OrderStatus.CANCELLED,
    "OC": OrderStatus.CANCELLED,
    "HR": OrderStatus.ON_HOLD,
    "OH": OrderStatus.ON_HOLD,
}
"""HL7 table 0119, order control (ORC-1): what is done, or confirmed as done."""

_ASKED: Mapping[str, str] = {
    "CA": "its cancellation is asked for; whether it was cancelled is not stated",
    "DC": "its end is asked for; whether it was stopped is not stated",
    "HD": "a pause is asked for; whether it was paused is not stated",
    "RP": "its replacement is asked for; whether it was replaced is not stated",
}
"""Order controls that ask, and do not say that it was done."""


@dataclass(slots=True)
class Group:
    """One order: the segments from an ORC to the next.

    Args:
        orc: the common part, or None.
        rxe: the encoded order, or None.
        parts: the rest that belongs to it, in order.
    """

    orc: Segment | None = None
    rxe: Segment | None = None
    parts: list[Segment] = field(default_factory=list)

    def named(self, *names: str) -> tuple[Segment, ...]:
        """Those of its parts that have one of these names."""
        return tuple(part for part in self.parts if part.name in names)


PARTS = ("RXR", "RXC", "TQ1", "NTE")
"""Segments that say more about the order before them."""


def read_order(group: Group, source: Source) -> tuple[MedicationOrder, list[str]]:
    """Translate one order.

    Args:
        group: the order's segments.
        source: where it stands.

    Returns:
        The order, and what is doubtful about it.

    Raises:
        UnusableError: it holds no encoded order, or names no medicine.
    """
    rxe = group.rxe
    if rxe is None:
        raise UnusableError("no encoded order (RXE) follows it")
    optional = Doubts()
    medication = concept(rxe.first(2))
    ingredients = tuple(_ingredients(group, optional))
    if medication.is_empty and not ingredients:
        raise UnusableError("it names no medicine")
    control, said = _order_words(group, optional)
    order = MedicationOrder(
        source=source,
        kind=OrderKind.REQUEST,
        medication=medication,
        ingredients=ingredients,
        status=_status(control, said, optional.doubts),
        status_text=" ".join(part for part in (control, said) if part),
        intent=Intent.ORDER,
        period=_period(group, rxe, optional),
        authored=_authored(group, optional),
        dosage=tuple(_dosage(group, rxe, optional)),
    )
    return order, optional.doubts


def _ingredients(group: Group, optional: Doubts) -> Iterator[Ingredient]:
    for segment in group.named("RXC"):
        part = _concept(segment, 2, optional)
        if not part.is_empty:
            yield Ingredient(part)


def _concept(segment: Segment, number: int, optional: Doubts) -> Concept:
    return optional.attempt(lambda: concept(segment.first(number)), Concept())


def _date(segment: Segment, number: int, optional: Doubts) -> PartialDate | None:
    return optional.attempt(lambda: date(segment, number), None)


def order_number(group: Group) -> str:
    """The placer's number of the order, else the filler's (ORC-2, ORC-3), as written; "" where there is none."""
    return group.orc.raw(2) or group.orc.raw(3) if group.orc else ""


def _order_words(group: Group, optional: Doubts) -> tuple[str, str]:
    orc = group.orc
    if orc is None:
        return "", ""
    return optional.attempt(lambda: orc.text(1), ""), optional.attempt(lambda: orc.text(5), "")


def _status(control: str, said: str, doubts: list[str]) -> OrderStatus:
    """What the order says of itself (ORC-5), unless a request for a change is on its way (ORC-1)."""
    stated = _BY_STATUS.get(said)
    if said and stated is None:
        doubts.append(f"its status, {said[:20]}, is none of HL7 table 0038")
    if control in _ASKED and stated in {None, OrderStatus.ACTIVE}:
        doubts.append(_ASKED[control])
        return OrderStatus.UNKNOWN
    if stated is not None:
        return stated
    if control in _BY_CONTROL and not said:
        return _BY_CONTROL[control]
    if control and not said:
        doubts.append(f"its order control, {control[:20]}, does not say whether it counts")
    return OrderStatus.UNRECOGNISED if control or said else OrderStatus.NOT_STATED


def _authored(group: Group, optional: Doubts) -> PartialDate | None:
    return _date(group.orc, 9, optional) if group.orc else None


def _period(group: Group, rxe: Segment, optional: Doubts) -> DateRange:
    """TQ1-7 and TQ1-8 where they are sent (v2.5 on), else the fourth and fifth components of RXE-1."""
    timings = group.named("TQ1")
    spans = [DateRange(_date(each, 7, optional), _date(each, 8, optional)) for each in timings]
    spans = spans or [_old_timing(rxe, optional)]
    starts = [span.start for span in spans if span.start]
    ends = [span.end for span in spans if span.end]
    start = min(starts, key=lambda each: each.first, default=None)
    found = DateRange(start, max(ends, key=lambda each: each.last) if ends and len(ends) == len(spans) else None)
    if found.contradicts_itself:
        optional.doubts.append(f"its period ends before it starts ({found})")
    return found


def _old_timing(rxe: Segment, optional: Doubts) -> DateRange:
    def moment(component: int) -> PartialDate | None:
        text = rxe.text(1, component)
        return timestamp(text, rxe.syntax.zone, f"{rxe.place}-1") if text else None

    return DateRange(optional.attempt(lambda: moment(4), None), optional.attempt(lambda: moment(5), None))


def _dosage(group: Group, rxe: Segment, optional: Doubts) -> Iterator[str]:
    """Amount and form, route, instructions, comments: each as it was written."""
    texts = [optional.attempt(lambda: _amount(rxe), "")]
    for segment, number in (*((each, 1) for each in group.named("RXR")), (rxe, 7), (rxe, 21)):
        texts += _labels(segment, number, optional)
    texts += [comment(note, optional) for note in group.named("NTE")]
    yield from filter(None, texts)


def _labels(segment: Segment, number: int, optional: Doubts) -> list[str]:
    return optional.attempt(lambda: [concept(each).label for each in segment.repetitions(number)], [])


def _amount(rxe: Segment) -> str:
    low, high = rxe.text(3), rxe.text(4)
    amount = f"{low} to {high}" if high and high != low else low
    return " ".join(
        part for part in (amount, units(rxe.first(5))[0] if amount else "", concept(rxe.first(6)).label) if part
    )
