"""The four kinds of medication entries: what is read, what becomes a doubt, what is left out and why."""

import pytest

from autonome.clinical import (
    ATC,
    RXNORM,
    SNOMED_CT,
    Coding,
    DateRange,
    Intent,
    OrderKind,
    OrderStatus,
    PartialDate,
    Precision,
    Source,
)
from autonome.fhir import read_record
from tests.unit.fhir.documents import CLOPIDOGREL, bundle, notes, only_order, only_reason, order, read

SUBJECT = {"reference": "Patient/p1"}


def medication(**members: object) -> dict[str, object]:
    return {"resourceType": "Medication", "id": "med1", **members}


def by_reference(reference: object = "#med1", **members: object) -> dict[str, object]:
    return order(medicationCodeableConcept=None, medicationReference={"reference": reference}, **members)


def test_a_request_is_translated_whole() -> None:
    found = only_order(
        order(
            medicationCodeableConcept={"text": "Plavix 75", **CLOPIDOGREL},
            authoredOn="2026-01-12",
            dosageInstruction=[
                {"text": "75 mg\n once a day", "timing": {"repeat": {"boundsPeriod": {"start": "2026-01"}}}},
                {"sequence": 2},
            ],
        )
    )
    assert found.source == Source("Bundle.entry[1]", "MedicationRequest/m1")
    assert (found.kind, found.status, found.intent) == (OrderKind.REQUEST, OrderStatus.ACTIVE, Intent.ORDER)
    assert (found.text, found.codings) == ("Plavix 75", (Coding(RXNORM, "32968"),))
    assert (str(found.authored), found.period) == ("2026-01-12", DateRange(PartialDate.of(2026, 1)))
    assert found.dosage == ("75 mg once a day",)


def test_a_statement_an_administration_and_a_dispense_are_translated() -> None:
    shared = {"subject": SUBJECT, "medicationCodeableConcept": CLOPIDOGREL}
    record = read(
        {
            "resourceType": "MedicationStatement",
            "status": "not-taken",
            "effectivePeriod": {"start": "2019", "end": "2020-02"},
            "dateAsserted": "2020-03-01T10:00:00+08:00",
            "dosage": [{"text": "daily"}],
            **shared,
        },
        {
            "resourceType": "MedicationAdministration",
            "status": "completed",
            "effectiveDateTime": "2020-03-01",
            "dosage": {"text": "300 mg at once"},
            **shared,
        },
        {"resourceType": "MedicationDispense", "status": "completed", "whenHandedOver": "2020", **shared},
    )
    assert record.left_out == ()
    kinds = [(each.kind, each.status, str(each.period), each.dosage) for each in record.medications]
    assert kinds == [
        (OrderKind.STATEMENT, OrderStatus.NOT_TAKEN, "2019 to 2020-02", ("daily",)),
        (OrderKind.ADMINISTRATION, OrderStatus.COMPLETED, "from 2020-03-01", ("300 mg at once",)),
        (OrderKind.DISPENSE, OrderStatus.COMPLETED, "from 2020", ()),
    ]
    assert str(record.medications[0].authored) == "2020-03-01T02:00:00Z"
    assert str(record.medications[0].source) == "Bundle.entry[1] MedicationStatement"


@pytest.mark.parametrize(
    ("written", "precision"),
    [("2019", Precision.YEAR), ("2019-05", Precision.MONTH), ("2019-05-07", Precision.DAY)],
)
def test_a_partial_date_keeps_its_precision(written: str, precision: Precision) -> None:
    found = only_order(order(authoredOn=written)).authored
    assert found is not None
    assert (str(found), found.precision) == (written, precision)


@pytest.mark.parametrize(
    "written", ["2019-13", "2019-00", "2019-5", "07/05/2019", "2019-02-30T10:00:00Z", "now", "2019-05-07T10:00"]
)
def test_a_date_that_r4_does_not_allow_becomes_a_doubt_and_the_order_stays(written: str) -> None:  # fmt: skip
    record = read(order(authoredOn=written))
    assert record.medications[0].authored is None
    assert notes(record) == ["Bundle.entry[1].resource.authoredOn is no date that FHIR R4 allows; passed over"]


def test_a_period_that_ends_before_it_starts_is_noted() -> None:
    statement = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "subject": SUBJECT,
        "medicationCodeableConcept": CLOPIDOGREL,
        "effectivePeriod": {"start": "2020", "end": "2019-05"},
    }
    assert notes(read(statement)) == ["its period ends before it starts (2020 to 2019-05)"]


