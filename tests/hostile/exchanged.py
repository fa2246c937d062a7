"""Consent as it is exchanged: sound files of both forms, and their readers, whose results are used a little."""

from __future__ import annotations

import json

from autonome.consent import read_consent
from autonome.fhir import parse_json
from autonome.fhir.consent import consent_bundle, read_consents
from autonome.kernel import Instant
from autonome.report.consent_records import consent_records
from autonome.report.consent_records_reading import read_consent_records
from tests.hostile.receipts import SOUND
from tests.unit.fhir.consent.foreign import GENETIC_TREATMENT

AT = Instant.parse("2026-03-01T10:00:00Z")


def bundles() -> tuple[bytes, ...]:
    """Ours, and another system's."""
    consent = read_consent((SOUND / "consent.json").read_bytes())
    return json.dumps(consent_bundle(consent, AT)).encode(), json.dumps(GENETIC_TREATMENT).encode()


def read_bundle(data: bytes) -> None:
    """Read, and write again."""
    found = read_consents(parse_json(data, "x"), "x")
    json.dumps(consent_bundle(found.file, AT), ensure_ascii=False).encode()
    json.dumps([each.to_json() for each in found.not_understood], ensure_ascii=False).encode()


def record() -> bytes:
    """A consent record."""
    return json.dumps(consent_records(read_consent((SOUND / "consent.json").read_bytes()), AT)).encode()


def read_record(data: bytes) -> None:
    """Read, and write again."""
    json.dumps(consent_records(read_consent_records(data, where="x"), AT), ensure_ascii=False).encode()
