"""Consent files: the example reads; every hostile change is refused with place and mend."""

from __future__ import annotations

import ast
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from autonome import consent
from autonome.consent import (
    SHIPPED,
    TREATMENT,
    ConsentError,
    Effect,
    read_consent,
    read_recorded_act,
    read_template,
    recorded_act,
)
from autonome.kernel import SubjectId

EXAMPLES = Path(__file__).parents[3] / "examples" / "patient"
EXAMPLE = json.loads((EXAMPLES / "consent.json").read_text())
SUBJECT = SubjectId(EXAMPLE["subject"])


def data(value: object) -> bytes:
    return json.dumps(value).encode()


def test_the_example_grants_seven_questions_and_answers_three_about_findings() -> None:
    record = json.loads((EXAMPLES / "record.json").read_text())
    patients = [e["resource"]["id"] for e in record["entry"] if e["resource"]["resourceType"] == "Patient"]
    consent = read_consent((EXAMPLES / "consent.json").read_bytes(), subject=SubjectId(patients[0]))
    assert [(act.kind, act.question) for act in consent.acts] == [
        ("grant", "pharmacogenes"), ("grant", "medications"), ("grant", "demographics"), ("grant", "health-record"),
        ("grant", "measurements"), ("grant", "way-of-life"), ("grant", "goals"),
        ("grant", "other-medicines"), ("defer", "treatable-risk"), ("deny", "carrier-status"),
    ]  # fmt: skip
    assert all(atom.purpose == "TREAT" and atom.effect is Effect.PERMIT for act in consent.acts for atom in act.atoms)
    assert [act.leaf for act in consent.in_file_order()] == list(range(10))


def test_the_shipped_form_is_the_one_that_was_reviewed() -> None:
    """A changed word or scope is a new version: change the version, then this digest."""
    assert [(form.name, form.digest) for form in SHIPPED][:3] == [
        ("treatment/1/en", "cf3faa0ed40ccc4308002488647e974869a2d920cffc370e589a121f67264ca2"),
        ("treatment/2/en", "42dee828eaa224919505c0b9678cf74bc7d364608c1b340730806c2a97109800"),
        ("findings/1/en", "8975e79e002ce916a029dacfe9119324062fa89c539adf09f9a1b4acc5b9ce79"),
    ]
    assert TREATMENT.text_sha256 == "3b56caac53c431460515ef73cfa6017feee2c6fd95eeb01acf7264e4eff1cfa9"


def test_an_act_on_the_ledger_explains_itself() -> None:
    for act in read_consent(data(EXAMPLE)).acts:
        again = read_recorded_act(json.loads(json.dumps(recorded_act(act))), SUBJECT, 7)
        assert again == act.at_leaf(7)
        assert again.digest == act.digest


OWN: dict[str, Any] = {
    "id": "own", "version": "1", "language": "en", "jurisdiction": "DE", "text": "Ein Text.",
    "questions": [{"id": "q", "text": "?", "atoms": [{
        "purpose": "DUO:0000007", "category": "germline", "recipient": "academic-researcher", "jurisdiction": "EU",
        "actions": ["use"], "kinds": ["explicit"], "diseases": ["MONDO:0005148"], "recipient_id": "uni.example",
        "window": {"from": "2020-01-01T00:00:00Z", "to": "2024-01-01T00:00:00Z"}, "obligations": ["DUO:0000021"],
    }]}],
}  # fmt: skip


def with_own_form(**atom_changes: object) -> dict[str, Any]:
    value: dict[str, Any] = copy.deepcopy(EXAMPLE) | {"templates": [copy.deepcopy(OWN)], "acts": []}
    value["templates"][0]["questions"][0]["atoms"][0] |= atom_changes
    return value


def test_a_file_can_bring_its_own_form_with_every_part_of_a_scope() -> None:
    from autonome.consent.members import Members  # noqa: PLC0415 - only here

    form = read_template(Members(OWN, "own"))
    assert read_consent(data(with_own_form())).acts == ()
    assert read_template(Members(form.to_json(), "own")) == form
    (atom,) = form.questions[0].atoms
    assert (atom.purpose, atom.jurisdiction, atom.recipient_id) == ("DSRCH", "EEA", "uni.example")


def changed(path: list[Any], value: object) -> dict[str, Any]:
    file: dict[str, Any] = copy.deepcopy(EXAMPLE)
    place: Any = file
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return file


