"""Entries: what stands on the log, and what is kept beside it.

An entry is 48 bytes: a name of this format and a commitment, HMAC-SHA-256 of the sealed payload's canonical JSON
under a random salt of 256 bits. Every entry has this one size, so that neither length nor content tells anything; who
holds salt and payload can show what was recorded, and once salt and payload are destroyed the entry says nothing
more about anybody.

The payload numbers the entries of each person and names the leaf hash of the one before: an entry that is left out
of somebody's timeline leaves a gap. It names its log, so that it cannot be replayed on another.

Who can open an entry is decided by its kind (`Opening`), and by nothing else: what is a person's is sealed under that
person's key and gone with it; what is the institution's is about nobody in particular, or must outlast an erasure;
what is public has salt and payload published beside the log. All three look the same on it. Numbers and links run
within one `Thread`: entries of one opening about one subject.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import InputError, Instant, Json, Sha256, SubjectId, canonical_bytes, canonical_text
from autonome.ledger.errors import FormatError
from autonome.ledger.hashing import HASH_BYTES, leaf_hash

ENTRY_PREFIX = b"autonome-entry/1"
"""Names the format and its version inside the hashed bytes."""

SALT_BYTES = 32
"""Length of a salt: 256 bits, the security level of the HMAC."""

ENTRY_BYTES = len(ENTRY_PREFIX) + HASH_BYTES
"""Length of every entry."""


class Opening(StrEnum):
    """Who holds what opens an entry."""

    PERSON = "person"
    """Sealed under the person's key; destroying that key erases it."""

    INSTITUTION = "institution"
    """Sealed under the institution's evidence key."""

    PUBLIC = "public"
    """Salt and payload are published beside the log."""


class EntryKind(StrEnum):
    """What an entry records."""

    CONSENT = "consent"
    DECISION = "decision"
    USE = "use"
    DISCLOSURE = "disclosure"
    RIGHT = "right"
    """What a person asked for by right, and what became of it."""

    EVIDENCE = "evidence"
    """That such a request was dealt with: outlasts the person's erasure, and says nothing of what there was."""

    RELEASE = "release"
    BUDGET = "budget"
    APPLICATION = "application"
    VOTE = "vote"
    AGREEMENT = "agreement"
    INCIDENT = "incident"
    TOMBSTONE = "tombstone"
    TRIAL = "trial"
    AMENDMENT = "amendment"
    KNOWLEDGE = "knowledge"
    KEY = "key"
    STEWARDSHIP = "stewardship"

    @property
    def opening(self) -> Opening:
        """Who can open an entry of this kind."""
        return _OPENINGS[self]


_OPENINGS = {
    EntryKind.CONSENT: Opening.PERSON,
    EntryKind.DECISION: Opening.PERSON,
    EntryKind.USE: Opening.PERSON,
    EntryKind.DISCLOSURE: Opening.PERSON,
    EntryKind.RIGHT: Opening.PERSON,
    EntryKind.EVIDENCE: Opening.INSTITUTION,
    EntryKind.RELEASE: Opening.INSTITUTION,
    EntryKind.BUDGET: Opening.INSTITUTION,
    EntryKind.APPLICATION: Opening.INSTITUTION,
    EntryKind.VOTE: Opening.INSTITUTION,
    EntryKind.AGREEMENT: Opening.INSTITUTION,
    EntryKind.INCIDENT: Opening.INSTITUTION,
    EntryKind.TOMBSTONE: Opening.INSTITUTION,
    EntryKind.TRIAL: Opening.PUBLIC,
    EntryKind.AMENDMENT: Opening.PUBLIC,
    EntryKind.KNOWLEDGE: Opening.PUBLIC,
    EntryKind.KEY: Opening.PUBLIC,
    EntryKind.STEWARDSHIP: Opening.INSTITUTION,
}


@dataclass(frozen=True, slots=True)
class Thread:
    """Entries that are numbered and linked together.

    A patient who is called like a matter of the institution's does not meet it: the opening keeps them apart.

    Args:
        opening: who can open them.
        subject: what they are about.
    """

    opening: Opening
    subject: SubjectId

    @classmethod
    def of_person(cls, subject: SubjectId) -> Thread:
        """All that is recorded of one person."""
        return cls(Opening.PERSON, subject)


@dataclass(frozen=True, slots=True)
class Draft:
    """What shall be recorded; the log adds number, link and time.

    Args:
        kind: of entry.
        subject: the person concerned; or the matter, such as a trial, where the kind is not a person's.
        body: what happened, as JSON.
    """

    kind: EntryKind
    subject: SubjectId
    body: Mapping[str, Json]

    @property
    def thread(self) -> Thread:
        """In which it will be numbered and linked."""
        return Thread(self.kind.opening, self.subject)