def test_the_treatment_ends_only_where_every_instruction_ends() -> None:
    def bounded(**period: str) -> dict[str, object]:
        return {"timing": {"repeat": {"boundsPeriod": period}}}

    taper = [bounded(start="2020-02", end="2020-03"), bounded(start="2020", end="2020-05")]
    assert str(only_order(order(dosageInstruction=taper)).period) == "2020 to 2020-05"
    assert str(only_order(order(dosageInstruction=[*taper, bounded(start="2021")])).period) == "from 2020"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(None, OrderStatus.NOT_STATED), ("unknown", OrderStatus.UNKNOWN), ("stopped", OrderStatus.STOPPED)],
)
def test_a_status_is_said_unknown_or_missing(status: str | None, expected: OrderStatus) -> None:
    record = read(order(status=status))
    assert (record.medications[0].status, notes(record)) == (expected, [])


def test_a_status_of_another_kind_is_kept_and_doubted() -> None:
    record = read(order(status="not-taken"))
    found = record.medications[0]
    assert (found.status, found.status_text) == (OrderStatus.UNRECOGNISED, "not-taken")
    assert notes(record) == ["its status, not-taken, is none that FHIR R4 allows there"]


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        (None, Intent.NOT_STATED),
        ("reflex-order", Intent.ORDER),
        ("proposal", Intent.PROPOSAL),
        ("wish", Intent.UNRECOGNISED),
    ],
)
def test_an_intent_is_normalised(intent: str | None, expected: Intent) -> None:
    assert only_order(order(intent=intent)).intent is expected


def test_a_prohibition_is_read_as_one() -> None:
    assert only_order(order(doNotPerform=True)).forbids
    assert not only_order(order(doNotPerform=False)).forbids


def test_code_systems_are_known_by_their_oids() -> None:
    codings = [
        {"system": "urn:oid:2.16.840.1.113883.6.88", "code": "32968"},
        {"system": "urn:oid:2.16.840.1.113883.6.73", "code": "B01AC04"},
        {"system": "http://snomed.info/sct", "code": "x"},
        {"system": "urn:local", "display": "ours"},
        {"system": "urn:empty"},
    ]
    found = only_order(order(medicationCodeableConcept={"coding": codings}))
    assert [each.system for each in found.codings] == [RXNORM, ATC, SNOMED_CT, "urn:local"]


def test_a_contained_medication_is_followed() -> None:
    contained = [medication(code=CLOPIDOGREL), {"resourceType": "Substance", "id": "other"}]
    found = only_order(by_reference(contained=contained))
    assert found.codings == (Coding(RXNORM, "32968"),)
    assert found.product == Source("Bundle.entry[1]", "MedicationRequest/m1#med1 (Medication)")


def test_a_medication_of_the_bundle_is_followed_by_name_and_by_url() -> None:
    document = bundle(
        by_reference("Medication/med1"), by_reference("urn:uuid:1", id="m2"), medication(code=CLOPIDOGREL)
    )
    document["entry"][3]["fullUrl"] = "urn:uuid:1"  # type: ignore[index]
    record = read_record(document, "f")
    assert [each.codings for each in record.medications] == [(Coding(RXNORM, "32968"),)] * 2
    assert record.medications[0].product == Source("Bundle.entry[3]", "Medication/med1")
    assert record.left_out == ()


def test_ingredients_are_read_with_their_role() -> None:
    parts = [
        {"itemCodeableConcept": {"text": "codeine"}},
        {"itemCodeableConcept": {"text": "lactose"}, "isActive": False},
        {"itemReference": {"reference": "#sub"}},
    ]
    contained = [medication(ingredient=parts), {"resourceType": "Substance", "id": "sub", "code": {"text": "caffeine"}}]
    found = only_order(by_reference(contained=contained))
    assert [(part.concept.text, part.active) for part in found.ingredients] == [
        ("codeine", True),
        ("lactose", False),
        ("caffeine", True),
    ]


def test_references_in_a_circle_end() -> None:
    one = medication(code={"text": "one"}, ingredient=[{"itemReference": {"reference": "#two"}}])
    two = {
        "resourceType": "Medication",
        "id": "two",
        "code": {"text": "two"},
        "ingredient": [{"itemReference": {"reference": "#med1"}}],
    }
    selfish = medication(
        id="self", ingredient=[{"itemReference": {"reference": "#self"}}, {"itemCodeableConcept": {"text": "x"}}]
    )
    record = read(by_reference(contained=[one, two]), by_reference("#self", id="m2", contained=[selfish]))
    assert [[part.concept.text for part in each.ingredients] for each in record.medications] == [["two"], ["", "x"]]
    assert record.left_out == ()  # fmt: skip


