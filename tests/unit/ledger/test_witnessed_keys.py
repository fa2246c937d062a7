"""A witness follows a log's keys only where the tree that it knows leads to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger import Checkpoint, Deed, Draft, EntryKind, KeyEvent, Note, Role, UntrustedError
from autonome.ledger.witnessed_keys import MAX_BYTES, AddKeys, followed_again, judge_keys
from autonome.ledger.witnessing import (
    BAD_REQUEST,
    CONFLICT,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    UNPROCESSABLE,
    AddCheckpoint,
    KnownLog,
    judge,
)
from autonome.workflows.record_use import key_events
from tests.fakes.ledger import MemoryKeptLog, SeededSigner

ORIGIN = "test.example/log"
OLD, NEW, THIEF = (SeededSigner(ORIGIN, seed) for seed in (1, 2, 3))


def grow(log: MemoryKeptLog, told: str) -> int:
    log.append([Draft(EntryKind.USE, SubjectId("anna"), {"told": told})])
    return len(log.entries)


class World:
    """A log whose first checkpoint was cosigned, and whose key has been changed since."""

    def __init__(self, successor: SeededSigner = NEW) -> None:
        self.log = MemoryKeptLog(OLD)
        self.seen = grow(self.log, "a")
        self.memory = {ORIGIN: self.log.checkpoint()}
        self.known = {ORIGIN: KnownLog((OLD.verifier,))}
        self.log.change_keys(KeyEvent(Deed.ROTATE, Role.LOG, successor.verifier), successor)
        self.log.signer = successor

    def request(self, old: int | None = None) -> AddKeys:
        size, old = len(self.log.entries), self.seen if old is None else old
        request = AddCheckpoint(old, self.log.prove_growth(old, size), self.log.checkpoint())
        return AddKeys(request, key_events(self.log, size))

    def judged(self, asked: AddKeys) -> tuple[int, KnownLog | None]:
        verdict, followed = judge_keys(canonical_bytes(asked.to_json()), self.known, self.memory)
        assert (verdict.cosign is not None) == (followed is not None) == (verdict.status == OK)
        return verdict.status, followed


def test_a_new_key_is_followed_and_the_one_before_is_refused_from_then_on() -> None:
    world = World()
    asked = world.request()
    assert judge(asked.request.body(), world.known, world.memory).status == FORBIDDEN, (
        "alone the new key is a stranger's"
    )
    status, followed = world.judged(asked)
    assert (status, followed is not None) == (OK, True)
    assert followed is not None
    world.memory, world.known = {ORIGIN: asked.request.note}, {ORIGIN: followed}
    old, size = len(world.log.entries), grow(world.log, "b")
    by_new = AddCheckpoint(old, world.log.prove_growth(old, size), world.log.checkpoint())
    text = Note.parse(by_new.note).text
    by_old = replace(by_new, note=str(Note(text, (OLD.line(text),))))
    assert judge(by_new.body(), world.known, world.memory).status == OK
    assert judge(by_old.body(), world.known, world.memory).status == FORBIDDEN


def test_events_count_only_with_a_request_that_is_accepted() -> None:
    world = World()
    assert world.judged(world.request(old=0))[0] == CONFLICT
    asked = world.request()
    wrong = replace(asked.request, proof=(b"x" * 32, *asked.request.proof[1:]))
    assert world.judged(replace(asked, request=wrong))[0] == UNPROCESSABLE
    assert world.judged(replace(asked, keys=asked.keys[:1]))[0] == FORBIDDEN
    moved = replace(asked.keys[1], recorded=replace(asked.keys[1].recorded, index=0))
    assert world.judged(replace(asked, keys=(asked.keys[0], moved)))[0] == FORBIDDEN
    world.known = {}
    assert world.judged(asked)[0] == NOT_FOUND


def test_a_second_history_of_the_keys_is_refused() -> None:
    """Who stole the old key names a key of their own; the witness knows better by then."""
    world, forged = World(), World(THIEF)
    _, followed = world.judged(world.request())
    assert followed is not None
    forged.known = {ORIGIN: followed}
    assert forged.judged(forged.request())[0] == FORBIDDEN
    # Without the control: a witness that was not told follows whoever comes first.
    forged.known = {ORIGIN: KnownLog((OLD.verifier,))}
    assert forged.judged(forged.request())[0] == OK


def test_what_was_followed_is_followed_again_after_a_start() -> None:
    world = World()
    asked = world.request()
    _, followed = world.judged(asked)
    read = AddKeys.read(canonical_bytes(asked.to_json()))
    assert read == asked
    assert followed_again(world.known[ORIGIN], ORIGIN, read.keys) == followed
    with pytest.raises(UntrustedError, match="no trusted key is in the history"):
        followed_again(KnownLog((THIEF.verifier,)), ORIGIN, read.keys)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"format":"autonome-add-keys/1","keys":[],"request":""}',
        b'{"format":"autonome-add-keys/1","keys":[1],"request":""}',
        b'{"format":"autonome-add-keys/1","keys":[{}],"request":"\\ud800"}',
        b'{"format":"autonome-add-keys/1","keys":[{}],"request":"old 0\\n\\n"}',
        b" " * (MAX_BYTES + 1),
        b"[" * 5000,
    ],
)
def test_what_is_no_such_request_is_a_bad_one(body: bytes) -> None:
    world = World()
    verdict, followed = judge_keys(body, world.known, world.memory)
    assert (verdict.status, verdict.said.count("\n"), followed) == (BAD_REQUEST, 1, None)
    assert Checkpoint.of_note(world.memory[ORIGIN]).size == world.seen
