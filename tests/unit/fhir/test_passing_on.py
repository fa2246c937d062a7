"""Items that came from another institution: shelved here, told from our own, and read as of one patient."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autonome.clinical import RecordError
from autonome.clinical.items import KeptItem
from autonome.fhir.one_patient import says_who
from autonome.fhir.passing_on import Origin, origins_of, received
from autonome.fhir.shelving import record_of

HOSPITAL = Origin("hospital.example", 3, ("AUTONOME:no-onward-transfer",))
PATIENT = {"resourceType": "Patient", "id": "1", "gender": "female", "birthDate": "1970-01-01"}


def medicine(number: str, patient: str = "Patient/1", **more: Any) -> str:  # noqa: ANN401 - members of JSON
    coded = {"medicationCodeableConcept": {"text": "metformin"}, "status": "active"}
    resource = {"resourceType": "MedicationStatement", "id": number, "subject": {"reference": patient}, **coded}
    return json.dumps({"resource": resource, **more})


def came(*bodies: str, origin: Origin = HOSPITAL) -> tuple[KeptItem, ...]:
    return received([(f"Item/{place}", body, origin) for place, body in enumerate(bodies)], "a transfer")


def test_an_item_keeps_its_content_and_tells_each_institution_that_it_went_through() -> None:
    (item,) = came(medicine("7"))
    assert (item.name, item.categories, item.place) == ("hospital.example:Item/0", frozenset({"medications"}), None)
    assert item.body is not None
    assert json.loads(item.body)["resource"] == json.loads(medicine("7"))["resource"]
    (again,) = received([(item.name, item.body, Origin("clinic.example", 0))], "a transfer")
    assert again.name == "clinic.example:hospital.example:Item/0"
    assert again.body is not None
    assert origins_of(again.body) == (Origin("clinic.example", 0), HOSPITAL)
    assert origins_of(medicine("7")) == ()


def test_what_the_sender_says_of_shelves_is_not_asked() -> None:
    (item,) = came(
        json.dumps({"resource": {"resourceType": "Basic", "id": "1", "subject": {"reference": "Patient/1"}}})
    )
    assert len(item.categories) > 1


@pytest.mark.parametrize(
    ("bodies", "told"),
    [
        ((medicine("1"), medicine("2", "Patient/2")), "more than one patient"),
        ((medicine("1"), json.dumps({"resource": {**PATIENT, "id": "2"}})), "more than one patient"),
        (
            (json.dumps({"resource": PATIENT}), json.dumps({"resource": {**PATIENT, "id": "2"}})),
            "more than one patient",
        ),
        ((medicine("1"), medicine("1")), "holds an item twice"),
        (("[]",), "no entry of a Bundle"),
        (("{",), "no JSON"),
        ((json.dumps({"resource": 1}),), "no entry of a Bundle"),
    ],
)
def test_what_is_not_one_patients_is_refused_in_one_line(bodies: tuple[str, ...], told: str) -> None:
    with pytest.raises(RecordError, match=told) as caught:
        came(*bodies)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("reference", ["Patient/1", "https://hospital.example/fhir/Patient/1", "urn:uuid:0-1"])
def test_whatever_names_the_patient_it_is_shelved_without_the_patient(reference: str) -> None:
    assert [each.categories for each in came(medicine("1", reference), medicine("2", reference))] == [
        frozenset({"medications"})
    ] * 2


def test_nothing_is_nothing() -> None:
    assert came() == ()


def test_a_record_of_our_own_and_what_came_are_read_as_of_one_patient() -> None:
    ours = KeptItem(frozenset({"demographics"}), "Patient/9", json.dumps({"resource": {**PATIENT, "id": "9"}}), None, 0)
    own = KeptItem(frozenset({"medications"}), "MedicationStatement/1", medicine("1", "Patient/9"), None, 1)
    theirs = came(json.dumps({"resource": PATIENT}), medicine("2"))
    named = [KeptItem(each.categories, name, each.body) for each, name in zip(theirs, NAMES, strict=True)]
    record = record_of((ours, own, *named), "a record")
    assert (record.patient.id, len(record.items), record.left_out) == ("9", 2, ())
    assert says_who(named)
    assert not says_who([own, *named[1:]])
    without = record_of(named, "a record")
    assert (without.patient.id, len(without.items)) == ("1", 1)


def test_an_item_of_our_own_that_a_partner_sent_back_is_told_as_a_repeat_and_read_once() -> None:
    ours = KeptItem(frozenset({"demographics"}), "Patient/1", json.dumps({"resource": PATIENT}), None, 0)
    own = KeptItem(frozenset({"medications"}), "MedicationStatement/1", medicine("1"), None, 1)
    (there,) = received([(own.name, own.body or "", HOSPITAL)], "a transfer")
    (back,) = received([(there.name, there.body or "", Origin("clinic.example", 0))], "a transfer")
    assert back.name == "clinic.example:hospital.example:MedicationStatement/1"
    record = record_of((ours, own, back), "a record")
    assert len(record.medications) == 1
    assert [(each.source.reference, each.repeats) for each in record.left_out] == [("MedicationStatement/1", True)]


NAMES = ("hospital.example:Patient/1", "hospital.example:MedicationStatement/2")
