"""One log and several processes: they make one history, in shared commits, and readers are not disturbed."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.log_commit import Append
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.kernel import AutonomeError, Instant, SubjectId
from autonome.ledger import Checkpoint, Draft, EntryKind, ErasedError, Erasure, LogMovedError

ANNA = SubjectId("anna")
ERASURE = Erasure("GDPR Art. 17(1)(b)", Instant(0))


def opened(directory: Path) -> LocalLog:
    return open_local_log(directory, clock=SystemClock(), entropy=SystemEntropy())


def draft(number: int) -> Draft:
    return Draft(EntryKind.DECISION, ANNA, {"number": number})


def size_of(log: LocalLog) -> int:
    return Checkpoint.of_note(log.checkpoint()).size


def append_some(directory: Path, count: int) -> None:
    log = opened(directory)
    for number in range(count):
        log.append([draft(number)])


def test_processes_that_append_at_once_make_one_log(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=append_some, args=(directory, 15)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    assert [entry.payload.sequence for entry in opened(directory).entries_of(ANNA)] == list(range(60))


def test_one_checkpoint_covers_several_callers_and_none_stops_another(tmp_path: Path) -> None:
    log = opened(tmp_path / "log")
    ben, clara = SubjectId("ben"), SubjectId("clara")
    log.append([Draft(EntryKind.DECISION, clara, {})])
    log.erase(clara, ERASURE)
    before = size_of(log)
    good, floating, moved, erased, again = log.append_each(
        [
            Append((draft(0), draft(1)), unchanged_since=before),
            Append((Draft(EntryKind.USE, ben, {"dose": 0.5}),)),  # type: ignore[dict-item]  # what is refused
            Append((draft(2),), unchanged_since=before),
            Append((Draft(EntryKind.USE, clara, {}),)),
            Append((Draft(EntryKind.USE, ben, {}),), unchanged_since=before),
        ]
    )
    assert isinstance(floating, AutonomeError)
    assert isinstance(moved, LogMovedError), "the first caller's entries are of the same person"
    assert isinstance(erased, ErasedError)
    assert isinstance(good, tuple)
    assert isinstance(again, tuple)
    assert opened(tmp_path / "log").entries_of(ANNA) == good
    assert opened(tmp_path / "log").entries_of(ben) == again, "sealed under the key that was written"
    assert size_of(log) == before + 3


def read_for_ever(directory: Path, told: Connection) -> None:
    log = opened(directory)
    while not told.poll():
        size = size_of(log)
        log.prove(0, size)
        log.entries_of(ANNA)
    told.send(size)


def test_readers_are_not_disturbed_by_tiles_that_fill_and_go(tmp_path: Path) -> None:
    directory = tmp_path / "log"
    log = opened(directory)
    log.append([draft(0)])
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    reader = context.Process(target=read_for_ever, args=(directory, theirs))
    reader.start()
    for number in range(30):
        log.append([Draft(EntryKind.USE, SubjectId("ben"), {"number": each}) for each in range(number + 17)])
    ours.send("enough")
    assert ours.poll(30), "the reader fell over"
    assert ours.recv() <= size_of(log)
    reader.join()
    assert reader.exitcode == 0
