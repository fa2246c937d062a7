"""``autonome law``: what it lists, shows and says to a request, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autonome.law import COUNSEL, RULES
from tests.integration.in_process import autonome

REQUEST = {
    "format": "autonome-request/1", "subject": "anna", "actor": "dr-b", "organisation": "hospital.example",
    "recipient": "care-team", "purposes": ["TREAT"], "items": ["pharmacogenes"], "action": "use", "jurisdiction": "US",
}  # fmt: skip


def check(folder: Path, *options: str, **changes: Any) -> Any:  # noqa: ANN401 - parsed JSON and its exit code
    path = folder / "request.json"
    path.write_text(json.dumps(REQUEST | changes))
    done = autonome("law", "check", path, "--json", *options)
    return done.returncode, json.loads(done.stdout)


def test_the_list_names_every_rule_what_is_left_out_and_that_counsel_must_review() -> None:
    said = autonome("law", "list").stdout
    assert all(f"  {rule.id} " in said for rule in RULES.rules)
    assert all(topic in said for pack in RULES.packs for topic in pack.not_covered)
    assert COUNSEL in said


def test_the_list_can_be_of_one_place() -> None:
    listed = json.loads(autonome("law", "list", "--place", "ID", "--json").stdout)
    everywhere = "Autonome, everywhere"
    assert [pack["title"] for pack in listed["packs"]] == ["Indonesia: personal data protection law", everywhere]
    german = json.loads(autonome("law", "list", "--place", "DE", "--json").stdout)["packs"]
    assert [pack["title"] for pack in german] == ["European Economic Area: GDPR", everywhere]
    assert listed["counsel"] == COUNSEL
    assert listed["rules_sha256"] == RULES.digest
    wrong = autonome("law", "list", "--place", "MARS")
    assert (wrong.returncode, "MARS" in wrong.stderr, wrong.stderr.count("\n")) == (2, True, 1)


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_every_rule_is_shown_with_its_parts(rule: Any) -> None:  # noqa: ANN401 - a rule
    said = autonome("law", "show", rule.id).stdout
    assert rule.explanation in said
    assert rule.article in said
    assert f"{rule.check}: {rule.source}" in said
    assert COUNSEL in said
    assert json.loads(autonome("law", "show", rule.id, "--json").stdout)["rule"] == json.loads(
        json.dumps(rule.to_json())
    )


def test_a_rule_that_does_not_exist_is_one_line() -> None:
    done = autonome("law", "show", "US-NOTHING")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "autonome law list" in done.stderr


def test_the_law_alone_lets_treatment_pass(tmp_path: Path) -> None:
    code, found = check(tmp_path)
    assert (code, found["stands_in_the_way"], found["problems"]) == (0, False, [])
    assert found["items"][0]["requires"] == []


def test_what_is_forbidden_is_named_by_its_rules(tmp_path: Path) -> None:
    code, found = check(tmp_path, recipient="health-insurer", purposes=["UNDERWRITING"])
    assert code == 3
    assert found["items"][0]["forbids"][0] == "US-GINA-I"
    assert found["counsel"] == COUNSEL


def test_missing_papers_and_facts_stand_in_the_way(tmp_path: Path) -> None:
    code, found = check(tmp_path, jurisdiction="DE")
    assert (code, found["items"][0]["missing"]) == (3, ["document:impact-assessment", "fact:large-scale"])
    assert check(tmp_path, jurisdiction="DE", circumstances={"large-scale": False})[0] == 0
    assert check(tmp_path, jurisdiction="DE", documents=[{"kind": "impact-assessment", "id": "1"}])[0] == 0


def test_the_law_is_that_of_the_instant(tmp_path: Path) -> None:
    rated = {"recipient": "health-insurer", "purposes": ["UNDERWRITING"]}
    _, found = check(tmp_path, "--as-of", "2009-01-01T00:00:00Z", **rated)
    assert found["items"][0]["forbids"] == ["PLATFORM-UNDERWRITING"]


def test_a_right_needs_nothing_and_an_emergency_no_consent(tmp_path: Path) -> None:
    own = {"actor": "anna", "recipient": "subject", "purposes": ["PATRQT"], "jurisdiction": "CN"}
    code, found = check(tmp_path, **own)
    assert (code, found["items"][0]["requires"], found["items"][0]["missing"]) == (0, [], [])
    deciding = {"automated-decision": True, "foreign-controlled": False}
    code, found = check(tmp_path, purposes=["ETREAT"], jurisdiction="CN", circumstances=deciding)
    assert (code, found["items"][0]["consent_kinds"]) == (3, [])
    assert found["items"][0]["requires"] == ["CN-PIPL-24"]
    assert check(tmp_path, purposes=["ETREAT"], jurisdiction="CN")[0] == 0


def test_a_request_with_unknown_codes_is_no_question_to_the_law(tmp_path: Path) -> None:
    code, found = check(tmp_path, purposes=["GIFT"])
    assert (code, found["items"]) == (3, [])
    assert "GIFT" in found["problems"][0]


def test_the_text_says_each_rule_once_with_the_data_that_it_is_about(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    changes = {"recipient": "health-insurer", "purposes": ["UNDERWRITING"], "items": ["pharmacogenes", "medications"]}
    path.write_text(json.dumps(REQUEST | changes))
    said = autonome("law", "check", path).stdout
    assert said.startswith("The law stands in the way.\n")
    assert said.count("A health insurer may not use") == 1
    assert "Data: pharmacogenes." in said
    assert COUNSEL in said


INCIDENT = {
    "format": "autonome-incident/1", "discovered": "2026-03-01T10:00:00Z", "jurisdictions": ["DE"],
    "items": ["pharmacogenes"],
}  # fmt: skip


def breach(folder: Path, *options: str, **changes: Any) -> Any:  # noqa: ANN401 - a finished command
    path = folder / "incident.json"
    path.write_text(json.dumps(INCIDENT | changes))
    return autonome("law", "breach", "--incident", path, "--as-of", "2026-03-02T10:00:00Z", *options)


def test_a_breach_says_who_is_told_by_when_and_by_which_law(tmp_path: Path) -> None:
    said = json.loads(breach(tmp_path, "--json").stdout)
    assert said["counsel"] == COUNSEL
    assert [(each["by"], each["to"], each["rule"], each["late"]) for each in said["notices"]] == [
        ("2026-03-01T10:00:00Z", "people", "EU-GDPR-34", True),
        ("2026-03-04T10:00:00Z", "authority", "EU-GDPR-33", False),
        (None, "register", "EU-GDPR-33/register", False),
    ]
    assert said["notices"][0]["rests_on"] == ["high-risk", "risk-unlikely", "unreadable", "harm-averted"]
    lines = breach(tmp_path).stdout
    assert "2026-03-01T10:00:00Z  people     GDPR Art. 34 (statute)  late\n" in lines
    assert "no limit              register   GDPR Art. 33(5) (statute)\n" in lines


def test_what_is_known_of_a_breach_spares_notices_and_the_data_count_by_their_parts(tmp_path: Path) -> None:
    spared = json.loads(breach(tmp_path, "--json", circumstances={"risk-unlikely": True}).stdout)
    assert [each["to"] for each in spared["notices"]] == ["register"]
    american = {"jurisdictions": ["US"], "circumstances": {"people-affected": 20}}
    health = json.loads(breach(tmp_path, "--json", **american, items=["record"]).stdout)
    assert {each["rule"] for each in health["notices"]} == {"US-HIPAA-404", "US-HIPAA-406/408/yearly"}
    names = json.loads(breach(tmp_path, "--json", **american, items=["demographics"]).stdout)
    assert names == health, "a name that a provider holds is health information"
    western = american | {"discovered": "2026-12-31T20:00:00-05:00"}
    (people, authority) = json.loads(breach(tmp_path, "--json", **western).stdout)["notices"]
    assert (people["to"], authority["by"]) == ("people", "2027-03-02T05:00:00Z")
    early = breach(tmp_path, jurisdictions=["DE"], discovered="2018-05-24T10:00:00Z")
    assert (early.returncode, early.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "autonome-request/1"}, "is of format 'autonome-request/1'"),
        ({"jurisdictions": ["MARS"]}, "names 'MARS', which is no place with a rule pack"),
        ({"jurisdictions": ["world"]}, "names 'world', which is no place with a rule pack"),
        ({"items": ["soul"]}, "names the unknown category 'soul'"),
        ({"discovered": "yesterday"}, "'yesterday' is not an instant"),
        ({"people": 12}, "people"),
        ({"circumstances": {"people-affected": "many"}}, "people-affected"),
    ],
)
def test_an_incident_that_cannot_be_read_is_refused_in_one_line(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    done = breach(tmp_path, **changes)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert "Mend: " in done.stderr
