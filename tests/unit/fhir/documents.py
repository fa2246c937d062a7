"""Small FHIR documents for tests: a Bundle of one patient and the entries that a test is about."""

from __future__ import annotations

from autonome.clinical import HealthRecord, MedicationOrder
from autonome.fhir import read_record

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1958-04"}
CLOPIDOGREL = {"coding": [{"system": RXNORM, "code": "32968"}]}

Resource = dict[str, object]


def order(**members: object) -> Resource:
    """A MedicationRequest about the patient; a member given as None is left away."""
    resource: Resource = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": CLOPIDOGREL,
    }
    return {key: value for key, value in (resource | members).items() if value is not None}


def bundle(*resources: object, kind: object = "collection", patient: object = PATIENT) -> Resource:
    """A Bundle of the patient, then the resources."""
    entries = [{"resource": each} for each in ([patient] if patient else []) + list(resources)]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def read(*resources: object) -> HealthRecord:
    """The record of the patient and the resources."""
    return read_record(bundle(*resources), "record.json")


def only_order(*resources: object) -> MedicationOrder:
    """The one order that the resources must give, with nothing left out."""
    record = read(*resources)
    assert record.left_out == ()
    (found,) = record.medications
    return found


def only_reason(*resources: object) -> str:
    """The one reason that something is left out for, with no order read."""
    record = read(*resources)
    assert record.medications == ()
    (left,) = record.left_out
    return left.reason


def notes(record: HealthRecord) -> list[str]:
    """The texts of the quality notes."""
    return [note.text for note in record.notes]
