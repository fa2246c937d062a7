"""A file of several people's acts, and what is attested of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from autonome.consent import (
    Attestation,
    Birth,
    ConsentError,
    Death,
    Ground,
    Mandate,
    MandateEnd,
    read_acts,
    read_consent,
)
from autonome.consent.members import Members
from autonome.consent.reading_attestations import read_attestation
from autonome.kernel import SubjectId
from tests.fakes.consents import atom, template

EXAMPLE = json.loads((Path(__file__).parents[3] / "examples" / "patient" / "consent.json").read_text())
GRANT = EXAMPLE["acts"][0]
BEFORE = "2026-01-02T09:00:00Z"
SAID: dict[str, Any] = {"by": "registry.example", "document_sha256": "a" * 64, "recorded_at": BEFORE}
BIRTH = {"id": "b", "states": "birth", "on": "2012-05-01", "jurisdiction": "CN"} | SAID
DEATH = {"id": "d", "states": "death", "at": "2026-02-01T00:00:00Z"} | SAID
MANDATE = {
    "id": "m", "states": "mandate", "holder": "ben", "authority": "guardian", "ground": "parent",
    "valid": {"from": "2012-05-01T00:00:00Z"}, "questions": ["treatment/pharmacogenes"], "purposes": ["TREAT"],
} | SAID  # fmt: skip
END = {"id": "e", "states": "mandate-end", "mandate": "m", "at": "2026-01-20T00:00:00Z"} | SAID


def data(value: object) -> bytes:
    return json.dumps(value).encode()


def several(**changes: object) -> dict[str, Any]:
    acts = [GRANT | {"subject": who, "actor": who} for who in ("anna", "ben", "anna")]
    acts[2]["id"] = "another"
    value = {
        "format": "autonome-acts/1", "people": [{"subject": "carla", "jurisdiction": "US"}],
        "attested": [BIRTH | {"subject": "anna"}], "acts": acts,
    }  # fmt: skip
    return copy.deepcopy(value) | changes


def test_acts_of_several_people_stand_in_the_order_of_the_file() -> None:
    acts = read_acts(data(several()))
    assert [(act.subject, act.leaf) for act in acts.acts] == [("anna", 0), ("ben", 1), ("anna", 2)]
    assert acts.people == ("carla", "anna", "ben")
    assert (acts.log_size, acts.jurisdictions) == (3, {"carla": "US"})
    assert [(each.subject, each.leaf) for each in acts.attested] == [("anna", 0)]


def test_a_consent_file_is_a_file_of_one_persons_acts() -> None:
    one, acts = read_consent(data(EXAMPLE)), read_acts(data(EXAMPLE))
    assert acts.acts == one.in_file_order()
    assert acts.people == (one.subject,)


@pytest.mark.parametrize("stated", [BIRTH, DEATH, MANDATE, END], ids=lambda each: str(each["states"]))
def test_what_is_attested_is_written_as_it_was_read(stated: dict[str, Any]) -> None:
    read = read_attestation(Members(stated, "it"), SubjectId("anna"))
    assert read.to_json() == stated
    assert read.at_leaf(3).digest == read.digest


def test_a_consent_file_can_bring_what_is_attested() -> None:
    one = read_consent(data(EXAMPLE | {"attested": [BIRTH, DEATH, MANDATE, END]}))
    assert [type(each.fact) for each in one.attested] == [Birth, Death, Mandate, MandateEnd]
    assert isinstance(one.attested[2].fact, Mandate)
    assert one.attested[2].fact.ground is Ground.PARENT
    assert all(isinstance(each, Attestation) and each.leaf == 0 for each in one.attested_at_once())


def attesting(stated: dict[str, Any], **changes: object) -> dict[str, Any]:
    return several(attested=[{**stated, **changes, "subject": "anna"}])


HOSTILE: dict[str, tuple[object, str]] = {
    "another-format": (several(format="autonome-acts/2"), "is of format 'autonome-acts/2'"),
    "unknown-member": (several(extra=1), "the member 'extra' is not known here"),
    "act-of-nobody": (several(acts=[GRANT]), "acts 1: the member 'subject' is not a"),
    "act-twice": (several(acts=[several()["acts"][0]] * 2), "stands twice"),
    "stewards": (several(acts=[several()["acts"][0] | {"authority": "steward"}]), "is a steward's"),
    "unknown-place": (several(people=[{"subject": "a", "jurisdiction": "XX"}]), "unknown jurisdiction 'XX'"),
    "states-nothing": (attesting(BIRTH, states="wealth"), "attested 1: 'wealth' is no value of 'states'"),
    "born-somewhere": (attesting(BIRTH, jurisdiction="EEA"), "'EEA' is no single place"),
    "born-some-day": (attesting(BIRTH, on="May 2012"), "states no day of birth"),
    "born-on-no-day": (attesting(BIRTH, on="2012-02-31"), "is no real date"),
    "without-document": (attesting(BIRTH, document_sha256="x"), "names no document"),
    "for-no-question": (attesting(MANDATE, questions=[]), "the member 'questions' is empty"),
    "for-no-known-purpose": (attesting(MANDATE, purposes=["GIFT"]), "'GIFT' is no known purpose"),
    "for-a-version": (attesting(MANDATE, questions=["treatment/1/en"]), "names a question that is none"),
    "parent-as-proxy": (attesting(MANDATE, authority="proxy"), "does not make a proxy"),
    "self-as-mandate": (attesting(MANDATE, authority="self"), "does not make a self"),
    "ends-nothing": (attesting(END), "ends a mandate that does not stand above it"),
    "fact-twice": (several(attested=[BIRTH | {"subject": "anna"}] * 2), "the attestation 'b' stands twice"),
    "shown-too-late": (
        several(acts=[several()["acts"][0] | {"shown_at": "2030-01-01T00:00:00Z"}]), "was signed before its text",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_acts_are_refused_with_place_and_mend(name: str) -> None:
    value, says = HOSTILE[name]
    with pytest.raises(ConsentError) as caught:
        read_acts(data(value), where="acts.json")
    line = str(caught.value)
    assert says in line
    assert line.startswith("acts.json")
    assert ". Mend: " in line
    assert "\n" not in line


@pytest.mark.parametrize("term", ["days_to_think", "longest_days"])
def test_a_term_beyond_a_hundred_years_is_refused(term: str) -> None:
    form = template("q", (atom(),)).to_json()
    read_acts(data(several(templates=[form | {"terms": {term: 36_525}}])))
    with pytest.raises(ConsentError, match="more than a hundred years"):
        read_acts(data(several(templates=[form | {"terms": {term: 36_526}}])))


def test_what_is_no_json_is_refused() -> None:
    for given in (b"", b"[]", b"\xff", b'{"format": 1.5}'):
        with pytest.raises(ConsentError):
            read_acts(given)
