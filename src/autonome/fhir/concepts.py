"""R4 CodeableConcept to words and codes, with code systems under their canonical names."""

from __future__ import annotations

from collections.abc import Iterable

from autonome.clinical import ATC, ICD_10, ICD_10_CM, LOINC, RXNORM, SNOMED_CT, Coding, Concept
from autonome.fhir.elements import Element

_ALIASES = {
    "urn:oid:2.16.840.1.113883.6.88": RXNORM,
    "urn:oid:2.16.840.1.113883.6.73": ATC,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED_CT,
    "urn:oid:2.16.840.1.113883.6.1": LOINC,
    "urn:oid:2.16.840.1.113883.6.3": ICD_10,
    "urn:oid:2.16.840.1.113883.6.90": ICD_10_CM,
    "https://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "https://www.whocc.no/atc": ATC,
    "http://www.whocc.no/atc/": ATC,
    "https://snomed.info/sct": SNOMED_CT,
    "https://loinc.org": LOINC,
    "http://loinc.org/": LOINC,
}
"""Other spellings met for the same systems: the OIDs of HL7's registry, and https where the canonical URI has http."""


def concept(element: Element | None) -> Concept:
    """Read a CodeableConcept; an empty one where it is absent."""
    if element is None:
        return Concept()
    codings = (_coding(item) for item in element.children("coding"))
    return Concept(element.text("text"), tuple(coding for coding in codings if coding.code or coding.display))


def concepts(elements: Iterable[Element]) -> tuple[Concept, ...]:
    """Read a list of CodeableConcepts; those that say nothing are passed over."""
    return tuple(each for each in map(concept, elements) if not each.is_empty)


def _coding(element: Element) -> Coding:
    system = element.text("system")
    return Coding(_ALIASES.get(system, system), element.text("code"), element.text("display"))
