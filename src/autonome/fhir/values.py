"""The ``value[x]`` of an Observation, a component or a goal's target: one of several forms.

A form that is not read is kept as such and named; two forms at once contradict R4, and neither is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from autonome.clinical import Absence, Quantity, UnreadValue, Value
from autonome.fhir.concepts import concept
from autonome.fhir.dates import partial_date
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.quantities import number, quantity, quantity_range
from autonome.fhir.tolerance import Tolerant


def _concept(element: Element, key: str) -> Value | None:
    found = concept(element.child(key))
    return None if found.is_empty else found


def _integer(element: Element, key: str) -> Value | None:
    value = number(element, key)
    return Quantity(Decimal(value))


_FORMS: Mapping[str, Callable[[Element, str], Value | None]] = {
    "Quantity": lambda element, key: quantity(element.child(key)),
    "CodeableConcept": _concept,
    "String": lambda element, key: element.text(key) or None,
    "Boolean": lambda element, key: element.flag(key),
    "Integer": _integer,
    "Range": lambda element, key: quantity_range(element.child(key)),
    "DateTime": partial_date,
}
"""The forms that are read, by the end of the member's name."""

_UNREAD = ("Ratio", "SampledData", "Time", "Period", "Attachment", "Reference")
"""Forms that R4 or R5 allow and that no finding uses."""


def value_of(element: Element, stem: str) -> Value | None:
    """The value; None where there is none.

    Args:
        element: that holds it.
        stem: such as ``value`` or ``detail``.

    Raises:
        UnusableError: it is malformed, or there are two.
    """
    there = [form for form in (*_FORMS, *_UNREAD) if element.has(f"{stem}{form}")]
    if len(there) > 1:
        raise UnusableError(f"{element.path} has two values, {stem}{there[0]} and {stem}{there[1]}")
    if not there:
        return None
    form = there[0]
    return _FORMS[form](element, f"{stem}{form}") if form in _FORMS else UnreadValue(form)


def absence_of(element: Element, tolerant: Tolerant) -> Absence:
    """Why there is no value."""
    return tolerant.coded_word(element, "dataAbsentReason", Absence, "reason for having no value")
