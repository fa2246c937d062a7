"""Fakes of the ledger's ports: a key made of a seed, a clock that is set, salts that can be foreseen, a log in memory.

The contract suite (`tests/integration/test_log_contract.py`) runs on this log and on the real one alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from autonome.kernel import Instant, Sha256, SubjectId
from autonome.ledger import (
    ED25519,
    SALT_BYTES,
    Checkpoint,
    Draft,
    EntryKind,
    LogMovedError,
    Note,
    Payload,
    Recorded,
    Signature,
    VerifierKey,
    inclusion_proof,
    root_from_leaves,
)


class SeededSigner:
    """A key made of a seed."""

    def __init__(self, name: str = "test.example/log", seed: int = 1, algorithm: int = ED25519) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"%d" % seed).digest())
        self.verifier = VerifierKey(name, algorithm, self.key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message)

    def line(self, text: str) -> Signature:
        return Signature(self.verifier.name, self.verifier.id, self.sign(text.encode()))

    def cosign(self, text: str, seconds: int = 1_700_000_000) -> Signature:
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
    """A log in memory, written as plainly as can be."""

    def __init__(self, signer: SeededSigner | None = None) -> None:
        self.signer = signer or SeededSigner()
        self.clock = SetClock()
        self.entropy = ForeseenEntropy()
        self.entries: list[Recorded] = []

    @property
    def verifier(self) -> VerifierKey:
        return self.signer.verifier

    def append(self, drafts: Sequence[Draft], *, unchanged_since: int | None = None) -> tuple[Recorded, ...]:
        later = [] if unchanged_since is None else self.entries[unchanged_since:]
        if {entry.payload.subject for entry in later} & {draft.subject for draft in drafts}:
            raise LogMovedError("the log has grown since it was read")
        before = len(self.entries)
        for draft in drafts:
            mine = self.entries_of(draft.subject)
            previous = Sha256(mine[-1].leaf.hex()) if mine else None
            now = self.clock.now()
            payload = Payload(self.verifier.name, draft.kind, draft.subject, len(mine), previous, now, draft.body)
            self.entries.append(Recorded(len(self.entries), self.entropy.token(SALT_BYTES), payload))
        return tuple(self.entries[before:])

    def entries_of(self, subject: SubjectId, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        mine = (entry for entry in self.entries if entry.payload.subject == subject)
        return tuple(entry for entry in mine if kind is None or entry.payload.kind is kind)

    def checkpoint(self) -> str:
        leaves = [entry.leaf for entry in self.entries]
        text = Checkpoint(self.verifier.name, len(leaves), root_from_leaves(leaves)).text
        return str(Note(text, (self.signer.line(text),)))

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        leaves = [entry.leaf for entry in self.entries[:size]]
        return inclusion_proof(index, size, lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level]))
