"""R4 ``date`` and ``dateTime`` to partial dates: a year, a month, a day, or an instant with its zone."""

from __future__ import annotations

import re

from autonome.clinical import DateRange, PartialDate
from autonome.fhir.elements import Element, UnusableError
from autonome.kernel import InputError, Instant

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def partial_date(element: Element, key: str) -> PartialDate | None:
    """Read a date as precisely as it was written; None where absent.

    Raises:
        UnusableError: it is no date of R4, or names no real day.
    """
    text = element.text(key)
    if not text:
        return None
    match = _PARTIAL.fullmatch(text)
    try:
        if match:
            return PartialDate.of(*(int(part) for part in match.groups() if part))
        return PartialDate.at(Instant.parse(text))
    except InputError as error:
        raise UnusableError(f"{element.path}.{key} is no date that FHIR R4 allows") from error


def period(element: Element | None) -> DateRange:
    """Read a Period; both ends open where it is absent."""
    if element is None:
        return DateRange()
    return DateRange(partial_date(element, "start"), partial_date(element, "end"))