_BY_THE_LOG = frozenset({EntryKind.KEY, EntryKind.TOMBSTONE})


def refuse_kinds_of_the_log(drafts: Iterable[Draft]) -> None:
    """Let pass only what callers may record; key events and tombstones are recorded by the log, with their deed.

    Raises:
        FormatError: one is of such a kind.
    """
    for draft in drafts:
        if draft.kind in _BY_THE_LOG:
            raise FormatError(f"an entry of the kind {draft.kind!r} is recorded by the log itself")


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry commits to.

    Args:
        log: origin of the log.
        kind: of entry.
        subject: the person or the matter concerned.
        sequence: number of this entry in its thread on this log, from 0.
        previous: leaf hash of the thread's entry before, or None for the first.
        recorded_at: when it was recorded.
        body: what happened.
    """

    log: str
    kind: EntryKind
    subject: SubjectId
    sequence: int
    previous: Sha256 | None
    recorded_at: Instant
    body: Mapping[str, Json]

    @property
    def thread(self) -> Thread:
        """In which it is numbered and linked."""
        return Thread(self.kind.opening, self.subject)

    def to_json(self) -> dict[str, Json]:
        """Write the sealed payload."""
        return {
            "log": self.log,
            "kind": str(self.kind),
            "subject": self.subject,
            "sequence": self.sequence,
            "previous": self.previous,
            "recorded_at": str(self.recorded_at),
            "body": self.body,
        }

    def written(self) -> bytes:
        """The canonical bytes of `to_json`: its members in their order, so that only the body is searched.

        Raises:
            AutonomeError: it cannot be written canonically.
        """
        previous = "null" if self.previous is None else canonical_text(self.previous)
        behind = (
            f',"kind":"{self.kind}","log":{canonical_text(self.log)},"previous":{previous},"recorded_at":'
            f'"{self.recorded_at}","sequence":{self.sequence},"subject":{canonical_text(self.subject)}}}'
        )
        return b'{"body":' + canonical_bytes(self.body) + behind.encode()

    @classmethod
    def from_json(cls, value: Json) -> Payload:
        """Read a sealed payload.

        Raises:
            FormatError: not exactly the seven members, each of its type.
        """
        match value:
            case {
                "log": str(log), "kind": str(kind), "subject": str(subject), "sequence": int(sequence),
                "previous": str() | None as previous, "recorded_at": str(recorded_at), "body": Mapping() as body,
                **rest,
            } if not rest and _is_link(sequence, previous):  # fmt: skip
                link = None if previous is None else Sha256(previous)
                return cls(log, _kind(kind), SubjectId(subject), sequence, link, _instant(recorded_at), body)
        raise FormatError("a payload does not have exactly its seven members, each of its type")


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry on a log, with what opens it.

    Args:
        index: on the log, from 0.
        salt: 32 bytes, secret to those entitled to the payload.
        payload: what it commits to.
    """

    index: int
    salt: bytes
    payload: Payload

    @property
    def entry(self) -> bytes:
        """The 48 bytes on the log."""
        return ENTRY_PREFIX + commit(self.payload.to_json(), self.salt)

    @property
    def leaf(self) -> bytes:
        """Leaf hash of the entry."""
        return leaf_hash(self.entry)


def commit(payload: Json, salt: bytes) -> bytes:
    """HMAC-SHA-256 of the canonical payload under the salt.

    Args:
        payload: JSON without floats.
        salt: exactly 32 bytes: HMAC pads shorter keys with zeroes, and two salts must never mean the same.

    Raises:
        FormatError: a salt of another length.
    """
    return commit_written(canonical_bytes(payload), salt)


def commit_written(payload: bytes, salt: bytes) -> bytes:
    """The same for a payload that is written already, in canonical form."""
    if len(salt) != SALT_BYTES:
        raise FormatError(f"a salt has {SALT_BYTES} bytes, this one has {len(salt)}")
    return hmac.digest(salt, payload, "sha256")


def _is_link(sequence: int, previous: str | None) -> bool:
    """Whether number and link fit: the first entry has no link, every later one has; a boolean is no number."""
    return type(sequence) is int and sequence >= 0 and (previous is None) == (sequence == 0)


def _kind(text: str) -> EntryKind:
    try:
        return EntryKind(text)
    except ValueError as error:
        raise FormatError(f"{text[:24]!r} is no kind of entry") from error


def _instant(text: str) -> Instant:
    try:
        instant = Instant.parse(text)
    except InputError as error:
        raise FormatError(f"{text[:32]!r} is no time", mend=error.mend) from error
    if str(instant) != text:
        raise FormatError(f"the time {text[:32]!r} is not written in UTC with whole seconds")
    return instant
