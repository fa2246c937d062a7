"""The pool itself: what a process that cannot begin, or dies, costs."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from autonome.adapters.local_log import LocalLog
from autonome.adapters.local_log_opening import open_local_log
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.adapters.worker_pool import Lost, WorkerPool
from autonome.kernel import AutonomeError, InputError, SubjectId
from autonome.ledger import Draft, EntryKind, Log


def opened(directory: Path) -> LocalLog:
    return open_local_log(directory, clock=SystemClock(), entropy=SystemEntropy())


def doubling(factor: int, log: Log) -> Callable[[int], int]:
    """Record each number; odd ones beyond ten kill their process."""

    def act(number: int) -> int:
        if number > 10 and number % 2:
            os._exit(7)
        (recorded,) = log.append([Draft(EntryKind.USE, SubjectId(f"p{number % 3}"), {"number": number})])
        return factor * number if recorded.index >= 0 else 0

    return act


def refusing(words: str, _log: Log) -> Callable[[int], int]:
    raise InputError(words, where="knowledge", mend="rebuild it.")


def dying(code: int, _log: Log) -> Callable[[int], int]:
    os._exit(code)


def test_every_task_has_its_result_or_its_loss_and_the_log_is_one(tmp_path: Path) -> None:
    reopen = partial(opened, tmp_path / "log")
    pool: WorkerPool[int, int, int] = WorkerPool(doubling, 2, log=reopen(), reopen=reopen)
    tasks = [1, 2, 3, 4, 11, 12, 13, 14]
    found = dict(pool.run(tasks, jobs=2))
    assert [found[place] for place in range(8)] == [
        2,
        4,
        6,
        8,
        Lost("ended with code 7"),
        24,
        Lost("ended with code 7"),
        28,
    ]
    kept = [entry for name in ("p0", "p1", "p2") for entry in reopen().entries_of(SubjectId(name))]
    assert sorted(entry.payload.body["number"] for entry in kept) == [1, 2, 3, 4, 12, 14]  # type: ignore[type-var]


def test_why_a_process_cannot_begin_is_told_in_its_own_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    reopen = partial(opened, tmp_path / "log")
    pool: WorkerPool[str, int, int] = WorkerPool(refusing, "damaged", log=reopen(), reopen=reopen)
    with pytest.raises(InputError, match=r"^knowledge: damaged\. Mend: rebuild it\.$"):
        list(pool.run([1, 2], jobs=2))
    assert capfd.readouterr().err == ""


def test_processes_that_die_before_they_begin_are_not_started_for_ever(tmp_path: Path) -> None:
    reopen = partial(opened, tmp_path / "log")
    pool: WorkerPool[int, int, int] = WorkerPool(dying, 3, log=reopen(), reopen=reopen)
    with pytest.raises(AutonomeError, match="cannot begin: ended with code 3"):
        list(pool.run([1], jobs=1))
