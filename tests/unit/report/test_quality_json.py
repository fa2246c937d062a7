"""The quality report as JSON: every key, no float, nothing lost."""

from __future__ import annotations

import json

from autonome.clinical.quality import Check, assess
from autonome.fhir import read_record
from autonome.kernel import Instant, Json, Sha256, canonical_bytes
from autonome.report.quality_json import quality_document
from tests.unit.fhir.documents import bundle, order

RESULT = {
    "resourceType": "Observation",
    "status": "final",
    "meta": {"source": "urn:lab"},
    "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
    "effectiveDateTime": "2026-01-01",
    "valueQuantity": {"value": 800, "system": "http://unitsofmeasure.org", "code": "kg"},
}


def document() -> dict[str, Json]:
    resources = (RESULT, RESULT, order(subject=None), {"resourceType": "Claim"})
    record = read_record(bundle(*resources), "record.json")
    report = assess(record, Instant.parse("2026-01-31"))
    value: dict[str, Json] = json.loads(canonical_bytes(quality_document(report, Sha256("0" * 64))))
    return value


def test_the_whole_report_is_written() -> None:
    value = document()
    place = {"place": "Bundle.entry[1]", "reference": "Observation", "origin": "urn:lab"}
    text = "body weight is 800 kg, outside 0.2 to 635 kg "
    text += "(our own judgement for newborns; heaviest person in Guinness World Records)"
    twin = {**place, "place": "Bundle.entry[2]"}
    assert value["findings"] == [
        {"check": "plausibility", "source": place, "text": text, "other": None},
        {"check": "plausibility", "source": twin, "text": text, "other": None},
        {"check": "duplicate", "source": twin, "text": "says the same, word for word", "other": place},
    ]
    assert value["counts"] == {check.value: 0 for check in Check} | {"plausibility": 2, "duplicate": 1}
    left = {"place": "Bundle.entry[3]", "reference": "MedicationRequest/m1", "origin": ""}
    assert value["left_out"] == [{"source": left, "reason": "it does not say whom it is about"}]
    assert value["not_read"] == {"Claim": 1}
    presence = {
        "need": "weight",
        "origin": "urn:lab",
        "entries": 2,
        "usable": 2,
        "latest": "2026-01-01",
        "age_days": 29,
    }
    assert value["completeness"] == [
        {"need": "birth-date", "origin": "", "entries": 1, "usable": 1, "latest": "", "age_days": None},
        {"need": "sex", "origin": "", "entries": 1, "usable": 1, "latest": "", "age_days": None},
        presence,
    ]  # fmt: skip
    assert (value["format"], value["subject"], value["items"]) == ("autonome-record-quality/1", "p1", 2)
    assert (value["as_of"], value["record"]) == ("2026-01-31T00:00:00Z", "0" * 64)
    assert isinstance(value["missing"], list)
    assert "weight" not in value["missing"]
