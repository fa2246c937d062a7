"""Sound files that pass between logs, witnesses and verifiers, the same in each run, and what reads them."""

from __future__ import annotations

import json
from functools import cache

from autonome.adapters.timestamping import Rfc3161Reader, timestamp_reader
from autonome.kernel import SubjectId, canonical_bytes
from autonome.ledger import (
    COSIGNATURE,
    Deed,
    Draft,
    EntryKind,
    KeyEvent,
    KeyHistory,
    Note,
    ProvenEntry,
    Receipt,
    Role,
    SignedKeyEvent,
    parse_policy,
    read_receipt,
    root_from_leaves,
    verify_entries,
)
from autonome.ledger.cosigned import CosignedCheckpoint
from autonome.ledger.encoding import decode
from autonome.ledger.gossip import SplitView, evidence
from autonome.ledger.witnessed_keys import AddKeys, judge_keys
from autonome.ledger.witnessing import OK, AddCheckpoint, KnownLog, judge
from autonome.workflows.record_use import key_events
from tests.fakes.ledger import MemoryKeptLog, MemoryLog, SeededSigner
from tests.hostile.receipts import SOUND

ANNA = SubjectId("anna")
OLD, NEW, WITNESS = SeededSigner(seed=1), SeededSigner(seed=2), SeededSigner("w.example", 40, COSIGNATURE)
POLICY = f"log {OLD.verifier}\nwitness w {WITNESS.verifier}\nquorum w\n".encode()


@cache
def rotated_receipt() -> bytes:
    """A receipt whose signer is not the first key of its log, cosigned."""
    log = MemoryKeptLog(OLD)
    log.begin(SeededSigner("recovery.example", 10))
    event = SignedKeyEvent.sign(KeyEvent(Deed.ROTATE, Role.LOG, NEW.verifier), log.key_history().next_place, OLD, NEW)
    MemoryLog.append(log, [event.draft()])
    log.signer = NEW
    log.append([Draft(EntryKind.USE, ANNA, {"number": 1})])
    proven = [ProvenEntry(entry, log.prove(entry.index, len(log.entries))) for entry in log.entries]
    note = Note.parse(log.checkpoint())
    cosigned = str(note.with_signatures([WITNESS.cosign(note.text)]))
    return canonical_bytes(Receipt(tuple(proven[2:]), cosigned, tuple(proven[:2])).to_json())


def read_rotated(data: bytes) -> None:
    """Follow the keys; what was never recorded must not verify."""
    verified = verify_entries(read_receipt(data, where="x"), parse_policy(POLICY))
    sound = json.loads(rotated_receipt())
    recorded = sound["entries"] + sound["keys"]
    assert all(entry in recorded for entry in json.loads(data)["entries"]), "what was never recorded verifies"
    assert verified.log == NEW.verifier


@cache
def witness_request() -> bytes:
    """A request to cosign a grown log."""
    log = MemoryLog()
    log.append([Draft(EntryKind.USE, ANNA, {}) for _ in range(3)])
    return AddCheckpoint(2, (log.entries[2].leaf,), log.checkpoint()).body()


def read_request(data: bytes) -> None:
    """Judge it with a memory of two entries; nothing is raised, and nothing else than the sound one is cosigned."""
    log = MemoryLog()
    log.append([Draft(EntryKind.USE, ANNA, {}) for _ in range(2)])
    memory = {log.verifier.name: log.checkpoint()}
    verdict = judge(data, {log.verifier.name: KnownLog((log.verifier,))}, memory)
    assert (verdict.cosign is not None) == (verdict.status == OK)
    if verdict.cosign is not None:
        sound = Note.parse(AddCheckpoint.parse(witness_request()).note)
        assert verdict.cosign.text == sound.text, "another checkpoint is cosigned"
    else:
        AddCheckpoint.parse(data)  # so that a request that is none counts as refused


@cache
def split_view() -> bytes:
    """Evidence of two histories of different sizes."""
    one, other = MemoryLog(), MemoryLog()
    for log, told in ((one, "all"), (other, "one")):
        log.append([Draft(EntryKind.USE, ANNA, {"told": told})] * (3 if log is one else 5))
    leaves = [entry.leaf for entry in other.entries]

    def node(level: int, at: int) -> bytes:
        return root_from_leaves(leaves[at << level : (at + 1) << level])

    return canonical_bytes(evidence(one.checkpoint(), other.checkpoint(), node).to_json())


def read_split_view(data: bytes) -> None:
    """Check it against the log's key."""
    key = MemoryLog().verifier
    SplitView.read(data, where="x").check(KeyHistory.of_keys(key.name, [key]))


@cache
def keys_request() -> bytes:
    """A request to cosign that brings the event of a new key."""
    log, size = _rotated()
    events = key_events(log, len(log.entries))
    request = AddCheckpoint(size, log.prove_growth(size, len(log.entries)), log.checkpoint())
    return canonical_bytes(AddKeys(request, events).to_json())


def _rotated() -> tuple[MemoryKeptLog, int]:
    """A log whose key was changed, and its size before."""
    log = MemoryKeptLog(OLD)
    log.append([Draft(EntryKind.USE, ANNA, {})])
    size = len(log.entries)
    log.change_keys(KeyEvent(Deed.ROTATE, Role.LOG, NEW.verifier), NEW)
    log.signer = NEW
    return log, size


def read_keys_request(data: bytes) -> None:
    """Judge it; no other key than the sound one is followed, and nothing else is cosigned."""
    before = MemoryKeptLog(OLD)
    before.append([Draft(EntryKind.USE, ANNA, {})])
    known = {OLD.verifier.name: KnownLog((OLD.verifier,))}
    verdict, followed = judge_keys(data, known, {OLD.verifier.name: before.checkpoint()})
    assert (verdict.cosign is not None) == (followed is not None) == (verdict.status == OK)
    if verdict.cosign is not None and followed is not None and followed.history is not None:
        assert verdict.cosign.text == Note.parse(AddKeys.read(keys_request()).request.note).text
        assert followed.history.keys_at(9, Role.LOG) == (NEW.verifier,), "another key is followed"
    else:
        AddKeys.read(data)  # so that a request that is none counts as refused


@cache
def cosigned() -> bytes:
    """What is kept beside a log."""
    note = read_receipt(rotated_receipt(), where="x").checkpoint
    return canonical_bytes(CosignedCheckpoint(note, b"token").to_json())


def read_cosigned(data: bytes) -> None:
    """Read it, and write it again."""
    kept = CosignedCheckpoint.read(data, where="x")
    assert CosignedCheckpoint.read(canonical_bytes(kept.to_json()), where="x") == kept


@cache
def timestamp() -> tuple[bytes, Rfc3161Reader, bytes]:
    """A token that a test's authority made once, what checks it, and what it is about."""
    sound = json.loads((SOUND / "timestamp.json").read_bytes())
    reader = timestamp_reader(sound["root"].encode(), None, where="x")
    return decode(sound["token"], what="a token"), reader, sound["stamped"].encode()


def read_timestamp(data: bytes) -> None:
    """Check it: where it is believed, it says the same time by the same authority."""
    token, reader, stamped = timestamp()
    assert reader.read(data, stamped) == reader.read(token, stamped), "another time is believed"
