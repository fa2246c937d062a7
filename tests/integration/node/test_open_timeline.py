"""Opening a record by command, and the timeline that tells of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import Database
from autonome.kernel import SubjectId
from tests.integration.in_process import autonome
from tests.integration.node.desks import Desk, opened_desk
from tests.integration.node.nodes import METFORMIN

OPEN = ("--items", "medications")


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(database, tmp_path / "node") as found:
        yield found


@pytest.fixture
def anna(desk: Desk) -> SubjectId:
    subject = desk.patient()
    desk.grant(subject, "medications")
    desk.keep(subject, METFORMIN)
    return subject


def test_what_is_opened_is_printed_with_its_entries_and_a_receipt(desk: Desk, anna: SubjectId, tmp_path: Path) -> None:
    told = desk.ok("open", anna, *OPEN, "--receipt", tmp_path / "receipt.json")
    assert "metformin" in told
    assert "decision entry" in told
    found = json.loads(desk.ok("open", anna, *OPEN, "--json"))
    assert [each["body"] for each in found["items"]] == ["metformin"]
    assert found["use"] == found["decision"] + 1
    verified = autonome("verify", tmp_path / "receipt.json", "--policy", desk.node.private / "policy.txt")
    assert verified.returncode == 0, verified.stderr


def test_a_refusal_says_what_an_asker_may_know_and_no_more(desk: Desk, anna: SubjectId) -> None:
    desk.ok("consent", "withdraw", anna, "--question", "treatment/medications")
    done = desk.run("open", anna, *OPEN)
    assert done.returncode == 3
    assert "Nothing is given" in done.stdout
    never = desk.run("open", desk.patient(), *OPEN)
    assert never.stdout.rsplit("\n", 2)[0] == done.stdout.rsplit("\n", 2)[0], "withdrawn and never asked look alike"
    assert json.loads(desk.run("open", anna, *OPEN, "--json").stdout)["refused"] is True


def test_to_those_who_may_not_know_a_patient_who_is_unknown_is_refused_like_any_other(
    desk: Desk, anna: SubjectId
) -> None:
    who: tuple[str, Role] = ("clerk", Role.INSURER)
    known = desk.run("open", anna, *OPEN, "--purpose", "HPAYMT", as_=who[0], role=who[1])
    unknown = desk.run("open", "nobody", *OPEN, "--purpose", "HPAYMT", as_=who[0], role=who[1])
    assert known.returncode == unknown.returncode == 3
    assert known.stdout.rsplit("\n", 2)[0] == unknown.stdout.rsplit("\n", 2)[0]
    assert "nobody is kept here" in desk.run("open", "nobody", *OPEN).stderr


def test_a_role_without_a_door_is_turned_away(desk: Desk, anna: SubjectId) -> None:
    size = desk.node.log.checkpoint()
    done = desk.run("open", anna, *OPEN, as_="sam", role=Role.STEWARD)
    assert done.returncode != 0
    assert "docs/accounts.md" in done.stderr
    assert desk.node.log.checkpoint() == size


def test_the_timeline_tells_the_person_everything_and_others_who_did_what(desk: Desk, anna: SubjectId) -> None:
    desk.ok("open", anna, *OPEN)
    desk.run("open", anna, "--items", "hiv")
    own = json.loads(desk.ok("timeline", anna, "--json", as_=anna, role=Role.PATIENT))["entries"]
    told = [(each["kind"], each["what"], each["actor"]) for each in own]
    assert told[0] == ("consent", "grant treatment/medications", anna)
    assert told[-3:] == [("decision", "allowed", "dr-b"), ("use", "opened", "dr-b"), ("decision", "refused", "dr-b")]
    assert own[-3]["basis"] == [f"treatment/medications (entry {own[0]['entry']})"]
    assert own[-2]["items"] == ["medications"]
    assert own[-1]["reasons"] == ["never-consented hiv"]
    others = json.loads(desk.ok("timeline", anna, "--json", as_="sam", role=Role.AUDITOR))["entries"]
    assert [each["entry"] for each in others] == [each["entry"] for each in own]
    assert all(not each["reasons"] for each in others)
    text = desk.ok("timeline", anna, as_=anna, role=Role.PATIENT)
    assert "never-consented hiv" in text
    assert "medications for TREAT" in text


def test_any_entry_of_a_timeline_can_be_proven_and_no_others(desk: Desk, anna: SubjectId, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    desk.ok("timeline", anna, "--receipt", 1, path, as_=anna, role=Role.PATIENT)
    assert [each["index"] for each in json.loads(path.read_text())["entries"]] == [1]
    for index in (0, 99):
        done = desk.run("timeline", anna, "--receipt", index, path, as_=anna, role=Role.PATIENT)
        assert "is not of this patient" in done.stderr
    done = desk.run("timeline", anna, as_="ben", role=Role.PATIENT)
    assert "but their own" in done.stderr
    assert "does not hold" in desk.run("timeline", anna).stderr, "a clinician does not watch over colleagues"
