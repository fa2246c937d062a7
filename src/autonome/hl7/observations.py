"""Results (OBX) to observations; the order that they answer (OBR) gives the time and the panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autonome.clinical import (
    Absence,
    Concept,
    DateRange,
    Observation,
    ObservationStatus,
    Quantity,
    Source,
    UnreadValue,
    UnusableError,
    Value,
)
from autonome.clinical.doubts import Doubts
from autonome.hl7.datatypes import concept, date, number, structured_number, timestamp, units
from autonome.hl7.er7 import Repetition, Segment

_STATUSES: Mapping[str, ObservationStatus] = {
    "F": ObservationStatus.FINAL,
    "U": ObservationStatus.FINAL,
    "C": ObservationStatus.CORRECTED,
    "A": ObservationStatus.AMENDED,
    "B": ObservationStatus.AMENDED,
    "P": ObservationStatus.PRELIMINARY,
    "R": ObservationStatus.PRELIMINARY,
    "S": ObservationStatus.PRELIMINARY,
    "V": ObservationStatus.FINAL,
    "I": ObservationStatus.REGISTERED,
    "O": ObservationStatus.REGISTERED,
    "X": ObservationStatus.CANCELLED,
    "N": ObservationStatus.UNKNOWN,
    "D": ObservationStatus.ENTERED_IN_ERROR,
    "W": ObservationStatus.ENTERED_IN_ERROR,
}
"""HL7 table 0085, result status. D deletes a result and W says that it is another patient's."""

_ABSENCES: Mapping[str, Absence] = {
    "X": Absence.NOT_PERFORMED,
    "N": Absence.NOT_ASKED,
    "I": Absence.TEMPORARILY_UNKNOWN,
    "O": Absence.TEMPORARILY_UNKNOWN,
}
"""Why a result of that status has no value."""

_TEXTS = ("ST", "TX", "FT", "IS", "ID")
_TIMES = ("DT", "TS", "DTM")
_CODED = ("CE", "CWE", "CNE", "CF")


def read_result(
    obx: Segment, obr: Segment | None, notes: Sequence[Segment], source: Source
) -> tuple[Observation, list[str]]:
    """Translate one result.

    Args:
        obx: the result.
        obr: the order that it answers, or None.
        notes: the NTE segments that belong to it.
        source: where it stands.

    Returns:
        The observation, and what is doubtful about it.

    Raises:
        UnusableError: it does not say what was observed.
    """
    optional = Doubts()
    code = concept(obx.first(3))
    if code.is_empty:
        raise UnusableError("it does not say what was observed")
    status = optional.attempt(lambda: obx.text(11), "")
    value = _value(obx, optional)
    panel = optional.attempt(lambda: concept(obr.first(4)), Concept()) if obr else Concept()
    observation = Observation(
        source=source,
        code=code,
        status=_status(status, optional.doubts),
        status_text=status,
        value=value,
        absent=None if value is not None else _ABSENCES.get(status, Absence.NOT_STATED),
        time=_time(obx, obr, optional),
        categories=() if panel.is_empty else (panel,),
        interpretations=optional.attempt(lambda: tuple(Concept(each.text()) for each in obx.repetitions(8)), ()),
        reference_ranges=optional.attempt(lambda: tuple(filter(None, [obx.first(7).whole()])), ()),
        comments=tuple(comment(note, optional) for note in notes),
    )
    return observation, optional.doubts


def _status(code: str, doubts: list[str]) -> ObservationStatus:
    if not code:
        return ObservationStatus.NOT_STATED
    if code not in _STATUSES:
        doubts.append(f"its status, {code[:20]}, is none of HL7 table 0085")
    return _STATUSES.get(code, ObservationStatus.UNRECOGNISED)


def _value(obx: Segment, optional: Doubts) -> Value | None:
    """The value; one that cannot be read is kept as not readable."""
    try:
        return _typed(obx, optional.doubts)
    except UnusableError as error:
        optional.doubts.append(f"{error.message}; the value is kept as not readable")
        return UnreadValue("value that cannot be read")


def _typed(obx: Segment, doubts: list[str]) -> Value | None:
    form = obx.text(2)
    found = obx.repetitions(5)
    if obx.is_null(5):
        doubts.append("the sender deletes its value")
    if not found or obx.is_null(5):
        return None
    if form in _TEXTS:
        return " ".join(each.whole() for each in found) or None
    if len(found) > 1:
        return UnreadValue(f"list of {len(found)} values of type {form[:10]}")
    return _single(obx, form, found[0], doubts)


def _single(obx: Segment, form: str, found: Repetition, doubts: list[str]) -> Value | None:
    if form in _CODED:
        coded = concept(found)
        return None if coded.is_empty else coded
    if form in _TIMES:
        return timestamp(found.text(), obx.syntax.zone, f"{obx.place}-5")
    if form == "SN":
        return structured_number(found, units(obx.first(6)))
    if form == "NM":
        return _number(obx, found.whole(), doubts)
    return UnreadValue(f"value of type {form[:10]}" if form else "value without a type")


def _number(obx: Segment, text: str, doubts: list[str]) -> Value | None:
    value = number(text)
    if value is None:
        doubts.append("its value should be a number and is none; kept as text")
        return text or None
    unit, code = units(obx.first(6))
    return Quantity(value, unit=unit, code=code)


def _time(obx: Segment, obr: Segment | None, optional: Doubts) -> DateRange:
    """OBX-14, else the order's own span: OBR-7 to OBR-8."""
    moment = optional.attempt(lambda: date(obx, 14), None)
    if moment is not None or obr is None:
        return DateRange(moment, moment)
    start = optional.attempt(lambda: date(obr, 7), None)
    end = optional.attempt(lambda: date(obr, 8), None)
    span = DateRange(start, end or start)
    if span.contradicts_itself:
        optional.doubts.append(f"its order ends before it starts ({span})")
    return span


def comment(note: Segment, optional: Doubts) -> str:
    """The text of an NTE; "" and a doubt where it cannot be read."""
    return optional.attempt(lambda: " ".join(each.whole() for each in note.repetitions(3)), "")
