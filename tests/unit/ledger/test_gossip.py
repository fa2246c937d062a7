"""Two checkpoints side by side, the evidence that anybody can check, and what a monitor makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.kernel import Instant, SubjectId, canonical_bytes
from autonome.ledger import (
    COSIGNATURE,
    Checkpoint,
    Draft,
    EntryKind,
    FormatError,
    KeyHistory,
    NodeReader,
    Note,
    UntrustedError,
    VerificationError,
    consistency_proof,
    root_from_leaves,
)
from autonome.ledger.gossip import Relation, SplitView, evidence, relation
from autonome.ledger.monitoring import AlarmKind, Memory, observe, silence
from tests.fakes.ledger import MemoryLog, SeededSigner

LONGEST = 12
AT = Instant.parse("2026-03-01T10:00:00Z")
WITNESS = SeededSigner("witness.example", 50, COSIGNATURE)


class History:
    """A log of which every checkpoint was kept; ``forked`` entries from the end are others than in its twin."""

    def __init__(self, *, told: str) -> None:
        log = MemoryLog()
        self.notes = [log.checkpoint()]
        for number in range(LONGEST):
            body = told if number >= LONGEST // 2 else "the same"
            log.append([Draft(EntryKind.USE, SubjectId("anna"), {"told": body})])
            self.notes.append(log.checkpoint())
        self.keys = KeyHistory.of_keys(log.verifier.name, [log.verifier])
        self.leaves = [entry.leaf for entry in log.entries]

    def node(self, size: int) -> NodeReader:
        leaves = self.leaves[:size]
        return lambda level, at: root_from_leaves(leaves[at << level : (at + 1) << level])

    def proof(self, old: int, new: int) -> tuple[bytes, ...]:
        return consistency_proof(old, new, self.node(new))


@cache
def twins() -> tuple[History, History]:
    return History(told="to the hospital"), History(told="to the patient")


def of(note: str) -> Checkpoint:
    return Checkpoint.of_note(note)


SIZES = st.integers(1, LONGEST)


@given(SIZES, SIZES)
def test_one_history_is_never_called_two(one: int, other: int) -> None:
    log, _ = twins()
    before, after = sorted((one, other))
    proof = log.proof(before, after)
    found = relation(of(log.notes[before]), of(log.notes[after]), proof)
    assert found is (Relation.SAME if before == after else Relation.GROWN)
    with pytest.raises(VerificationError, match="do not contradict each other"):
        evidence(log.notes[one], log.notes[other], log.node(after)).check(log.keys)


@given(SIZES, SIZES)
def test_two_histories_are_shown_to_anybody_where_they_part_and_nowhere_else(one: int, other: int) -> None:
    log, twin = twins()
    larger = log if one >= other else twin
    shown = evidence(log.notes[one], twin.notes[other], larger.node(max(one, other)))
    shown = SplitView.read(canonical_bytes(shown.to_json()))
    if min(one, other) > LONGEST // 2:
        shown.check(log.keys)
    else:
        with pytest.raises(VerificationError, match="do not contradict each other"):
            shown.check(log.keys)


def test_a_forged_path_is_no_evidence() -> None:
    log, _ = twins()
    honest = evidence(log.notes[5], log.notes[9], log.node(9))
    for path in ((), honest.path[:-1], (*honest.path, bytes(32)), (bytes(32), *honest.path[1:])):
        with pytest.raises(VerificationError):
            replace(honest, path=path).check(log.keys)


def test_evidence_against_a_log_needs_its_own_signatures() -> None:
    log, twin = twins()
    stranger = SeededSigner("test.example/log", 9)
    text = Note.parse(twin.notes[12]).text
    with pytest.raises(UntrustedError):
        SplitView(log.notes[12], str(Note(text, (stranger.line(text),)))).check(log.keys)


GOOD = {"format": "autonome-split-view/1", "one": "a", "other": "b", "path": []}


@pytest.mark.parametrize(
    "change",
    [{"format": "x"}, {"more": 1}, {"one": 1}, {"path": [1]}, {"path": ["AAAA"]}, {"path": [""] * 99}, {"path": None}],
)
def test_evidence_that_is_none_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        SplitView.read(json.dumps(GOOD | change).encode())


def test_a_proof_that_is_not_there_or_does_not_hold_is_no_accusation() -> None:
    log, _ = twins()
    older, newer = of(log.notes[5]), of(log.notes[9])
    assert relation(older, newer, None) is Relation.UNPROVEN
    assert relation(older, newer, log.proof(5, 8)) is Relation.UNPROVEN
    assert relation(of(log.notes[0]), newer, None) is Relation.GROWN
    with pytest.raises(VerificationError, match="of two logs"):
        relation(older, replace(newer, origin="other.example"), None)


# --- monitoring ------------------------------------------------------------------------------------------------------


def later(seconds: int) -> Instant:
    return Instant(AT.seconds + seconds)


def test_a_monitor_follows_a_log_that_grows() -> None:
    log, _ = twins()
    memory, alarms = observe(None, log.notes[3], AT, keys=log.keys)
    assert (memory, alarms) == (Memory(log.notes[3], AT), ())
    memory, alarms = observe(memory, log.notes[7], later(60), keys=log.keys, proof=log.proof(3, 7))
    assert (memory, alarms) == (Memory(log.notes[7], later(60)), ())


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        (twins()[0].notes[8], AlarmKind.UNPROVEN),
        (twins()[0].notes[6], AlarmKind.ROLLBACK),
        (twins()[1].notes[7], AlarmKind.SPLIT_VIEW),
        (twins()[0].notes[8].replace("\n8\n", "\n9\n"), AlarmKind.SIGNATURE),
        ("nonsense", AlarmKind.SIGNATURE),
    ],
)
def test_a_monitor_alarms_and_goes_on_by_what_it_remembered(note: str, kind: AlarmKind) -> None:
    log, _ = twins()
    memory = Memory(log.notes[7], AT)
    kept, (alarm,) = observe(memory, note, later(60), keys=log.keys)
    assert (kept, alarm.kind) == (memory, kind)
    assert "\n" not in alarm.said


def test_silence_is_an_alarm_and_a_new_cosignature_ends_it() -> None:
    log, _ = twins()
    memory = Memory(log.notes[7], AT)
    assert silence(memory, later(600), 600) == ()
    (alarm,) = silence(memory, later(601), 600)
    assert alarm.kind is AlarmKind.SILENCE
    note = Note.parse(log.notes[7])
    cosigned = str(note.with_signatures([WITNESS.cosign(note.text, AT.seconds + 500)]))
    kept, _ = observe(memory, cosigned, later(700), keys=log.keys, witnesses=[WITNESS.verifier])
    assert kept is not None
    assert silence(kept, later(1000), 600) == ()


def test_lines_by_strangers_and_times_to_come_are_no_signs_of_life() -> None:
    log, _ = twins()
    memory = Memory(log.notes[7], AT)
    note = Note.parse(log.notes[7])
    for seconds, witnesses in ((500, ()), (10**6, (WITNESS.verifier,))):
        cosigned = str(note.with_signatures([WITNESS.cosign(note.text, AT.seconds + seconds)]))
        kept, _ = observe(memory, cosigned, later(100), keys=log.keys, witnesses=witnesses)
        assert kept is not None
        assert silence(kept, later(800), 600)
