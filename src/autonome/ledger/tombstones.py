"""Tombstones: the record of an erasure, which outlasts it.

Erasing a person destroys key, salts and payloads. What remains is one entry of the institution's: that it was done,
when it was decided, on what ground, and how many entries it closed. It never says what they held, and names the person
by the pseudonym under which the key lay, so that nobody without the keyring can tell whom.

A backup that is put back may hold what was erased after it was made. So whoever restores replays the tombstones first:
`outstanding` says what has still to be destroyed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from autonome.kernel import InputError, Instant, Json, SubjectId
from autonome.ledger.entries import Draft, EntryKind, Payload
from autonome.ledger.errors import FormatError

ERASURES = SubjectId("erasures")
"""The one thread of all tombstones of a log."""

MAX_GROUND = 400
"""Longest ground, in characters: a provision and a file number, never a story."""

_PSEUDONYM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was decided.

    Args:
        ground: the provision or the reason, such as ``GDPR Art. 17(1)(b)``; nothing personal.
        decided_at: when it was decided.

    Raises:
        FormatError: no ground, or a story.
    """

    ground: str
    decided_at: Instant

    def __post_init__(self) -> None:
        if not 0 < len(self.ground) <= MAX_GROUND or not self.ground.isprintable():
            raise FormatError(f"an erasure states its ground in one line of at most {MAX_GROUND} characters")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An erasure as it stands on the log.

    Args:
        person: pseudonym of the erased person, 64 hexadecimal digits.
        entries: how many of the person's entries it closed.
        erasure: what was decided.

    Raises:
        FormatError: no pseudonym, or a negative number.
    """

    person: str
    entries: int
    erasure: Erasure

    def __post_init__(self) -> None:
        if not _PSEUDONYM.fullmatch(self.person) or self.entries < 0:
            raise FormatError("a tombstone names a pseudonym and a number of entries")

    def draft(self) -> Draft:
        """What is to be recorded."""
        body: dict[str, Json] = {
            "person": self.person,
            "entries": self.entries,
            "ground": self.erasure.ground,
            "decided_at": str(self.erasure.decided_at),
        }
        return Draft(EntryKind.TOMBSTONE, ERASURES, body)

    @classmethod
    def read(cls, payload: Payload) -> Tombstone:
        """Read the tombstone of an entry.

        Raises:
            FormatError: it is none.
        """
        match payload.body:
            case {
                "person": str(person), "entries": int(entries), "ground": str(ground), "decided_at": str(at), **rest,
            } if not rest and type(entries) is int and _is_tombstone(payload):  # fmt: skip
                return cls(person, entries, Erasure(ground, _instant(at)))
        raise FormatError("a tombstone does not have exactly its four members, each of its type")


def outstanding(tombstones: Iterable[Tombstone], destroyed: Container[str]) -> tuple[Tombstone, ...]:
    """Erasures that have not been carried out where somebody looks.

    Args:
        tombstones: all of a log, also those that a backup does not hold.
        destroyed: pseudonyms of those whose keys are destroyed here.
    """
    latest = {tombstone.person: tombstone for tombstone in tombstones}
    return tuple(tombstone for person, tombstone in latest.items() if person not in destroyed)


def _is_tombstone(payload: Payload) -> bool:
    return payload.kind is EntryKind.TOMBSTONE and payload.subject == ERASURES


def _instant(text: str) -> Instant:
    try:
        return Instant.parse(text)
    except InputError as error:
        raise FormatError(f"{text[:32]!r} is no time", mend=error.mend) from error
