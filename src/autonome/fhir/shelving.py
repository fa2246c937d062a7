"""A FHIR document taken apart into items that a store keeps, and put together again from those that may be seen.

Each resource is one item, with every category of data that it belongs to. What this version does not read, or cannot
use, might be anything: it is seen only by whom the whole health record is open to. Nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.clinical import HealthRecord
from autonome.clinical.items import KeptItem
from autonome.consent import CATEGORIES
from autonome.fhir.bundle import Entry, open_bundle
from autonome.fhir.elements import UnusableError
from autonome.fhir.json_text import json_text, parse_json
from autonome.fhir.one_patient import as_one_patient
from autonome.fhir.patients import must_mean, the_patient
from autonome.fhir.record import read_record
from autonome.fhir.references import Library
from autonome.kernel import InputError, Instant, sha256_hex
from autonome.plan.data_categories import categories_of

WHOLE: Final = frozenset(map(str, CATEGORIES.leaves("clinical")))
"""Categories of what might be anything of the health record."""

_OF_TYPE: Final[Mapping[str, frozenset[str]]] = {
    "Patient": frozenset({"demographics"}),
    "Medication": frozenset({"medications"}),
}
"""Of types that stand for themselves whatever they hold."""

_TYPES_OF_MEDICINE: Final = frozenset({"MedicationRequest", "MedicationStatement", "MedicationAdministration"})
"""Of what cannot be read, that it is about a medicine is still known."""

_MEDICINE: Final = frozenset({"medications"})
"""Whose it is can be told by nobody who may not see who the patient is: an entry that is about somebody else, or does
not say, is shown to those alone who may."""

_TIMES: Final = ("effectiveDateTime", "authoredOn", "performedDateTime", "recordedDate", "onsetDateTime", "issued")
"""Members of R4 resources that say when something was so; the first that is there counts."""


def items_of(document: object, where: str) -> tuple[HealthRecord, tuple[KeptItem, ...]]:
    """Take a Bundle apart.

    Args:
        document: what `parse_json` gave.
        where: the file's name, for errors.

    Returns:
        The record as it is understood, and the items, each name once: type and id, and where there is no id, or one
        that others have too, a digest of the content. So the same document gives the same items again.

    Raises:
        RecordError: there is no record of exactly one patient in it.
    """
    record = read_record(document, where)
    known: dict[str, frozenset[str]] = {}
    for item in record.items:
        known[item.source.place] = known.get(item.source.place, frozenset()) | categories_of(item)
    items: dict[str, KeptItem] = {}
    entries = open_bundle(document, where).entries
    about = _About(the_patient(entries, where), Library.of(entries))
    for entry in entries:
        body = json_text(_written(entry))
        name = _name(entry, body, items)
        items[name] = KeptItem(_categories(entry, known, about), name, body, _time(entry), entry.number)
    return record, tuple(items.values())


def document_of(items: Iterable[KeptItem]) -> object:
    """Put a Bundle together of items.

    Args:
        items: of one record, as `items_of` made them.

    Returns:
        The document, as `parse_json` gives one.
    """
    entries = [parse_json(item.body.encode(), item.name) for item in items if item.body is not None]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def record_of(items: Iterable[KeptItem], where: str) -> HealthRecord:
    """Understand what may be seen of a record, as the file was understood that it came from.

    Args:
        items: of one record, as `items_of` made them.
        where: what messages call it.

    Returns:
        The record, each entry at the place that it had in the file; what came without one, or from another file at a
        place that is taken, stands behind.

    Raises:
        RecordError: the patient is not among them, or cannot be used.
    """
    there = sorted((item for item in as_one_patient(items) if item.body is not None), key=lambda each: each.name)
    placed = {item.place: item for item in reversed(there) if item.place is not None}
    behind = [item for item in there if item.place is None or placed[item.place] is not item]
    placed |= dict(enumerate(behind, start=max(placed, default=-1) + 1))
    numbers = sorted(placed)
    return read_record(document_of(placed[number] for number in numbers), where, numbers)


def patients_of(items: Iterable[KeptItem]) -> frozenset[str]:
    """Names of the items that say who the patient is: one in each record."""
    return frozenset(item.name for item in items if item.name.startswith("Patient/") and item.body is not None)


def _written(entry: Entry) -> object:
    """An entry of a Bundle, with the address by which others may refer to it."""
    address = {"fullUrl": entry.full_url} if entry.full_url else {}
    return {**address, "resource": entry.resource.value}


def _name(entry: Entry, body: str, taken: Mapping[str, object]) -> str:
    if entry.id and entry.name not in taken:
        return entry.name
    return f"{entry.name}#{sha256_hex(body.encode())}"


@dataclass(frozen=True, slots=True)
class _About:
    """Whom a Bundle is about.

    Args:
        patient: its one Patient.
        library: its entries by name.
    """

    patient: Entry
    library: Library

    def means(self, entry: Entry) -> bool:
        """Whether a medicine's entry is about that patient."""
        try:
            must_mean(self.patient, entry.resource.child("subject"), entry, self.library)
        except UnusableError:
            return False
        return True


def _categories(entry: Entry, known: Mapping[str, frozenset[str]], about: _About) -> frozenset[str]:
    if entry.type in _OF_TYPE:
        return _OF_TYPE[entry.type]
    found = known.get(entry.place)
    if found is not None:
        return frozenset(leaf for each in found for leaf in map(str, CATEGORIES.leaves(each)))
    if entry.type not in _TYPES_OF_MEDICINE:
        return WHOLE
    return _MEDICINE if about.means(entry) else _MEDICINE | _OF_TYPE["Patient"]


def _time(entry: Entry) -> Instant | None:
    for member in _TIMES:
        value = entry.resource.value.get(member)
        if isinstance(value, str):
            try:
                return Instant.parse(value)
            except InputError:
                return None
    return None
