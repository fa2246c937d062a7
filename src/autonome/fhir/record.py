"""A whole FHIR R4 document to a health record: nothing is dropped without being listed.

1. Open the Bundle (`bundle`).
2. Find its one Patient (`patients`).
3. Read each entry of a known type that is about that patient, by the reader in the table; list what cannot be used.
4. Count the entries of the types that are not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autonome.clinical import HealthRecord, LeftOut, QualityNote, RecordItem
from autonome.fhir import allergies, conditions, family, goals, medications, observations
from autonome.fhir.bundle import Entry, open_bundle
from autonome.fhir.elements import UnusableError
from autonome.fhir.patients import must_mean, read_patient, the_patient
from autonome.fhir.readings import Reading, ResourceType
from autonome.fhir.references import Library

RESOURCE_TYPES: Mapping[str, ResourceType] = {
    **medications.RESOURCE_TYPES,
    **observations.RESOURCE_TYPES,
    **conditions.RESOURCE_TYPES,
    **allergies.RESOURCE_TYPES,
    **family.RESOURCE_TYPES,
    **goals.RESOURCE_TYPES,
}
"""Every resource type that becomes an item of the record; a new reader is one more entry here."""

SUPPORTING_TYPES = ("Medication",)
"""Types that are read for the sake of others; listed where nothing that is read refers to them."""


@dataclass(slots=True)
class _Collected:
    """What the entries gave, in the order of the file."""

    items: list[RecordItem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[QualityNote] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def add(self, entry: Entry, reading: Reading) -> None:
        self.items.append(reading.item)
        self.notes.extend(QualityNote(entry.source, doubt) for doubt in reading.doubts)
        self.used.update(reading.uses)


def read_record(document: object, where: str, numbers: Sequence[int] = ()) -> HealthRecord:
    """Read a parsed FHIR R4 Bundle.

    Args:
        document: what `parse_json` gave.
        where: the file's name, for errors.
        numbers: of the entries in a file that they were taken out of (`open_bundle`).

    Returns:
        The record of the one patient; each entry of a known type is an item, or left out with its reason.

    Raises:
        RecordError: there is no record of exactly one patient in it.
    """
    bundle = open_bundle(document, where, numbers)
    patient_entry = the_patient(bundle.entries, where)
    patient, patient_notes = read_patient(patient_entry, where)
    collected = _read_entries(bundle.entries, patient_entry)
    left_out = (*bundle.left_out, *collected.left_out, *_unused(bundle.entries, collected.used))
    return HealthRecord(
        patient=patient,
        items=tuple(collected.items),
        left_out=left_out,
        not_read=_not_read(bundle.entries),
        notes=(*bundle.notes, *patient_notes, *collected.notes),
    )


def _read_entries(entries: Sequence[Entry], patient: Entry) -> _Collected:
    library = Library.of(entries)
    collected = _Collected()
    for entry in entries:
        if entry.type not in RESOURCE_TYPES:
            continue
        try:
            collected.add(entry, _read(entry, patient, library))
        except UnusableError as error:
            collected.left_out.append(LeftOut(entry.source, error.message))
    return collected


def _read(entry: Entry, patient: Entry, library: Library) -> Reading:
    """One entry. R4: who does not know a modifier extension or implicit rules must not use the resource."""
    resource, known = entry.resource, RESOURCE_TYPES[entry.type]
    for key, words in (("modifierExtension", "a modifier extension"), ("implicitRules", "implicit rules")):
        if resource.has(key):
            raise UnusableError(f"it carries {words} that this reader does not know")
    must_mean(patient, resource.child(known.subject), entry, library)
    return known.read(entry, library)


def _unused(entries: Sequence[Entry], used: set[str]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(entry.source, "nothing that is read refers to it")
        for entry in entries
        if entry.type in SUPPORTING_TYPES and entry.place not in used
    )


def _not_read(entries: Sequence[Entry]) -> tuple[tuple[str, int], ...]:
    known = {*RESOURCE_TYPES, *SUPPORTING_TYPES, "Patient"}
    return tuple(sorted(Counter(entry.type for entry in entries if entry.type not in known).items()))
