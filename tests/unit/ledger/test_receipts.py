"""Receipts: what a commitment binds, what verification refuses, and each hostile file's one line."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from autonome.kernel import Instant, SubjectId, canonical_bytes
from autonome.ledger import (
    COSIGNATURE,
    ENTRY_BYTES,
    Checkpoint,
    Draft,
    EntryKind,
    FormatError,
    Note,
    Payload,
    Policy,
    ProvenEntry,
    Receipt,
    Recorded,
    UntrustedError,
    VerificationError,
    commit,
    leaf_hash,
    parse_policy,
    read_receipt,
    verify_entries,
    write_policy,
)
from tests.fakes.ledger import MemoryLog, SeededSigner

ANNA, BEN = SubjectId("anna"), SubjectId("ben")


def log_of(*subjects: SubjectId) -> MemoryLog:
    log = MemoryLog()
    for number, subject in enumerate(subjects):
        log.append([Draft(EntryKind.DECISION, subject, {"number": number})])
    return log


def receipt_of(log: MemoryLog, *indexes: int) -> Receipt:
    size = len(log.entries)
    proven = (ProvenEntry(log.entries[index], log.prove(index, size)) for index in indexes)
    return Receipt(tuple(proven), log.checkpoint())


def policy_of(log: MemoryLog) -> Policy:
    return parse_policy(write_policy(log.verifier).encode())


LOG = log_of(ANNA, BEN, ANNA, BEN, ANNA)
RECEIPT = receipt_of(LOG, 0, 2)
GOOD: dict[str, Any] = json.loads(canonical_bytes(RECEIPT.to_json()))


def test_a_receipt_says_where_and_when_its_entries_stand() -> None:
    verified = verify_entries(RECEIPT, policy_of(LOG))
    assert (verified.checkpoint.origin, verified.checkpoint.size) == ("test.example/log", 5)
    assert [entry.index for entry in verified.entries] == [0, 2]
    assert verified.log == LOG.verifier


def test_a_receipt_is_written_and_read_back_to_the_same_bytes() -> None:
    data = canonical_bytes(RECEIPT.to_json())
    assert read_receipt(data) == RECEIPT
    assert canonical_bytes(read_receipt(data).to_json()) == data


def test_a_receipt_of_the_version_before_is_still_read() -> None:
    older = {key: GOOD[key] for key in ("entries", "checkpoint")} | {"format": "autonome-receipt/1"}
    assert read_receipt(json.dumps(older).encode()) == RECEIPT


def test_an_entry_is_a_commitment_of_one_size() -> None:
    short, long = Recorded(0, b"s" * 32, payload({})), Recorded(0, b"s" * 32, payload({"text": "x" * 10_000}))
    assert len(short.entry) == len(long.entry) == ENTRY_BYTES == 48
    by_hand = hmac.new(b"s" * 32, canonical_bytes(payload({}).to_json()), hashlib.sha256).digest()
    assert short.entry == b"autonome-entry/1" + by_hand
    assert short.leaf == leaf_hash(short.entry)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_salt_has_exactly_256_bits(length: int) -> None:
    with pytest.raises(FormatError, match="32 bytes"):
        commit({}, b"s" * length)


def test_the_same_payload_under_two_salts_gives_entries_that_nobody_can_link() -> None:
    assert commit({"a": 1}, b"s" * 32) != commit({"a": 1}, b"t" * 32)


def payload(body: dict[str, Any]) -> Payload:
    return Payload("log", EntryKind.USE, ANNA, 0, None, Instant(0), body)


def with_entry(**changes: object) -> Receipt:
    first, *rest = RECEIPT.entries
    return Receipt((replace(first, recorded=replace(first.recorded, **changes)), *rest), RECEIPT.checkpoint)  # type: ignore[arg-type]


FIRST = RECEIPT.entries[0]
PAYLOAD = FIRST.recorded.payload

TAMPERED: dict[str, tuple[Callable[[], Receipt], str]] = {
    "payload": (
        lambda: with_entry(payload=replace(PAYLOAD, body={"number": 9})),
        "entry 0 is not what the log recorded",
    ),
    "time": (
        lambda: with_entry(payload=replace(PAYLOAD, recorded_at=Instant(0))),
        "entry 0 is not what the log recorded",
    ),
    "salt": (lambda: with_entry(salt=b"x" * 32), "entry 0 is not what the log recorded"),
    "index": (lambda: with_entry(index=1), "entry 1 is not what the log recorded"),
    "index-at-size": (lambda: with_entry(index=5), "index 5 lies outside the tree of size 5"),
    "index-negative": (lambda: with_entry(index=-1), "index -1 lies outside"),
    "proof-too-long": (
        lambda: Receipt((replace(FIRST, proof=(*FIRST.proof, b"x" * 32)),), RECEIPT.checkpoint),
        "too long for a tree of size 5",
    ),
    "proof-too-short": (
        lambda: Receipt((replace(FIRST, proof=FIRST.proof[:-1]),), RECEIPT.checkpoint),
        "too short for a tree of size 5",
    ),
    "order": (lambda: Receipt(RECEIPT.entries[::-1], RECEIPT.checkpoint), "not in log order"),
    "same-entry-twice": (lambda: Receipt(RECEIPT.entries[:1] * 2, RECEIPT.checkpoint), "not in log order"),
    "root": (
        lambda: Receipt(RECEIPT.entries, RECEIPT.checkpoint.replace("\n5\n", "\n6\n")),
        "the signature by 'test.example/log' does not hold",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampered_receipt_is_refused(name: str) -> None:
    make, says = TAMPERED[name]
    with pytest.raises(VerificationError) as caught:
        verify_entries(make(), policy_of(LOG))
    assert says in str(caught.value)


def test_an_unknown_key_is_untrusted_not_false() -> None:
    stranger = MemoryLog(SeededSigner(seed=99))
    stranger.append([Draft(EntryKind.DECISION, ANNA, {})])
    with pytest.raises(UntrustedError, match="no key of the policy signed"):
        verify_entries(receipt_of(stranger, 0), policy_of(LOG))


def test_a_policy_without_logs_trusts_nobody() -> None:
    with pytest.raises(UntrustedError):
        verify_entries(RECEIPT, parse_policy(b"quorum none\n"))


def test_a_checkpoint_of_another_origin_under_a_trusted_key_is_refused() -> None:
    text = Checkpoint("other.example/log", 5, Checkpoint.of_note(RECEIPT.checkpoint).root).text
    note = str(Note(text, (LOG.signer.line(text),)))
    with pytest.raises(VerificationError, match="signed a checkpoint of another log"):
        verify_entries(Receipt(RECEIPT.entries, note), policy_of(LOG))


def test_an_entry_written_for_another_log_is_a_replay() -> None:
    log = MemoryLog()
    foreign = Recorded(0, b"s" * 32, replace(payload({}), log="other.example/log"))
    log.entries.append(foreign)
    with pytest.raises(VerificationError, match="entry 0 was written for another log"):
        verify_entries(receipt_of(log, 0), policy_of(log))


def test_entries_of_one_person_that_are_not_linked_are_refused() -> None:
    log = log_of(ANNA, ANNA)
    broken = replace(log.entries[1].payload, previous=log.entries[0].payload.previous, sequence=0)
    log.entries[1] = replace(log.entries[1], payload=broken)
    with pytest.raises(VerificationError, match="entry 1 does not follow entry 0"):
        verify_entries(receipt_of(log, 0, 1), policy_of(log))


def test_witnesses_are_counted_when_the_policy_asks_for_them() -> None:
    witness, other = SeededSigner("w.example", 7, COSIGNATURE), SeededSigner("v.example", 8, COSIGNATURE)
    policy = parse_policy(f"log {LOG.verifier}\nwitness w {witness.verifier}\nquorum w\n".encode())
    text = Note.parse(RECEIPT.checkpoint).text

    def cosigned_by(*signers: SeededSigner) -> Receipt:
        lines = (LOG.signer.line(text), *(signer.cosign(text) for signer in signers))
        return Receipt(RECEIPT.entries, str(Note(text, lines)))

    with pytest.raises(UntrustedError, match="not yet cosigned: the policy asks for the quorum 'w'"):
        verify_entries(cosigned_by(other), policy)
    assert verify_entries(cosigned_by(other, witness), policy).cosigners == (witness.verifier,)


def changed(path: list[Any], value: object) -> bytes:
    receipt = copy.deepcopy(GOOD)
    place: Any = receipt
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(receipt).encode()


TEXT = json.dumps(GOOD)
OPENED = ["entries", 0, "payload"]
HOSTILE = {
    "ten-megabytes": (b'{"format": "' + b"x" * 10_000_000 + b'"}', "larger than 4194304 bytes"),
    "deep": (TEXT.replace("null", "[" * 70 + "]" * 70, 1).encode(), "nested deeper"),
    "member-twice": (TEXT.replace('"index": 0', '"index": 0, "index": 0').encode(), "the key 'index' stands twice"),
    "nan": (TEXT.replace('"index": 0', '"index": NaN').encode(), "NaN is not a whole number"),
    "float-index": (TEXT.replace('"index": 0', '"index": 0.0').encode(), "0.0 is not a whole number"),
    "boolean-index": (
        TEXT.replace('"index": 0', '"index": true').encode(),
        "entry 0: does not have exactly the members",
    ),
    "wrong-format": (changed(["format"], "autonome-receipt/4"), "is of format 'autonome-receipt/4'"),
    "older-format-with-newer-members": (changed(["format"], "autonome-receipt/1"), "does not have exactly the members"),
    "no-timestamp-member": (changed(["timestamp"], 5), "does not have exactly the members"),
    "empty-timestamp": (changed(["timestamp"], ""), "the timestamp has 0 bytes"),
    "endless-timestamp": (changed(["timestamp"], "AAAA" * 30_000), "the timestamp has 90000 bytes"),
    "timestamp-not-base64": (changed(["timestamp"], "?"), "the timestamp is not base64"),
    "too-many-key-events": (changed(["keys"], [1] * 65), "holds 65 key events"),
    "key-event-that-is-none": (changed(["keys"], [1]), "key event 0: does not have exactly the members"),
    "unknown-member": (changed(["trust"], "me"), "does not have exactly the members format"),
    "no-entries": (changed(["entries"], []), "holds 0 entries"),
    "too-many-entries": (changed(["entries"], [1] * 300), "holds 300 entries"),
    "wrong-base64": (changed(["entries", 0, "salt"], "????"), "entry 0: the salt is not base64"),
    "second-spelling": (changed(["entries", 0, "salt"], "A" * 42 + "B="), "the salt is not written in the one"),
    "short-salt": (changed(["entries", 0, "salt"], "AAAA"), "entry 0: the salt has 3 bytes where 32"),
    "proof-of-numbers": (changed(["entries", 1, "proof"], [1]), "entry 1: a hash of the proof is not a string"),
    "proof-without-end": (changed(["entries", 1, "proof"], ["AAAA"] * 65), "entry 1: the proof holds 65 hashes"),
    "short-hash": (changed(["entries", 1, "proof"], ["AAAA"]), "a hash of the proof has 3 bytes where 32"),
    "payload-without-log": (changed(OPENED, {}), "a payload does not have exactly its seven"),
    "unknown-kind": (changed([*OPENED, "kind"], "gift"), "entry 0: 'gift' is no kind of entry"),
    "local-time": (changed([*OPENED, "recorded_at"], "2026-03-01T10:00:00+00:00"), "not written in UTC"),
    "no-time": (changed([*OPENED, "recorded_at"], "yesterday"), "entry 0: 'yesterday' is no time"),
    "link-without-number": (changed([*OPENED, "previous"], "ab"), "exactly its seven members"),
    "list": (b"[]", "does not have exactly the members format"),
    "text": (b"not a receipt", "is not the JSON that is read here"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_receipt_is_refused_in_one_line(name: str) -> None:
    data, says = HOSTILE[name]
    with pytest.raises(FormatError) as caught:
        read_receipt(data, where="receipt.json")
    line = str(caught.value)
    assert says in line
    assert line.startswith("receipt.json")
    assert "\n" not in line


@pytest.mark.parametrize("checkpoint", ["", "log\n5\nAAAA\n\n\u2014 log AAAAAAA=\n", "not a note"])
def test_a_checkpoint_that_is_none_is_unusable(checkpoint: str) -> None:
    with pytest.raises(FormatError):
        verify_entries(Receipt(RECEIPT.entries, checkpoint), policy_of(LOG))
