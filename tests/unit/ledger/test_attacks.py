"""The attacks that the ledger is built against, each with its control, and each once more without it.

A control counts only if the attack succeeds where it is taken away: each test shows both. What needs servers, processes
or a database is in ``tests/integration``; this is what holds by the rules alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from autonome.adapters.cosigned_files import CosignedFiles
from autonome.kernel import Instant, Sha256, SubjectId, canonical_bytes
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
from autonome.ledger.cosigning import Reply
from autonome.ledger.dating import TOLERANCE
from autonome.ledger.gossip import Relation, evidence, relation
from autonome.ledger.pseudonyms import pseudonym
from autonome.ledger.witnessing import CONFLICT, OK, UNPROCESSABLE, AddCheckpoint, KnownLog, judge, refuse_rollback
from autonome.workflows.cosign_checkpoint import cosign_newest, renewed_receipt
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import SET, MemoryKeptLog, MemoryLog, SeededSigner
from tests.integration.in_process import autonome

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


def judged(log: MemoryLog, memory: dict[str, str], old: int = 0, proof: tuple[bytes, ...] = ()) -> int:
    """How a witness with this memory answers the log's newest checkpoint."""
    known = {log.verifier.name: KnownLog((log.verifier,))}
    return judge(AddCheckpoint(old, proof, log.checkpoint()).body(), known, memory).status


def growth(log: MemoryKeptLog, older: int) -> tuple[bytes, ...]:
    """The log's own proof that its newest tree grew from a smaller one."""
    return log.prove_growth(older, len(log.entries))


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


def test_a_history_that_was_rewritten_behind_a_larger_size_is_not_cosigned() -> None:
    """Of two histories the second is the larger one, with the best proof that it has: its own."""
    shown, honest, rewritten = MemoryKeptLog(), MemoryKeptLog(), MemoryKeptLog()
    for log, told in ((shown, "abc"), (honest, "abcde"), (rewritten, "axcde")):
        log.append([Draft(EntryKind.USE, ANNA, {"told": each}) for each in told])
    size = len(shown.entries)
    memory = {shown.verifier.name: shown.checkpoint()}
    assert judged(rewritten, memory, old=size, proof=growth(rewritten, size)) == UNPROCESSABLE
    assert judged(honest, memory, old=size, proof=growth(honest, size)) == OK


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


DAY = 86_400


class Cosigners:
    """All witnesses, at a time."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def cosign(self, note: str, *_: object) -> tuple[Reply, ...]:
        text = Note.parse(note).text
        return tuple(Reply(each.verifier, (each.cosign(text, self.seconds),)) for each in WITNESSES)


def cosigned_on_tuesday_and_thursday(folder: Path, stated: int) -> tuple[Path, Path]:
    """A disclosure of Wednesday that states another time: the receipt as it is renewed, and the policy; as files."""
    log, keeper = MemoryKeptLog(), CosignedFiles(folder, folder)
    trusted = policy(log)
    log.append([Draft(EntryKind.DISCLOSURE, ANNA, {"told": "on Monday"})])
    cosign_newest(log, Cosigners(SET + DAY), trusted, keeper)
    log.clock.instant = Instant(stated)
    late = log.append([Draft(EntryKind.DISCLOSURE, ANNA, {"told": "on Wednesday"})])
    cosigned = cosign_newest(log, Cosigners(SET + 3 * DAY), trusted, keeper).cosigned
    renewed = renewed_receipt(receipt_for(late, log=log), log=log, cosigned=cosigned, keeper=keeper)
    receipt_file, policy_file = folder / "receipt.json", folder / "policy.txt"
    receipt_file.write_bytes(canonical_bytes(renewed.to_json()))
    named = "".join(f"witness w{number} {each.verifier}\n" for number, each in enumerate(WITNESSES))
    policy_file.write_text(f"log {log.verifier}\n{named}group g 3 w0 w1 w2 w3\nquorum g\n")
    return receipt_file, policy_file


def verified_by_command(receipt_file: Path, policy_file: Path) -> tuple[int, str]:
    result = autonome("verify", receipt_file, "--policy", policy_file)
    return result.returncode, result.stdout + result.stderr


def test_back_dating_is_stopped_by_times_of_others(tmp_path: Path) -> None:
    dated_monday = cosigned_on_tuesday_and_thursday(tmp_path, SET)
    code, said = verified_by_command(*dated_monday)
    assert (code, "entry 2 is back-dated: it states 2026-03-01T10:00:00Z" in said) == (5, True), said
    # Without the control, the earlier checkpoint: nothing but the log's own word is left, and that is said first.
    bare = json.loads(dated_monday[0].read_bytes())
    del bare["earlier"]
    dated_monday[0].write_text(json.dumps(bare | {"format": "autonome-receipt/2"}))
    code, said = verified_by_command(*dated_monday)
    assert (code, said.splitlines()[1]) == (
        0,
        "Its time is the log's own word: nothing that others saw excludes that it was dated back.",
    )


def test_a_true_time_between_two_times_of_others_is_verified_and_both_are_said(tmp_path: Path) -> None:
    code, said = verified_by_command(*cosigned_on_tuesday_and_thursday(tmp_path, SET + 2 * DAY))
    told = "by others' clocks, recorded after 2026-03-02T10:00:00Z, and by 2026-03-04T10:00:00Z."
    assert (code, said.splitlines()[1]) == (0, f"Its time is the log's own word; {told}")


def test_an_earlier_checkpoint_of_another_history_is_refused(tmp_path: Path) -> None:
    receipt_file, policy_file = cosigned_on_tuesday_and_thursday(tmp_path, SET + 2 * DAY)
    value = json.loads(receipt_file.read_bytes())
    other = MemoryKeptLog()
    other.append([Draft(EntryKind.DISCLOSURE, ANNA, {"told": "never"})])
    value["earlier"][0]["checkpoint"] = other.checkpoint()
    receipt_file.write_text(json.dumps(value))
    assert verified_by_command(receipt_file, policy_file)[0] == 5
    value["earlier"][0]["checkpoint"] = value["checkpoint"]
    receipt_file.write_text(json.dumps(value))
    code, said = verified_by_command(receipt_file, policy_file)
    assert (code, "which is not smaller" in said) == (5, True), said


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
