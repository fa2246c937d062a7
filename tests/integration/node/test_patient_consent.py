"""Patients at the desk, and what they consent to: through the commands, by people who are signed in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import Database
from autonome.consent import FORMS
from tests.integration.in_process import autonome
from tests.integration.node.desks import Desk, opened_desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(database, tmp_path / "node") as found:
        yield found


def test_a_patient_gets_an_id_of_the_nodes_own_and_is_found_by_the_whole_name_or_number(desk: Desk) -> None:
    anna = desk.patient("--name", "Anna Synthetic", "--number", "mrn:12345")
    ben = desk.patient("--id", "ben-7")
    assert anna.startswith("p-")
    assert ben == "ben-7"
    found = json.loads(desk.ok("patient", "list", "--json"))["patients"]
    assert {each["id"]: each["name"] for each in found} == {anna: "Anna Synthetic", "ben-7": ""}
    for words in ("anna  synthetic", "MRN:12345"):
        assert desk.ok("patient", "find", words).split()[0] == anna
    for words in ("Anna", "12345", "ben-7"):
        assert desk.ok("patient", "find", words) == ""
    again = desk.run("patient", "add", "--id", "ben-7")
    assert again.returncode == 2
    assert "is kept already" in again.stderr


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.INSURER, Role.STEWARD, Role.PATIENT, Role.AUDITOR])
def test_who_has_no_business_at_the_desk_is_told_of_nobody(desk: Desk, role: Role) -> None:
    desk.patient("--name", "Anna Synthetic")
    for command in (("list",), ("find", "Anna Synthetic"), ("add",)):
        done = desk.run("patient", *command, as_="somebody", role=role)
        assert done.returncode != 0
        assert "does not hold" in done.stderr
        assert "Anna" not in done.stdout + done.stderr


def test_no_name_or_number_is_in_the_database(desk: Desk) -> None:
    anna = desk.patient("--name", "Anna Synthetic", "--number", "mrn:12345")
    with desk.node.log.connections.transaction() as transaction:
        rows = transaction.execute(
            "SELECT p::text, m::text FROM patient p JOIN patient_mark m USING (person)"
        ).fetchall()
    assert len(rows) == 2
    told = str(rows).lower()
    for word in (anna, "anna", "synthetic", "12345"):
        assert word not in told
        assert word.encode().hex() not in told


def test_nothing_is_recorded_before_the_text_was_shown(desk: Desk, tmp_path: Path) -> None:
    anna, size = desk.patient(), desk.node.log.checkpoint()
    form = FORMS["treatment/3/en"]
    told = desk.ok("consent", "grant", anna, "--form", "treatment/3", "--question", "medications")
    assert form.text in told
    assert form.question("medications").text in told
    assert form.text_sha256 in told
    assert "Nothing is recorded yet" in told
    for wrong in ("0" * 64, str(form.text_sha256)[:8]):
        done = desk.run(
            "consent", "grant", anna, "--form", "treatment/3", "--question", "medications", "--shown", wrong
        )
        assert "is not the digest" in done.stderr
    assert desk.node.log.checkpoint() == size
    receipt = tmp_path / "receipt.json"
    shown = ["--shown", str(form.text_sha256)[:12], "--understood", "passed", "--receipt", receipt]
    told = desk.ok("consent", "grant", anna, "--form", "treatment/3", "--question", "medications", *shown)
    assert "institution-attested" in told
    verified = autonome("verify", receipt, "--policy", desk.node.private / "policy.txt")
    assert verified.returncode == 0, verified.stderr


def test_a_yes_is_shown_proven_and_taken_back_with_what_stops(desk: Desk, tmp_path: Path) -> None:
    anna = desk.patient()
    desk.grant(anna, "medications", "pharmacogenes")
    shown = json.loads(desk.ok("consent", "show", anna, "--json"))["answers"]
    assert {each["question"]: each["state"] for each in shown} == {
        "treatment/medications": "granted",
        "treatment/pharmacogenes": "granted",
    }
    signature = shown[0]["act"]["signature"]
    assert (signature["kind"], signature["by"]) == ("institution-attested", "hospital.example")
    assert signature["reference"] == "attested by dr-b"
    preview = desk.ok("consent", "withdraw", anna, "--question", "treatment/medications", "--preview")
    assert "this stops" in preview
    assert "(medications)" in preview
    assert json.loads(desk.ok("consent", "show", anna, "--json"))["answers"] == shown
    told = desk.ok("consent", "withdraw", anna, "--question", "treatment/medications")
    assert "withdrawn: entry" in told
    states = {
        each["question"]: each["state"] for each in json.loads(desk.ok("consent", "show", anna, "--json"))["answers"]
    }
    assert states == {"treatment/medications": "withdrawn", "treatment/pharmacogenes": "granted"}
    desk.ok("consent", "receipt", anna, tmp_path / "r.json")
    assert len(json.loads((tmp_path / "r.json").read_text())["entries"]) == 2
    done = desk.run("consent", "withdraw", anna, "--question", "treatment/medications")
    assert "nothing stands" in done.stderr


def test_a_patient_answers_for_nobody_else_and_a_paper_is_witnessed(desk: Desk) -> None:
    anna, ben = desk.patient(), desk.patient()
    who: dict[str, Any] = {"as_": ben, "role": Role.PATIENT}
    digest = str(FORMS["treatment/3/en"].text_sha256)
    asked = ["--form", "treatment/3", "--question", "medications", "--shown", digest]
    assert "for nobody else" in desk.run("consent", "grant", anna, *asked, **who).stderr
    assert "for nobody else" in desk.run("consent", "show", anna, **who).stderr
    desk.ok("consent", "grant", ben, *asked, **who)
    told = desk.ok("consent", "deny", anna, *asked, "--paper", "shelf 4, box 2")
    assert "witnessed-paper" in told
    stale = desk.run("consent", "grant", anna, *asked, fresh=False)
    assert "within the last 15 minutes" in stale.stderr
    desk.ok("consent", "withdraw", ben, "--question", "treatment", fresh=False, **who)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"--form": "napkin"}, "no form is called 'napkin'"),
        ({"--question": "shoes"}, "has no question 'shoes'"),
        ({"--shown-at": "2999-01-01T00:00:00Z"}, "signed before its text was shown"),
        ({"--form": "care-sharing", "--question": "medications", "--days": 731}, "is not as long as an answer"),
    ],
)
def test_an_answer_that_cannot_be_given_is_refused_in_one_line(
    desk: Desk, options: dict[str, object], told: str
) -> None:
    form = FORMS[f"{options.get('--form', 'treatment')}/1/en"] if "--days" in options else FORMS["treatment/3/en"]
    given = {"--form": "treatment", "--question": "medications", "--shown": form.text_sha256, **options}
    words = [word for pair in given.items() for word in pair]
    done = desk.run("consent", "grant", desk.patient(), *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert "nobody is kept here" in desk.run("consent", "show", "nobody").stderr
