"""The attacks that the ledger is built against, each with its control, and each once more without it.

A control counts only if the attack succeeds where it is taken away: each test shows both. What needs servers, processes
or a database is in ``tests/integration``; this is what holds by the rules alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from autonome.kernel import Instant, Sha256, SubjectId
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
    LogError,
    Note,
    Policy,
    ProvenEntry,
    Receipt,
    Recorded,
    Role,
    SignedKeyEvent,
    Trust,
    UntrustedError,
    VerificationError,
    VerifierKey,
    inclusion_proof,
    leaf_hash,
    node_hash,
    notes,
    parse_policy,
    root_from_leaves,
    timeline_of,
    verify_entries,
    verify_inclusion,
    write_policy,
)
from autonome.ledger.dating import TOLERANCE, refuse_earlier
from autonome.ledger.gossip import Relation, evidence, relation
from autonome.ledger.pseudonyms import pseudonym
from autonome.ledger.witnessing import CONFLICT, OK, AddCheckpoint, KnownLog, judge, refuse_rollback
from tests.fakes.ledger import SET, MemoryLog, SeededSigner

ANNA = SubjectId("anna")
WITNESSES = [SeededSigner(f"w{number}.example", 40 + number, COSIGNATURE) for number in range(4)]


def log_of(*told: str, signer: SeededSigner | None = None) -> MemoryLog:
    log = MemoryLog(signer)
    log.append([Draft(EntryKind.USE, ANNA, {"told": each}) for each in told])
    return log


def receipt(log: MemoryLog, *cosigners: SeededSigner, seconds: int = SET + 5) -> Receipt:
    """Of the newest entry."""
    note = Note.parse(log.checkpoint())
    cosigned = note.with_signatures(each.cosign(note.text, seconds) for each in cosigners)
    entry = log.entries[-1]
    return Receipt((ProvenEntry(entry, log.prove(entry.index, len(log.entries))),), str(cosigned))


def policy(log: MemoryLog, threshold: int = 3) -> Policy:
    """Believes a log when so many of four witnesses cosigned."""
    if not threshold:
        return parse_policy(write_policy(log.verifier).encode())
    named = "\n".join(f"witness w{number} {witness.verifier}" for number, witness in enumerate(WITNESSES))
    group = f"group g {threshold} w0 w1 w2 w3\nquorum g"
    return parse_policy(f"log {log.verifier}\n{named}\n{group}\n".encode())


def judged(log: MemoryLog, memory: dict[str, str], old: int = 0) -> int:
    """How a witness with this memory answers the log's newest checkpoint."""
    known = {log.verifier.name: KnownLog((log.verifier,))}
    return judge(AddCheckpoint(old, (), log.checkpoint()).body(), known, memory).status


# --- split view ------------------------------------------------------------------------------------------------------


def test_split_view_is_stopped_by_a_quorum_of_witnesses() -> None:
    told_all, told_one = log_of("everybody"), log_of("the patient alone")
    memory: dict[str, str] = {told_all.verifier.name: told_all.checkpoint()}
    assert judged(told_one, memory, old=1) == CONFLICT, "who cosigned one history does not cosign another"
    # One witness of four is in league with the log, and cosigns both.
    with pytest.raises(UntrustedError, match="is not met: 1 of its 4"):
        verify_entries(receipt(told_one, WITNESSES[3]), policy(told_one))
    # Without the control: a policy that asks for no witness, and a witness that forgets.
    assert verify_entries(receipt(told_one), policy(told_one, threshold=0)).entries
    assert judged(told_one, {}, old=0) == OK


def test_split_view_is_shown_by_gossip() -> None:
    told_all, told_one = log_of("a", "everybody", "c"), log_of("a", "the patient alone", "c")
    keys = KeyHistory.of_keys(told_all.verifier.name, [told_all.verifier])
    one, other = told_all.checkpoint(), told_one.checkpoint()
    assert relation(Checkpoint.of_note(one), Checkpoint.of_note(other), None) is Relation.SPLIT_VIEW
    evidence(one, other, lambda *_: b"").check(keys)
    # Without the control: who compares with nothing sees a sound checkpoint each time.
    assert relation(Checkpoint.of_note(other), Checkpoint.of_note(other), None) is Relation.SAME


# --- truncation, rollback --------------------------------------------------------------------------------------------


