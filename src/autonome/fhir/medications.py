"""R4 MedicationRequest, MedicationStatement, MedicationAdministration and MedicationDispense to medication orders.

What differs between the four is a table. What an order must say is its medicine; a date or an instruction that cannot
be read becomes a doubt, for a medicine must not vanish from the plan because of a date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from autonome.clinical import DateRange, Intent, MedicationOrder, OrderKind, OrderStatus, PartialDate
from autonome.clinical.doubts import Doubts
from autonome.fhir.bundle import Entry
from autonome.fhir.dates import partial_date, period
from autonome.fhir.elements import Element
from autonome.fhir.products import read_product
from autonome.fhir.readings import Reading, ResourceType
from autonome.fhir.references import Library


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where one resource type keeps what the domain wants.

    Args:
        kind: the domain's word.
        dosage: member with the instructions.
        authored: member that says when the entry was written.
        treatment: reads the period of treatment.
    """

    kind: OrderKind
    dosage: str
    authored: str
    treatment: Callable[[Element], DateRange]


def _bounds(resource: Element) -> DateRange:
    """The span of all instructions: it has an end only where each of them has one."""
    spans = [_bound(instruction) for instruction in resource.children("dosageInstruction")]
    starts = [span.start for span in spans if span.start]
    ends = [span.end for span in spans if span.end]
    start = min(starts, key=lambda date: date.first, default=None)
    return DateRange(start, max(ends, key=lambda date: date.last) if ends and len(ends) == len(spans) else None)


def _bound(instruction: Element) -> DateRange:
    timing = instruction.child("timing")
    repeat = timing.child("repeat") if timing else None
    return period(repeat.child("boundsPeriod") if repeat else None)


def _effective(resource: Element) -> DateRange:
    """A Period, or a date from which it runs."""
    moment = partial_date(resource, "effectiveDateTime")
    return DateRange(moment) if moment else period(resource.child("effectivePeriod"))


def _handed_over(resource: Element) -> DateRange:
    return DateRange(partial_date(resource, "whenHandedOver"))


_SHAPES: Mapping[str, _Shape] = {
    "MedicationRequest": _Shape(OrderKind.REQUEST, "dosageInstruction", "authoredOn", _bounds),
    "MedicationStatement": _Shape(OrderKind.STATEMENT, "dosage", "dateAsserted", _effective),
    "MedicationAdministration": _Shape(OrderKind.ADMINISTRATION, "dosage", "", _effective),
    "MedicationDispense": _Shape(OrderKind.DISPENSE, "dosageInstruction", "whenPrepared", _handed_over),
}

_STATUSES: Mapping[OrderKind, tuple[str, ...]] = {
    OrderKind.REQUEST: (
        "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown",
    ),
    OrderKind.STATEMENT: (
        "active", "completed", "entered-in-error", "intended", "stopped", "on-hold", "unknown", "not-taken",
    ),
    OrderKind.ADMINISTRATION: (
        "in-progress", "not-done", "on-hold", "completed", "entered-in-error", "stopped", "unknown",
    ),
    OrderKind.DISPENSE: (
        "preparation", "in-progress", "cancelled", "on-hold", "completed", "entered-in-error", "stopped", "declined",
        "unknown",
    ),
}  # fmt: skip
"""The codes that R4 allows for the status of each kind."""

_INTENTS = {
    "order": Intent.ORDER,
    "original-order": Intent.ORDER,
    "reflex-order": Intent.ORDER,
    "filler-order": Intent.ORDER,
    "instance-order": Intent.ORDER,
    "plan": Intent.PLAN,
    "proposal": Intent.PROPOSAL,
    "option": Intent.OPTION,
}
"""R4, MedicationRequest.intent."""


class _Optional(Doubts):
    """Reads what an order may do without; what cannot be read becomes a doubt."""

    def date(self, resource: Element, key: str) -> PartialDate | None:
        """A date, or None."""
        return self.attempt(lambda: partial_date(resource, key), None) if key else None

    def treatment(self, resource: Element, shape: _Shape) -> DateRange:
        """The period of treatment."""
        span = self.attempt(lambda: shape.treatment(resource), DateRange())
        if span.contradicts_itself:
            self.doubts.append(f"its period ends before it starts ({span})")
        return span

    def dosage(self, resource: Element, key: str) -> tuple[str, ...]:
        """The instructions, verbatim."""
        return self.attempt(lambda: _dosage(resource, key), ())


def read_order(entry: Entry, library: Library) -> Reading:
    """Translate one entry about a medicine.

    Args:
        entry: holds a resource of one of the four types.
        library: the Bundle's entries by name.

    Raises:
        UnusableError: it names no medicine, or not clearly.
    """
    resource, shape = entry.resource, _SHAPES[entry.type]
    product = read_product(entry, library)
    optional = _Optional(list(product.doubts))
    status, intent = resource.text("status"), resource.text("intent") if shape.kind is OrderKind.REQUEST else ""
    order = MedicationOrder(
        source=entry.source,
        kind=shape.kind,
        medication=product.medication,
        ingredients=product.ingredients,
        product=product.source,
        status=_status(status, shape.kind, optional.doubts),
        status_text=status,
        intent=_intent(intent, optional.doubts),
        intent_text=intent,
        forbids=resource.flag("doNotPerform") is True,
        period=optional.treatment(resource, shape),
        authored=optional.date(resource, shape.authored),
        dosage=optional.dosage(resource, shape.dosage),
    )
    return Reading(order, tuple(optional.doubts), product.uses)


RESOURCE_TYPES: Mapping[str, ResourceType] = dict.fromkeys(_SHAPES, ResourceType(read_order))
"""The types that this module reads."""


def _status(code: str, kind: OrderKind, doubts: list[str]) -> OrderStatus:
    if not code:
        return OrderStatus.NOT_STATED
    if code in _STATUSES[kind]:
        return OrderStatus(code)
    doubts.append(f"its status, {code[:40]}, is none that FHIR R4 allows there")
    return OrderStatus.UNRECOGNISED


def _intent(code: str, doubts: list[str]) -> Intent:
    if code and code not in _INTENTS:
        doubts.append(f"its intent, {code[:40]}, is none that FHIR R4 allows there")
    return _INTENTS.get(code, Intent.UNRECOGNISED if code else Intent.NOT_STATED)


def _dosage(resource: Element, key: str) -> tuple[str, ...]:
    """An administration has one dosage, the other kinds a list."""
    value = resource.value.get(key)
    parts: Sequence[Element | None] = (
        resource.children(key) if isinstance(value, list) or value is None else (resource.child(key),)
    )
    return tuple(part.text("text") for part in parts if part and part.text("text"))
