"""Tombstones and pseudonyms: what is said of an erased person, and under which name somebody is known elsewhere."""

from __future__ import annotations

import hashlib
import hmac
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Instant, Json, SubjectId, canonical_bytes
from autonome.ledger import EntryKind, Erasure, FormatError, Payload, Tombstone
from autonome.ledger.pseudonyms import pseudonym
from autonome.ledger.tombstones import ERASURES, outstanding

ERASURE = Erasure("GDPR Art. 17(1)(b)", Instant(0))
ANNA = "ab" * 32
STONE = Tombstone(ANNA, 3, ERASURE)


def payload(**changes: Json) -> Payload:
    body = {key: value for key, value in (dict(STONE.draft().body) | changes).items() if value != "left out"}
    return Payload("log", EntryKind.TOMBSTONE, ERASURES, 0, None, Instant(0), body)


def test_a_tombstone_reads_back_as_itself() -> None:
    assert Tombstone.read(payload()) == STONE


@pytest.mark.parametrize(
    "changes",
    [
        {"more": 1}, {"ground": "left out"}, {"entries": True}, {"entries": -1}, {"person": "anna"},
        {"person": ANNA.upper()}, {"ground": ""}, {"ground": "x" * 401}, {"ground": "two\nlines"},
        {"decided_at": "yesterday"},
    ],
)  # fmt: skip
def test_what_is_no_tombstone_is_refused(changes: dict[str, Json]) -> None:
    with pytest.raises(FormatError):
        Tombstone.read(payload(**changes))


def test_another_kind_or_thread_is_no_tombstone() -> None:
    for other in (replace(payload(), kind=EntryKind.VOTE), replace(payload(), subject=SubjectId("anna"))):
        with pytest.raises(FormatError):
            Tombstone.read(other)


def test_what_is_outstanding_is_what_was_not_destroyed_each_person_once() -> None:
    ben = Tombstone("cd" * 32, 1, ERASURE)
    assert outstanding([STONE, ben, STONE], {ben.person}) == (STONE,)
    assert outstanding([STONE, ben], {ANNA, ben.person}) == ()


KEY = b"k" * 32
PARTS = st.tuples(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5), st.integers(0, 5))


@given(PARTS, PARTS)
def test_two_people_classes_or_epochs_have_two_names(one: tuple[str, str, int], other: tuple[str, str, int]) -> None:
    names = {pseudonym(KEY, SubjectId(subject), purpose, epoch) for subject, purpose, epoch in (one, other)}
    assert len(names) == (1 if one == other else 2)


def test_two_institutions_call_one_person_by_two_names_that_nobody_else_can_compute() -> None:
    names = [pseudonym(key, SubjectId("anna"), "research", 1) for key in (KEY, b"l" * 32)]
    assert len(set(names)) == 2
    by_hand = canonical_bytes(["autonome-pseudonym/1", "anna", "research", 1])
    assert names[0] == hmac.new(KEY, by_hand, hashlib.sha256).hexdigest()


def test_parts_do_not_run_into_each_other() -> None:
    splits = [("ab", "c"), ("a", "bc")]
    names = [pseudonym(KEY, SubjectId(subject), purpose, 0) for subject, purpose in splits]
    assert all(one != other for one, other in itertools.combinations(names, 2))


@pytest.mark.parametrize(
    ("key", "subject", "purpose", "epoch"),
    [(b"k", "anna", "care", 0), (KEY, "", "care", 0), (KEY, "anna", "", 0), (KEY, "anna", "care", -1)],
)
def test_a_part_that_is_missing_is_refused(key: bytes, subject: str, purpose: str, epoch: int) -> None:
    with pytest.raises(FormatError):
        pseudonym(key, SubjectId(subject), purpose, epoch)
