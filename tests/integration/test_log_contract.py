"""What every log must do: one suite over logs in memory, in a directory, shared with another process, in a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import pytest

from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.postgres_log import PostgresLog, open_postgres_log
from autonome.adapters.shared_log import SharedLog
from autonome.kernel import AutonomeError, InputError, Instant, SubjectId, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Deed,
    Draft,
    EntryKind,
    ErasedError,
    Erasure,
    FormatError,
    KeptLog,
    KeyEvent,
    KeyHistory,
    Log,
    LogMovedError,
    Note,
    Opening,
    Role,
    Tombstone,
    Trust,
    VerificationError,
    parse_policy,
    read_receipt,
    verify_consistency,
    verify_entries,
    verify_inclusion,
    verify_tombstone,
    write_policy,
)
from autonome.ledger.key_events import KEYS
from autonome.ledger.tombstones import ERASURES
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import ForeseenEntropy, MemoryKeptLog, SeededSigner, SetClock

ANNA, BEN = SubjectId("anna"), SubjectId("ben")
BEGUN = 1
"""Entries of a log before anybody's: the one that names its first key."""


@pytest.fixture(params=["memory", "directory", "shared", "database"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    if request.param == "memory":
        yield MemoryKeptLog()
        return
    if request.param == "database":
        yield from in_database(request, tmp_path)
        return
    directory = in_directory(tmp_path)
    if request.param == "directory":
        yield directory
        return
    ours, theirs = Pipe()
    parent = Thread(target=serve, args=(directory, theirs))
    parent.start()
    yield SharedLog(directory, ours)
    ours.close()
    parent.join()


def in_directory(tmp_path: Path) -> LocalLog:
    return open_local_log(tmp_path / "log", clock=SetClock(), entropy=ForeseenEntropy())


def in_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PostgresLog]:
    database = request.getfixturevalue("database")
    opened = open_postgres_log(database, tmp_path / "private", clock=SetClock(), entropy=ForeseenEntropy())
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "directory", "database"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeptLog]:
    """A log as its institution holds it."""
    if request.param == "database":
        yield from in_database(request, tmp_path)
    else:
        yield MemoryKeptLog() if request.param == "memory" else in_directory(tmp_path)


def serve(log: LocalLog, worker: Connection) -> None:
    """What the parent of a worker does, for one."""
    with suppress(EOFError):
        while True:
            worker.send(log.append_each([worker.recv()])[0])


def draft(subject: SubjectId = ANNA, kind: EntryKind = EntryKind.DECISION, **body: int) -> Draft:
    return Draft(kind, subject, body)


def newest(log: Log) -> Checkpoint:
    note = Note.parse(log.checkpoint())
    assert note.signers([log.verifier]) == (log.verifier,)
    return Checkpoint.parse(note.text)


def test_a_new_log_has_signed_the_empty_tree(log: Log) -> None:
    assert newest(log).size == 0
    assert newest(log).origin == log.verifier.name
    assert log.entries_of(ANNA) == ()


def test_what_append_returns_is_covered_by_the_newest_checkpoint(log: Log) -> None:
    for batch in (1, 3, 2):
        recorded = log.append([draft(number=number) for number in range(batch)])
        checkpoint = newest(log)
        for entry in recorded:
            proof = log.prove(entry.index, checkpoint.size)
            verify_inclusion(entry.leaf, entry.index, checkpoint.size, proof, checkpoint.root)
    assert newest(log).size == 6 + BEGUN


def test_entries_keep_their_order_number_and_link(log: Log) -> None:
    log.append([draft(ANNA), draft(BEN), draft(ANNA)])
    log.append([draft(ANNA, EntryKind.USE)])
    entries = log.entries_of(ANNA)
    assert [(entry.index, entry.payload.sequence) for entry in entries] == [(1, 0), (3, 1), (4, 2)]
    assert [entry.payload.previous for entry in entries] == [None, entries[0].leaf.hex(), entries[1].leaf.hex()]
    assert [entry.index for entry in log.entries_of(ANNA, EntryKind.USE)] == [4]
    assert [entry.index for entry in log.entries_of(BEN)] == [2]


def test_salts_differ(log: Log) -> None:
    recorded = log.append([draft(), draft()])
    assert len({entry.salt for entry in recorded}) == 2
    assert len({entry.entry for entry in recorded}) == 2


def test_nothing_is_recorded_upon_a_size_since_which_something_of_the_person_was_recorded(log: Log) -> None:
    log.append([draft()], unchanged_since=0)
    with pytest.raises(LogMovedError, match="has grown"):
        log.append([draft()], unchanged_since=0)
    with pytest.raises(LogMovedError, match="has grown"):
        log.append([draft(BEN), draft()], unchanged_since=0)
    assert newest(log).size == 1 + BEGUN
    log.append([draft()], unchanged_since=1 + BEGUN)


