"""Sound files that pass between logs, witnesses and verifiers, the same in each run, and what reads them."""

from __future__ import annotations

import json
from functools import cache

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
from autonome.ledger.gossip import SplitView, evidence
from autonome.ledger.witnessing import OK, AddCheckpoint, KnownLog, judge
from tests.fakes.ledger import MemoryKeptLog, MemoryLog, SeededSigner

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
