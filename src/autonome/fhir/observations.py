"""R4 Observation to the domain's: what it is about must be readable, its value is read or kept as not readable."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.clinical import (
    Absence,
    Component,
    DateRange,
    Observation,
    ObservationStatus,
    PartialDate,
    UnreadValue,
    Value,
)
from autonome.clinical.findings import doubts_of
from autonome.fhir.bundle import Entry
from autonome.fhir.concepts import concept
from autonome.fhir.dates import partial_date
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.quantities import quantity_range
from autonome.fhir.readings import Reading, ResourceType
from autonome.fhir.references import Library
from autonome.fhir.tolerance import Tolerant
from autonome.fhir.values import absence_of, value_of


def read_observation(entry: Entry, _library: Library) -> Reading:
    """Translate one Observation.

    Raises:
        UnusableError: it does not say what was observed.
    """
    resource, tolerant = entry.resource, Tolerant()
    code = concept(resource.child("code"))
    if code.is_empty:
        raise UnusableError("it does not say what was observed")
    status = resource.text("status")
    components = tuple(_component(part, tolerant) for part in tolerant.backbones(resource, "component"))
    value, absent = _value(resource, tolerant)
    holds_others = bool(components) or resource.has("hasMember")
    observation = Observation(
        source=entry.source,
        code=code,
        status=tolerant.word(status, ObservationStatus, "status"),
        status_text=status,
        value=value,
        absent=None if absent is Absence.NOT_STATED and holds_others else absent,
        time=_time(resource, tolerant),
        issued=tolerant.date(resource, "issued"),
        categories=tolerant.concepts(resource, "category"),
        components=components,
        interpretations=tolerant.concepts(resource, "interpretation"),
        reference_ranges=tuple(_ranges(resource, tolerant)),
        comments=tuple(_comments(resource, tolerant)),
    )
    return Reading(observation, (*tolerant.doubts, *doubts_of(observation)))


RESOURCE_TYPES: Mapping[str, ResourceType] = {"Observation": ResourceType(read_observation)}
"""The type that this module reads."""


def _component(part: Element, tolerant: Tolerant) -> Component:
    value, absent = _value(part, tolerant)
    return Component(tolerant.concept(part, "code"), value, absent)


def _value(element: Element, tolerant: Tolerant) -> tuple[Value | None, Absence | None]:
    """The value, or why there is none; a malformed one is there and not readable."""
    try:
        value = value_of(element, "value")
    except UnusableError as error:
        tolerant.doubts.append(f"{error.message}; the value is kept as not readable")
        value = UnreadValue("value of no form that FHIR R4 allows")
    if value is None:
        return None, absence_of(element, tolerant)
    if element.has("dataAbsentReason"):
        tolerant.doubts.append(f"{element.path} has a value and a reason for having none")
    return value, None


def _time(resource: Element, tolerant: Tolerant) -> DateRange:
    instant: PartialDate | None = tolerant.attempt(lambda: partial_date(resource, "effectiveInstant"), None)
    if resource.has("effectiveTiming"):
        tolerant.doubts.append("its time is a repeated schedule, which is not read")
    return DateRange(instant, instant) if instant else tolerant.dates(resource, "effective")


def _ranges(resource: Element, tolerant: Tolerant) -> list[str]:
    found = []
    for part in tolerant.backbones(resource, "referenceRange"):
        span = tolerant.attempt(lambda part=part: _range_text(part), "")  # type: ignore[misc]
        found.append(tolerant.text(part, "text") or span)
    return [each for each in found if each]


def _range_text(part: Element) -> str:
    span = quantity_range(part)
    return str(span) if span else ""


def _comments(resource: Element, tolerant: Tolerant) -> list[str]:
    notes: tuple[Element, ...] = tolerant.attempt(lambda: resource.children("note"), ())
    return [text for text in (tolerant.text(note, "text") for note in notes) if text]
