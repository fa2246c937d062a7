"""One patient's facts, as a FHIR Bundle and as HL7 v2 messages, are one record; and the plan takes both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autonome import bootstrap
from autonome.clinical import HealthRecord, findings_of, standing_of
from autonome.clinical.concepts import LOINC, RXNORM, UCUM
from autonome.clinical.quality import assess
from autonome.kernel import Instant
from tests.integration.commands import EXAMPLE, autonome

AS_OF = Instant.parse("2026-03-01T10:00:00Z")
SUBJECT = "synthetic-na12878"

MESSAGES = "\r".join(
    (
        "BHS|^~\\&|LAB|CITY",
        "MSH|^~\\&|LAB|CITY|||20260112093000+0100||ORU^R01|1|P|2.5.1",
        f"PID|1||{SUBJECT}^^^HOSP^PI||Example Patient^Synthetic||195804|F",
        "OBR|1|||24323-8^panel^LN|||20260112",
        "OBX|1|NM|2160-0^^LN||1.10|mg/dL^^UCUM|||||F",
        "OBX|2|SN|1742-6^^LN||<^5|U/L^^UCUM|||||F",
        "OBX|3|NM|29463-7^^LN||150|lbs|||||P",
        "OBX|4|NM|6301-6^^LN||||||||X",
        "MSH|^~\\&|EHR|CITY|||20260112093000+0100||RDE^O11|2|P|2.5.1",
        f"PID|1||{SUBJECT}^^^HOSP^PI||Example Patient^Synthetic||195804|F",
        "ORC|NW|42|||IP||||20260110",
        "RXE||32968^clopidogrel^RXNORM",
        "BTS|2",
        "",
    )
).encode()


def result(code: str, status: str = "final", **members: object) -> dict[str, object]:
    return {
        "resourceType": "Observation",
        "status": status,
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "subject": {"reference": f"Patient/{SUBJECT}"},
        "effectiveDateTime": "2026-01-12",
        **members,
    }


def bundle() -> bytes:
    clopidogrel = {"coding": [{"system": RXNORM, "code": "32968", "display": "clopidogrel"}]}
    missing = {"coding": [{"code": "not-performed"}]}
    resources = (
        {"resourceType": "Patient", "id": SUBJECT, "gender": "female", "birthDate": "1958-04",
         "name": [{"text": "Synthetic Example Patient"}]},
        result("2160-0", valueQuantity={"value": 1.1, "system": UCUM, "code": "mg/dL"}),
        result("1742-6", valueQuantity={"value": 5, "comparator": "<", "system": UCUM, "code": "U/L"}),
        result("29463-7", "preliminary", valueQuantity={"value": 150, "unit": "lbs"}),
        result("6301-6", "cancelled", dataAbsentReason=missing),
        {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2026-01-10",
         "subject": {"reference": f"Patient/{SUBJECT}"}, "medicationCodeableConcept": clopidogrel},
    )  # fmt: skip
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
    ).encode()


def facts(record: HealthRecord) -> object:
    """What both formats must say alike: not where it stands."""
    found = [(each.kind, each.status, str(each.time), each.value) for each in findings_of(record)]
    orders = [(each.text, each.codings, standing_of(each, AS_OF), str(each.authored)) for each in record.medications]
    report = assess(record, AS_OF)
    doubtful = sorted((each.check.value, each.text) for each in report.findings)
    return record.patient, found, orders, doubtful, report.missing, record.left_out


def test_both_formats_give_the_same_facts() -> None:
    first, second = bootstrap.health_record(bundle(), "record.json"), bootstrap.health_record(MESSAGES, "record.hl7")
    assert facts(first) == facts(second)
    assert len(findings_of(first)) == 4


@pytest.mark.parametrize(("name", "data"), [("record.json", bundle()), ("record.hl7", MESSAGES)])
def test_a_plan_is_made_from_either(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    done = autonome(
        "plan", EXAMPLE / "patient.vcf", "--record", tmp_path / name, "--consent", EXAMPLE / "consent.json",
        "--as-of", str(AS_OF), "--out", tmp_path / "out", "--log", tmp_path / "log", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (medicine,) = json.loads(done.stdout)["medicines"]
    assert (medicine["drug"], medicine["consequence"]) == ("clopidogrel", "avoid")
