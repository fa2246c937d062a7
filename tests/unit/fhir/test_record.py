"""A whole record: nothing is dropped, whatever the document; only a record error escapes."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import HealthRecord, RecordError
from autonome.fhir import read_record
from tests.examples import examples
from tests.unit.fhir.documents import CLOPIDOGREL, PATIENT, bundle, notes, order, read

MEDICATION_TYPES = ("MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense")


def test_other_types_are_counted_and_named() -> None:
    record = read({"resourceType": "Encounter"}, order(), {"resourceType": "Claim"}, {"resourceType": "Encounter"})
    assert record.not_read == (("Claim", 1), ("Encounter", 2))
    assert len(record.medications) == 1


def test_entries_without_a_resource_are_listed() -> None:
    document = bundle(order())
    document["entry"] += [
        {"request": {"method": "DELETE", "url": "x"}},
        {},
        7,
        {"resource": {"id": "x"}},
        {"resource": 1},
    ]  # type: ignore[operator]
    record = read_record(document, "f")
    assert [(str(left.source), left.reason) for left in record.left_out] == [
        ("Bundle.entry[2]", "the entry holds no resource (it asks for DELETE)"),
        ("Bundle.entry[3]", "the entry holds no resource"),
        ("Bundle.entry[4]", "the entry is not an object"),
        ("Bundle.entry[5]", "the resource does not say its type"),
        ("Bundle.entry[6]", "Bundle.entry[6].resource is a number, not an object"),
    ]  # fmt: skip


def test_a_repeated_order_is_listed_once_and_a_contradictory_one_twice() -> None:
    record = read(order(), copy.deepcopy(order()), order(status="stopped"))
    assert [(str(left.source), left.reason) for left in record.left_out] == [
        ("Bundle.entry[2] MedicationRequest/m1", "it repeats Bundle.entry[1]")
    ]
    assert record.left_out[0].repeats
    assert [each.status for each in record.medications] == ["active", "stopped"]
    assert notes(record) == ["Bundle.entry[1] has the same id and another content"]


def test_a_repeated_patient_is_one_patient() -> None:
    assert read(PATIENT).left_out[0].reason == "it repeats Bundle.entry[0]"


def test_two_medications_of_one_name_cannot_be_told_apart() -> None:
    pointing = order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/a"})
    products = [{"resourceType": "Medication", "id": "a", "code": {"text": text}} for text in ("one", "two")]
    record = read(pointing, *products)
    assert record.left_out[0].reason == "it refers to Medication/a, and 2 entries answer to that"


def test_a_medication_that_nothing_refers_to_is_listed() -> None:
    record = read(order(), {"resourceType": "Medication", "id": "a", "code": CLOPIDOGREL})
    assert [(str(left.source), left.reason) for left in record.left_out] == [
        ("Bundle.entry[2] Medication/a", "nothing that is read refers to it")
    ]


def accounted(record: HealthRecord) -> list[str]:
    """Places of the medication entries that the record answers for."""
    left = [each.source for each in record.left_out]
    return sorted(source.place for source in [each.source for each in record.medications] + left)


TELLING = ("active", "2019-05", "#a", "#", "Patient/p1", "Medication/a", "urn:uuid:1", "Patient", *MEDICATION_TYPES)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(TELLING),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
CONCEPTS = st.fixed_dictionaries({}, optional={"text": VALUES, "coding": st.lists(VALUES, max_size=2) | VALUES})
REFERENCES = st.fixed_dictionaries({}, optional={"reference": VALUES, "display": VALUES, "identifier": VALUES})
PARTS = st.fixed_dictionaries(
    {}, optional={"itemReference": REFERENCES, "itemCodeableConcept": CONCEPTS, "isActive": VALUES}
)
PRODUCTS = st.fixed_dictionaries(
    # Not a second Patient: a record about two people is refused as a whole, which is another test's business.
    {
        "resourceType": st.just("Medication") | VALUES.filter(lambda kind: kind != "Patient"),
        "id": st.sampled_from(["a", "b"]),
    },
    optional={"code": CONCEPTS, "ingredient": st.lists(PARTS, max_size=3) | VALUES, "status": VALUES},
)
ORDERS = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(MEDICATION_TYPES)},
    optional={
        "id": st.sampled_from(["m1", "m2"]) | VALUES,
        "status": VALUES,
        "intent": VALUES,
        "subject": st.just({"reference": "Patient/p1"}) | REFERENCES | VALUES,
        "medicationCodeableConcept": CONCEPTS | VALUES,
        "medicationReference": REFERENCES | VALUES,
        "contained": st.lists(PRODUCTS | VALUES, max_size=2) | VALUES,
        "authoredOn": VALUES,
        "effectivePeriod": VALUES,
        "dosageInstruction": st.lists(VALUES, max_size=2) | VALUES,
        "modifierExtension": VALUES,
        "doNotPerform": VALUES,
    },
)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(ORDERS, max_size=5), st.lists(PRODUCTS, max_size=2))
def test_every_medication_entry_is_an_order_or_left_out(orders: list[object], products: list[object]) -> None:
    record = read(*orders, *products)
    places = [f"Bundle.entry[{at}]" for at in range(1, len(orders) + 1)]
    assert [place for place in accounted(record) if place in places] == sorted(places)
    assert all(left.reason for left in record.left_out)


@settings(deadline=None)
@given(
    VALUES
    | st.fixed_dictionaries(
        {"resourceType": st.just("Bundle"), "type": st.sampled_from(["collection", "document"])},
        optional={
            "entry": st.lists(
                VALUES
                | st.fixed_dictionaries(
                    {"resource": ORDERS | PRODUCTS | st.just(PATIENT) | VALUES}, optional={"fullUrl": VALUES}
                ),
                max_size=4,
            )
            | VALUES,
            "link": VALUES,
        },
    )
)
def test_whatever_the_document_only_a_record_error_escapes(document: object) -> None:
    try:
        read_record(document, "record.json")
    except RecordError as error:
        assert str(error).startswith("record.json")  # noqa: PT017
        assert "\n" not in str(error)  # noqa: PT017
