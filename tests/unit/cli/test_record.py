"""``autonome record check``: either format by its content, told in words or as one JSON object."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.in_process import autonome
from tests.unit.fhir.documents import bundle, order
from tests.unit.hl7.files import results

AS_OF = ("--as-of", "2026-01-31")


def check(path: Path, *options: str) -> str:
    done = autonome("record", "check", path, *AS_OF, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    path = tmp_path / "record.hl7"
    path.write_bytes(results("OBX|1|NM|29463-7^^LN||800|kg^^UCUM|||||F", "PV1|1", "OBX|2|NM|||1"))
    return path


def test_messages_are_told_in_words(messages: Path) -> None:
    text = check(messages)
    assert text.startswith("Record of p1, as of 2026-01-31T00:00:00Z: 1 entries read\n")
    assert "  plausibility   line 4 OBX ORU^R01/M1: body weight is 800 kg, outside 0.2 to 635 kg (" in text
    assert "  left out       line 6 OBX ORU^R01/M1: it does not say what was observed\n" in text
    assert "  not read       PV1 (1)\n" in text
    assert "  weight         1 of 1 usable from LAB / CITY, latest 2026-01-12T07:00:00Z, 18 days old\n" in text
    assert "Missing: medicines, conditions," in text


def test_a_bundle_is_told_as_json(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(bundle(order())))
    value = json.loads(check(path, "--json"))
    assert (value["format"], value["subject"], value["items"]) == ("autonome-record-quality/1", "p1", 1)


def test_what_is_neither_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "record.txt"
    path.write_text("hello")
    done = autonome("record", "check", path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "record.txt, line 1, column 1: is not JSON" in done.stderr
