"""R4 Quantity, Age and Range to the domain's quantities; the digits stay as written."""

from __future__ import annotations

from decimal import Decimal

from autonome.clinical import UCUM, Comparator, Quantity, QuantityRange
from autonome.fhir.elements import Element, UnusableError

_COMPARATORS = {
    "": Comparator.EXACTLY,
    "<": Comparator.LESS,
    "<=": Comparator.AT_MOST,
    ">=": Comparator.AT_LEAST,
    ">": Comparator.GREATER,
}
"""R4, Quantity.comparator. Another one would change what the number means, so the number is not used without it."""

_UCUM_NAMES = (UCUM, "http://unitsofmeasure.org/", "https://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8")


def quantity(element: Element | None) -> Quantity | None:
    """Read a Quantity; None where it is absent or has no number.

    Raises:
        UnusableError: its number or its comparator is none of R4's.
    """
    if element is None or not element.has("value"):
        return None
    unit, code = element.text("unit"), element.text("code")
    sign = element.text("comparator")
    if sign not in _COMPARATORS:
        raise UnusableError(f"{element.path}.comparator, {sign[:10]}, is none that FHIR R4 allows there")
    coded = element.text("system") in _UCUM_NAMES
    return Quantity(number(element), _COMPARATORS[sign], unit or ("" if coded else code), code if coded else "")


def quantity_range(element: Element | None) -> QuantityRange | None:
    """Read a Range; None where it is absent or has neither end."""
    if element is None:
        return None
    low, high = quantity(element.child("low")), quantity(element.child("high"))
    return QuantityRange(low, high) if low or high else None


def number(element: Element, key: str = "value") -> Decimal:
    """Read a number, exactly.

    Raises:
        UnusableError: it is no number.
    """
    value = element.value.get(key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnusableError(f"{element.path}.{key} is not a number")
    return Decimal(value)
