"""Small hostile FHIR records, named by their fault. Run as a script it writes them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.hostile.cases import Cases

PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1958-04"}
ORDER = {
    "resourceType": "MedicationRequest",
    "id": "m1",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "codeine"},
    "subject": {"reference": "Patient/p1"},
}
CREATININE = {"coding": [{"system": "http://loinc.org", "code": "2160-0"}]}
RESULT = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": CREATININE,
    "subject": {"reference": "Patient/p1"},
    "effectiveDateTime": "2026-01-12",
    "valueQuantity": {"value": 1.1, "system": "http://unitsofmeasure.org", "code": "mg/dL"},
}


def bundle(*resources: object, **members: object) -> bytes:
    """A Bundle of these resources."""
    value = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}
    return json.dumps(value | members).encode()


def with_value(text: str) -> bytes:
    """A Bundle whose observation has this number, as written."""
    return bundle(PATIENT, RESULT).replace(b'"value": 1.1', f'"value": {text}'.encode())


SOUND = bundle(PATIENT, ORDER)

DATA: dict[str, bytes] = {
    "empty.json": b"",
    "white-space-alone.json": b" \n\t\n",
    "cut-in-the-middle.json": SOUND[: len(SOUND) // 2],
    "two-documents.json": SOUND + SOUND,
    "xml.json": b"<Bundle xmlns='http://hl7.org/fhir'/>",
    "utf-16.json": SOUND.decode().encode("utf-16"),
    "utf-32-without-mark.json": SOUND.decode().encode("utf-32-le"),
    "latin-1.json": SOUND.replace(b"codeine", b"cod\xe9ine"),
    "byte-order-mark.json": b"\xef\xbb\xbf" + SOUND,
    "nul-bytes.json": SOUND.replace(b"codeine", b"cod\x00eine"),
    "key-twice.json": SOUND.replace(b'"gender": "female"', b'"gender": "female", "gender": "male"'),
    "key-twice-by-escape.json": SOUND.replace(b'"gender": "female"', b'"gender": "female", "g\\u0065nder": "male"'),
    "nan.json": with_value("NaN"),
    "minus-infinity.json": with_value("-Infinity"),
    "huge-exponent.json": with_value("1e99999999"),
    "tiny-exponent.json": with_value("1e-99999999"),
    "exponent-with-a-tail.json": b"1e-4001.",
    "constant-with-a-tail.json": b"NaN-1:2",
    "number-of-ten-thousand-digits.json": with_value("9" * 10_000),
    "exponent-of-ten-thousand-digits.json": with_value("1e" + "9" * 10_000),
    "number-as-text.json": with_value('"1.1"'),
    "negative-creatinine.json": with_value("-1.1"),
    "lone-surrogate.json": SOUND.replace(b"codeine", b"\\ud800"),
    "lone-surrogate-as-key.json": SOUND.replace(b'"gender"', b'"\\udfff"'),
    "nested-one-hundred-deep.json": b"[" * 100 + b"]" * 100,
    "nested-one-hundred-thousand-deep.json": b'{"a":' * 100_000,
    "bare-list.json": b"[]",
    "bare-string.json": b'"Bundle"',
    "single-patient.json": json.dumps(PATIENT).encode(),
    "wrong-resource-type.json": b'{"resourceType": "Questionnaire"}',
    "resource-type-is-a-list.json": b'{"resourceType": ["Bundle"]}',
    "history-bundle.json": bundle(PATIENT, type="history"),
    "bundle-without-type.json": bundle(PATIENT, type=None),
    "entry-is-an-object.json": bundle(entry={"resource": PATIENT}),
    "entries-are-no-resources.json": bundle(PATIENT, None, 5, "x", [], {"resourceType": 7}),
    "no-patient.json": bundle(ORDER),
    "two-patients.json": bundle(PATIENT, PATIENT | {"id": "p2"}),
    "two-patients-of-one-id.json": bundle(PATIENT, PATIENT | {"gender": "male"}),
    "patient-said-twice.json": bundle(PATIENT, PATIENT),
    "subject-is-somebody-else.json": bundle(PATIENT, ORDER | {"subject": {"reference": "Patient/p2"}}),
    "subject-is-a-group.json": bundle(PATIENT, ORDER | {"subject": {"reference": "Group/p1"}}),
    "subject-is-missing.json": bundle(PATIENT, {key: value for key, value in ORDER.items() if key != "subject"}),
    "reference-to-itself.json": bundle(
        PATIENT,
        {**ORDER, "medicationCodeableConcept": None, "medicationReference": {"reference": "MedicationRequest/m1"}},
    ),
    "references-in-a-circle.json": bundle(
        PATIENT,
        {
            **{key: value for key, value in ORDER.items() if key != "medicationCodeableConcept"},
            "medicationReference": {"reference": "Medication/a"},
        },
        {"resourceType": "Medication", "id": "a", "ingredient": [{"itemReference": {"reference": "Medication/b"}}]},
        {"resourceType": "Medication", "id": "b", "ingredient": [{"itemReference": {"reference": "Medication/a"}}]},
    ),
    "contained-in-itself.json": bundle(
        PATIENT,
        {
            **{key: value for key, value in ORDER.items() if key != "medicationCodeableConcept"},
            "medicationReference": {"reference": "#c"},
            "contained": [
                {"resourceType": "Medication", "id": "c", "ingredient": [{"itemReference": {"reference": "#c"}}]}
            ],
        },
    ),
    "contained-twice-of-one-id.json": bundle(
        PATIENT,
        {
            **{key: value for key, value in ORDER.items() if key != "medicationCodeableConcept"},
            "medicationReference": {"reference": "#c"},
            "contained": [
                {"resourceType": "Medication", "id": "c", "code": {"text": "codeine"}},
                {"resourceType": "Medication", "id": "c", "code": {"text": "warfarin"}},
            ],
        },
    ),
    "one-order-said-in-two-ways.json": bundle(
        PATIENT, ORDER, ORDER | {"medicationCodeableConcept": {"text": "warfarin"}}
    ),
    "one-result-said-in-two-ways.json": bundle(
        PATIENT,
        RESULT,
        RESULT | {"valueQuantity": {**RESULT["valueQuantity"], "value": 9.9}},  # type: ignore[dict-item]
    ),
    "modifier-extension.json": bundle(PATIENT, ORDER | {"modifierExtension": [{"url": "x", "valueBoolean": True}]}),
    "unit-that-is-none.json": bundle(PATIENT, RESULT | {"valueQuantity": {"value": 1, "code": "furlong", "unit": "x"}}),
    "day-that-is-none.json": bundle(PATIENT, RESULT | {"effectiveDateTime": "2026-02-30"}),
    "year-ten-thousand.json": bundle(PATIENT, RESULT | {"effectiveDateTime": "10000-01-01"}),
    "born-tomorrow.json": bundle(PATIENT | {"birthDate": "2999-01-01"}, ORDER),
    "escapes-for-the-terminal.json": bundle(PATIENT, ORDER | {"medicationCodeableConcept": {"text": "\x1b[2Jcodeine"}}),
    "escapes-in-the-type.json": json.dumps({"resourceType": "Bun\x1b[2Jdle\u202e"}).encode(),
    "markup-as-a-name.json": bundle(PATIENT | {"id": "<script>alert(1)</script>"}, ORDER),
    "identity-of-a-path.json": bundle(PATIENT | {"id": "../../etc"}, ORDER),
    "values-of-the-wrong-type.json": bundle(
        PATIENT | {"gender": 7, "name": "x", "birthDate": []}, ORDER | {"status": ["active"], "dosageInstruction": 5}
    ),
}

CASES = Cases(Path(__file__).parent, DATA)

if __name__ == "__main__":
    CASES.write()