def test_what_is_recorded_of_others_in_between_does_not_matter(log: Log) -> None:
    log.append([draft(BEN)], unchanged_since=0)
    log.append([draft(ANNA), draft(ANNA)], unchanged_since=0)
    assert [entry.index for entry in log.entries_of(ANNA)] == [2, 3]


def test_an_empty_batch_changes_nothing(log: Log) -> None:
    before = log.checkpoint()
    assert log.append([]) == ()
    assert log.checkpoint() == before


def test_what_cannot_be_written_canonically_is_not_recorded(log: Log) -> None:
    with pytest.raises(AutonomeError, match="canonical"):
        log.append([Draft(EntryKind.USE, ANNA, {"dose": 0.5})]) and newest(log)  # type: ignore[dict-item]


def test_older_sizes_stay_provable_as_the_log_grows_past_a_tile(log: Log) -> None:
    first = log.append([draft(number=0)])[0]
    sizes = {}
    for step in (1, 100, 154, 1, 40):
        log.append([draft(number=number) for number in range(step)])
        sizes[newest(log).size] = newest(log).root
    for size, root in sizes.items():
        verify_inclusion(first.leaf, first.index, size, log.prove(first.index, size), root)


def test_a_receipt_of_this_log_is_believed_by_who_trusts_its_key(log: Log) -> None:
    log.append([draft(BEN)])
    recorded = log.append([draft(), draft(kind=EntryKind.USE)])
    receipt = read_receipt(canonical_bytes(receipt_for(recorded, log=log).to_json()))
    verified = verify_entries(receipt, parse_policy(write_policy(log.verifier).encode()))
    assert verified.entries == recorded
    log.append([draft(BEN)])
    verify_entries(receipt, parse_policy(write_policy(log.verifier).encode()))


def test_a_proof_for_one_size_does_not_serve_another(log: Log) -> None:
    recorded = log.append([draft(), draft(), draft()])
    checkpoint = newest(log)
    with pytest.raises(VerificationError):
        verify_inclusion(recorded[0].leaf, 1, 4, log.prove(1, 3), checkpoint.root)


# --- who can open what -----------------------------------------------------------------------------------------------


def test_a_log_begins_with_its_first_key_in_the_open(log: Log) -> None:
    assert log.public_entries() == ()
    log.append([draft()])
    (first,) = log.public_entries(EntryKind.KEY)
    assert (first.index, first.payload.sequence) == (0, 0)
    assert KeyHistory.follow(log.verifier.name, [first]).key_at(1) == log.verifier


@pytest.mark.parametrize("kind", [kind for kind in EntryKind if kind not in {EntryKind.KEY, EntryKind.TOMBSTONE}])
def test_an_entry_of_each_kind_is_read_by_those_whom_its_kind_names(kept: KeptLog, kind: EntryKind) -> None:
    (recorded,) = kept.append([draft(kind=kind)])
    held = {
        Opening.PERSON: kept.entries_of(ANNA),
        Opening.INSTITUTION: kept.institution_entries(ANNA),
        Opening.PUBLIC: kept.public_entries(kind),
    }
    assert {opening for opening, entries in held.items() if recorded in entries} == {kind.opening}


def test_a_log_proves_that_it_only_grew(kept: KeptLog) -> None:
    seen = [newest(kept)]
    for batch in (1, 2, 5):
        kept.append([draft(number=number) for number in range(batch)])
        seen.append(newest(kept))
    for older, newer in combinations(seen[1:], 2):
        verify_consistency(older.size, newer.size, kept.prove_growth(older.size, newer.size), older.root, newer.root)
    assert kept.prove_growth(0, seen[-1].size) == kept.prove_growth(seen[-1].size, seen[-1].size) == ()


def test_each_thread_is_numbered_and_linked_for_itself(kept: KeptLog) -> None:
    kept.append([draft(kind=kind) for kind in (EntryKind.USE, EntryKind.TRIAL, EntryKind.VOTE)])
    recorded = kept.append([draft(kind=kind) for kind in (EntryKind.AMENDMENT, EntryKind.VOTE, EntryKind.USE)])
    assert [entry.payload.sequence for entry in recorded] == [1, 1, 1]
    assert kept.public_entries(EntryKind.AMENDMENT) == recorded[:1]
    assert [entry.payload.sequence for entry in kept.institution_entries(ANNA)] == [0, 1]


