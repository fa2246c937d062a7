"""Kinds of entries: who can open each, and that all look the same; threads keep people and matters apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import AutonomeError, Instant, Sha256, SubjectId, canonical_bytes, read_json
from autonome.ledger import ENTRY_BYTES, Draft, EntryKind, FormatError, Opening, Payload, Recorded, Thread
from tests.fakes.ledger import MemoryKeptLog

PUBLIC = {EntryKind.TRIAL, EntryKind.AMENDMENT, EntryKind.KNOWLEDGE, EntryKind.KEY}
PERSONAL = {EntryKind.CONSENT, EntryKind.DECISION, EntryKind.USE, EntryKind.DISCLOSURE, EntryKind.RIGHT}


@pytest.mark.parametrize("kind", EntryKind)
def test_each_kind_says_who_can_open_it(kind: EntryKind) -> None:
    wanted = Opening.PUBLIC if kind in PUBLIC else Opening.PERSON if kind in PERSONAL else Opening.INSTITUTION
    assert kind.opening is wanted


@pytest.mark.parametrize("kind", EntryKind)
def test_entries_of_every_kind_have_one_size(kind: EntryKind) -> None:
    payload = Payload("log", kind, SubjectId("x"), 0, None, Instant(0), {"a": "x" * 99})
    assert len(Recorded(0, b"s" * 32, payload).entry) == ENTRY_BYTES


def test_a_person_who_is_called_like_a_matter_does_not_meet_it() -> None:
    log = MemoryKeptLog()
    name = SubjectId("keys")
    drafts = [Draft(kind, name, {}) for kind in (EntryKind.USE, EntryKind.KNOWLEDGE, EntryKind.VOTE)]
    recorded = log.append(drafts)
    assert [entry.payload.sequence for entry in recorded] == [0, 1, 0], "the log's own key events are public, too"
    assert log.entries_of(name) == recorded[:1]
    assert log.institution_entries(name) == recorded[2:]
    assert recorded[0].payload.thread == Thread.of_person(name)


PAYLOADS = st.builds(
    Payload,
    log=st.text(max_size=8),
    kind=st.sampled_from(EntryKind),
    subject=st.text(max_size=8).map(SubjectId),
    sequence=st.just(0),
    previous=st.none(),
    recorded_at=st.integers(0, 10**9).map(Instant),
    body=st.dictionaries(st.text(max_size=4), st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4)),
)


@given(PAYLOADS)
def test_a_payload_reads_back_as_itself(payload: Payload) -> None:
    assert Payload.from_json(read_json(canonical_bytes(payload.to_json()), where="it")) == payload


@given(PAYLOADS, st.none() | st.text(max_size=4).map(Sha256))
def test_what_a_payload_writes_of_itself_is_its_canonical_form(payload: Payload, previous: Sha256 | None) -> None:
    linked = replace(payload, previous=previous, sequence=int(previous is not None))
    assert linked.written() == canonical_bytes(linked.to_json())


@pytest.mark.parametrize(("log", "subject"), [("log\ud800", "x"), ("log", "x\ud800")])
def test_half_a_character_in_a_name_is_not_written(log: str, subject: str) -> None:
    payload = Payload(log, EntryKind.USE, SubjectId(subject), 0, None, Instant(0), {})
    with pytest.raises(AutonomeError, match="canonical JSON"):
        payload.written()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | inner))
def test_what_is_no_payload_is_refused_in_one_way(value: object) -> None:
    with pytest.raises(FormatError):
        Payload.from_json(value)  # type: ignore[arg-type]


def test_a_later_entry_has_a_link() -> None:
    value = Payload("log", EntryKind.USE, SubjectId("x"), 1, Sha256("ab"), Instant(0), {}).to_json()
    assert Payload.from_json(value).previous == "ab"
    with pytest.raises(FormatError):
        Payload.from_json(value | {"previous": None})
