"""Observations: values in every form, absence with its reason, findings in one unit."""

from decimal import Decimal

import pytest

from autonome.clinical import (
    LOINC,
    UCUM,
    Absence,
    Amount,
    Coding,
    Comparator,
    Component,
    Concept,
    DateRange,
    FindingKind,
    Observation,
    ObservationStatus,
    PartialDate,
    Quantity,
    QuantityRange,
    Source,
    UnreadValue,
    findings_of,
)
from tests.unit.fhir.documents import Resource, notes, read

AT = "Bundle.entry[1].resource"
LABEL = "creatinine in serum, plasma or blood"
CREATININE = {"coding": [{"system": LOINC, "code": "2160-0"}]}
HAIR = {"text": "hair colour"}


def result(**members: object) -> Resource:
    """An Observation about the patient; a member given as None is left away."""
    resource: Resource = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": HAIR,
    }
    return {key: value for key, value in (resource | members).items() if value is not None}


def quantity(value: object, code: str = "mg/dL", **members: object) -> Resource:
    return {"value": value, "unit": code, "system": UCUM, "code": code, **members}


def only(resource: Resource) -> Observation:
    record = read(resource)
    assert record.left_out == ()
    (found,) = record.of(Observation)
    return found


def doubts(**members: object) -> list[str]:
    return notes(read(result(**members)))


def test_a_result_is_translated_whole() -> None:
    found = only(
        result(
            meta={"source": "urn:lab:7"},
            code=CREATININE,
            category=[{"text": "laboratory"}, {}],
            effectiveDateTime="2026-01-12",
            issued="2026-01-13T08:00:00Z",
            valueQuantity=quantity(Decimal("1.10"), comparator="<"),
            interpretation=[{"text": "high"}],
            referenceRange=[{"low": quantity(Decimal("0.5"))}, {"text": "adults"}],
            note=[{"text": "after\nfasting"}],
        )
    )
    day = PartialDate.of(2026, 1, 12)
    assert found == Observation(
        source=Source("Bundle.entry[1]", "Observation/o1", "urn:lab:7"),
        code=Concept("", (Coding(LOINC, "2160-0"),)),
        status=ObservationStatus.FINAL,
        status_text="final",
        value=Quantity(Decimal("1.10"), Comparator.LESS, "mg/dL", "mg/dL"),
        time=DateRange(day, day),
        issued=found.issued,
        categories=(Concept("laboratory"),),
        interpretations=(Concept("high"),),
        reference_ranges=("0.5 mg/dL to …", "adults"),
        comments=("after fasting",),
    )
    assert str(found.issued) == "2026-01-13T08:00:00Z"


@pytest.mark.parametrize(
    ("members", "value"),
    [
        ({"valueQuantity": {"value": 7}}, Quantity(Decimal(7))),
        (
            {"valueQuantity": {"value": 7, "unit": "?", "code": "x", "system": "urn:own"}},
            Quantity(Decimal(7), unit="?"),
        ),
        ({"valueQuantity": {"value": 7, "code": "x"}}, Quantity(Decimal(7), unit="x")),
        ({"valueInteger": 3}, Quantity(Decimal(3))),
        ({"valueCodeableConcept": {"text": "brown"}}, Concept("brown")),
        ({"valueString": " brown "}, "brown"),
        ({"valueBoolean": False}, False),
        ({"valueDateTime": "2026-07"}, PartialDate.of(2026, 7)),
        ({"valueRange": {"low": {"value": 1}}}, QuantityRange(Quantity(Decimal(1)), None)),
        ({"valueSampledData": {"data": "1 2"}}, UnreadValue("SampledData")),
        ({"valuePeriod": {"start": "2026"}}, UnreadValue("Period")),
    ],
)
def test_every_form_of_a_value_is_kept(members: Resource, value: object) -> None:
    found = only(result(**members))
    assert (found.value, found.absent) == (value, None)


@pytest.mark.parametrize(
    ("members", "absent"),
    [
        ({}, Absence.NOT_STATED),
        ({"dataAbsentReason": {"coding": [{"code": "not-asked"}]}}, Absence.NOT_ASKED),
        ({"dataAbsentReason": {"coding": [{"code": "asked-declined"}]}}, Absence.DECLINED),
        ({"dataAbsentReason": {"coding": [{"code": "125154007"}, {"code": "not-asked"}]}}, Absence.NOT_ASKED),
        ({"dataAbsentReason": {"text": "the dog"}}, Absence.UNRECOGNISED),
        ({"valueQuantity": {"unit": "mg/dL"}}, Absence.NOT_STATED),
        ({"valueString": ""}, Absence.NOT_STATED),
        ({"hasMember": [{"reference": "Observation/x"}]}, None),
        ({"component": [{"code": HAIR, "valueString": "x"}]}, None),
        ({"hasMember": [{}], "dataAbsentReason": {"coding": [{"code": "error"}]}}, Absence.ERROR),
    ],
)
def test_no_value_is_not_one_thing(members: Resource, absent: Absence | None) -> None:
    found = only(result(**members))
    assert (found.value, found.absent) == (None, absent)


