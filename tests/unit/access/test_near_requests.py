"""Requests and permits, part by part: what a file may hold, what an institution says, and what a permit tells."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from autonome.access import Decider, Document, Permit, Register, Request, RequestError, read_request, read_requests
from autonome.access.institutions import Institution
from autonome.access.ports import Stands, whatever
from autonome.access.requests import LIST_FORMAT
from autonome.access.research import asked_for_research
from autonome.consent import Action
from autonome.consent.duo import ResearchKind, ResearchPurpose
from autonome.kernel import ActorId, Instant, Period, SubjectId
from autonome.law import RULES, stating
from tests.fakes.consents import NOW, SUBJECT, act, request
from tests.unit.access.test_permits import GOOD, allowed, permit

FULL = request(
    destination="DE",
    subject_jurisdiction="ID",
    diseases=frozenset({"MONDO:2", "MONDO:1"}),
    commercial=False,
    review=("in words",),
    window=Period(Instant.parse("2020-01-01"), Instant.parse("2021-01-01")),
    documents=(Document("ethics-approval", "7", NOW), Document("notice", "8")),
    whole=True,
    circumstances=stating({"age": 7}),
    consent_of_another=True,
)


def file(asked: Request = FULL, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"format": "autonome-request/1"} | dict(asked.to_json()) | changes


def read(value: object) -> Request:
    return read_request(json.dumps(value).encode(), where="request.json")


def test_every_part_of_a_request_is_written_and_read_back() -> None:
    assert read(file()) == FULL
    assert read_requests(json.dumps(file()).encode()) == (FULL,)
    assert read_requests(json.dumps({"format": LIST_FORMAT, "requests": [FULL.to_json()]}).encode()) == (FULL,)
    plain = request()
    assert read(file(plain)) == plain
    assert FULL.to_json().keys() - plain.to_json().keys() == {
        "destination", "subject_jurisdiction", "diseases", "commercial", "review", "window", "documents", "whole",
        "circumstances", "consent_of_another",
    }  # fmt: skip


def test_the_whole_of_a_written_request() -> None:
    written = FULL.to_json()
    assert written["diseases"] == ["MONDO:1", "MONDO:2"]
    assert written["window"] == {"from": "2020-01-01T00:00:00Z", "to": "2021-01-01T00:00:00Z"}
    assert written["documents"] == [
        {"kind": "ethics-approval", "id": "7", "until": str(NOW)}, {"kind": "notice", "id": "8"},
    ]  # fmt: skip
    open_end = replace(FULL, window=Period(Instant.parse("2020-01-01")))
    assert open_end.to_json()["window"] == {"from": "2020-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], "is no autonome-request/1 file"),
        ("format", "is no autonome-request/1 file"),
        (["format"], "is no autonome-request/1 file"),
        ({}, "is no autonome-request/1 file"),
        (dict(request().to_json()), "is no autonome-request/1 file"),
        (file(format="autonome-request/2"), "is of format 'autonome-request/2'"),
        (file(note="x"), "the member 'note' is not known here"),
        (file(documents=[{"kind": "notice", "id": "8", "note": "x"}]), "documents 1: the member 'note' is not known"),
        (file(documents=[{"kind": "notice", "id": "8", "until": "2026-01-01"}]), "the time 'until' is a mere date"),
        (file(window={"to": "2026-01-01T00:00:00Z"}), "request.json, window"),
    ],
)
def test_what_is_no_request_is_refused_in_one_line(value: object, says: str) -> None:
    with pytest.raises(RequestError) as refused:
        read(value)
    assert says in str(refused.value)
    assert str(refused.value).startswith("request.json")
    assert ". Mend: " in str(refused.value)


def test_what_is_no_json_is_a_request_that_cannot_be_read() -> None:
    for reads in (read_request, read_requests):
        with pytest.raises(RequestError):
            reads(b"{")
    with pytest.raises(RequestError, match=r"^requests: is of format 'x'"):
        read_requests(b'{"format": "x"}')
    with pytest.raises(RequestError, match=r"^request: is of format 'x'"):
        read_request(b'{"format": "x"}')
    with pytest.raises(RequestError, match="the member 'note' is not known here"):
        read_requests(json.dumps({"format": LIST_FORMAT, "requests": [], "note": 1}).encode())


def test_research_is_asked_for_by_its_kinds_in_order() -> None:
    asked = asked_for_research(
        request(), ResearchPurpose(frozenset(ResearchKind), frozenset({"D:1"}), commercial=True, review=("words",))
    )
    assert asked.purposes == ("DSRCH", "GRU", "HRESCH", "MDSRCH", "POARCH", "TREAT")
    assert (sorted(asked.diseases), asked.commercial, asked.review) == (["D:1"], True, ("words",))


def test_somebody_elses_consent_is_noted_and_ones_own_says_where_one_lives() -> None:
    asked = request()
    assert asked.handed_in_with(SubjectId("ben"), "ID").consent_of_another is True
    assert asked.handed_in_with(SUBJECT, "ID").subject_jurisdiction == "ID"
    for nowhere_else in ("", "US"):
        assert asked.handed_in_with(SUBJECT, nowhere_else) == asked


def test_an_institution_says_of_itself_what_every_request_in_its_name_says() -> None:
    house = Institution(
        "hospital.example", "hospital", "DE", stating({"foreign-controlled": False}), (Document("notice", "8"),)
    )
    assert house.asks(SUBJECT, ActorId("dr-b"), "TREAT", ["allergies", "conditions"], Action.DISCLOSE) == Request(
        subject=SUBJECT,
        actor=ActorId("dr-b"),
        organisation="hospital.example",
        recipient="hospital",
        purposes=("TREAT",),
        items=("allergies", "conditions"),
        action=Action.DISCLOSE,
        jurisdiction="DE",
        documents=(Document("notice", "8"),),
        circumstances=stating({"foreign-controlled": False}),
    )


def test_a_permit_tells_what_it_was_given_for() -> None:
    held = permit()
    asked, decision = allowed()
    assert (held.subject, held.actor, held.purposes, held.action) == (SUBJECT, "dr-b", ("TREAT",), Action.USE)
    assert (held.grants, held.obligations) == (decision.grants, decision.obligations)
    assert held.leaf == held.recorded.leaf.hex()
    assert asked == held.request


def test_the_secret_of_a_permit_is_shown_nowhere_and_tells_no_permits_apart() -> None:
    held = permit()
    assert held.secret == b""
    assert Permit(held.request, held.decision, held.recorded, held.until).secret == b""
    secret = replace(held, secret=b"not to be seen")
    assert secret == held
    assert "not to be seen" not in repr(secret)
    assert "secret" not in repr(secret)


def test_one_of_several_purposes_is_enough_to_use_a_permit_for_it() -> None:
    held = permit()
    two = replace(held.request, purposes=("HQUALIMP", "TREAT"))
    object.__setattr__(held, "request", two)  # a permit for two purposes, each of which was allowed
    held.check(**GOOD)


def test_what_stands_is_told_apart_by_what_stands_and_not_by_how_it_is_decided() -> None:
    stands = Stands((act(),), 1, 0, "open")
    assert stands == replace(stands, decides=Decider(Register(), RULES).decide)
    assert "decides" not in repr(stands)
    assert (stands.restricted, stands.attested) == (None, ())
    assert whatever(stands, object()) is True
