"""Timelines: whether the entries of one thread are all there, once, and in their order.

Each entry has a number in its thread and names the leaf hash of the one before (`entries`). Who holds the opened
entries of a person, or of a public thread, can see without trusting anybody whether one was left out (a gap), whether
two stand in one place (a fork: a history for each reader), or whether their order on the log is not that of their
numbers. What cannot be seen is an end that was cut off: the newest entry is held by a receipt, or a
reader's memory (`newest_seen`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from autonome.ledger.entries import Recorded
from autonome.ledger.errors import VerificationError


class Fault(StrEnum):
    """What is wrong with a timeline."""

    GAP = "gap"
    """A number is missing."""

    FORK = "fork"
    """Two entries have one number."""

    REORDERED = "reordered"
    """A later entry on the log has a lower number."""

    BROKEN = "broken"
    """An entry does not name the leaf of the one before."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    Args:
        fault: of which kind.
        index: of the entry at which it shows.
    """

    fault: Fault
    index: int

    def __str__(self) -> str:
        """In words."""
        return _WORDS[self.fault].format(index=self.index)


_WORDS = {
    Fault.GAP: "entries are missing before entry {index}",
    Fault.FORK: "entry {index} stands in the place of another",
    Fault.REORDERED: "entry {index} has a lower number than one before it",
    Fault.BROKEN: "entry {index} does not follow the one before it",
}


def faults_in(entries: Iterable[Recorded]) -> tuple[Finding, ...]:
    """What is wrong with the opened entries of one thread; nothing, where they are whole from its first one on.

    Args:
        entries: of one thread, in any order; the same entry twice counts once.

    Raises:
        VerificationError: they are of several threads, or of several logs.
    """
    return tuple(_faults(_ordered(entries)))


def timeline_of(entries: Iterable[Recorded]) -> tuple[Recorded, ...]:
    """Put the opened entries of one thread in their order, and insist that none is missing.

    Raises:
        VerificationError: there is a gap, a fork, another order or a broken link; or they are of several threads.
    """
    ordered = _ordered(entries)
    faults = faults_in(ordered)
    if faults:
        raise VerificationError(f"the timeline does not hold: {'; '.join(map(str, faults))}")
    return tuple(ordered)


def _ordered(entries: Iterable[Recorded]) -> list[Recorded]:
    """In log order, each once."""
    ordered = sorted({(entry.index, entry.leaf): entry for entry in entries}.values(), key=lambda entry: entry.index)
    if len({(entry.payload.log, entry.payload.thread) for entry in ordered}) > 1:
        raise VerificationError("the entries are not of one thread of one log")
    return ordered


def _faults(ordered: list[Recorded]) -> Iterator[Finding]:
    if ordered and ordered[0].payload.sequence > 0:
        yield Finding(Fault.GAP, ordered[0].index)
    for before, after in pairwise(ordered):
        step = after.payload.sequence - before.payload.sequence
        if step != 1:
            yield Finding(Fault.GAP if step > 1 else Fault.FORK if step == 0 else Fault.REORDERED, after.index)
        elif after.payload.previous != before.leaf.hex():
            yield Finding(Fault.BROKEN, after.index)
