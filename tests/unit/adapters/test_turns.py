"""Taking turns: one works for all that wait, nobody is forgotten, and who waits too long is told what is known."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from autonome.adapters.postgres_log.turns import Asked, Turns

SECONDS = 10.0


class Work:
    """Doubles numbers; stops at zero until told to go on; breaks at negative ones."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, batch: Sequence[Asked[int]]) -> None:
        self.batches.append([asked.what for asked in batch])
        if 0 in self.batches[-1]:
            self.begun.set()
            assert self.go_on.wait(SECONDS)
        if min(self.batches[-1]) < 0:
            raise ArithmeticError("negative")
        for asked in batch:
            asked.answer = KeyError(asked.what) if asked.what == 13 else asked.what * 2


def waiting_behind(turns: Turns[int], work: Work, threads: ThreadPoolExecutor, *numbers: int) -> list[object]:
    """Ask for numbers while somebody is at work; gives their answers, or why there is none."""
    first = threads.submit(turns.ask, 0, SECONDS)
    assert work.begun.wait(SECONDS)
    asked = [threads.submit(turns.ask, number, SECONDS) for number in numbers]
    while len(turns._waiting) < len(numbers):
        pass
    work.go_on.set()
    assert first.result() == 0
    return [each.exception() or each.result() for each in asked]


def test_who_comes_meanwhile_is_worked_for_together() -> None:
    work = Work()
    with ThreadPoolExecutor(8) as threads:
        assert waiting_behind(Turns(work, len), work, threads, 1, 2, 3) == [2, 4, 6]
    assert [sorted(batch) for batch in work.batches] == [[0], [1, 2, 3]]


def test_no_more_than_belong_together_are_worked_for_and_nobody_is_forgotten() -> None:
    work = Work()
    with ThreadPoolExecutor(8) as threads:
        assert waiting_behind(Turns(work, lambda _: 1), work, threads, 1, 2, 3) == [2, 4, 6]
    assert [len(batch) for batch in work.batches] == [1, 1, 1, 1]


def test_an_error_is_of_who_asked_for_it_and_a_failure_of_all() -> None:
    work = Work()
    with ThreadPoolExecutor(8) as threads:
        one, other = waiting_behind(Turns(work, len), work, threads, 13, 4)
    assert (type(one), other) == (KeyError, 8)
    work = Work()
    with ThreadPoolExecutor(8) as threads:
        turns = Turns(work, len)
        assert {type(each) for each in waiting_behind(turns, work, threads, -1, 4)} == {ArithmeticError}
        assert turns.ask(5, SECONDS) == 10, "it goes on"


def test_who_waits_too_long_is_told_whether_the_work_had_begun() -> None:
    work = Work()
    turns = Turns(work, len)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(turns.ask, 0, SECONDS)
        assert work.begun.wait(SECONDS)
        with pytest.raises(TimeoutError) as told:
            turns.ask(1, 0.01)
        assert told.value.args == (False,)
        work.go_on.set()
        assert first.result() == 0
    assert turns.ask(2, SECONDS) == 4
    assert [1] not in work.batches, "who has gone is not worked for"


def test_many_threads_get_their_own_answers() -> None:
    work = Work()
    turns = Turns(work, len)
    with ThreadPoolExecutor(32) as threads:
        assert list(threads.map(lambda number: turns.ask(number, SECONDS), range(100, 1100))) == [
            number * 2 for number in range(100, 1100)
        ]
