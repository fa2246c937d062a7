"""The keys of a log: begun, rotated, lost, stolen, revoked; and what a verifier concludes who knows the first alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Instant, Json, SubjectId
from autonome.ledger import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Deed,
    Draft,
    EntryKind,
    FormatError,
    KeyEvent,
    KeyHistory,
    Note,
    Payload,
    ProvenEntry,
    Receipt,
    Recorded,
    Role,
    SignedKeyEvent,
    Trust,
    UntrustedError,
    VerificationError,
    VerifierKey,
    parse_policy,
    verify_entries,
    verify_key_history,
    write_policy,
)
from autonome.ledger.curve import PRIME
from autonome.ledger.encoding import encode
from tests.fakes.ledger import MemoryKeptLog, MemoryLog, SeededSigner

NAME = "test.example/log"
FIRST, SECOND, THIRD, THIEF = (SeededSigner(NAME, seed) for seed in (1, 2, 3, 66))
RECOVERY, NEXT_RECOVERY = SeededSigner("recovery.example", 10), SeededSigner("recovery.example", 11)
MINTER, WITNESS = SeededSigner("minter.example", 20), SeededSigner("witness.example", 30, COSIGNATURE)
ANNA = SubjectId("anna")


class Keys:
    """A log whose keys change: each event is recorded among entries of another kind, and signed as it is told."""

    def __init__(self, recovery: SeededSigner | None = RECOVERY) -> None:
        self.log = MemoryKeptLog(FIRST)
        self.log.begin(recovery)

    def record(self, event: KeyEvent, *signers: SeededSigner) -> KeyHistory:
        """Put an event on the log as it is, and fold."""
        signed = SignedKeyEvent.sign(event, self.log.key_history().next_place, *signers)
        (recorded,) = MemoryLog.append(self.log, [signed.draft()])
        try:
            return self.log.key_history()
        except Exception:
            self.log.entries.remove(recorded)
            raise

    def grow(self, count: int = 1) -> None:
        self.log.append([Draft(EntryKind.USE, ANNA, {}) for _ in range(count)])

    def rotate(self, old: SeededSigner, new: SeededSigner) -> KeyHistory:
        history = self.record(KeyEvent(Deed.ROTATE, Role.LOG, new.verifier), old, new)
        self.log.signer = new
        return history

    @property
    def size(self) -> int:
        return len(self.log.entries)


def test_a_log_begins_with_its_first_key() -> None:
    history = Keys().log.key_history()
    assert history.key_at(0) == history.key_at(10**9) == FIRST.verifier
    assert history.keys_at(0, Role.RECOVERY) == (RECOVERY.verifier,)


def test_a_rotation_holds_from_the_tree_that_holds_it() -> None:
    keys = Keys()
    keys.grow(3)
    history = keys.rotate(FIRST, SECOND)
    assert [history.key_at(size) for size in (0, 4, 5, 6)] == [FIRST.verifier] * 2 + [SECOND.verifier] * 2
    keys.grow()
    history = keys.rotate(SECOND, THIRD)
    assert [history.key_at(size) for size in (4, 6, 7)] == [FIRST.verifier, SECOND.verifier, THIRD.verifier]


NOT_SIGNED = "is not signed by whom it must be"
TO_SECOND = KeyEvent(Deed.ROTATE, Role.LOG, SECOND.verifier)
RECOVERED = KeyEvent(Deed.RECOVER, Role.LOG, SECOND.verifier, until=1)
REFUSED: dict[str, tuple[KeyEvent, tuple[SeededSigner, ...], str]] = {
    "rotated-by-the-new-key-alone": (TO_SECOND, (SECOND,), NOT_SIGNED),
    "rotated-without-possession": (TO_SECOND, (FIRST,), NOT_SIGNED),
    "rotated-by-a-stranger": (TO_SECOND, (THIEF, SECOND), NOT_SIGNED),
    "rotated-by-the-recovery": (TO_SECOND, (RECOVERY, SECOND), NOT_SIGNED),
    "recovered-by-the-log": (RECOVERED, (FIRST, SECOND), NOT_SIGNED),
    "recovery-taken-by-the-log": (
        KeyEvent(Deed.ROTATE, Role.RECOVERY, NEXT_RECOVERY.verifier), (FIRST, NEXT_RECOVERY), NOT_SIGNED
    ),
    "minter-without-possession": (KeyEvent(Deed.ENROL, Role.MINTER, MINTER.verifier), (FIRST,), NOT_SIGNED),
    "minter-by-itself": (KeyEvent(Deed.ENROL, Role.MINTER, MINTER.verifier), (MINTER,), NOT_SIGNED),
    "second-beginning": (KeyEvent(Deed.BEGIN, Role.LOG, SECOND.verifier), (SECOND,), "and has no other"),
    "the-same-key-again": (KeyEvent(Deed.ROTATE, Role.LOG, FIRST.verifier), (FIRST,), "names a key a second time"),
    "the-recovery-as-log": (
        KeyEvent(Deed.ENROL, Role.MINTER, RECOVERY.verifier), (FIRST, RECOVERY), "names a key a second time"
    ),
    "another-logs-key": (
        KeyEvent(Deed.ROTATE, Role.LOG, SeededSigner("other.example/log", 5).verifier),
        (FIRST, SeededSigner("other.example/log", 5)), "names a key of another log",
    ),
    "revoked-though-it-never-held": (
        KeyEvent(Deed.REVOKE, Role.MINTER, MINTER.verifier), (FIRST,), "ends a key that does not hold"
    ),
    "in-the-future": (KeyEvent(Deed.RECOVER, Role.LOG, SECOND.verifier, until=9), (RECOVERY, SECOND), "in the future"),
    "history-made-void-by-the-log-itself": (
        KeyEvent(Deed.REVOKE, Role.LOG, FIRST.verifier, until=0), (FIRST,), "which the key for recovery alone may do"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_an_event_that_does_not_follow_is_refused(name: str) -> None:
    event, signers, says = REFUSED[name]
    with pytest.raises(VerificationError, match=says):
        Keys().record(event, *signers)


def test_a_signature_that_does_not_hold_condemns_the_event() -> None:
    keys = Keys()
    place = keys.log.key_history().next_place
    signed = SignedKeyEvent.sign(TO_SECOND, (place[0], place[1] + 1, place[2]), FIRST, SECOND)
    MemoryLog.append(keys.log, [signed.draft()])
    with pytest.raises(VerificationError, match="does not hold: what was signed has been changed"):
        keys.log.key_history()


def test_an_event_of_another_log_does_not_fit() -> None:
    other = Keys()
    other.log.entries[0] = replace(other.log.entries[0], payload=replace(other.log.entries[0].payload, log="x"))
    with pytest.raises(VerificationError, match="of another log"):
        other.log.key_history()


def test_after_a_loss_the_key_for_recovery_names_the_next_one() -> None:
    keys = Keys()
    keys.grow(4)
    history = keys.record(KeyEvent(Deed.RECOVER, Role.LOG, SECOND.verifier), RECOVERY, SECOND)
    assert (history.key_at(5), history.key_at(6)) == (FIRST.verifier, SECOND.verifier)


def test_without_a_key_for_recovery_a_lost_key_ends_the_log() -> None:
    with pytest.raises(VerificationError, match=NOT_SIGNED):
        Keys(recovery=None).record(RECOVERED, RECOVERY, SECOND)


def test_a_thief_who_rotated_away_is_made_void_from_the_last_good_size_on() -> None:
    keys = Keys()
    keys.grow(4)  # size 5: the last good one
    keys.rotate(FIRST, THIEF)
    keys.grow(2)
    keys.rotate(THIEF, THIRD)
    history = keys.record(KeyEvent(Deed.RECOVER, Role.LOG, SECOND.verifier, until=5), RECOVERY, SECOND)
    assert history.key_at(5) == FIRST.verifier
    for size in (6, 8, 9):
        with pytest.raises(VerificationError, match=f"no key of the log '{NAME}' holds at size {size}"):
            history.key_at(size)
    assert history.key_at(10) == SECOND.verifier


def test_the_key_for_recovery_rotates_itself() -> None:
    keys = Keys()
    keys.record(KeyEvent(Deed.ROTATE, Role.RECOVERY, NEXT_RECOVERY.verifier), RECOVERY, NEXT_RECOVERY)
    with pytest.raises(VerificationError, match=NOT_SIGNED):
        keys.record(RECOVERED, RECOVERY, SECOND)
    assert keys.record(RECOVERED, NEXT_RECOVERY, SECOND).key_at(keys.size) == SECOND.verifier


def test_other_roles_come_and_go() -> None:
    keys = Keys()
    keys.record(KeyEvent(Deed.ENROL, Role.WITNESS, WITNESS.verifier), FIRST)
    history = keys.record(KeyEvent(Deed.ENROL, Role.MINTER, MINTER.verifier), FIRST, MINTER)
    assert history.keys_at(keys.size, Role.MINTER) == (MINTER.verifier,)
    assert history.keys_at(keys.size - 1, Role.MINTER) == ()
    history = keys.record(KeyEvent(Deed.REVOKE, Role.MINTER, MINTER.verifier), FIRST)
    assert history.keys_at(keys.size + 1, Role.MINTER) == ()
    assert history.keys_at(keys.size + 1, Role.WITNESS) == (WITNESS.verifier,)


def test_a_log_that_is_closed_signs_the_tree_that_says_so_and_no_further_one() -> None:
    keys = Keys()
    history = keys.record(KeyEvent(Deed.REVOKE, Role.LOG, FIRST.verifier), FIRST)
    assert history.key_at(2) == FIRST.verifier
    with pytest.raises(VerificationError, match="holds at size 3"):
        history.key_at(3)
    with pytest.raises(VerificationError, match=NOT_SIGNED):
        keys.record(TO_SECOND, FIRST, SECOND)
    assert keys.record(KeyEvent(Deed.RECOVER, Role.LOG, SECOND.verifier), RECOVERY, SECOND).key_at(3) == SECOND.verifier


@pytest.mark.parametrize(
    ("deed", "role", "key", "more"),
    [
        (Deed.ENROL, Role.LOG, FIRST, {}),
        (Deed.RECOVER, Role.MINTER, MINTER, {}),
        (Deed.ROTATE, Role.MINTER, MINTER, {}),
        (Deed.ENROL, Role.MINTER, WITNESS, {}),
        (Deed.ENROL, Role.WITNESS, MINTER, {}),
        (Deed.ROTATE, Role.LOG, SECOND, {"recovery": RECOVERY.verifier}),
        (Deed.BEGIN, Role.LOG, FIRST, {"recovery": WITNESS.verifier}),
        (Deed.ROTATE, Role.LOG, SECOND, {"until": 0}),
        (Deed.RECOVER, Role.LOG, SECOND, {"until": -1}),
        (Deed.RECOVER, Role.LOG, SECOND, {"until": 2**63}),
    ],
)
def test_there_is_no_such_event(deed: Deed, role: Role, key: SeededSigner, more: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        KeyEvent(deed, role, key.verifier, **more)


# --- what a verifier concludes ---------------------------------------------------------------------------------------


def proven(log: MemoryKeptLog, kind: EntryKind = EntryKind.KEY) -> tuple[ProvenEntry, ...]:
    entries = [entry for entry in log.entries if entry.payload.kind is kind]
    return tuple(ProvenEntry(entry, log.prove(entry.index, len(log.entries))) for entry in entries)


def rotated() -> Keys:
    keys = Keys()
    keys.grow(3)
    keys.rotate(FIRST, SECOND)
    keys.grow()
    keys.record(KeyEvent(Deed.ENROL, Role.MINTER, MINTER.verifier), SECOND, MINTER)
    keys.rotate(SECOND, THIRD)
    keys.grow()
    return keys


def receipt(keys: Keys, *, with_keys: bool = True) -> Receipt:
    shown = proven(keys.log) if with_keys else ()
    return Receipt(proven(keys.log, EntryKind.USE)[-1:], keys.log.checkpoint(), shown)


def policy(*signers: SeededSigner) -> Any:  # noqa: ANN401 - a policy
    return parse_policy(write_policy(*(signer.verifier for signer in signers)).encode())


@pytest.mark.parametrize("trusted", [FIRST, SECOND, THIRD])
def test_who_knows_one_key_follows_the_history_to_todays(trusted: SeededSigner) -> None:
    verified = verify_entries(receipt(rotated()), policy(trusted))
    assert verified.log == THIRD.verifier
    assert verified.keys.keys_at(100, Role.MINTER) == (MINTER.verifier,)


def test_without_the_events_todays_key_is_a_stranger() -> None:
    with pytest.raises(UntrustedError, match="no key of the policy signed"):
        verify_entries(receipt(rotated(), with_keys=False), policy(FIRST))
    assert verify_entries(receipt(rotated(), with_keys=False), policy(THIRD)).log == THIRD.verifier


def test_a_history_in_which_no_trusted_key_stands_is_untrusted() -> None:
    with pytest.raises(UntrustedError, match="no trusted key is in the history"):
        verify_entries(receipt(rotated()), policy(SeededSigner(NAME, 77)))


def test_a_history_with_an_event_left_out_is_refused() -> None:
    whole = receipt(rotated())
    for place in range(len(whole.keys) - 1):
        shown = (*whole.keys[:place], *whole.keys[place + 1 :])
        with pytest.raises(VerificationError, match="missing before entry"):
            verify_entries(replace(whole, keys=shown), policy(FIRST))


def test_a_history_with_its_end_cut_off_does_not_lead_to_the_signer() -> None:
    whole = receipt(rotated())
    with pytest.raises(UntrustedError, match="no key of the policy signed"):
        verify_entries(replace(whole, keys=whole.keys[:-1]), policy(FIRST))


def test_an_event_that_does_not_stand_in_the_tree_is_refused() -> None:
    whole = receipt(rotated())
    forged = replace(whole.keys[0], recorded=replace(whole.keys[0].recorded, salt=b"x" * 32))
    with pytest.raises(VerificationError, match="entry 0 is not what the log recorded"):
        verify_entries(replace(whole, keys=(forged, *whole.keys[1:])), policy(FIRST))


def test_a_key_that_was_replaced_signs_nothing_more() -> None:
    keys = rotated()
    keys.log.signer = FIRST  # somebody kept the old key
    with pytest.raises(VerificationError, match="that did not hold then: it was replaced or revoked"):
        verify_entries(receipt(keys), policy(FIRST))


def test_who_knows_of_a_revocation_is_not_deceived_by_a_receipt_that_leaves_it_out() -> None:
    keys = rotated()
    known = keys.log.key_history()
    keys.log.signer = FIRST
    silent = receipt(keys, with_keys=False)
    assert verify_entries(silent, policy(FIRST)).log == FIRST.verifier, "who knows nothing cannot tell"
    with pytest.raises(VerificationError, match="replaced or revoked"):
        verify_entries(silent, Trust(policy(FIRST), (known,)))


def test_an_old_receipt_stays_good_after_a_rotation() -> None:
    keys = Keys()
    keys.grow(3)
    old = receipt(keys)
    keys.rotate(FIRST, SECOND)
    assert verify_entries(old, Trust(policy(FIRST), (keys.log.key_history(),))).log == FIRST.verifier


def test_two_histories_of_one_log_are_told() -> None:
    one, other = rotated(), Keys()
    other.grow(3)
    other.rotate(FIRST, THIEF)
    other.grow()
    with pytest.raises(VerificationError, match="two histories of the keys"):
        verify_entries(receipt(other), Trust(policy(FIRST), (one.log.key_history(),)))


def test_nothing_to_follow_leaves_the_keys_of_the_policy() -> None:
    history = verify_key_history((), Checkpoint(NAME, 1, bytes(32)), trusted=[FIRST.verifier, SECOND.verifier])
    text = Checkpoint(NAME, 1, bytes(32)).text
    for signer in (FIRST, SECOND):
        assert history.signer_of(Note(text, (signer.line(text),)), Checkpoint.parse(text)) == signer.verifier


# --- what is no event ------------------------------------------------------------------------------------------------


def body(**changes: Json) -> Payload:
    place = (NAME, 0, None)
    begun = SignedKeyEvent.sign(KeyEvent(Deed.BEGIN, Role.LOG, FIRST.verifier), place, FIRST).draft()
    value = {key: item for key, item in (dict(begun.body) | changes).items() if item != "left out"}
    return Payload(NAME, EntryKind.KEY, begun.subject, 0, None, Instant(0), value)


def weak(public: bytes) -> str:
    """The text of a key that `VerifierKey` would not make."""
    material = bytes([ED25519]) + public
    key_id = hashlib.sha256(NAME.encode() + b"\n" + material).digest()[:4]
    return f"{NAME}+{key_id.hex()}+{encode(material)}"


HOSTILE: dict[str, tuple[Callable[[], Payload], str]] = {
    "unknown-deed": (lambda: body(deed="steal"), "'steal' is no deed"),
    "unknown-role": (lambda: body(role="king"), "'king' is no role"),
    "unknown-member": (lambda: body(more=1), "exactly its six members"),
    "member-left-out": (lambda: body(until="left out"), "exactly its six members"),
    "boolean-size": (lambda: body(until=True), "exactly its six members"),
    "no-signature": (lambda: body(signatures=[]), "has 0 signatures"),
    "too-many-signatures": (lambda: body(signatures=["x"] * 5), "has 5 signatures"),
    "signature-of-numbers": (lambda: body(signatures=[1]), "a signature line is not an em dash"),
    "small-order": (lambda: body(key=weak((1).to_bytes(32, "little"))), "small order"),
    "second-spelling": (lambda: body(key=weak((PRIME + 3).to_bytes(32, "little"))), "not canonically encoded"),
    "weak-recovery": (lambda: body(recovery=weak(bytes(32))), "small order"),
    "another-kind": (lambda: replace(body(), kind=EntryKind.KNOWLEDGE), "exactly its six members"),
    "another-thread": (lambda: replace(body(), subject=ANNA), "exactly its six members"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_key_event_is_refused(name: str) -> None:
    make, says = HOSTILE[name]
    with pytest.raises(FormatError, match=says):
        KeyHistory.follow(NAME, [Recorded(0, b"s" * 32, make())])


@given(st.sampled_from(Deed), st.sampled_from(Role), st.none() | st.integers(0, 9))
def test_every_event_that_there_is_reads_back_as_itself(deed: Deed, role: Role, until: int | None) -> None:
    key: VerifierKey = WITNESS.verifier if role is Role.WITNESS else SECOND.verifier
    try:
        event = KeyEvent(deed, role, key, until=until)
    except FormatError:
        return
    signed = SignedKeyEvent.sign(event, (NAME, 1, None), FIRST, SECOND)
    payload = Payload(NAME, EntryKind.KEY, signed.draft().subject, 0, None, Instant(0), signed.draft().body)
    assert SignedKeyEvent.read(payload) == signed
