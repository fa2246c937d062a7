"""What is refused at the door: anything but a Bundle of exactly one patient; and who counts as that patient."""

import pytest

from autonome.clinical import AdministrativeSex, PartialDate, RecordError
from autonome.fhir import read_record
from tests.unit.fhir.documents import PATIENT, bundle, notes, only_order, only_reason, order, read

EXPORT = "Mend: export the patient as one Bundle of type collection, document, searchset, transaction or batch."

NO_RESOURCE = f"record.json: is no FHIR resource: it has no resourceType. {EXPORT}"
JOIN = "Mend: put the Patient and their orders into one Bundle of type collection."
KEEP_ONE = "Mend: keep one patient per file."
CORRECT = "Mend: correct the Patient and export again."
FIVE_OF_SEVEN = ", ".join(f"Bundle.entry[{at}] Patient/p{at + 1}" for at in range(5))
REFUSED: dict[str, tuple[object, str]] = {
    "bare list": ([], f"record.json: is a bare list, not a FHIR Bundle. {EXPORT}"),
    "null": (None, NO_RESOURCE),
    "object of another kind": ({"a": 1}, NO_RESOURCE),
    "resourceType is a number": ({"resourceType": 7}, NO_RESOURCE),
    "single patient": (
        PATIENT,
        f"record.json: is a single Patient, not a Bundle. {JOIN}",
    ),
    "single order": (order(), f"record.json: is a MedicationRequest, not a Bundle. {EXPORT}"),
    "history": (bundle(kind="history"), f"record.json: is a Bundle of type history, which holds no record. {EXPORT}"),
    "no type": (bundle(kind=None), f"record.json: is a Bundle without a type, which holds no record. {EXPORT}"),
    "entry is no list": (bundle() | {"entry": {"a": 1}}, f"record.json: Bundle.entry is not a list. {EXPORT}"),
    "no entries": (
        {"resourceType": "Bundle", "type": "collection"},
        "record.json: holds no Patient. Mend: export the Patient together with their orders.",
    ),
    "two patients": (
        bundle(order(), PATIENT | {"id": "p2"}),
        f"record.json: holds 2 patients: Bundle.entry[0] Patient/p1, Bundle.entry[2] Patient/p2. {KEEP_ONE}",
    ),
    "seven patients": (
        bundle(*(PATIENT | {"id": f"p{number}"} for number in range(2, 8))),
        f"record.json: holds 7 patients: {FIVE_OF_SEVEN} and 2 more. {KEEP_ONE}",
    ),
    "one patient in two versions": (
        bundle(PATIENT | {"gender": "male"}),
        f"record.json: holds 2 patients: Bundle.entry[0] Patient/p1, Bundle.entry[1] Patient/p1. {KEEP_ONE}",
    ),
    "patient without an id": (
        bundle(patient={"resourceType": "Patient"}),
        "record.json, Bundle.entry[0]: the Patient has no id. Mend: give the Patient the id that the consent names.",
    ),
    "birth date of no calendar": (
        bundle(patient=PATIENT | {"birthDate": "1958-00"}),
        f"record.json: Bundle.entry[0].resource.birthDate is no date that FHIR R4 allows. {CORRECT}",
    ),
    "birth date is a number": (
        bundle(patient=PATIENT | {"birthDate": 1958}),
        f"record.json: Bundle.entry[0].resource.birthDate is a number, not text. {CORRECT}",
    ),
}


