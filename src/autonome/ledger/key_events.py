"""Key events: what is recorded, in public, of the keys of a log, and by whom it must be signed.

An event is a public entry. Its body states the deed and carries signatures over it; what is signed names the log, the
number of the event and the leaf of the event before, so that no event fits in another place or on another log. It
takes effect with the first tree that holds it.

The table `_RULES` is the whole rule of who may do what. What follows from a history of events is in `key_history`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import Json, Sha256, SubjectId, canonical_bytes
from autonome.ledger.checkpoints import MAX_SIZE
from autonome.ledger.entries import Draft, EntryKind, Payload
from autonome.ledger.errors import FormatError
from autonome.ledger.notes import COSIGNATURE, ED25519, Note, Signature, VerifierKey
from autonome.ledger.ports import Signer

KEYS = SubjectId("keys")
"""The one thread of all key events of a log."""

HEADER = "autonome-key-event/1"
"""Begins what is signed: no checkpoint, and no other statement, begins so."""

MAX_EVENT_SIGNATURES = 4
"""Most signature lines read in one event: no deed needs more than two."""


class Role(StrEnum):
    """What a key is for."""

    LOG = "log"
    """Signs checkpoints."""

    RECOVERY = "recovery"
    """Names the next key of the log after a loss or a theft; kept apart from it."""

    WITNESS = "witness"
    """Of a witness whose cosignatures this log asks for."""

    EVIDENCE = "evidence"
    """Signs dossiers of evidence."""

    MINTER = "minter"
    """Signs permits."""


class Deed(StrEnum):
    """What an event does."""

    BEGIN = "begin"
    """Names the log's first key, and perhaps the key for recovery."""

    ROTATE = "rotate"
    """Puts a new key in the place of the one of its role."""

    RECOVER = "recover"
    """Puts a new key of the log in the place of one that is lost or stolen."""

    ENROL = "enrol"
    """Names one more key of a role that has several."""

    REVOKE = "revoke"
    """Ends a key; the log's own, without a next one, closes the log."""


class By(StrEnum):
    """Whose signature an event needs."""

    NEW = "new"
    """Of the key that it names: proof that its owner holds it."""

    LOG = "log"
    """Of the key of the log that holds until then."""

    RECOVERY = "recovery"
    """Of the key for recovery."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who must sign a deed.

    Args:
        signed_by: sets of signatures, of which one must be complete.
        names_new: whether the event names a key that was not there before.
    """

    signed_by: tuple[frozenset[By], ...]
    names_new: bool = True


_NEW_BY_LOG = Rule((frozenset({By.LOG, By.NEW}),))
_ENDED = Rule((frozenset({By.LOG}), frozenset({By.RECOVERY})), names_new=False)

_RULES: Mapping[tuple[Deed, Role], Rule] = {
    (Deed.BEGIN, Role.LOG): Rule((frozenset({By.NEW}),)),  # and by the key for recovery, where one is named
    (Deed.ROTATE, Role.LOG): _NEW_BY_LOG,
    # Who stole the log's key must not be able to take its recovery away.
    (Deed.ROTATE, Role.RECOVERY): Rule((frozenset({By.RECOVERY, By.NEW}),)),
    (Deed.RECOVER, Role.LOG): Rule((frozenset({By.RECOVERY, By.NEW}),)),
    (Deed.ENROL, Role.WITNESS): Rule((frozenset({By.LOG}),)),  # a witness proves its key with each cosignature
    (Deed.ENROL, Role.EVIDENCE): _NEW_BY_LOG,
    (Deed.ENROL, Role.MINTER): _NEW_BY_LOG,
    (Deed.REVOKE, Role.LOG): _ENDED,
    (Deed.REVOKE, Role.WITNESS): _ENDED,
    (Deed.REVOKE, Role.EVIDENCE): _ENDED,
    (Deed.REVOKE, Role.MINTER): _ENDED,
}


