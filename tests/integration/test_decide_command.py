"""`autonome decide` with diseases and with a passport: what a visa opens, until when, and what is set aside."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from autonome.consent import ActKind, ObligationCode
from autonome.kernel import Period
from tests.fakes.consents import LONG, SUBJECT, act, atom, request, template
from tests.fakes.visas import claims, ec_key, envelope, held, signed
from tests.integration.in_process import Done, autonome

AT = "2026-03-01T10:00:00Z"
ACTOR = "123,https%3A%2F%2Fissuer.example"
PROJECT = ObligationCode("DUO:0000027")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A consent that asks for the approval of a project, on cancer alone; a request, a passport, trust, diseases."""
    scope = atom(obligations=(PROJECT,), diseases=frozenset({"cancer"}))
    form = template("q", (scope,))
    granted = act(ActKind.GRANT, scope, question="q", form=form, leaf=None, valid=Period(LONG.start))
    consent: dict[str, Any] = {
        "format": "autonome-consent/1",
        "subject": SUBJECT,
        "templates": [form.to_json()],
        "acts": [granted.to_json()],
    }
    asked = request(actor=ACTOR, diseases=frozenset({"lung cancer"})).to_json()
    trust = {
        "format": "autonome-issuers/1",
        "issuers": [
            {"issuer": "https://issuer.example", "sources": ["https://dac.example"], "keys": [held("ec", ec_key())]}
        ],
        "documents": [
            {
                "kind": "project-approval",
                "type": "ControlledAccessGrants",
                "value": "https://data.example/7",
                "by": ["dac"],
            }
        ],
    }
    diseases = {
        "format": "autonome-diseases/1",
        "name": "Two",
        "version": "1",
        "parents": {"cancer": [], "lung cancer": ["cancer"]},
    }
    files = {
        "consent.json": consent,
        "request.json": {"format": "autonome-request/1", **asked},
        "issuers.json": trust,
        "diseases.json": diseases,
    }
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    (tmp_path / "passport.json").write_bytes(envelope(signed(claims()), signed(claims(sub="666"))))
    return tmp_path


def decide(folder: Path, *more: object) -> Done:
    return autonome("decide", *with_files(folder), "--as-of", AT, *more)


def decide_now(folder: Path, *more: object) -> Done:
    """As of now, by a visa of now: what is put on record."""
    now = int(time.time())
    (folder / "passport.json").write_bytes(envelope(signed(claims(iat=now - 60, exp=now + 3_600))))
    return autonome("decide", *with_files(folder), *more)


def with_files(folder: Path) -> tuple[object, ...]:
    return ("--consent", folder / "consent.json", "--request", folder / "request.json")


def with_diseases(folder: Path) -> tuple[object, ...]:
    return ("--diseases", folder / "diseases.json")


def with_passport(folder: Path) -> tuple[object, ...]:
    return ("--passport", folder / "passport.json", "--issuers", folder / "issuers.json")