@pytest.mark.parametrize(
    ("members", "doubt"),
    [
        (
            {"valueString": "a", "valueBoolean": True},
            f"{AT} has two values, valueString and valueBoolean; the value is kept as not readable",
        ),
        (
            {"valueQuantity": {"value": "1.1"}},
            f"{AT}.valueQuantity.value is not a number; the value is kept as not readable",
        ),
        (
            {"valueQuantity": {"value": 1, "comparator": "~"}},
            f"{AT}.valueQuantity.comparator, ~, is none that FHIR R4 allows there; the value is kept as not readable",
        ),
        ({"valueInteger": True}, f"{AT}.valueInteger is not a number; the value is kept as not readable"),
        (
            {"valueString": "a", "dataAbsentReason": {"text": "b"}},
            f"{AT} has a value and a reason for having none",
        ),
        ({"status": "ready", "valueString": "a"}, "its status, ready, is none that FHIR R4 allows there"),
        ({"status": "not-stated", "valueString": "a"}, "its status, not-stated, is none that FHIR R4 allows there"),
        (
            {"effectiveDateTime": "yesterday", "valueString": "a"},
            f"{AT}.effectiveDateTime is no date that FHIR R4 allows; passed over",
        ),
        (
            {"effectivePeriod": {"start": "2026", "end": "2025"}, "valueString": "a"},
            "its effective period ends before it starts (2026 to 2025)",
        ),
        ({"effectiveTiming": {}, "valueString": "a"}, "its time is a repeated schedule, which is not read"),
        (
            {"component": [{"modifierExtension": [{}]}], "valueString": "a"},
            f"{AT}.component[0] carries a modifier extension that this reader does not know; passed over",
        ),
        ({"note": 7, "valueString": "a"}, f"{AT}.note is a number, not a list; passed over"),
        (
            {"code": CREATININE, "valueQuantity": quantity(1, "mL")},
            f"{LABEL}: its unit, mL, is not known, so 1 mL is not used",
        ),
        (
            {"code": CREATININE, "valueQuantity": quantity(1, "kg")},
            f"{LABEL}: its unit measures mass, not substance concentration, so 1 kg is not used",
        ),
    ],
)
def test_what_is_doubtful_is_noted_and_the_observation_kept(members: Resource, doubt: str) -> None:
    assert doubts(**members) == [doubt]


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (result(code=None), "it does not say what was observed"),
        (result(code={"coding": [{"system": LOINC}]}), "it does not say what was observed"),
        (result(code=7), f"{AT}.code is a number, not an object"),
        (result(status=7), f"{AT}.status is a number, not text"),
        (result(subject=None), "it does not say whom it is about"),
        (result(subject={"reference": "Patient/p2"}), "it is about Patient/p2, not about this record's patient"),
        (result(modifierExtension=[{}]), "it carries a modifier extension that this reader does not know"),
    ],
)
def test_what_cannot_be_used_is_left_out_with_its_reason(resource: Resource, reason: str) -> None:
    record = read(resource)
    assert record.of(Observation) == ()
    assert [left.reason for left in record.left_out] == [reason]


def test_components_carry_their_own_values_and_absences() -> None:
    found = only(
        result(
            component=[
                {"code": CREATININE, "valueQuantity": quantity(1)},
                {"code": HAIR, "dataAbsentReason": {"coding": [{"code": "error"}]}},
            ]
        )
    )
    assert found.components == (
        Component(Concept("", (Coding(LOINC, "2160-0"),)), Quantity(Decimal(1), unit="mg/dL", code="mg/dL")),
        Component(Concept("hair colour"), None, Absence.ERROR),
    )


def test_a_record_gives_its_findings_in_one_unit() -> None:
    record = read(
        result(id="a", code=CREATININE, valueQuantity=quantity(Decimal("1.2"))),
        result(
            id="b",
            code={"coding": [{"system": "urn:oid:2.16.840.1.113883.6.1", "code": "29463-7"}]},
            valueQuantity=quantity(150, "[lb_av]"),
        ),
    )
    found = {each.kind: each.value for each in findings_of(record)}
    weight, creatinine = found[FindingKind.WEIGHT], found[FindingKind.CREATININE]
    assert weight == Amount(Decimal("68.0388555"), "kg")
    assert isinstance(creatinine, Amount)
    assert round(creatinine.value) == 106


def test_a_source_that_is_no_text_only_tells_nothing() -> None:
    assert only(result(meta={"source": 7}, valueString="a")).source.origin == ""
    assert only(result(meta=7, valueString="a")).source.origin == ""
