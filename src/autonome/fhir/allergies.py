"""R4 AllergyIntolerance to the domain's; its subject stands in ``patient``."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.clinical import Allergy, ClinicalStatus, Concept, Criticality, Reaction, Verification
from autonome.fhir.bundle import Entry
from autonome.fhir.concepts import concept
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.readings import Reading, ResourceType
from autonome.fhir.references import Library
from autonome.fhir.tolerance import Tolerant


def read_allergy(entry: Entry, _library: Library) -> Reading:
    """Translate one AllergyIntolerance.

    Raises:
        UnusableError: it names no substance, neither itself nor in a reaction.
    """
    resource, tolerant = entry.resource, Tolerant()
    reactions = tuple(_reaction(part, tolerant) for part in tolerant.backbones(resource, "reaction"))
    allergy = Allergy(
        source=entry.source,
        code=_substance(concept(resource.child("code")), reactions, tolerant),
        kind=tolerant.text(resource, "type"),
        categories=tolerant.texts(resource, "category"),
        clinical=tolerant.coded_word(resource, "clinicalStatus", ClinicalStatus, "clinical status"),
        verification=tolerant.coded_word(resource, "verificationStatus", Verification, "verification status"),
        criticality=tolerant.word(tolerant.text(resource, "criticality"), Criticality, "criticality"),
        onset=tolerant.span(resource, "onset"),
        recorded=tolerant.date(resource, "recordedDate"),
        reactions=reactions,
    )
    return Reading(allergy, tuple(tolerant.doubts))


RESOURCE_TYPES: Mapping[str, ResourceType] = {"AllergyIntolerance": ResourceType(read_allergy, "patient")}
"""The type that this module reads."""


def _reaction(part: Element, tolerant: Tolerant) -> Reaction:
    return Reaction(
        tolerant.concepts(part, "manifestation"), tolerant.text(part, "severity"), tolerant.concept(part, "substance")
    )


def _substance(code: Concept, reactions: tuple[Reaction, ...], tolerant: Tolerant) -> Concept:
    """The allergy's own, else the one that all its reactions name."""
    if not code.is_empty:
        return code
    named = {reaction.substance for reaction in reactions if not reaction.substance.is_empty}
    if len(named) != 1:
        raise UnusableError("it names no substance")
    tolerant.doubts.append("it names no substance; taken from its reaction")
    return named.pop()
