"""A transfer is read strictly: what is not exactly so is refused as a whole, in one line."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.consent import Action
from autonome.kernel import InputError, Instant, Sha256, canonical_bytes
from autonome.law import stating
from autonome.sharing import InstitutionId, TransferError, TransferId
from autonome.sharing.messages import Answer, State, read_answer, read_parcel
from autonome.sharing.transfers import LARGEST_BODY, Body, Identity, Item, Transfer, read_body, transfer_of

NOW = Instant.parse("2026-03-01T10:00:00Z")
TRANSFER = Transfer(
    id=TransferId("0" * 32),
    sender=InstitutionId("hospital.example"),
    to=InstitutionId("clinic.example"),
    subject="x-" + "a" * 32,
    purpose="TREAT",
    action=Action.DISCLOSE,
    items=("medications",),
    obligations=(),
    created=NOW,
    expires=Instant(NOW.seconds + 3600),
    decision=Sha256("b" * 64),
    stated=stating({"cannot-consent": True}),
)
BODY = Body(TRANSFER.id, Identity("Anna", ("mrn:1",)), "{}", (Item("Observation/7", 0, "{}"),))


def test_what_was_written_is_read_back() -> None:
    assert transfer_of(TRANSFER.to_json(), "t") == TRANSFER
    assert read_body(BODY.to_bytes(), "b") == BODY
    notice = replace(TRANSFER, action=Action.WITHDRAW, items=())
    assert transfer_of(notice.to_json(), "t") == notice
    answer = Answer(TRANSFER.id, State.WAITING)
    assert read_answer(answer.to_bytes(), "a") == answer


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": "autonome-transfer/2"}, "is of format"),
        ({"id": "0" * 31}, "32 hexadecimal digits"),
        ({"id": "0" * 31 + "G"}, "32 hexadecimal digits"),
        ({"subject": "p-anna"}, "not named by a pseudonym"),
        ({"subject": "rights"}, "not named by a pseudonym"),
        ({"items": []}, "passes on no data"),
        ({"items": ["a"] * 2}, "no short list of names"),
        ({"items": [str(each) for each in range(65)]}, "no short list of names"),
        ({"items": ["x" * 301]}, "no short list of names"),
        ({"purpose": "TREAT\n"}, "is no name"),
        ({"action": "use"}, "passes on no data"),
        ({"action": "steal"}, "no value of 'action'"),
        ({"expires": str(NOW)}, "within a week"),
        ({"expires": "2027-03-01T10:00:00Z"}, "within a week"),
        ({"decision": "b"}, "64 hexadecimal digits"),
        ({"in_reply_to": "x"}, "32 hexadecimal digits"),
        ({"stated": {"rich": True}}, "rich"),
        ({"stated": [1]}, "no list of facts"),
        ({"more": 1}, "is not known here"),
    ],
)
def test_what_no_transfer_says_is_refused_in_one_line(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(TransferError, match=told) as caught:
        transfer_of({**TRANSFER.to_json(), **changes}, "the transfer")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("the transfer: ")


@pytest.mark.parametrize("member", sorted(TRANSFER.to_json()))
def test_each_member_must_be_there(member: str) -> None:
    written = {name: value for name, value in TRANSFER.to_json().items() if name != member}
    if member in {"in_reply_to", "obligations"}:
        assert transfer_of(written, "t")
    else:
        with pytest.raises(TransferError):
            transfer_of(written, "t")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"items": [{"name": "a", "version": 0, "body": "{}"}] * 2}, "two items of one name"),
        ({"items": [{"name": "a", "version": -1, "body": "{}"}]}, "version"),
        ({"items": [{"name": "a", "version": 0, "body": ""}]}, "is no text"),
        ({"items": [{"name": "a\x00", "version": 0, "body": "{}"}]}, "is no name"),
        ({"identity": {"name": "", "numbers": [""]}}, "list of strings"),
        ({"identity": {"name": "", "numbers": [], "more": 1}}, "is not known here"),
        ({"consents": 1}, "is no text"),
        ({"transfer": "1"}, "32 hexadecimal digits"),
    ],
)
def test_what_no_body_says_is_refused_in_one_line(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(TransferError, match=told) as caught:
        read_body(canonical_bytes({**json.loads(BODY.to_bytes()), **changes}), "the body")
    assert "\n" not in str(caught.value)


def test_a_body_that_is_too_large_is_not_written() -> None:
    with pytest.raises(TransferError, match="share fewer"):
        replace(BODY, consents="x" * LARGEST_BODY).to_bytes()


@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_refused_in_one_line(data: bytes) -> None:
    for read in (read_body, read_parcel, read_answer):
        with pytest.raises(InputError) as caught:
            read(data, "what came")
        assert "\n" not in str(caught.value)
