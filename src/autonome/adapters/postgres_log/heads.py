"""Heads of threads: where a thread stands, and how it is known whether a record was made with the keyring.

The app may put anything into the database that the functions for it let through; what counts is what carries a *code*:
an HMAC under a key of the keyring's, over thread, step, number, commitment and opening. What has none is not linked to
by who adds behind it (`adding.lock_heads`), and gets no place (`rounds`). A *slip* is what the database gives of a
record to check that: what the code is made over, the opening as its digest, and the *mark*, a digest of the code. The
code itself it gives to no caller: whoever reads a record in a transaction that is undone could submit it again.

Steps and numbers part where something was set aside: that has a step, which was taken by whoever submitted it, and no
number, so that the thread has no gap and its head need not be moved back.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from autonome.ledger import Thread

_CODED = struct.Struct(">32sqq32s32s")
"""Name of the thread, step, number, commitment, SHA-256 of the opening."""

_MARK_BYTES = 16
"""Of a digest by which a code is known: 128 bits, as the code has."""

_SLIP_BYTES = _CODED.size + _MARK_BYTES

HEADS_HELD = 4096
"""Heads remembered: some hundred bytes each (our own judgement: those to whom something is added again and again)."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What the database says of a record.

    Args:
        coded: what the code is made over.
        mark: of its code, whether that holds or not.
    """

    coded: bytes
    mark: bytes

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Cut one into its parts."""
        return cls(data[: _CODED.size], data[_CODED.size :])

    @classmethod
    def every(cls, data: bytes) -> list[Self]:
        """Read those that stand one after the other."""
        return [cls.read(data[at : at + _SLIP_BYTES]) for at in range(0, len(data), _SLIP_BYTES)]

    @property
    def said(self) -> tuple[int, bytes]:
        """Number of the record in its thread, and its commitment."""
        _, _, sequence, commitment, _ = _CODED.unpack(self.coded)
        return sequence, commitment


def mark_of(code: bytes) -> bytes:
    """What a code is known by in the database: who has the mark has not the code."""
    return hashlib.sha256(code).digest()[:_MARK_BYTES]


def coded(name: bytes, step: int, sequence: int, commitment: bytes, opening: bytes) -> bytes:
    """What a record's code is made over.

    Args:
        name: of its thread in the database.
        step: its place in the order of submission to the thread.
        sequence: its number among the thread's records that count.
        commitment: 32 bytes.
        opening: as it stands in the database.
    """
    return _CODED.pack(name, step, sequence, commitment, hashlib.sha256(opening).digest())


@dataclass(frozen=True, slots=True)
class Head:
    """Where a thread stands.

    Args:
        name: of the thread in the database.
        number: of the thread there.
        closed: whether the person was erased.
        steps: records that were ever submitted to it, what is pending and what was set aside included.
        mark: of the newest of these; None where there is none.
        count: records that count, pending ones included.
        newest: commitment of the newest that counts; None where there is none.
        place: where that one stands on the log; None where it is pending, or there is none.
    """

    name: bytes
    number: int
    closed: bool
    steps: int
    mark: bytes | None
    count: int = 0
    newest: bytes | None = None
    place: int | None = None

    def on(self, newest: Slip, place: int | None) -> Head:
        """The same, with the newest record that counts."""
        sequence, commitment = newest.said
        return Head(self.name, self.number, self.closed, self.steps, self.mark, sequence + 1, commitment, place)

    def after(self, added: int, mark: bytes, commitment: bytes) -> Head:
        """The head when records were added, by the newest of them."""
        return Head(self.name, self.number, self.closed, self.steps + added, mark, self.count + added, commitment)


class HeadMemory:
    """Heads as this process saw them last: who adds behind one that still stands so need not read it first.

    Only what was committed is remembered: a mark alone says nothing of that.
    """

    def __init__(self) -> None:
        self._held: dict[Thread, Head] = {}

    def of(self, thread: Thread) -> Head | None:
        """A thread's head, if there is anything behind which to add."""
        return self._held.get(thread)

    def keep(self, heads: Mapping[Thread, Head]) -> None:
        """Remember heads as they were committed, but for those of which a newer one is remembered."""
        if len(self._held) + len(heads) > HEADS_HELD:
            self._held = {}
        for thread, head in heads.items():
            held = self._held.get(thread)
            if head.mark is not None and not head.closed and (held is None or held.steps < head.steps):
                self._held[thread] = head

    def forget(self, thread: Thread) -> None:
        """Remember a head no longer: it has moved."""
        self._held.pop(thread, None)