def test_a_missing_medication_is_taken_by_its_display_text() -> None:
    record = read(
        order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/9", "display": "Plavix"})
    )
    assert record.medications[0].text == "Plavix"
    assert notes(record) == [
        "it refers to Medication/9, which is not in this Bundle; taken by the reference's display text"
    ]  # fmt: skip


def test_an_ingredient_that_cannot_be_followed_is_a_doubt() -> None:
    contained = [
        medication(code=CLOPIDOGREL, ingredient=[{"itemReference": {"reference": "#gone", "display": "salt"}}])
    ]
    record = read(by_reference(contained=contained))
    assert [part.concept.text for part in record.medications[0].ingredients] == ["salt"]
    assert notes(record) == ["an ingredient: it refers to #gone, and it contains nothing of that name"]


def test_a_medication_that_is_not_active_is_doubted() -> None:
    record = read(by_reference(contained=[medication(code=CLOPIDOGREL, status="entered-in-error")]))
    assert notes(record) == ["its Medication has the status entered-in-error"]


LEFT_OUT = {
    "no medicine": (order(medicationCodeableConcept=None), "it names no medicine"),
    "an empty concept": (order(medicationCodeableConcept={"coding": [{}]}), "it names no medicine"),
    "a medicine twice": (
        order(medicationReference={"reference": "#x"}),
        "it names its medicine twice, by a concept and by a reference",
    ),
    "an R5 medicine": (
        order(medicationCodeableConcept=None, medication={"concept": CLOPIDOGREL}),
        "its medicine is written as in FHIR R5 (medication); this reader reads R4",
    ),
    "a medication that is missing": (
        by_reference("Medication/9"),
        "it refers to Medication/9, which is not in this Bundle",
    ),
    "a contained medication that is missing": (
        by_reference("#med1"),
        "it refers to #med1, and it contains nothing of that name",
    ),
    "two contained medications of one id": (
        by_reference(contained=[medication(), medication(code=CLOPIDOGREL)]),
        "it refers to #med1, and it contains 2 resources of that name",
    ),
    "a reference to the patient": (
        by_reference("Patient/p1"),
        "it refers to Patient/p1, which is a Patient, not a medicine",
    ),
    "a reference that says nothing": (
        by_reference(None),
        "it refers to its medicine without a reference that can be followed",
    ),
    "a reference to itself": (
        by_reference("#"),
        "it refers to #, and it contains nothing of that name",
    ),
    "an unknown modifier": (
        order(modifierExtension=[{"url": "urn:not"}]),
        "it carries a modifier extension that this reader does not know",
    ),
    "implicit rules": (order(implicitRules="urn:rules"), "it carries implicit rules that this reader does not know"),
    "an unknown modifier on the medication": (
        by_reference(contained=[medication(code=CLOPIDOGREL, modifierExtension=[{}])]),
        "its Medication carries a modifier extension that this reader does not know",
    ),
    "a list where a concept belongs": (
        order(medicationCodeableConcept=[CLOPIDOGREL]),
        "Bundle.entry[1].resource.medicationCodeableConcept is a list, not an object",
    ),
    "a concept where a list belongs": (
        order(medicationCodeableConcept={"coding": CLOPIDOGREL}),
        "Bundle.entry[1].resource.medicationCodeableConcept.coding is an object, not a list",
    ),
    "a code that is a number": (
        order(medicationCodeableConcept={"coding": [{"code": 32968}]}),
        "Bundle.entry[1].resource.medicationCodeableConcept.coding[0].code is a number, not text",
    ),
    "a flag that is text": (
        order(doNotPerform="true"),
        "Bundle.entry[1].resource.doNotPerform is text, not true or false",
    ),
    "a status that is a flag": (order(status=True), "Bundle.entry[1].resource.status is true or false, not text"),
}


@pytest.mark.parametrize(("resource", "reason"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_cannot_be_used_is_left_out_with_its_reason(resource: dict[str, object], reason: str) -> None:
    assert only_reason(resource) == reason


def test_a_dosage_that_cannot_be_read_becomes_a_doubt() -> None:
    record = read(order(dosageInstruction="daily"))
    assert notes(record)[-1] == "Bundle.entry[1].resource.dosageInstruction is text, not an object; passed over"
    assert record.medications[0].dosage == ()


def test_a_very_long_text_is_cut_visibly() -> None:
    found = only_order(order(medicationCodeableConcept={"text": "x" * 5_000}))
    assert found.text == "x" * 1_000 + "…"