@pytest.mark.parametrize(("document", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_record_of_one_patient_is_refused_in_one_line(document: object, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(document, "record.json")
    assert str(caught.value) == message


@pytest.mark.parametrize("kind", ["collection", "document", "searchset", "transaction", "batch"])
def test_every_bundle_type_that_carries_resources_is_read(kind: str) -> None:
    assert len(read_record(bundle(order(), kind=kind), "record.json").medications) == 1


def test_the_patient_is_translated() -> None:
    patient = read().patient
    assert (patient.id, patient.sex, patient.birth_date) == ("p1", AdministrativeSex.FEMALE, PartialDate.of(1958, 4))


def test_what_is_not_stated_differs_from_what_is_said_to_be_unknown() -> None:
    silent = read_record(bundle(patient={"resourceType": "Patient", "id": "p1"}), "f").patient
    unknown = read_record(bundle(patient=PATIENT | {"gender": "unknown"}), "f").patient
    assert (silent.sex, silent.birth_date, silent.label) == (AdministrativeSex.NOT_STATED, None, "")
    assert unknown.sex is AdministrativeSex.UNKNOWN


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ([{"text": "Ms One"}], "Ms One"),
        ([{"use": "old", "family": "X"}, {"use": "official", "given": ["A", None, "B"], "family": "C"}], "A B C"),
        ([{"use": "official"}, {"family": "Only"}], "Only"),
        ([], ""),
        ([{"text": "\x1b[31mred\u202e\ntape"}], "\ufffd[31mred\ufffd tape"),
    ],
)  # fmt: skip
def test_the_label_is_the_official_name_made_safe_to_print(names: list[object], label: str) -> None:
    assert read_record(bundle(patient=PATIENT | {"name": names}), "f").patient.label == label


def test_doubts_about_the_patient_are_noted() -> None:
    patient = PATIENT | {"gender": "F", "deceasedDateTime": "2020", "active": False, "modifierExtension": [{}]}
    record = read_record(bundle(patient=patient), "f")
    assert record.patient.sex is AdministrativeSex.NOT_STATED
    assert notes(record) == [
        "the sex is recorded with a word that FHIR does not know, and taken as not stated",
        "the record says that the patient has died",
        "the record says that this Patient entry is no longer in use",
        "the Patient carries a modifier extension that this reader does not know",
    ]


def test_a_page_of_a_longer_answer_says_so() -> None:
    page = bundle(order(), kind="searchset") | {"link": [{"relation": "self"}, {"relation": "next"}]}
    assert notes(read_record(page, "f")) == ["this is one page of a longer answer; what follows is not in this file"]


ABOUT_SOMEBODY_ELSE = {
    "another patient": ({"reference": "Patient/p2"}, "it is about Patient/p2, not about this record's patient"),
    "a group": ({"reference": "Group/p1"}, "it is about Group/p1, not about this record's patient"),
    "the same id on some server": (
        {"reference": "https://elsewhere.example/fhir/Patient/p1"},
        "it is about https://elsewhere.example/fhir/Patient/p1, not about this record's patient",
    ),
    "a contained patient": ({"reference": "#p1"}, "it is about #p1, not about this record's patient"),
    "a search": ({"reference": "Patient?name=x"}, "it is about Patient?name=x, not about this record's patient"),
    "a name alone": ({"display": "Somebody"}, "it does not say whom it is about"),
    "nothing": (None, "it does not say whom it is about"),
    "an identifier of nobody here": (
        {"identifier": {"system": "urn:mrn", "value": "8"}},
        "it names its patient by an identifier that is not this patient's",
    ),
    "half an identifier": (
        {"identifier": {"value": "7"}},
        "it names its patient by an identifier that is not this patient's",
    ),
    "a text where a reference belongs": (
        "Patient/p1",
        "Bundle.entry[1].resource.subject is text, not an object",
    ),
}


@pytest.mark.parametrize(("subject", "reason"), ABOUT_SOMEBODY_ELSE.values(), ids=ABOUT_SOMEBODY_ELSE)
def test_an_order_about_somebody_else_is_left_out_with_the_reason(subject: object, reason: str) -> None:
    assert only_reason(order(subject=subject)) == reason


def test_the_patient_can_be_named_in_every_way_that_fhir_has() -> None:
    patient = PATIENT | {"identifier": [{"system": "urn:mrn", "value": "7"}]}
    url = "urn:uuid:3b1c"
    subjects: list[object] = [
        {"reference": "Patient/p1"},
        {"reference": "Patient/p1/_history/4"},
        {"reference": url},
        {"identifier": {"system": "urn:mrn", "value": "7"}},
    ]
    document = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": url, "resource": patient}]
        + [{"resource": order(id=f"m{at}", subject=subject)} for at, subject in enumerate(subjects)],
    }
    record = read_record(document, "f")
    assert (len(record.medications), record.left_out) == (len(subjects), ())


def test_a_relative_reference_is_to_the_same_server_first() -> None:
    entries = [
        {"fullUrl": "https://a.example/fhir/Patient/p1", "resource": PATIENT},
        {"fullUrl": "https://a.example/fhir/MedicationRequest/m1", "resource": order()},
    ]
    record = read_record({"resourceType": "Bundle", "type": "batch", "entry": entries}, "f")
    assert len(record.medications) == 1


def test_the_subject_is_checked_before_the_medicine_is_read() -> None:
    assert only_order(order(subject={"reference": "Patient/p1"})).text == "RxNorm 32968"
