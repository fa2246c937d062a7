"""Fakes of the ledger's ports: a key made of a seed, a clock that is set, salts that can be foreseen, a log in memory.

The contract suite (`tests/integration/test_log_contract.py`) runs on this log and on the real one alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from autonome.kernel import InputError, Instant, Sha256, SubjectId, canonical_bytes, sha256_hex
from autonome.ledger import (
    ED25519,
    SALT_BYTES,
    Checkpoint,
    Deed,
    Draft,
    EntryKind,
    ErasedError,
    Erasure,
    KeyEvent,
    KeyHistory,
    LogMovedError,
    Note,
    Opening,
    Payload,
    Recorded,
    Role,
    Signature,
    SignedKeyEvent,
    Signer,
    Thread,
    Tombstone,
    VerifierKey,
    consistency_proof,
    inclusion_proof,
    refuse_kinds_of_the_log,
    root_from_leaves,
)

SET = Instant.parse("2026-03-01T10:00:00Z").seconds
"""Where the clock stands."""


class SeededSigner:
    """A key made of a seed."""

    def __init__(self, name: str = "test.example/log", seed: int = 1, algorithm: int = ED25519) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"%d" % seed).digest())
        self.verifier = VerifierKey(name, algorithm, self.key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message)

    def line(self, text: str) -> Signature:
        return Signature(self.verifier.name, self.verifier.id, self.sign(text.encode()))

    def cosign(self, text: str, seconds: int = SET + 5) -> Signature:
        value = self.sign(b"cosignature/v1\ntime %d\n" % seconds + text.encode())
        return Signature(self.verifier.name, self.verifier.id, seconds.to_bytes(8, "big") + value)


class SetClock:
    """A clock that stands still."""

    def __init__(self, instant: str = "2026-03-01T10:00:00Z") -> None:
        self.instant = Instant.parse(instant)

    def now(self) -> Instant:
        return self.instant


class ForeseenEntropy:
    """Different bytes each time, the same in each run."""

    def __init__(self) -> None:
        self.drawn = 0

    def token(self, length: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_256(b"%d" % self.drawn).digest(length)


class MemoryLog:
    """A log in memory, written as plainly as can be; what it may be asked for as a `KeptLog` is in `MemoryKeptLog`."""

    def __init__(self, signer: SeededSigner | None = None) -> None:
        self.signer = signer or SeededSigner()
        self.clock = SetClock()
        self.entropy = ForeseenEntropy()
        self.entries: list[Recorded] = []
        self.erased: dict[SubjectId, Recorded] = {}

    @property
    def verifier(self) -> VerifierKey:
        return self.signer.verifier

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        later = [] if unchanged_since is None else self.entries[unchanged_since:]
        if {entry.payload.thread for entry in later} & {draft.thread for draft in drafts}:
            raise LogMovedError("the log has grown since it was read")
        if self.erased.keys() & {draft.subject for draft in drafts if draft.kind.opening is Opening.PERSON}:
            raise ErasedError("what this log held of the person was erased")
        before = len(self.entries)
        threads: dict[Thread, list[Recorded]] = {}
        for entry in self.entries:
            threads.setdefault(entry.payload.thread, []).append(entry)
        for draft in drafts:
            canonical_bytes(draft.body)
            mine = threads.setdefault(draft.thread, [])
            previous = Sha256(mine[-1].leaf.hex()) if mine else None
            now = self.clock.now()
            payload = Payload(self.verifier.name, draft.kind, draft.subject, len(mine), previous, now, draft.body)
            mine.append(Recorded(len(self.entries), self.entropy.token(SALT_BYTES), payload))
            self.entries.append(mine[-1])
        return tuple(self.entries[before:])

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        if subject in self.erased:
            raise ErasedError("what this log held of the person was erased")
        return self._held(Thread.of_person(subject), kind)

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        public = (entry for entry in self.entries if entry.payload.kind.opening is Opening.PUBLIC)
        return tuple(entry for entry in public if kind is None or entry.payload.kind is kind)

    def _held(self, thread: Thread, kind: EntryKind | None) -> tuple[Recorded, ...]:
        mine = (entry for entry in self.entries if entry.payload.thread == thread)
        return tuple(entry for entry in mine if kind is None or entry.payload.kind is kind)

    def checkpoint(self) -> str:
        leaves = [entry.leaf for entry in self.entries]
        text = Checkpoint(self.verifier.name, len(leaves), root_from_leaves(leaves)).text
        return str(Note(text, (self.signer.line(text),)))

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        leaves = [entry.leaf for entry in self.entries[:size]]
        return inclusion_proof(index, size, lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level]))


class MemoryKeptLog(MemoryLog):
    """The same with its keys and with erasing; like every log that is kept, it begins with its first key."""

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        refuse_kinds_of_the_log(drafts)
        if drafts and not self.entries:
            self.begin()
        return super().append(drafts, unchanged_since=unchanged_since)

    def begin(self, recovery: Signer | None = None) -> KeyHistory:
        if self.public_entries(EntryKind.KEY):
            raise InputError("the log has begun already")
        named = None if recovery is None else recovery.verifier
        event = KeyEvent(Deed.BEGIN, Role.LOG, self.verifier, named)
        return self.change_keys(event, *([] if recovery is None else [recovery]))

    def key_history(self) -> KeyHistory:
        return KeyHistory.follow(self.verifier.name, self.public_entries(EntryKind.KEY))

    def change_keys(self, event: KeyEvent, *signers: Signer) -> KeyHistory:
        history = self.key_history()
        drafted = SignedKeyEvent.sign(event, history.next_place, self.signer, *signers).draft()
        before = len(self.entries)
        (recorded,) = super().append([drafted])
        try:
            return history.after(recorded)
        except Exception:
            del self.entries[before:]
            raise

    def prove_growth(self, older: int, newer: int) -> tuple[bytes, ...]:
        leaves = [entry.leaf for entry in self.entries[:newer]]
        if not older:
            return ()
        return consistency_proof(
            older, newer, lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level])
        )

    def institution_entries(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        return self._held(Thread(Opening.INSTITUTION, subject), kind)

    def erase(self, subject: SubjectId, erasure: Erasure) -> Recorded:
        if subject not in self.erased:
            closed = self.entries_of(subject)
            person = sha256_hex(f"a fake's pseudonym of {subject}".encode())
            if not self.entries:
                self.begin()
            (self.erased[subject],) = super().append([Tombstone(person, len(closed), erasure).draft()])
        return self.erased[subject]