ACT = ["acts", 0]
FIRST = copy.deepcopy(EXAMPLE["acts"][0])
HOSTILE: dict[str, tuple[object, str]] = {
    "another-format": (changed(["format"], "autonome-consent/9"), "consent.json: is of format 'autonome-consent/9'"),
    "no-subject": (changed(["subject"], ""), "the member 'subject' is not a (plain, not empty) string"),
    "unknown-member": (changed([*ACT, "grants"], "all"), "consent.json, acts 1: the member 'grants' is not known here"),
    "unknown-act": (changed([*ACT, "act"], "allow"), "'allow' is no value of 'act'. Mend: use one of: grant, deny"),
    "unknown-question": (changed([*ACT, "question"], "everything"), "acts 1: the template 'treatment/1/en' asks no"),
    "unknown-template": (changed([*ACT, "template"], "gift/1/en"), "acts 1: the template 'gift/1/en' is not known"),
    "another-form": (changed([*ACT, "template_sha256"], "0" * 64), "is not the one that was signed"),
    "another-text": (changed([*ACT, "text_sha256"], "0" * 64), "was signed upon another text"),
    "naive-time": (changed([*ACT, "recorded_at"], "2026-01-05T09:00:00"), "acts 1: '2026-01-05T09:00:00' is not an"),
    "mere-date": (changed([*ACT, "recorded_at"], "2026-01-05"), "acts 1: the time 'recorded_at' is a mere date"),
    "no-such-day": (changed([*ACT, "recorded_at"], "2026-02-30T09:00:00Z"), "is no real date"),
    "ends-before-start": (
        changed([*ACT, "valid"], {"from": "2027-01-05T09:00:00Z", "to": "2026-01-05T09:00:00Z"}), "before it starts",
    ),
    "grant-without-end-or-start": (changed([*ACT, "valid"], None), "needs a period of validity"),
    "withdrawal-with-end": (changed(ACT, FIRST | {"act": "withdraw"}), "is a withdrawal and cannot have one"),
    "by-somebody-else": (changed([*ACT, "actor"], "dr-b"), "by another person than its subject"),
    "not-understood": (changed([*ACT, "comprehension"], "failed"), "grants what was not understood"),
    "unsigned": (changed([*ACT, "signature"], None), "acts 1, signature: is not a JSON object"),
    "act-twice": (changed(["acts", 1, "id"], EXAMPLE["acts"][0]["id"]), "stands twice"),
    "replaces-nothing": (
        changed(ACT, FIRST | {"act": "supersede", "replaces": "x"}), "replaces one that does not stand above it",
    ),
    "replaces-by-grant": (changed([*ACT, "replaces"], "x"), "must name the act that it replaces"),
    "acts-no-list": (changed(["acts"], {}), "the member 'acts' is not a list"),
    "list": (["autonome-consent/1"], "consent.json: is not a JSON object"),
    "unknown-purpose": (with_own_form(purpose="GIFT"), "'GIFT' is no known purpose"),
    "unknown-category": (with_own_form(category="soul"), "'soul' is no known data category"),
    "unknown-recipient": (with_own_form(recipient="friend"), "'friend' is no known recipient class"),
    "unknown-jurisdiction": (with_own_form(jurisdiction="XX"), "'XX' is no known jurisdiction"),
    "unknown-action": (with_own_form(actions=["sell"]), "'sell' is no value of 'actions'"),
    "right-as-action": (with_own_form(actions=["withdraw"]), "an atom needs actions on data"),
    "no-action": (with_own_form(actions=[]), "the member 'actions' is empty"),
    "unknown-kind": (with_own_form(kinds=["tacit"]), "'tacit' is no value of 'kinds'"),
    "unknown-obligation": (with_own_form(obligations=["DUO:9999999"]), "no known obligation"),
    "shipped-name-taken": (
        changed(["templates"], [OWN | {"id": "treatment"}]), "the name 'treatment/1/en' is taken by another text",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_consent_is_refused_with_place_and_mend(name: str) -> None:
    value, says = HOSTILE[name]
    with pytest.raises(ConsentError) as caught:
        read_consent(data(value), where="consent.json")
    line = str(caught.value)
    assert says in line
    assert line.startswith("consent.json")
    assert ". Mend: " in line
    assert "\n" not in line


def test_a_health_record_given_as_consent_is_called_what_it_is_not() -> None:
    record = (EXAMPLES / "record.json").read_bytes()
    for given in (record, record.replace(b"{", b'{"weight": 71.5,', 1), b"", b"\xff\xfe", b"##fileformat=VCFv4.2\n"):
        with pytest.raises(ConsentError) as caught:
            read_consent(given, where="record.json")
        assert str(caught.value) == "record.json: is no autonome-consent/1 file. Mend: give the person's consent file."


def test_every_consent_error_says_the_mend() -> None:
    """Read from the code: whoever adds an error is told here."""
    without = [
        f"{path.name}:{call.lineno}"
        for path in sorted(Path(consent.__file__).parent.glob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "ConsentError"
        and "mend" not in {keyword.arg for keyword in call.keywords}
    ]
    assert without == []


def test_the_consent_of_another_person_is_refused() -> None:
    with pytest.raises(ConsentError, match=r"consent\.json: is the consent of another person\. Mend: give"):
        read_consent(data(EXAMPLE), where="consent.json", subject=SubjectId("ben"))


def test_a_key_twice_and_a_file_without_bounds_are_refused() -> None:
    twice = json.dumps(EXAMPLE).replace('"subject"', '"subject": "x", "subject"', 1)
    with pytest.raises(ConsentError, match="the key 'subject' stands twice"):
        read_consent(twice.encode())
    with pytest.raises(ConsentError, match="larger than 4194304 bytes"):
        read_consent(data(EXAMPLE | {"subject": "x" * 5_000_000}))
