"""Reading acts, part by part: what may be left out, what may not be added, and what each part becomes."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from autonome.consent import (
    ActId,
    ActKind,
    Attestation,
    AttestationId,
    ConsentError,
    Death,
    read_acts,
    read_consent,
    read_recorded_act,
    recorded_act,
)
from autonome.consent import reading as reading_module
from autonome.kernel import ActorId, Instant, Sha256, SubjectId, digest
from tests.fakes.consents import act
from tests.unit.consent.test_reading import ACT, EXAMPLE, FIRST, OWN, SUBJECT, changed, data
from tests.unit.consent.test_reading_acts import BIRTH, several

WITHDRAWAL = {name: value for name, value in FIRST.items() if name != "valid"} | {"id": "w", "act": "withdraw"}
RENEWAL = FIRST | {"id": "r", "act": "renew"}


def one(**changes: object) -> dict[str, Any]:
    file: dict[str, Any] = copy.deepcopy(EXAMPLE)
    return file | changes


@pytest.mark.parametrize(
    ("given", "kind"), [(WITHDRAWAL, ActKind.WITHDRAW), (RENEWAL, ActKind.RENEW)], ids=["taken back", "renewed"]
)
def test_what_takes_back_or_renews_has_no_scope_of_its_own(given: dict[str, Any], kind: ActKind) -> None:
    read = read_consent(data(one(acts=[FIRST, given]))).acts[1]
    assert (read.kind, read.atoms) == (kind, ())


def test_an_act_names_the_recipient_that_it_is_for() -> None:
    read = read_consent(data(one(acts=[FIRST | {"recipient_id": "uni.example"}]))).acts[0]
    assert read.recipient_id == "uni.example"
    assert {each.recipient_id for each in read.atoms} == {"uni.example"}
    assert read_recorded_act(recorded_act(read), SUBJECT, 3) == read.at_leaf(3)


def test_a_supersession_may_name_an_act_above_it() -> None:
    over = FIRST | {"id": "over", "act": "supersede", "replaces": FIRST["id"]}
    assert read_consent(data(one(acts=[FIRST, over]))).acts[1].replaces == ActId(FIRST["id"])
    with pytest.raises(ConsentError, match="replaces one that does not stand above it"):
        read_consent(data(one(acts=[over, FIRST])))


def test_people_and_what_is_attested_may_be_left_out() -> None:
    file = several()
    del file["people"]
    del file["attested"]
    assert read_acts(data(file)).people == ("anna", "ben")
    assert read_acts(data(several(people=[], acts=[]))).people == ("anna",), "of whom a birth alone is on record"


def test_a_place_may_be_left_out_and_not_be_unknown() -> None:
    assert read_acts(data(several(people=[{"subject": "carla"}]))).jurisdictions == {"carla": ""}
    assert read_consent(data(changed(["jurisdiction"], None))).jurisdiction == ""
    with pytest.raises(ConsentError, match="names the unknown jurisdiction 'XX'"):
        read_acts(data(several(people=[{"subject": "carla", "jurisdiction": "XX"}])))


def test_a_consent_file_read_as_acts_keeps_the_place_of_its_person() -> None:
    assert read_acts(data(EXAMPLE)).jurisdictions == {SUBJECT: "US"}


UNKNOWN: dict[str, dict[str, Any]] = {
    "of the file": one(note="x"),
    "of a signature": changed([*ACT, "signature", "note"], "x"),
}


@pytest.mark.parametrize("where", UNKNOWN)
def test_a_member_that_nobody_knows_is_refused(where: str) -> None:
    with pytest.raises(ConsentError, match="the member 'note' is not known here"):
        read_consent(data(UNKNOWN[where]))


def test_a_member_that_nobody_knows_is_refused_of_a_person_and_of_an_entry() -> None:
    with pytest.raises(ConsentError, match="the member 'note' is not known here"):
        read_acts(data(several(people=[{"subject": "carla", "note": "x"}])))
    body = {**recorded_act(act()), "note": "x"}
    with pytest.raises(ConsentError, match="consent entry 3: the member 'note' is not known here"):
        read_recorded_act(body, SubjectId("anna"), 3)


def test_what_is_attested_twice_is_refused_in_either_file() -> None:
    twice = [BIRTH, BIRTH]
    with pytest.raises(ConsentError, match="twice"):
        read_consent(data(one(attested=twice)))
    with pytest.raises(ConsentError, match="twice"):
        read_acts(data(several(attested=[each | {"subject": "anna"} for each in twice])))


def test_more_acts_than_are_read_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "MOST_ACTS", 4)
    assert len(read_acts(data(several())).acts) == 3
    monkeypatch.setattr(reading_module, "MOST_ACTS", 3)
    with pytest.raises(ConsentError, match="holds more than 3 acts"):
        read_acts(data(several()))


def test_a_form_may_come_along_twice_if_it_is_the_same() -> None:
    assert read_consent(data(one(acts=[], templates=[OWN, OWN]))).acts == ()
    other = OWN | {"text": "Other words.\n"}
    with pytest.raises(ConsentError, match="is taken by another text"):
        read_consent(data(one(acts=[], templates=[OWN, other])))


def test_names_of_a_file_stand_before_what_is_wrong_with_it() -> None:
    with pytest.raises(ConsentError, match=r"^consent: is no autonome-consent/1 file"):
        read_consent(b"{}")
    with pytest.raises(ConsentError, match=r"^acts: is of format 'x'"):
        read_acts(data({"format": "x"}))


def test_what_is_attested_is_told_apart_by_person_and_by_fact() -> None:
    died = Attestation(
        AttestationId("d"), SubjectId("anna"), Death(Instant(0)), ActorId("registry"), Sha256("0" * 64), Instant(0), 0
    )
    assert died.digest == digest({"subject": "anna", **died.to_json()})
    assert len({died.digest, replace(died, subject=SubjectId("ben")).digest}) == 2
    assert died.digest != replace(died, fact=Death(Instant(1))).digest
