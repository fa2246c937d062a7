"""What every log must do: one suite over the log in memory, in a directory, and shared with another process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import pytest

from autonome.adapters.local_log import LocalLog, open_local_log
from autonome.adapters.shared_log import SharedLog
from autonome.kernel import AutonomeError, SubjectId, canonical_bytes
from autonome.ledger import (
    Checkpoint,
    Draft,
    EntryKind,
    Log,
    LogMovedError,
    Note,
    VerificationError,
    parse_policy,
    read_receipt,
    verify_entries,
    verify_inclusion,
    write_policy,
)
from autonome.workflows.record_use import receipt_for
from tests.fakes.ledger import ForeseenEntropy, MemoryLog, SetClock

ANNA, BEN = SubjectId("anna"), SubjectId("ben")
MakeLog = Callable[[], Log]


@pytest.fixture(params=["memory", "directory", "shared"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    if request.param == "memory":
        yield MemoryLog()
        return
    directory = open_local_log(tmp_path / "log", clock=SetClock(), entropy=ForeseenEntropy())
    if request.param == "directory":
        yield directory
        return
    ours, theirs = Pipe()
    parent = Thread(target=serve, args=(directory, theirs))
    parent.start()
    yield SharedLog(directory, ours)
    ours.close()
    parent.join()


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
    assert newest(log).size == 6


def test_entries_keep_their_order_number_and_link(log: Log) -> None:
    log.append([draft(ANNA), draft(BEN), draft(ANNA)])
    log.append([draft(ANNA, EntryKind.USE)])
    entries = log.entries_of(ANNA)
    assert [(entry.index, entry.payload.sequence) for entry in entries] == [(0, 0), (2, 1), (3, 2)]
    assert [entry.payload.previous for entry in entries] == [None, entries[0].leaf.hex(), entries[1].leaf.hex()]
    assert [entry.index for entry in log.entries_of(ANNA, EntryKind.USE)] == [3]
    assert [entry.index for entry in log.entries_of(BEN)] == [1]


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
    assert newest(log).size == 1
    log.append([draft()], unchanged_since=1)


def test_what_is_recorded_of_others_in_between_does_not_matter(log: Log) -> None:
    log.append([draft(BEN)], unchanged_since=0)
    log.append([draft(ANNA), draft(ANNA)], unchanged_since=0)
    assert [entry.index for entry in log.entries_of(ANNA)] == [1, 2]


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
        verify_inclusion(first.leaf, 0, size, log.prove(0, size), root)


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
        verify_inclusion(recorded[0].leaf, 0, 3, log.prove(0, 2), checkpoint.root)