_STATE_UNTIL = frozenset({Deed.RECOVER, Deed.REVOKE})


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """A deed about one key.

    Args:
        deed: what is done.
        role: of the key.
        key: that is named, or ended.
        recovery: named at the beginning; else None.
        until: where a key is recovered or revoked, the largest tree size at which the one that ends still holds: a
            small one makes void what a thief signed since. None for the tree before the event, or, for the last key
            of a log that is closed, the tree that ends with it.

    Raises:
        FormatError: no rule allows that deed for that role, the key is of another type, or a part does not belong.
    """

    deed: Deed
    role: Role
    key: VerifierKey
    recovery: VerifierKey | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        if (self.deed, self.role) not in _RULES:
            raise FormatError(f"there is no way to {self.deed} a key of the role {self.role!r}")
        if self.key.algorithm != (COSIGNATURE if self.role is Role.WITNESS else ED25519):
            raise FormatError(f"the key of {self.key.name[:40]!r} is of the wrong type for the role {self.role!r}")
        if self.recovery is not None and (self.deed is not Deed.BEGIN or self.recovery.algorithm != ED25519):
            raise FormatError("a key for recovery is an Ed25519 key, and is named at the beginning alone")
        if self.until is not None and (self.deed not in _STATE_UNTIL or not 0 <= self.until <= MAX_SIZE):
            raise FormatError("this event cannot say until when a key holds, or states no tree size")

    @property
    def rule(self) -> Rule:
        """Who must sign it."""
        return _RULES[self.deed, self.role]

    def text(self, log: str, sequence: int, previous: Sha256 | None) -> str:
        """What is signed.

        Args:
            log: origin of the log.
            sequence: number of the event, from 0.
            previous: leaf hash of the event before.
        """
        place: dict[str, Json] = {"log": log, "sequence": sequence, "previous": previous}
        return f"{HEADER}\n{canonical_bytes(place | self.to_json()).decode()}\n"

    def to_json(self) -> dict[str, Json]:
        """Write the deed."""
        return {
            "deed": str(self.deed),
            "role": str(self.role),
            "key": str(self.key),
            "recovery": None if self.recovery is None else str(self.recovery),
            "until": self.until,
        }


Place = tuple[str, int, Sha256 | None]
"""Where an event stands: origin of the log, number of the event, leaf hash of the event before."""


@dataclass(frozen=True, slots=True)
class SignedKeyEvent:
    """A key event with its signatures; whether they hold and suffice, `key_history` says.

    Args:
        event: the deed.
        signatures: over `KeyEvent.text`.
    """

    event: KeyEvent
    signatures: tuple[Signature, ...]

    @classmethod
    def sign(cls, event: KeyEvent, place: Place, *signers: Signer) -> SignedKeyEvent:
        """Sign a deed for its place among the events of a log.

        Args:
            event: the deed.
            place: origin, number and link, as the log will give them.
            signers: who signs.
        """
        text = event.text(*place)
        signed = (Signature(by.verifier.name, by.verifier.id, by.sign(text.encode())) for by in signers)
        return cls(event, tuple(signed))

    def draft(self) -> Draft:
        """What is to be recorded."""
        lines: list[Json] = [str(signature).removesuffix("\n") for signature in self.signatures]
        return Draft(EntryKind.KEY, KEYS, self.event.to_json() | {"signatures": lines})

    def note(self, payload: Payload) -> Note:
        """The signed text of an event that stands in this entry."""
        return Note(self.event.text(payload.log, payload.sequence, payload.previous), self.signatures)

    @classmethod
    def read(cls, payload: Payload) -> SignedKeyEvent:
        """Read the event of an entry.

        Raises:
            FormatError: it is none.
        """
        match payload.body:
            case {
                "deed": str(deed), "role": str(role), "key": str(key), "recovery": str() | None as recovery,
                "until": int() | None as until, "signatures": list(lines) | tuple(lines), **rest,
            } if not rest and type(until) is not bool and _is_key_entry(payload):  # fmt: skip
                named = None if recovery is None else VerifierKey.parse(recovery)
                event = KeyEvent(_deed(deed), _role(role), VerifierKey.parse(key), named, until)
                return cls(event, _signatures(lines))
        raise FormatError("a key event does not have exactly its six members, each of its type")


def _is_key_entry(payload: Payload) -> bool:
    return payload.kind is EntryKind.KEY and payload.subject == KEYS


def _signatures(lines: Sequence[Json]) -> tuple[Signature, ...]:
    if not 0 < len(lines) <= MAX_EVENT_SIGNATURES:
        raise FormatError(f"a key event has {len(lines)} signatures, not 1 to {MAX_EVENT_SIGNATURES}")
    return tuple(Signature.parse(line if isinstance(line, str) else "") for line in lines)


def _deed(text: str) -> Deed:
    try:
        return Deed(text)
    except ValueError as error:
        raise FormatError(f"{text[:24]!r} is no deed of a key event") from error


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise FormatError(f"{text[:24]!r} is no role of a key") from error
