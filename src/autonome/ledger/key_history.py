"""The history of a log's keys: which key holds at which tree size, and how a verifier follows it.

Events are appended (`key_events`), and the keys that hold are folded from them. A checkpoint of size *n* must be signed
by the key of the log that holds at *n*. Who knows one key of the log, from a policy, can follow the events from there
to today's key without trusting anybody: each event is signed by the key before it, or by the key for recovery, and by
the new key itself, which thereby owns up to all that came before.

Invariants: a key is named once, in one role; the events are one unbroken timeline; a new key holds from the first tree
that holds its event, and the one before it until there, or until a smaller size that the event states.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from autonome.kernel import InputError, Sha256
from autonome.ledger.checkpoints import Checkpoint
from autonome.ledger.entries import Recorded
from autonome.ledger.errors import UntrustedError, VerificationError
from autonome.ledger.key_events import By, Deed, KeyEvent, Place, Role, SignedKeyEvent
from autonome.ledger.notes import Note, VerifierKey
from autonome.ledger.proofs import verify_inclusion
from autonome.ledger.receipts import ProvenEntry
from autonome.ledger.timelines import timeline_of

GET_A_POLICY = "get the policy of a log that you trust from somebody you trust, and give it with --policy."
"""What to do when nothing vouches for a log."""

ASK_FOR_NEWER = "ask for a receipt under a newer checkpoint."
"""What to do with what a key signed that no longer held."""

_ONE_HOLDER = frozenset({Role.LOG, Role.RECOVERY})


@dataclass(frozen=True, slots=True)
class KeySpan:
    """A key and the tree sizes at which it holds.

    Args:
        role: of the key.
        key: itself.
        since: first size.
        until: last size, included; None while it holds.
    """

    role: Role
    key: VerifierKey
    since: int
    until: int | None = None

    def holds_at(self, size: int) -> bool:
        """Whether it holds at a tree size."""
        return self.since <= size and (self.until is None or size <= self.until)

    def ended(self, until: int) -> KeySpan:
        """The same, ended there, or before where it was ended already."""
        return replace(self, until=until if self.until is None else min(self.until, until))


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """What is known of a log's keys.

    Args:
        origin: of the log.
        events: the entries that it was folded from, in log order.
        spans: keys and the sizes at which they hold, in the order in which they were named.
    """

    origin: str
    events: tuple[Recorded, ...] = ()
    spans: tuple[KeySpan, ...] = ()

    @classmethod
    def of_keys(cls, origin: str, keys: Iterable[VerifierKey]) -> KeyHistory:
        """What is known of a log of which some keys are trusted, and no event is known: each holds at every size."""
        return cls(origin, (), tuple(KeySpan(Role.LOG, key, 0) for key in keys))

    @classmethod
    def follow(cls, origin: str, recorded: Sequence[Recorded]) -> KeyHistory:
        """Fold the key events of a log.

        Args:
            origin: of the log.
            recorded: all key events, opened; that they stand on the log is proven elsewhere (`verify_key_history`).

        Raises:
            FormatError: one is no key event.
            VerificationError: one is missing, out of place, or not signed by whom it must be.
        """
        return reduce(KeyHistory.after, timeline_of(recorded), cls(origin))

    def after(self, recorded: Recorded) -> KeyHistory:
        """Fold one more event.

        Raises:
            FormatError: it is no key event.
            VerificationError: it does not follow, or is not signed by whom it must be.
        """
        signed = SignedKeyEvent.read(recorded.payload)
        self._expect_place(recorded, signed.event)
        self._expect_keys(recorded, signed.event)
        self._expect_signed(recorded, signed)
        fold = _changed if self.events else _begun
        return KeyHistory(self.origin, (*self.events, recorded), fold(self.spans, signed.event, recorded.index))

    def keys_at(self, size: int, role: Role) -> tuple[VerifierKey, ...]:
        """Keys of a role that hold at a tree size."""
        return tuple(span.key for span in self.spans if span.role is role and span.holds_at(size))

    def key_at(self, size: int) -> VerifierKey:
        """The key that must sign the checkpoint of a tree size.

        Raises:
            VerificationError: none holds at that size.
        """
        return self._keys_of_log(size)[-1]

    @property
    def next_place(self) -> Place:
        """Where the next event will stand."""
        previous = Sha256(self.events[-1].leaf.hex()) if self.events else None
        return self.origin, len(self.events), previous

    def knows(self, key: VerifierKey) -> bool:
        """Whether this is, or was, a key of the log itself."""
        return any(span.role is Role.LOG and span.key == key for span in self.spans)

    def signer_of(self, note: Note, checkpoint: Checkpoint) -> VerifierKey:
        """The key of the log that signed a checkpoint, which must be the one that holds at its size.

        Raises:
            UntrustedError: no key of the log signed it.
            VerificationError: one signed that did not hold then, or its signature does not hold; or it is another
                log's checkpoint.
        """
        signers = note.signers(span.key for span in self.spans if span.role is Role.LOG)
        if not signers:
            raise UntrustedError(f"no key of the policy signed for the log {checkpoint.origin!r}", mend=GET_A_POLICY)
        if checkpoint.origin != self.origin:
            raise VerificationError(f"{self.origin!r} signed a checkpoint of another log, {checkpoint.origin!r}")
        for key in self._keys_of_log(checkpoint.size):
            if key in signers:
                return key
        raise VerificationError(
            f"the checkpoint of size {checkpoint.size} is signed by a key of {self.origin!r} that did not hold then: "
            "it was replaced or revoked",
            mend=ASK_FOR_NEWER,
        )

    def made_void(self, note: Note, checkpoint: Checkpoint) -> bool:
        """Whether the key that held when a checkpoint was signed did sign it, and a recovery made that void since.

        What an old key signs after it was replaced was never good, and is not meant.

        Raises:
            VerificationError: that key's signature does not hold.
        """
        spans = [span for span in self.spans if span.role is Role.LOG]
        keys = [
            span.key
            for span, after in pairwise(spans)
            if span.since <= checkpoint.size < after.since and not span.holds_at(checkpoint.size)
        ]
        return checkpoint.origin == self.origin and bool(note.signers(keys))

    def _keys_of_log(self, size: int) -> tuple[VerifierKey, ...]:
        keys = self.keys_at(size, Role.LOG)
        if not keys:
            raise VerificationError(f"no key of the log {self.origin!r} holds at size {size}", mend=ASK_FOR_NEWER)
        return keys

    def _expect_place(self, recorded: Recorded, event: KeyEvent) -> None:
        if (event.deed is Deed.BEGIN) != (not self.events):
            raise VerificationError("a history of keys begins with its beginning, and has no other")
        if recorded.payload.log != self.origin or recorded.payload.sequence != len(self.events):
            raise _wrong(recorded, "is of another log, or out of its place")

    def _expect_keys(self, recorded: Recorded, event: KeyEvent) -> None:
        named = [span.key.public for span in self.spans]
        new = [key.public for key in (event.key, event.recovery) if key is not None and event.rule.names_new]
        if len({*named, *new}) < len(named) + len(new):
            raise _wrong(recorded, "names a key a second time")
        if event.role is Role.LOG and event.key.name != self.origin:
            raise _wrong(recorded, "names a key of another log")
        if not event.rule.names_new and event.key not in self._holding(event.role):
            raise _wrong(recorded, "ends a key that does not hold")
        if event.until is not None and event.until > recorded.index:
            raise _wrong(recorded, "ends a key in the future")

    def _expect_signed(self, recorded: Recorded, signed: SignedKeyEvent) -> None:
        event = signed.event
        keys = {
            By.NEW: (event.key, event.recovery) if event.recovery else (event.key,),
            By.LOG: self._holding(Role.LOG),
            By.RECOVERY: self._holding(Role.RECOVERY),
        }
        signers = set(signed.note(recorded.payload).signers(key for group in keys.values() for key in group))
        complete = {by for by, group in keys.items() if group and signers.issuperset(group)}
        if not any(needed <= complete for needed in event.rule.signed_by):
            raise _wrong(recorded, "is not signed by whom it must be")
        if event.role is Role.LOG and event.until is not None and By.RECOVERY not in complete:
            raise _wrong(recorded, "makes older signatures void, which the key for recovery alone may do")

    def _holding(self, role: Role) -> tuple[VerifierKey, ...]:
        return tuple(span.key for span in self.spans if span.role is role and span.until is None)


def verify_key_history(
    shown: Sequence[ProvenEntry],
    checkpoint: Checkpoint,
    *,
    trusted: Sequence[VerifierKey],
    known: KeyHistory | None = None,
) -> KeyHistory:
    """Follow a log's key events from a key that is trusted to the one that holds under a checkpoint.

    Args:
        shown: the key events that the tree holds, from the first one on; none where there is nothing to follow.
        checkpoint: of that tree; its signature is not checked here.
        trusted: keys of this log that a policy names, at least one.
        known: what was followed before, or None.

    Returns:
        The longest history that is known now.

    Raises:
        FormatError: an entry is no key event.
        UntrustedError: no trusted key is in the history.
        VerificationError: an event does not stand in the tree, or does not follow; or two histories part.
    """
    for entry in shown:
        index, leaf = entry.recorded.index, entry.recorded.leaf
        verify_inclusion(leaf, index, checkpoint.size, entry.proof, checkpoint.root)
    followed = KeyHistory.follow(checkpoint.origin, [entry.recorded for entry in shown])
    shorter, longest = sorted((followed, known or followed), key=lambda history: len(history.events))
    if longest.events[: len(shorter.events)] != shorter.events:
        raise VerificationError(f"there are two histories of the keys of {checkpoint.origin!r}: one of them is forged")
    if not longest.events:
        return KeyHistory.of_keys(checkpoint.origin, trusted)
    if not any(longest.knows(key) for key in trusted):
        raise UntrustedError(f"no trusted key is in the history of the keys of {checkpoint.origin!r}")
    return longest


def expect_reached(until: int | None, size: int) -> None:
    """Insist that a log has reached the size up to which an old key's signatures shall count, before anything is done.

    Args:
        until: that size; None for all until now.
        size: of the log.

    Raises:
        InputError: it has not.
    """
    if until is not None and until > size:
        raise InputError(f"the log has not reached size {until}: it ends at {size}", mend="name a smaller size.")


def _wrong(recorded: Recorded, what: str) -> VerificationError:
    return VerificationError(f"the key event in entry {recorded.index} {what}")


def _begun(_: tuple[KeySpan, ...], event: KeyEvent, __: int) -> tuple[KeySpan, ...]:
    """The first keys hold from the empty tree on: a log signs it before it holds any entry."""
    recovery = () if event.recovery is None else (KeySpan(Role.RECOVERY, event.recovery, 0),)
    return (KeySpan(Role.LOG, event.key, 0), *recovery)


def _changed(spans: tuple[KeySpan, ...], event: KeyEvent, index: int) -> tuple[KeySpan, ...]:
    # A log that is closed signs, last of all, the tree that says so.
    until = event.until if event.until is not None else index + (not event.rule.names_new)
    ended = tuple(span.ended(until) if _is_ended(span, event) else span for span in spans)
    return (*ended, KeySpan(event.role, event.key, index + 1)) if event.rule.names_new else ended


def _is_ended(span: KeySpan, event: KeyEvent) -> bool:
    """Whether an event ends a key: of roles with one holder every one before, in others the one that is revoked."""
    if span.role is not event.role or event.deed is Deed.ENROL:
        return False
    return event.role in _ONE_HOLDER or span.key == event.key
