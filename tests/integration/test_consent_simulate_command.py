"""`autonome consent simulate` as its users run it: what would change for whom, in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autonome.consent import ActKind, Template, read_consent
from tests.fakes.consents import act, atom, request, template
from tests.integration.commands import EXAMPLE
from tests.integration.in_process import autonome

CONSENT = EXAMPLE / "consent.json"
OWN = template("q", (atom(),))


def written(folder: Path, name: str, value: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(value))
    return path


def change(folder: Path, **parts: object) -> Path:
    return written(folder, "change.json", {"format": "autonome-change/1"} | parts)


def acts(folder: Path, people: int, form: Template = OWN) -> Path:
    done = [
        {"subject": f"person-{n}"} | act(form=form).to_json() | {"actor": f"person-{n}", "id": f"a{n}"}
        for n in range(people)
    ]
    return written(folder, "acts.json", {"format": "autonome-acts/1", "templates": [form.to_json()], "acts": done})


def test_a_withdrawal_by_one_person_in_words(tmp_path: Path) -> None:
    taken = change(tmp_path, answers=[{"act": "withdraw", "question": "treatment/pharmacogenes"}])
    asked = EXAMPLE / "treatment-request.json"
    shown = autonome("consent", "simulate", "--consent", CONSENT, "--change", taken, "--requests", asked)
    assert shown.returncode == 0
    assert "People: 1. Requests: 1. Answered otherwise: 1.\n" in shown.stdout
    assert "closes: synthetic-na12878\n" in shown.stdout
    assert "The person took the consent to this back. Purpose: TREAT. Data: pharmacogenes.\n" in shown.stdout
    assert "Counsel must review" in shown.stdout


def test_people_whose_answers_differ_alike_stand_together(tmp_path: Path) -> None:
    asked: dict[str, Any] = dict(request(subject="*").to_json())
    requests = written(tmp_path, "requests.json", {"format": "autonome-requests/1", "requests": [asked]})
    taken = change(tmp_path, answers=[{"act": "withdraw", "question": "form/q"}])
    shown = autonome("consent", "simulate", "--acts", acts(tmp_path, 7), "--change", taken, "--requests", requests)
    assert "closes: person-0, person-1, person-2, person-3, person-4 and 2 more\n" in shown.stdout
    assert shown.stdout.count("closes: ") == 1


def test_as_json_it_holds_both_decisions_and_records_nothing(tmp_path: Path) -> None:
    new = change(tmp_path, form={"template": "treatment/2/en", "answer": "deny"}, at="2031-01-01T00:00:00Z")
    shown = autonome("consent", "simulate", "--consent", CONSENT, "--change", new, "--json")
    told = json.loads(shown.stdout)
    assert told["differences"] == [], "what the new form asks besides was never permitted"
    assert told["reconsent"]["synthetic-na12878"]["pharmacogenes"] == "stands"
    assert told["reconsent"]["synthetic-na12878"]["hiv"] == "unanswered"
    taken = change(tmp_path, answers=[{"act": "withdraw", "question": "treatment/goals"}])
    told = json.loads(autonome("consent", "simulate", "--consent", CONSENT, "--change", taken, "--json").stdout)
    found = [(each["turn"], each["before"]["effect"], each["after"]["effect"]) for each in told["differences"]]
    assert found == [("closes", "allowed", "denied")] * 2
    assert [path.name for path in tmp_path.iterdir()] == ["change.json"]


def test_as_of_says_with_which_day_it_begins(tmp_path: Path) -> None:
    later = change(tmp_path, at="2040-01-01T00:00:00Z")
    for as_of, count in (("2025-06-01T00:00:00Z", 20), ("2039-01-01T00:00:00Z", 0)):
        shown = autonome("consent", "simulate", "--consent", CONSENT, "--change", later, "--as-of", as_of, "--json")
        assert len(json.loads(shown.stdout)["differences"]) == count


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (["--change", "{change}"], "give either --consent or --acts."),
        (
            ["--change", "{change}", "--consent", str(CONSENT), "--acts", str(CONSENT)],
            "give either --consent or --acts.",
        ),
        (["--change", str(CONSENT), "--consent", str(CONSENT)], "is of format 'autonome-consent/1'"),
        (["--change", "{change}", "--acts", str(EXAMPLE / "record.json")], "record.json"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(tmp_path: Path, parts: list[str], says: str) -> None:
    there = change(tmp_path, at="2040-01-01T00:00:00Z")
    shown = autonome("consent", "simulate", *(part.format(change=there) for part in parts))
    assert shown.returncode == 2
    assert says in " ".join((shown.stdout + shown.stderr).replace("│", " ").split())


def test_the_example_is_read_as_acts_of_one_person() -> None:
    assert all(each.kind in ActKind for each in read_consent(CONSENT.read_bytes()).acts)