def test_only_the_thread_of_a_draft_can_have_moved(kept: KeptLog) -> None:
    kept.append([draft(kind=EntryKind.TRIAL)], unchanged_since=0)
    kept.append([draft(kind=EntryKind.USE)], unchanged_since=0)
    with pytest.raises(LogMovedError):
        kept.append([draft(kind=EntryKind.AMENDMENT)], unchanged_since=0)


# --- keys ------------------------------------------------------------------------------------------------------------

RECOVERY = SeededSigner("recovery.example", 10)
MINTER = SeededSigner("minter.example", 20)
ENROLLED = KeyEvent(Deed.ENROL, Role.MINTER, MINTER.verifier)


def test_a_log_begins_once_and_names_a_key_for_recovery(kept: KeptLog) -> None:
    history = kept.begin(RECOVERY)
    assert history.keys_at(1, Role.RECOVERY) == (RECOVERY.verifier,)
    assert kept.key_history() == history
    with pytest.raises(InputError, match="has begun already"):
        kept.begin()
    kept.append([draft()])
    assert len(kept.public_entries()) == BEGUN


def test_a_key_of_another_role_is_recorded_by_the_log_and_by_who_holds_it(kept: KeptLog) -> None:
    kept.begin()
    history = kept.change_keys(ENROLLED, MINTER)
    assert history.keys_at(2, Role.MINTER) == (MINTER.verifier,)
    before = kept.checkpoint()
    with pytest.raises(VerificationError, match="a second time"):
        kept.change_keys(ENROLLED, MINTER)
    with pytest.raises(VerificationError, match="not signed by whom it must be"):
        kept.change_keys(KeyEvent(Deed.ENROL, Role.EVIDENCE, SeededSigner("e.example", 21).verifier))
    assert kept.checkpoint() == before, "what is refused leaves nothing"
    assert kept.key_history() == history


def test_nothing_but_the_log_itself_records_a_key_event(kept: KeptLog) -> None:
    kept.begin()
    before = kept.checkpoint()
    with pytest.raises(AutonomeError):
        kept.append([Draft(EntryKind.KEY, KEYS, {})])
    assert kept.checkpoint() == before


# --- erasing ---------------------------------------------------------------------------------------------------------

ERASURE = Erasure("GDPR Art. 17(1)(b), file 12", Instant.parse("2026-02-28"))


def test_who_is_erased_cannot_be_read_and_the_others_can(kept: KeptLog) -> None:
    kept.append([draft(), draft(BEN), draft()])
    stone = kept.erase(ANNA, ERASURE)
    with pytest.raises(ErasedError):
        kept.entries_of(ANNA)
    with pytest.raises(ErasedError):
        kept.append([draft()])
    with pytest.raises(ErasedError):
        kept.append([draft()], unchanged_since=newest(kept).size)
    assert len(kept.entries_of(BEN)) == 1
    assert kept.prove(1, newest(kept).size), "the entries stand"
    assert stone.payload.kind is EntryKind.TOMBSTONE


def test_a_tombstone_says_what_when_and_why_and_nothing_of_the_person(kept: KeptLog) -> None:
    kept.append([draft(dose=3), draft(dose=4)])
    stone = kept.erase(ANNA, ERASURE)
    tombstone = Tombstone.read(stone.payload)
    assert (tombstone.entries, tombstone.erasure) == (2, ERASURE)
    told = canonical_bytes(stone.payload.to_json()).decode()
    assert "anna" not in told
    assert "dose" not in told
    assert kept.institution_entries(ERASURES) == (stone,)


def test_who_was_erased_is_erased_once(kept: KeptLog) -> None:
    kept.append([draft(), draft(BEN)])
    stone = kept.erase(ANNA, ERASURE)
    assert kept.erase(ANNA, Erasure("again", Instant(0))) == stone
    other = kept.erase(BEN, ERASURE)
    assert (other.payload.sequence, other.payload.previous) == (1, stone.leaf.hex())


def test_an_erasure_is_proven_by_a_receipt_of_its_tombstone(kept: KeptLog) -> None:
    kept.append([draft()])
    stone = kept.erase(ANNA, ERASURE)
    receipt = read_receipt(canonical_bytes(receipt_for([stone], log=kept).to_json()))
    tombstone, _ = verify_tombstone(receipt, Trust(parse_policy(write_policy(kept.verifier).encode())))
    assert tombstone.erasure == ERASURE
    (other,) = kept.append([draft(BEN)])
    with pytest.raises(FormatError):
        verify_tombstone(receipt_for([other], log=kept), parse_policy(write_policy(kept.verifier).encode()))


def test_who_was_never_here_can_be_erased_and_does_not_come(kept: KeptLog) -> None:
    assert Tombstone.read(kept.erase(ANNA, ERASURE).payload).entries == 0
    with pytest.raises(ErasedError):
        kept.append([draft()])
