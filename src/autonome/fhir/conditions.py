"""R4 Condition and Procedure to the domain's: what was found in the patient, what was done to them."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.clinical import ClinicalStatus, Concept, Condition, Procedure, ProcedureStatus, Verification
from autonome.fhir.bundle import Entry
from autonome.fhir.concepts import concept
from autonome.fhir.elements import UnusableError
from autonome.fhir.readings import Reading, ResourceType
from autonome.fhir.references import Library
from autonome.fhir.tolerance import Tolerant


def read_condition(entry: Entry, _library: Library) -> Reading:
    """Translate one Condition.

    Raises:
        UnusableError: it names no condition.
    """
    resource, tolerant = entry.resource, Tolerant()
    condition = Condition(
        source=entry.source,
        code=_named(entry, "it names no condition"),
        clinical=tolerant.coded_word(resource, "clinicalStatus", ClinicalStatus, "clinical status"),
        verification=tolerant.coded_word(resource, "verificationStatus", Verification, "verification status"),
        categories=tolerant.concepts(resource, "category"),
        severity=tolerant.concept(resource, "severity"),
        onset=tolerant.span(resource, "onset"),
        abatement=tolerant.span(resource, "abatement"),
        recorded=tolerant.date(resource, "recordedDate"),
    )
    return Reading(condition, tuple(tolerant.doubts))


def read_procedure(entry: Entry, _library: Library) -> Reading:
    """Translate one Procedure.

    Raises:
        UnusableError: it names no procedure.
    """
    resource, tolerant = entry.resource, Tolerant()
    procedure = Procedure(
        source=entry.source,
        code=_named(entry, "it names no procedure"),
        status=tolerant.word(resource.text("status"), ProcedureStatus, "status"),
        status_reason=tolerant.concept(resource, "statusReason"),
        performed=tolerant.span(resource, "performed"),
    )
    return Reading(procedure, tuple(tolerant.doubts))


RESOURCE_TYPES: Mapping[str, ResourceType] = {
    "Condition": ResourceType(read_condition),
    "Procedure": ResourceType(read_procedure),
}
"""The types that this module reads."""


def _named(entry: Entry, reason: str) -> Concept:
    found = concept(entry.resource.child("code"))
    if found.is_empty:
        raise UnusableError(reason)
    return found
