"""A synthetic health record: a FHIR R4 Bundle of one person, with medicines, findings, a condition, a goal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from autonome.adapters.synthetic.people import Person

ATC: Final = "http://www.whocc.no/atc"
LOINC: Final = "http://loinc.org"
TEST: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
"""Says that the data are for testing."""

MEDICINES: Final = (
    (50, "B01AC04", "clopidogrel", "75 mg once a day"),
    (25, "B01AA03", "warfarin", "by INR"),
    (45, "C10AA01", "simvastatin", "40 mg in the evening"),
    (35, "A02BC01", "omeprazole", "20 mg once a day"),
    (40, "A10BA02", "metformin", "1,000 mg twice a day"),
    (20, "N06AB06", "sertraline", "50 mg once a day"),
    (15, "R05DA04", "codeine", "30 mg when needed, up to four times a day"),
    (10, "L04AX01", "azathioprine", "100 mg once a day"),
)
"""Share of people in hundredths, code, name, how it is taken."""

STORIES: Final = {0: ("clopidogrel", "simvastatin"), 1: ("warfarin", "metformin"), 2: ("sertraline", "omeprazole")}
"""People whose medicines are given."""

CONDITIONS: Final = (
    (30, "Acute coronary syndrome, treated with a coronary stent"),
    (30, "Atrial fibrillation"),
    (40, "Type 2 diabetes"),
)

DAY: Final = "2026-02-10"
"""Of what was measured and ordered."""


def record_of(person: Person) -> str:
    """The record of a synthetic person, as JSON."""
    made = [_patient(person), _condition(person), *_findings(person), _goal(person), *_medicines(person)]
    entries = [
        {"fullUrl": f"https://example.org/fhir/{each['resourceType']}/{each['id']}", "resource": each} for each in made
    ]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1) + "\n"


def _patient(person: Person) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": person.subject,
        "meta": {"tag": [TEST]},
        "name": [{"use": "official", "text": person.name}],
        "gender": "female" if person.female else "male",
        "birthDate": f"{person.birth_year}-{1 + person.share('month') % 12:02}",
    }


def _condition(person: Person) -> dict[str, Any]:
    text = person.choice("condition", CONDITIONS)
    return {
        "resourceType": "Condition",
        "id": "condition",
        "code": {"text": text},
        "subject": _reference(person),
        "onsetDateTime": "2025-11",
    }


def _findings(person: Person) -> Iterator[dict[str, Any]]:
    yield _observation(person, "creatinine", _coded(LOINC, "2160-0", "Creatinine in serum or plasma"), _kidney(person))
    weight, height = 50 + person.share("weight") // 2, 150 + person.share("height") * 2 // 5
    yield _observation(person, "weight", _coded(LOINC, "29463-7", "Body weight"), _quantity(weight, "kg"))
    yield _observation(person, "height", _coded(LOINC, "8302-2", "Body height"), _quantity(height, "cm"))


def _kidney(person: Person) -> dict[str, Any]:
    return _quantity(60 + person.share("kidney"), "umol/L")


def _quantity(value: int, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def _observation(person: Person, name: str, code: dict[str, Any], quantity: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": code,
        "subject": _reference(person),
        "effectiveDateTime": DAY,
        "valueQuantity": quantity,
    }


def _goal(person: Person) -> dict[str, Any]:
    return {
        "resourceType": "Goal",
        "id": "driving",
        "lifecycleStatus": "active",
        "description": {"text": "Wants to be able to drive to work"},
        "subject": _reference(person),
        "startDate": "2026-01-12",
        "expressedBy": _reference(person),
    }


def _medicines(person: Person) -> Iterator[dict[str, Any]]:
    for share, code, name, dosage in MEDICINES:
        if name in STORIES[person.number] if person.number in STORIES else person.share(name) < share:
            yield {
                "resourceType": "MedicationRequest",
                "id": name,
                "status": "active",
                "intent": "order",
                "medicationCodeableConcept": _coded(ATC, code, name),
                "subject": _reference(person),
                "authoredOn": DAY,
                "dosageInstruction": [{"text": dosage}],
            }


def _reference(person: Person) -> dict[str, str]:
    return {"reference": f"Patient/{person.subject}"}


def _coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}