def test_truncation_and_rollback_are_stopped_by_what_witnesses_remember() -> None:
    grown = log_of("a", "b", "c")
    memory = {grown.verifier.name: grown.checkpoint()}
    put_back = log_of("a")
    assert judged(put_back, memory) == CONFLICT
    assert judged(put_back, memory, old=1) == CONFLICT
    with pytest.raises(LogError, match="rolled back: it ends at size 1, and others saw it at size 3"):
        refuse_rollback(Checkpoint.of_note(put_back.checkpoint()), seen=3)
    # Without the control: a witness without a memory, a log that asks nobody.
    assert judged(put_back, {}) == OK
    refuse_rollback(Checkpoint.of_note(put_back.checkpoint()), seen=0)


# --- back-dating -----------------------------------------------------------------------------------------------------


def test_back_dating_is_stopped_by_times_of_others() -> None:
    log = log_of("on Monday")
    on_tuesday = Instant(SET + 86_400)
    seen = Checkpoint.of_note(log.checkpoint())
    log.append([Draft(EntryKind.USE, ANNA, {"told": "on Wednesday, dated Monday"})])
    late = verify_entries(receipt(log, *WITNESSES, seconds=SET + 2 * 86_400), policy(log))
    with pytest.raises(VerificationError, match="entry 1 is back-dated"):
        refuse_earlier(late.entries, seen, on_tuesday)
    # Without the control: nobody saw the log on Tuesday, and nothing but its own word is left.
    assert verify_entries(receipt(log), policy(log, threshold=0)).seen_at is None
    refuse_earlier(late.entries, seen, Instant(SET))


def test_dating_ahead_is_stopped_by_times_of_others() -> None:
    log = log_of("dated tomorrow")
    early = receipt(log, *WITNESSES, seconds=SET - TOLERANCE - 1)
    with pytest.raises(VerificationError, match="the time of entry 0 is false"):
        verify_entries(early, policy(log))
    # Without the control: a policy by which no witness's time counts.
    assert verify_entries(early, policy(log, threshold=0)).entries


# --- key compromise, rotation ----------------------------------------------------------------------------------------


def test_a_stolen_key_is_stopped_by_the_history_of_keys() -> None:
    old, new = SeededSigner(seed=1), SeededSigner(seed=2)
    begun = SignedKeyEvent.sign(KeyEvent(Deed.BEGIN, Role.LOG, old.verifier), (old.verifier.name, 0, None), old)
    log = MemoryLog(old)
    log.append([begun.draft()])
    place = KeyHistory.follow(old.verifier.name, log.entries).next_place
    log.append([SignedKeyEvent.sign(KeyEvent(Deed.ROTATE, Role.LOG, new.verifier), place, old, new).draft()])
    history = KeyHistory.follow(old.verifier.name, log.entries)
    log.append([Draft(EntryKind.USE, ANNA, {"told": "by the thief, who signs with the old key"})])
    forged = receipt(log)
    with pytest.raises(VerificationError, match="that did not hold then: it was replaced or revoked"):
        verify_entries(forged, Trust(policy(log, threshold=0), (history,)))
    known = {old.verifier.name: KnownLog((old.verifier,), history)}
    assert judge(AddCheckpoint(0, (), log.checkpoint()).body(), known, {}).status != OK
    # Without the control: a key that holds for ever.
    assert verify_entries(forged, policy(log, threshold=0)).entries
    assert judged(log, {}) == OK


# --- replay ----------------------------------------------------------------------------------------------------------


def test_replay_on_another_log_is_stopped_by_the_origin_in_the_payload() -> None:
    ours, other = MemoryLog(), log_of("elsewhere", signer=SeededSigner("other.example/log", 9))
    ours.entries.append(other.entries[0])
    with pytest.raises(VerificationError, match="entry 0 was written for another log"):
        verify_entries(receipt(ours), policy(ours, threshold=0))
    # Without the control: the same entry, but for the origin, is believed.
    unbound = replace(other.entries[0].payload, log=ours.verifier.name)
    ours.entries[0] = replace(other.entries[0], payload=unbound)
    assert verify_entries(receipt(ours), policy(ours, threshold=0)).entries


def test_replay_of_a_checkpoint_is_stopped_by_the_origin_in_the_signed_bytes() -> None:
    one_key = [SeededSigner(name, 1) for name in ("test.example/log", "other.example/log")]
    mine, other = (log_of("a", signer=signer) for signer in one_key)
    relabelled = other.checkpoint().replace("other.example", "test.example")
    with pytest.raises(UntrustedError, match="no key of the policy signed"):
        verify_entries(replace(receipt(mine), checkpoint=relabelled), policy(mine, threshold=0))
    # Without the control: under one key, size and root alone would fit either log.
    assert [Checkpoint.of_note(log.checkpoint()).size for log in (mine, other)] == [1, 1]


