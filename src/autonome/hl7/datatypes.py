"""HL7 v2 data types to the domain's values: coded entries, dates, numbers.

A time without a zone, in a message that names none, is known to the day only. A number that is none stays text; whether
that is usable is decided where findings are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from autonome.clinical import (
    ATC,
    ICD_10,
    ICD_10_CM,
    LOINC,
    RXNORM,
    SNOMED_CT,
    Coding,
    Comparator,
    Concept,
    PartialDate,
    Precision,
    Quantity,
    QuantityRange,
    UnreadValue,
    UnusableError,
    Value,
)
from autonome.hl7.er7 import Repetition, Segment
from autonome.kernel import InputError, Instant

SYSTEMS: Mapping[str, str] = {
    "LN": LOINC,
    "SCT": SNOMED_CT,
    "RXNORM": RXNORM,
    "WC": ATC,
    "I10": ICD_10,
    "I10C": ICD_10_CM,
    "NDC": "http://hl7.org/fhir/sid/ndc",
}
"""Code systems by their names in HL7 table 0396, by canonical name. WC is WHO's ATC; ATC is a culture collection."""

_TIME = re.compile(
    r"(?P<year>\d{4})(?:(?P<month>\d\d)(?:(?P<day>\d\d)(?:(?P<clock>\d\d(?:\d\d(?:\d\d(?:\.\d{1,4})?)?)?))?)?)?"
    r"(?P<zone>[+-]\d{4})?",
    re.ASCII,
)
_PRECISIONS = {"Y": 4, "L": 6, "D": 8}
"""Characters that the degree of precision of a v2.3 timestamp leaves (TS.2); hours and finer need no cut."""

_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})", re.ASCII)
_SECONDS_PER_MINUTE = 60


def concept(field: Repetition) -> Concept:
    """A coded entry (CE, CWE, CNE, CF): two or three codings, and the words that were chosen."""
    codings = (_coding(field, first) for first in (1, 4, 10))
    return Concept(field.text(9), tuple(coding for coding in codings if coding.code or coding.display))


def _coding(field: Repetition, first: int) -> Coding:
    system = field.text(first + 2)
    return Coding(SYSTEMS.get(system.upper(), system), field.text(first), field.text(first + 1))


def date(segment: Segment, number: int) -> PartialDate | None:
    """A date or time of a field; None where it is absent.

    Raises:
        UnusableError: it is no date.
    """
    field = segment.first(number)
    text = field.text()
    if not text:
        return None
    return timestamp(
        text[: _PRECISIONS.get(field.text(2), len(text))], segment.syntax.zone, f"{segment.place}-{number}"
    )


def timestamp(text: str, zone: str, place: str) -> PartialDate:
    """Read ``YYYY[MM[DD[HH[MM[SS[.S]]]]]][±ZZZZ]``, as precisely as it was written.

    Args:
        text: as written.
        zone: of the message, or "".
        place: for the reason.

    Raises:
        UnusableError: it is no such text, or no real day.
    """
    match = _TIME.fullmatch(text)
    if not match:
        raise UnusableError(f"{place} is no date of HL7 v2")
    clock, offset = match["clock"] or "", match["zone"] or zone
    day = [int(part) for part in match.group("year", "month", "day") if part]
    try:
        if len(clock) < 4 or not offset:  # noqa: PLR2004 - an hour alone, or no zone: the day is what is known
            return PartialDate.of(*day)
        return _moment(match.group("year", "month", "day"), clock, offset)
    except InputError as error:
        raise UnusableError(f"{place} is no real date") from error


def _moment(day: tuple[str | None, ...], clock: str, zone: str) -> PartialDate:
    date_text = "-".join(part or "" for part in day)
    start = Instant.parse(f"{date_text}T{clock[:2]}:{clock[2:4]}:{clock[4:6] or '00'}{zone[:3]}:{zone[3:]}")
    if clock[4:6]:
        return PartialDate.at(start)
    return PartialDate(Precision.SECOND, start, Instant(start.seconds + _SECONDS_PER_MINUTE - 1))


def number(text: str) -> Decimal | None:
    """A number (NM); None where the text is none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def units(field: Repetition) -> tuple[str, str]:
    """The unit in words, and as a UCUM code where the sender says that it is one (OBX-6, RXE-5)."""
    code, words, system = field.text(1), field.text(2), field.text(3)
    return (words or code, code) if system.upper() == "UCUM" else (code or words, "")


_SIGNS = {
    "": Comparator.EXACTLY,
    "=": Comparator.EXACTLY,
    "<": Comparator.LESS,
    "<=": Comparator.AT_MOST,
    ">=": Comparator.AT_LEAST,
    ">": Comparator.GREATER,
}
"""Comparators of a structured number (SN.1)."""


def structured_number(field: Repetition, unit: tuple[str, str]) -> Value:
    """A structured number (SN): with a comparator, a span, or a form that is not read (a ratio, ``2+``)."""
    sign, first, separator, second = (field.text(at) for at in (1, 2, 3, 4))
    low, high = number(first), number(second)
    if sign in _SIGNS and low is not None and not separator and not second:
        return Quantity(low, _SIGNS[sign], *unit)
    if sign == "" and separator == "-" and low is not None and high is not None:
        exactly = Comparator.EXACTLY
        return QuantityRange(Quantity(low, exactly, *unit), Quantity(high, exactly, *unit))
    return UnreadValue(f"structured number {sign}{first}{separator}{second}"[:60])
