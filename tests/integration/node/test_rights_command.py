"""``autonome rights`` as patients, clinicians and stewards use it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import Database
from autonome.clinical.items import KeptItem
from autonome.kernel import SubjectId
from tests.integration.in_process import Done, autonome
from tests.integration.node.desks import Desk, opened_desk

TAKING = {
    "resourceType": "MedicationStatement",
    "id": "1",
    "status": "active",
    "subject": {"reference": "Patient/7"},
    "medicationCodeableConcept": {"text": "metformin"},
}
KEPT = KeptItem(frozenset({"medications"}), "MedicationStatement/1", json.dumps({"resource": TAKING}))


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(database, tmp_path / "node") as found:
        yield found


@pytest.fixture
def anna(desk: Desk) -> SubjectId:
    subject = desk.patient()
    desk.grant(subject, "medications")
    desk.keep(subject, KEPT)
    return subject


def steward(desk: Desk, *words: object, fresh: bool = True) -> Done:
    return desk.run("rights", *words, as_="steward", role=Role.STEWARD, fresh=fresh)


def number(told: str) -> str:
    return told.split()[1].rstrip(":")


def test_a_patient_asks_exports_and_checks_the_folder(desk: Desk, anna: SubjectId, tmp_path: Path) -> None:
    told = desk.ok("rights", "ask", anna, "export", as_=anna, role=Role.PATIENT)
    assert "30 days from the request" in told
    out = tmp_path / "mine"
    desk.ok("rights", "export", anna, "--out", out, as_=anna, role=Role.PATIENT)
    assert json.loads((out / "record.json").read_text())["entry"][0]["resource"] == TAKING
    policy = desk.node.private / "policy.txt"
    verified = autonome("rights", "verify", out, "--policy", policy)
    assert verified.returncode == 0, verified.stderr
    assert autonome("rights", "verify", out).returncode == 4
    (out / "record.json").write_text("{}")
    broken = autonome("rights", "verify", out, "--policy", policy)
    assert broken.returncode == 5
    assert "record.json" in broken.stderr
    assert "nothing is open" in desk.ok("rights", "status", as_=anna, role=Role.PATIENT)


def test_nobody_exports_another_and_no_clinician_exports_at_all(desk: Desk, anna: SubjectId, tmp_path: Path) -> None:
    ben = desk.patient()
    for who, role in ((ben, Role.PATIENT), ("dr-b", Role.CLINICIAN), ("steward", Role.STEWARD)):
        done = desk.run("rights", "export", anna, "--out", tmp_path / "theirs", as_=who, role=role)
        assert done.returncode == 3
        assert not (tmp_path / "theirs").exists()


def test_who_only_says_to_represent_somebody_opens_no_matter_and_learns_nothing(
    desk: Desk, anna: SubjectId, tmp_path: Path
) -> None:
    for words in (("ask", anna, "erase"), ("export", anna, "--out", tmp_path / "theirs")):
        known = desk.run("rights", *words, as_="neighbour", role=Role.REPRESENTATIVE)
        unknown = desk.run("rights", words[0], "p-0", *words[2:], as_="neighbour", role=Role.REPRESENTATIVE)
        assert known.returncode == unknown.returncode == 3
        assert known.stdout.splitlines()[:-1] == unknown.stdout.splitlines()[:-1]
    assert "nothing is open" in steward(desk, "status").stdout


def test_a_patient_sees_only_their_own_matters(desk: Desk, anna: SubjectId) -> None:
    ben = desk.patient()
    desk.ok("rights", "ask", anna, "erase", as_=anna, role=Role.PATIENT)
    assert desk.ok("rights", "status", as_=ben, role=Role.PATIENT) == "nothing is open\n"
    (shown,) = json.loads(desk.ok("rights", "status", "--json", as_=anna, role=Role.PATIENT))["matters"]
    assert (shown["subject"], shown["right"], shown["overdue"]) == (anna, "erase", False)


def test_a_clinician_puts_an_item_right(desk: Desk, anna: SubjectId, tmp_path: Path) -> None:
    better = tmp_path / "better.json"
    better.write_text(json.dumps({**TAKING, "medicationCodeableConcept": {"text": "metformin XR"}}))
    asked = desk.ok("rights", "ask", anna, "correct", "--words", "It is XR.", as_=anna, role=Role.PATIENT)
    words = ("MedicationStatement/1", "--why", "the box", "--items", "medications")
    matter = ("--matter", number(asked)[:8])
    told = desk.ok("rights", "correct", anna, *words, *matter, "--with", better, "--evidence", better)
    assert "MedicationStatement/1 has its next version" in told
    assert "metformin XR" in desk.ok("open", anna, "--items", "medications")
    told = desk.ok("rights", "correct", anna, *words, "--disagree")
    assert "is kept beside MedicationStatement/1" in told
    assert desk.run("rights", "correct", anna, *words).returncode == 2
    assert desk.run("rights", "correct", anna, "Observation/404", *words[1:], "--disagree").returncode == 2


def test_restricting_and_lifting(desk: Desk, anna: SubjectId) -> None:
    assert steward(desk, "restrict", anna, "--ground", "GDPR Art. 18(1)(a)").returncode == 0
    refused = desk.run("open", anna, "--items", "medications")
    assert refused.returncode == 3
    assert "restricted" not in refused.stdout, "the asker hears what is said of every lack"
    assert steward(desk, "lift", anna, "--told", "letter of 2 November").returncode == 0
    desk.ok("open", anna, "--items", "medications")
    assert steward(desk, "lift", anna, "--told", "again").returncode == 2
    assert desk.run("rights", "restrict", anna, "--ground", "x").returncode == 3, "no clinician does"


def test_a_hold_delays_an_erasure_and_then_nothing_is_left(desk: Desk, anna: SubjectId, tmp_path: Path) -> None:
    asked = desk.ok("rights", "ask", anna, "erase", as_=anna, role=Role.PATIENT)
    matter = number(asked)
    assert steward(desk, "hold", matter, "--ground", "case 7/26", "--until", "2098-01-01").returncode == 0
    held = steward(desk, "erase", anna, "--ground", "GDPR Art. 17(1)(b)")
    assert held.returncode == 3
    assert "case 7/26" in held.stderr
    assert "held until 2098-01-01T00:00:00Z (case 7/26)" in steward(desk, "status").stdout
    assert steward(desk, "extend", matter, "--ground", "many requests").returncode == 2, "no pack grants more here"
    assert steward(desk, "release", matter, "--ground", "closed").returncode == 0
    stale = steward(desk, "erase", anna, "--ground", "GDPR Art. 17(1)(b)", fresh=False)
    assert stale.returncode == 2
    receipt = tmp_path / "erased.json"
    done = steward(desk, "erase", anna, "--ground", "GDPR Art. 17(1)(b)", "--receipt", receipt)
    assert done.returncode == 0, done.stderr
    verified = autonome("verify", receipt, "--policy", desk.node.private / "policy.txt")
    assert verified.returncode == 0, verified.stderr
    assert "GDPR Art. 17(1)(b)" in verified.stdout
    assert steward(desk, "status").stdout == "nothing is open\n"
    assert steward(desk, "erase", anna, "--ground", "again").stdout == done.stdout
    assert anna not in desk.ok("patient", "list")
    for words in (
        ("open", anna, "--items", "medications"),
        ("rights", "correct", anna, "x", "--why", "y", "--disagree"),
    ):
        assert desk.run(*words).returncode == 2
    gone = steward(desk, "erase", "nobody", "--ground", "x")
    assert (gone.returncode, gone.stderr.count("\n")) == (2, 1)


def test_a_matter_is_refused_with_its_reasons(desk: Desk, anna: SubjectId) -> None:
    asked = desk.ok("rights", "ask", anna, "erase", as_=anna, role=Role.PATIENT)
    assert steward(desk, "refuse", number(asked), "--ground", "GDPR Art. 17(3)(c)").returncode == 0
    assert steward(desk, "refuse", number(asked), "--ground", "again").returncode == 2
    assert steward(desk, "status").stdout == "nothing is open\n"
