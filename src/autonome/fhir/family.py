"""R4 FamilyMemberHistory to the domain's; its subject stands in ``patient``. A relative's name is not read."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.clinical import AdministrativeSex, Death, FamilyHistory, HistoryStatus, RelativeCondition
from autonome.fhir.bundle import Entry
from autonome.fhir.concepts import concept
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.readings import Reading, ResourceType
from autonome.fhir.references import Library
from autonome.fhir.tolerance import Tolerant

_DEATHS = {True: Death.DEAD, False: Death.LIVING, None: Death.NOT_STATED}


def read_family_history(entry: Entry, _library: Library) -> Reading:
    """Translate one FamilyMemberHistory.

    Raises:
        UnusableError: it does not say how the relative is related.
    """
    resource, tolerant = entry.resource, Tolerant()
    relationship = concept(resource.child("relationship"))
    if relationship.is_empty:
        raise UnusableError("it does not say how the relative is related")
    died = tolerant.span(resource, "deceased")
    history = FamilyHistory(
        source=entry.source,
        relationship=relationship,
        sex=_sex(resource, tolerant),
        status=tolerant.word(resource.text("status"), HistoryStatus, "status"),
        unavailable=tolerant.concept(resource, "dataAbsentReason").label,
        death=Death.DEAD
        if died.is_stated
        else _DEATHS[tolerant.attempt(lambda: resource.flag("deceasedBoolean"), None)],
        died=died,
        conditions=tuple(_conditions(resource, tolerant)),
        recorded=tolerant.date(resource, "date"),
    )
    return Reading(history, tuple(tolerant.doubts))


RESOURCE_TYPES: Mapping[str, ResourceType] = {"FamilyMemberHistory": ResourceType(read_family_history, "patient")}
"""The type that this module reads."""


def _conditions(resource: Element, tolerant: Tolerant) -> list[RelativeCondition]:
    found = []
    for part in tolerant.backbones(resource, "condition"):
        code = tolerant.concept(part, "code")
        if code.is_empty:
            tolerant.doubts.append(f"{part.path} names no condition; passed over")
            continue
        caused = tolerant.attempt(lambda part=part: part.flag("contributedToDeath"), None)  # type: ignore[misc]
        found.append(RelativeCondition(code, tolerant.span(part, "onset"), tolerant.concept(part, "outcome"), caused))
    return found


def _sex(resource: Element, tolerant: Tolerant) -> AdministrativeSex:
    found = tolerant.concept(resource, "sex")
    codes = {coding.code for coding in found.codings}
    named = [sex for sex in AdministrativeSex if sex in codes and sex is not AdministrativeSex.NOT_STATED]
    if not found.is_empty and not named:
        tolerant.doubts.append("the relative's sex is recorded in words that are not read, and taken as not stated")
    return named[0] if named else AdministrativeSex.NOT_STATED
