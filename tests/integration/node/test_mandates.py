"""Who may answer for a patient: attested at the desk, used at the desk or by an account, refused without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from autonome.access.roles import Role
from autonome.adapters.postgres import Database
from autonome.clinical.items import KeptItem
from autonome.consent import FORMS
from autonome.kernel import SubjectId
from autonome.ledger import EntryKind
from tests.integration.node.desks import Desk, opened_desk

MIA: dict[str, Any] = {"as_": "mia", "role": Role.REPRESENTATIVE}
ASKED = ("--form", "treatment/3", "--question", "medications")
SHOWN = (*ASKED, "--shown", str(FORMS["treatment/3/en"].text_sha256))
KEPT = KeptItem(frozenset({"medications"}), "MedicationStatement/1", '{"resource":{"resourceType":"Basic"}}')


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(database, tmp_path / "node") as found:
        yield found


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(b"a certificate")
    return path


@pytest.fixture
def child(desk: Desk, paper: Path) -> SubjectId:
    subject = desk.patient()
    desk.ok("patient", "born", subject, years_ago(9), "--document", paper)
    return subject


def years_ago(years: int, days: int = 0) -> str:
    return str((datetime.now(UTC) - timedelta(days=round(years * 365.25) + days)).date())


def mandated(desk: Desk, child: SubjectId, paper: Path, *more: str, ground: str = "parent") -> str:
    told = desk.ok("patient", "mandate", "add", child, "mia", "--ground", ground, "--document", paper, *more)
    return told.split(",")[0]


def states(desk: Desk, child: SubjectId, **who: Any) -> dict[str, str]:  # noqa: ANN401 - as for `run`
    shown = json.loads(desk.ok("consent", "show", child, "--json", **who))["answers"]
    return {each["question"]: each["state"] for each in shown}


def test_a_parent_acts_for_a_child_at_the_desk_and_by_an_account(
    desk: Desk, child: SubjectId, paper: Path, tmp_path: Path
) -> None:
    mandated(desk, child, paper)
    desk.ok("consent", "grant", child, *SHOWN, "--holder", "mia")
    desk.keep(child, KEPT)
    assert "MedicationStatement/1" in desk.ok("open", child, "--items", "medications")
    assert states(desk, child, **MIA) == {"treatment/medications": "granted"}
    assert "allowed" in desk.ok("timeline", child, **MIA)
    assert "MedicationStatement/1" in desk.ok("open", child, "--items", "medications", "--purpose", "PATRQT", **MIA)
    desk.ok("rights", "export", child, "--out", tmp_path / "theirs", **MIA)
    desk.ok("rights", "ask", child, "erase", **MIA)
    assert f"erase of {child}" in desk.ok("rights", "status", **MIA)
    desk.ok("consent", "withdraw", child, "--question", "treatment", **MIA)
    assert desk.run("open", child, "--items", "medications").returncode == 3
    desk.ok("consent", "grant", child, *SHOWN, **MIA)
    desk.ok("consent", "withdraw", child, "--question", "treatment", "--holder", "mia")
    assert states(desk, child) == {"treatment/medications": "withdrawn"}


def test_without_a_mandate_everything_is_refused_and_somebody_unknown_looks_the_same(
    desk: Desk, child: SubjectId, tmp_path: Path
) -> None:
    commands: list[tuple[Any, ...]] = [
        ("consent", "grant", child, *SHOWN),
        ("consent", "show", child),
        ("consent", "withdraw", child, "--question", "treatment"),
        ("consent", "receipt", child, tmp_path / "r.json"),
        ("timeline", child),
        ("rights", "ask", child, "erase"),
    ]
    for words in commands:
        known = desk.run(*words, **MIA)
        unknown = desk.run(*("p-0" if word == child else word for word in words), **MIA)
        assert known.returncode == unknown.returncode == 3, known.stderr
        told = [f"{each.stdout}{each.stderr}".rpartition("entry")[0] for each in (known, unknown)]
        assert told[0] == told[1]
    assert desk.ok("rights", "status", **MIA) == "nothing is open\n"
    assert "no mandate on record" in desk.run("consent", "grant", child, *SHOWN, "--holder", "mia").stderr
    refused = desk.run("rights", "ask", child, "erase", "--holder", "mia")
    assert refused.returncode == 3
    assert states(desk, child) == {}
    seen = desk.ok("timeline", child, as_=child, role=Role.PATIENT)
    assert seen.count("refused  mia") == len(commands) + 2, "the patient is told who tried"


def test_who_may_ask_for_a_person_and_not_answer_this_is_on_record_too(
    desk: Desk, child: SubjectId, paper: Path
) -> None:
    mandated(desk, child, paper, "--purpose", "PATRQT")
    assert desk.run("consent", "grant", child, *SHOWN, "--holder", "mia").returncode == 3
    told = [each.payload.body.get("unmandated") for each in desk.node.log.entries_of(child, EntryKind.USE)]
    assert told == [{"holder": "mia", "by": "dr-b", "question": "treatment/medications"}]


def test_coming_of_age_ends_a_parents_mandate_by_itself(desk: Desk, paper: Path) -> None:
    grown = desk.patient()
    desk.ok("patient", "born", grown, years_ago(18, 40), "--document", paper)
    mandated(desk, grown, paper, "--from", years_ago(1))
    (held,) = json.loads(desk.ok("patient", "mandate", "list", grown, "--json"))["mandates"]
    assert held["ends"] < str(datetime.now(UTC))
    assert desk.run("consent", "grant", grown, *SHOWN, "--holder", "mia").returncode == 3
    assert desk.run("consent", "show", grown, **MIA).returncode == 3
    desk.ok("consent", "grant", grown, *SHOWN)


def test_a_childs_own_yes_is_turned_away_before_it_is_recorded(desk: Desk, child: SubjectId, paper: Path) -> None:
    done = desk.run("consent", "grant", child, *SHOWN)
    assert done.returncode == 2
    assert "under-age" in done.stderr
    assert states(desk, child) == {}
    desk.ok("consent", "deny", child, *SHOWN)
    mandated(desk, child, paper)
    assert "answered before" in desk.run("consent", "grant", child, *SHOWN, "--holder", "mia").stderr


def test_a_mandate_ends_when_it_is_taken_back_and_permits_with_it(desk: Desk, child: SubjectId, paper: Path) -> None:
    name = mandated(desk, child, paper)
    desk.ok("consent", "grant", child, *SHOWN, "--holder", "mia")
    desk.keep(child, KEPT)
    desk.ok("open", child, "--items", "medications")
    assert (
        "no mandate of this patient"
        in desk.run("patient", "mandate", "end", child, "att-0", "--document", paper).stderr
    )
    desk.ok("patient", "mandate", "end", child, name, "--document", paper)
    assert desk.run("open", child, "--items", "medications").returncode == 3, "what it gave ends with it"
    assert desk.run("consent", "show", child, **MIA).returncode == 3


def test_a_mandate_for_one_question_gives_no_right_to_the_rest(desk: Desk, child: SubjectId, paper: Path) -> None:
    mandated(desk, child, paper, "--question", "treatment/medications")
    desk.ok("consent", "grant", child, *SHOWN, **MIA)
    other = ("--form", "treatment/3", "--question", "pharmacogenes", *SHOWN[4:])
    assert desk.run("consent", "grant", child, *other, **MIA).returncode == 3
    assert desk.run("consent", "show", child, **MIA).returncode == 3


def test_death_ends_every_mandate(desk: Desk, paper: Path) -> None:
    somebody = desk.patient()
    mandated(desk, somebody, paper, ground="health-care-proxy")
    desk.ok("consent", "grant", somebody, *SHOWN, **MIA)
    desk.ok("patient", "died", somebody, str(datetime.now(UTC).date()), "--document", paper)
    assert desk.run("consent", "grant", somebody, *SHOWN, **MIA).returncode == 3
    assert "has died later" in desk.run("patient", "died", somebody, "2999-01-01", "--document", paper).stderr


def test_who_may_state_a_mandate_and_what_is_refused(desk: Desk, paper: Path) -> None:
    somebody = desk.patient()
    add = ("patient", "mandate", "add", somebody)
    ground = ("--ground", "parent", "--document", paper)
    for role in (Role.PATIENT, Role.REPRESENTATIVE, Role.STEWARD, Role.RESEARCHER):
        assert desk.run(*add, "mia", *ground, as_="who", role=role).returncode == 3
    assert "within the last" in desk.run(*add, "mia", *ground, fresh=False).stderr
    assert "their own mandate" in desk.run(*add, "dr-b", *ground, "--until", "2099-01-01").stderr
    assert "when it ends" in desk.run(*add, "mia", *ground).stderr
    assert "for themselves" in desk.run(*add, somebody, *ground).stderr
    assert "is no question" in desk.run(*add, "mia", *ground, "--question", "treatment").stderr
    assert "is no day" in desk.run("patient", "born", somebody, "2010-05-01T10:00:00Z", "--document", paper).stderr
    assert "nobody may answer" in desk.ok("patient", "mandate", "list", somebody)