def test_a_visa_of_whoever_asks_opens_what_needs_a_document_until_it_is_over(folder: Path) -> None:
    done = decide(folder, *with_diseases(folder), *with_passport(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Allowed.\n" in done.stdout
    assert "  until       2026-03-01T11:00:00Z\n" in done.stdout
    assert "  visa        shows project-approval until 2026-03-01T11:00:00Z\n" in done.stdout
    assert "  visa        set aside, for it speaks of somebody else than who asks: " in done.stdout


def test_without_a_passport_the_document_is_missing(folder: Path) -> None:
    done = decide(folder, *with_diseases(folder))
    assert done.returncode == 3
    assert "project" not in done.stdout, "what the consent asks for is not told to whoever asks"
    assert (
        "document-missing · pharmacogenes · project-approval"
        in decide(folder, *with_diseases(folder), "--explain", "auditor").stdout
    )


def test_a_visa_of_another_person_opens_nothing(folder: Path) -> None:
    (folder / "passport.json").write_bytes(envelope(signed(claims(sub="666"))))
    done = decide(folder, *with_diseases(folder), *with_passport(folder), "--json", "--explain", "auditor")
    assert done.returncode == 3
    answer = json.loads(done.stdout)
    assert answer["decision"]["missing"] == ["document:project-approval"]
    assert answer["visas"]["documents"] == []
    assert [each["why"] for each in answer["visas"]["set_aside"]] == ["speaks of somebody else than who asks"]


def test_the_log_holds_which_visa_was_shown_and_which_hierarchy_was_used(folder: Path) -> None:
    log, receipt = folder / "log", folder / "receipt.json"
    done = decide_now(
        folder, *with_diseases(folder), *with_passport(folder), "--log", log, "--receipt", receipt, "--json",
        "--explain", "auditor",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    answer = json.loads(done.stdout)
    written = receipt.read_text(encoding="utf-8")
    assert answer["visas"]["documents"][0]["id"] in written
    assert answer["decision"]["grounds"]["diseases_sha256"] in written


def test_without_a_hierarchy_no_disease_is_known(folder: Path) -> None:
    done = decide(folder, *with_passport(folder))
    assert done.returncode == 3
    assert "The request names a disease that is not known here: 'lung cancer'." in done.stdout


@pytest.mark.parametrize("option", ["--passport", "--issuers"])
def test_a_passport_and_its_issuers_go_together(folder: Path, option: str) -> None:
    done = decide(folder, option, folder / "passport.json")
    assert done.returncode == 2
    assert "trusted issuers" in done.stderr


def test_a_passport_that_does_not_hold_stops_the_command(folder: Path) -> None:
    (folder / "passport.json").write_text("not a passport", encoding="utf-8")
    done = decide(folder, *with_diseases(folder), *with_passport(folder))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("autonome: passport.json: is no token in compact form")


def test_an_issuer_who_is_not_trusted_opens_nothing(folder: Path) -> None:
    trust = json.loads((folder / "issuers.json").read_text(encoding="utf-8"))
    trust["issuers"][0]["issuer"] = "https://other.example"
    (folder / "issuers.json").write_text(json.dumps(trust), encoding="utf-8")
    done = decide(folder, *with_diseases(folder), *with_passport(folder))
    assert done.returncode == 3
    assert "set aside, for it is signed by nobody who is trusted" in done.stdout


def test_a_reader_is_told_no_more_than_they_may_know(folder: Path) -> None:
    asker = json.loads(decide(folder, *with_diseases(folder), "--explain", "asker", "--json").stdout)
    assert asker.keys() == {
        "effect", "reasons", "obligations", "missing", "basis", "grants", "until", "entry", "visas", "explanation",
    }  # fmt: skip
    assert (asker["effect"], asker["missing"], asker["basis"]) == ("denied", [], [])
    assert "project" not in json.dumps(asker), "what the consent asks for is not told"
    plain = json.loads(decide(folder, *with_diseases(folder), "--json").stdout)
    assert plain == {name: part for name, part in asker.items() if name != "explanation"}
    patient = decide(folder, *with_diseases(folder), "--explain", "patient")
    assert patient.returncode == 3
    assert "You set this condition: use within the approved project only." in patient.stdout
    auditor = decide(folder, *with_diseases(folder), "--explain", "auditor")
    assert "document-missing · pharmacogenes · project-approval · DUO:0000027" in auditor.stdout


def test_the_answer_names_what_the_issue_names(folder: Path) -> None:
    files = (*with_diseases(folder), *with_passport(folder), "--json", "--explain", "auditor")
    answer = json.loads(decide(folder, *files).stdout)
    acts = answer["decision"]["basis"]
    assert (answer["effect"], answer["missing"], answer["basis"]) == ("allowed", [], acts)
    assert answer["obligations"] == ["DUO:0000027"]
    assert [(each["code"], each["item"]) for each in answer["reasons"]] == [("permitted-by-consent", "pharmacogenes")]
    assert answer["reasons"][0]["sentence"] == "The person's consent in force covers this request. Data: pharmacogenes."


@pytest.mark.parametrize(("tag", "headline"), [("en", "Your data were"), ("zh-hans", "您的数据"), ("id", "Data Anda")])
def test_an_explanation_is_said_in_the_readers_language(folder: Path, tag: str, headline: str) -> None:
    done = decide(folder, *with_diseases(folder), "--explain", "patient", "--language", tag)
    assert done.stdout.startswith(headline)
    told = decide(folder, *with_diseases(folder), "--explain", "patient", "--language", tag, "--json")
    assert json.loads(told.stdout)["explanation"]["headline"].startswith(headline)


def test_acts_at_the_size_of_the_log_and_beyond_count_for_nothing(folder: Path) -> None:
    files = (*with_diseases(folder), *with_passport(folder))
    assert decide(folder, *files, "--log-size", 1).returncode == 0
    before = decide(folder, *files, "--log-size", 0, "--json", "--explain", "auditor")
    assert before.returncode == 3
    assert json.loads(before.stdout)["reasons"][0]["code"] == "never-consented"
    assert json.loads(before.stdout)["decision"]["grounds"]["log_size"] == 0


def test_a_file_of_several_peoples_acts_is_taken_with_and_without_a_log(folder: Path) -> None:
    consent = json.loads((folder / "consent.json").read_text(encoding="utf-8"))
    acts = [{"subject": subject, **act} for subject in ("ben", SUBJECT) for act in consent["acts"]]
    for each in acts:
        each["actor"] = each["subject"]
    several = {"format": "autonome-acts/1", "templates": consent["templates"], "acts": acts}
    (folder / "acts.json").write_text(json.dumps(several), encoding="utf-8")
    more = ("--acts", folder / "acts.json", *with_diseases(folder), *with_passport(folder))
    assert decide_now(folder, *more).returncode == 0
    assert decide_now(folder, *more, "--log-size", 1).returncode == 3, "ben's act comes first in the file"
    assert decide_now(folder, *more, "--log", folder / "log").returncode == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--log-size", "1", "--log", "somewhere"), "leave --log out"),
        (("--log", "somewhere"), "leave --as-of or --log out"),
        (("--language", "id"), "--explain patient"),
        (("--explain", "auditor", "--language", "id"), "--explain patient"),
        (("--explain", "judge"), "'judge' is not one of"),
        (("--explain", "patient", "--language", "tlh"), "choose one of en, id, zh-hans"),
    ],
)
def test_options_that_do_not_go_together_are_refused(folder: Path, options: tuple[str, ...], said: str) -> None:
    done = decide(folder, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.replace("│", " ").split())


def test_what_is_explained_of_a_recorded_decision_is_what_the_log_holds(folder: Path) -> None:
    files = (*with_diseases(folder), *with_passport(folder), "--log", folder / "log")
    done = decide_now(folder, *files, "--explain", "auditor")
    assert done.returncode == 0, done.stderr
    assert "  - ledger entry 2\n" in done.stdout, "after the log's key and the act"
    assert "leaf 1 · " in done.stdout
    assert " · basis" in done.stdout
    assert "8. ledger: entry 2" in done.stdout
