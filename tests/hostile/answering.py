"""What the program answers to a file, as one line: the refusal after the file's name, or what was read, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autonome import bootstrap
from autonome.access import read_request
from autonome.clinical import HealthRecord
from autonome.clinical.quality import assess
from autonome.consent import read_consent, read_diseases
from autonome.kernel import AutonomeError, Instant
from autonome.ledger import parse_policy
from autonome.workflows.batch_manifest import read_manifest
from autonome.workflows.verify_receipt import Evidence, verify_receipt
from tests.hostile.receipts import sound_receipt

READ = "read: "
AT = Instant.parse("2026-03-01T10:00:00Z")


def _record(data: bytes, name: str) -> str:
    record = bootstrap.health_record(data, name)
    return f"{record.patient.id}; {len(record.items)} entries{_beside(record)}"


def _beside(record: HealthRecord) -> str:
    """What was left out, not read, doubted, or found at the door, each with its place."""
    left = [f"left out {each.source}: {each.reason}" for each in record.left_out]
    unread = [f"not read {name} ({count})" for name, count in record.not_read]
    notes = [f"note {note.source}: {note.text}" for note in record.notes]
    found = [f"found {each.check.value} {each.source}: {each.text}" for each in assess(record, AT).findings]
    return "".join(f"; {each}" for each in (*left, *unread, *notes, *found))


def _outside(data: bytes, name: str) -> str:
    calls = bootstrap.outside_calls_in(data, bootstrap.knowledge_bundle(), name)
    return ", ".join(" ".join(filter(None, (each.gene, each.diplotype, each.phenotype))) for each in calls)


def _manifest(data: bytes, name: str) -> str:
    return ", ".join(patient.patient for patient in read_manifest(data, name))


def _receipt(data: bytes, name: str) -> str:
    _, policy = sound_receipt()
    return verify_receipt(Evidence(data, name), policy=Evidence(policy, "policy")).effect


READERS: Mapping[str, Callable[[bytes, str], str]] = {
    "fhir": _record,
    "hl7": _record,
    "calls": _outside,
    "manifest": _manifest,
    "consent": lambda data, name: f"{len(read_consent(data, where=name).acts)} acts",
    "request": lambda data, name: read_request(data, where=name).subject,
    "diseases": lambda data, name: f"{len(read_diseases(data, where=name).above)} diseases",
    "receipt": _receipt,
    "policy": lambda data, name: f"{len(parse_policy(data, where=name).logs)} logs",
}
"""By the word with which a file's name begins, or by its folder."""


def answer(kind: str, name: str, data: bytes) -> str:
    """The answer to a file.

    Args:
        kind: of reader.
        name: of the file.
        data: its bytes.
    """
    try:
        return READ + READERS[kind](data, name)
    except AutonomeError as error:
        return str(error).removeprefix(name)