# --- forged proof ----------------------------------------------------------------------------------------------------


def test_a_node_that_is_passed_off_as_a_leaf_is_stopped_by_the_prefixes() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(4)]
    root = root_from_leaves(leaves)
    inner, proof = leaves[0] + leaves[1], (node_hash(leaves[2], leaves[3]),)
    with pytest.raises(VerificationError):
        verify_inclusion(leaf_hash(inner), 0, 2, proof, root)
    # Without the control: hashed as a node is, the forged entry stands in a tree of two.
    verify_inclusion(hashlib.sha256(b"\x01" + inner).digest(), 0, 2, proof, root)
    # And the size that the checkpoint signs stops it a second time.
    with pytest.raises(VerificationError, match="too short for a tree of size 4"):
        verify_inclusion(hashlib.sha256(b"\x01" + inner).digest(), 0, 4, proof, root)


def test_a_forged_proof_is_stopped_by_the_root() -> None:
    log = log_of("a", "b", "c")
    leaves = [entry.leaf for entry in log.entries]
    invented = Recorded(0, b"s" * 32, replace(log.entries[0].payload, body={"told": "invented"}))
    proof = inclusion_proof(0, 3, lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level]))
    with pytest.raises(VerificationError, match="entry 0 is not what the log recorded"):
        verify_inclusion(invented.leaf, 0, 3, proof, root_from_leaves(leaves))
    # Without the control: under a root that nobody signed it stands.
    verify_inclusion(invented.leaf, 0, 3, proof, root_from_leaves([invented.leaf, *leaves[1:]]))


# --- linking ---------------------------------------------------------------------------------------------------------


def test_linking_a_patient_across_institutions_is_stopped_by_pseudonyms() -> None:
    hospital, clinic = b"h" * 32, b"c" * 32
    names = [pseudonym(key, ANNA, purpose, 1) for key in (hospital, clinic) for purpose in ("care", "research")]
    assert len(set(names)) == 4
    assert pseudonym(hospital, ANNA, "care", 2) not in names
    # Without the control: a hash that has no key is the same everywhere, and found by trying names.
    assert len({hashlib.sha256(ANNA.encode()).digest() for _ in (hospital, clinic)}) == 1


# --- entries left out ------------------------------------------------------------------------------------------------


def test_an_entry_left_out_of_a_timeline_is_shown_by_numbers_and_links() -> None:
    log = log_of("a", "an embarrassing use", "c")
    shown = [log.entries[0], log.entries[2]]
    with pytest.raises(VerificationError, match="entries are missing before entry 2"):
        timeline_of(shown)
    # Without the control: had the entries no numbers, the two would be a whole timeline.
    renumbered = replace(shown[1].payload, sequence=1, previous=Sha256(shown[0].leaf.hex()))
    assert timeline_of([shown[0], replace(shown[1], payload=renumbered)])


# --- weak keys -------------------------------------------------------------------------------------------------------

NEUTRAL = (1).to_bytes(32, "little")
"""The neutral element of the curve, as a public key."""


def test_a_key_of_small_order_is_stopped_at_enrolment(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FormatError, match="small order"):
        VerifierKey("evil.example/log", ED25519, NEUTRAL)
    # Without the control: one signature, made without any private key, fits every message.
    monkeypatch.setattr(notes, "refuse_weak_key", lambda _: None)
    weak = VerifierKey("evil.example/log", ED25519, NEUTRAL)
    for message in ("I owe you nothing\n", "I owe you everything\n"):
        weak.verify(message, NEUTRAL + bytes(32))


def test_a_second_spelling_of_a_key_is_stopped_at_enrolment(monkeypatch: pytest.MonkeyPatch) -> None:
    second = (2**255 - 19 + 1).to_bytes(32, "little")
    with pytest.raises(FormatError, match="not canonically encoded"):
        VerifierKey("evil.example/log", ED25519, second)
    # Without the control: one point under two names passes for two keys.
    monkeypatch.setattr(notes, "refuse_weak_key", lambda _: None)
    keys = [VerifierKey("evil.example/log", ED25519, public) for public in (NEUTRAL, second)]
    assert keys[0].id != keys[1].id
