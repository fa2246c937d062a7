"""Small HL7 v2 files for tests: one synthetic patient, and the segments that a test is about."""

from __future__ import annotations

from autonome.clinical import HealthRecord, MedicationOrder, Observation
from autonome.hl7 import read_messages

PID = "PID|1||p1^^^HOSP^PI||Patient^Synthetic||195804|F"
OBR = "OBR|1|||24323-8^panel^LN|||202601120800+0100"


def header(kind: str = "ORU^R01", control: str = "M1", **fields: str) -> str:
    """MSH; fields by their number, as ``f18="8859/1"``."""
    parts = ["MSH", "^~\\&", "LAB", "CITY", "EHR", "HOSP", "20260112093000+0100", "", kind, control, "P", "2.5.1"]
    parts += [""] * 9
    for name, value in fields.items():
        parts[int(name[1:]) - 1] = value
    return "|".join(parts).rstrip("|")


def file(*segments: str) -> bytes:
    """The bytes of the segments."""
    return "\r".join(segments).encode() + b"\r"


def results(*segments: str, **fields: str) -> bytes:
    """An ORU^R01 about the patient."""
    return file(header(**fields), PID, OBR, *segments)


def orders(*segments: str, kind: str = "RDE^O11") -> bytes:
    """An RDE about the patient."""
    return file(header(kind), PID, *segments)


def read(data: bytes) -> HealthRecord:
    """The record."""
    return read_messages(data, "record.hl7")


def only_result(obx: str, *after: str) -> Observation:
    """The one observation that a result must give."""
    record = read(results(obx, *after))
    assert record.left_out == ()
    (found,) = record.of(Observation)
    return found


def only_order(*segments: str) -> MedicationOrder:
    """The one order that the segments must give."""
    record = read(orders(*segments))
    assert record.left_out == ()
    (found,) = record.medications
    return found


def notes(record: HealthRecord) -> list[str]:
    """The texts of the quality notes."""
    return [note.text for note in record.notes]
