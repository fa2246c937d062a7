"""Worker processes that share one log: each takes a task, works on it, and asks for the next.

- A process is started fresh (``spawn``), does many tasks, and loads what it needs once.
- A process that dies costs the one task it was at; another takes its place.
- The parent alone appends to the log: what the workers ask for while it waits for the disk goes into its next commit.
- The first interrupt (Ctrl-C, SIGTERM) gives out no more tasks, and lets each worker end the one it is at; the second
  ends the workers at once. A worker whose parent is gone ends at once, too.

Any of these may stop a worker at any step; what a task leaves behind must be whole or absent (`patient_folders`).
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from types import FrameType
from typing import Any, Generic, TypeVar

from autonome.adapters.local_log import LocalLog
from autonome.adapters.log_commit import Append
from autonome.adapters.shared_log import SharedLog
from autonome.kernel import AutonomeError
from autonome.ledger import Log

GLANCE = 0.2
"""Seconds between two looks at whether an interrupt has come."""

FALSE_STARTS = 3
"""Processes in a row that may end before they began: then it is no accident."""

Settings = TypeVar("Settings")
Task = TypeVar("Task")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost:
    """The process ended while it was at a task.

    Args:
        how: such as ``ended by signal 9``.
    """

    how: str


@dataclass(slots=True)
class _Worker(Generic[Task]):
    """A process, the ends of its pipes, and what it is at."""

    process: BaseProcess
    tasks: Connection
    entries: Connection
    alive: Connection
    ready: bool = False
    number: int | None = None

    def close(self) -> None:
        for end in (self.tasks, self.entries, self.alive):
            end.close()


class WorkerPool(Generic[Settings, Task, Result]):
    """Processes that work on tasks.

    Args:
        begin: called once in each process, with the settings and the shared log; gives what does a task. A function of
            a module: it is found there by name.
        settings: for ``begin``.
        log: that the parent appends to.
        reopen: opens the same log in a process.
    """

    def __init__(
        self,
        begin: Callable[[Settings, Log], Callable[[Task], Result]],
        settings: Settings,
        *,
        log: LocalLog,
        reopen: Callable[[], Log],
    ) -> None:
        self._start = (begin, settings, reopen)
        self._log = log
        self._workers: list[_Worker[Task]] = []
        self._interrupts = 0
        self._false_starts = 0

    @property
    def interrupted(self) -> bool:
        """Whether an interrupt has come."""
        return self._interrupts > 0

    def run(self, tasks: Sequence[Task], jobs: int) -> Iterator[tuple[int, Result | Lost]]:
        """Work on tasks, as many at a time as there are jobs.

        Yields:
            The number of a task with its result, as they come; after an interrupt not all of them do.

        Raises:
            AutonomeError: a process cannot begin, or the log cannot be relied upon.
        """
        waiting = deque(range(len(tasks)))
        with self._listening():
            try:
                while waiting or self._workers:
                    while waiting and not self.interrupted and len(self._workers) < min(jobs, len(tasks)):
                        self._workers.append(_started(*self._start))
                    yield from self._round(tasks, waiting)
                    if self._interrupts > 1 or (self.interrupted and not self._workers):
                        return
            finally:
                self._end()

    def _round(self, tasks: Sequence[Task], waiting: deque[int]) -> Iterator[tuple[int, Result | Lost]]:
        """Hear what the workers say; commit what they ask for; give out tasks."""
        ends = {end: worker for worker in self._workers for end in (worker.tasks, worker.entries)}
        asked: list[tuple[_Worker[Task], Append]] = []
        for end in wait(list(ends), GLANCE):
            if not isinstance(end, Connection) or (worker := ends[end]) not in self._workers:
                continue
            try:
                said: Any = end.recv()
            except (EOFError, OSError):
                yield from self._buried(worker)
                continue
            if isinstance(said, Append):
                asked.append((worker, said))
                continue
            if worker.ready:
                yield said
            elif said is not None:
                raise said
            worker.ready, self._false_starts = True, 0
            self._give(worker, tasks, waiting)
        self._commit([each for each in asked if each[0] in self._workers])

    def _give(self, worker: _Worker[Task], tasks: Sequence[Task], waiting: deque[int]) -> None:
        """Give a worker its next task, or let it go."""
        worker.number = None
        if waiting and not self.interrupted:
            worker.number = waiting.popleft()
            with suppress(OSError):  # it has died since: the next round finds out
                worker.tasks.send((worker.number, tasks[worker.number]))
        else:
            self._workers.remove(worker)
            worker.close()
            worker.process.join()

    def _commit(self, asked: Sequence[tuple[_Worker[Task], Append]]) -> None:
        if not asked:
            return
        answers = self._log.append_each([each for _, each in asked])
        for (worker, _), answer in zip(asked, answers, strict=True):
            with suppress(OSError):
                worker.entries.send(answer)

    def _buried(self, worker: _Worker[Task]) -> Iterator[tuple[int, Lost]]:
        self._workers.remove(worker)
        worker.close()
        worker.process.join()
        code = worker.process.exitcode or 0
        how = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
        if worker.number is not None:
            yield worker.number, Lost(how)
            return
        self._false_starts += 1
        if self._false_starts > FALSE_STARTS:
            raise AutonomeError(f"the processes of the batch cannot begin: {how}", mend="run the command again.")

    def _end(self) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.close()
        self._workers.clear()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Count interrupts, and raise nothing: a commit of the log is not left in the middle."""

        def heard(_number: int, _frame: FrameType | None) -> None:
            self._interrupts += 1

        before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _started(
    begin: Callable[[Settings, Log], Callable[[Task], Result]], settings: Settings, reopen: Callable[[], Log]
) -> _Worker[Task]:
    """Start a process; its ends of the pipes are closed here, so that its death is heard."""
    context = get_context("spawn")
    (tasks, their_tasks), (entries, their_entries) = context.Pipe(), context.Pipe()
    their_alive, alive = context.Pipe(duplex=False)
    theirs = (their_tasks, their_entries, their_alive)
    process = context.Process(target=_work, args=(begin, settings, reopen, theirs), daemon=True)
    process.start()
    for end in theirs:
        end.close()
    return _Worker(process, tasks, entries, alive)


def _work(
    begin: Callable[[Settings, Log], Callable[[Task], Result]],
    settings: Settings,
    reopen: Callable[[], Log],
    ends: tuple[Connection, Connection, Connection],
) -> None:
    """A worker's life."""
    tasks, entries, alive = ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Thread(target=_end_with, args=(alive,), daemon=True).start()
    with suppress(EOFError, OSError):
        try:
            act = begin(settings, SharedLog(reopen(), entries))
        except AutonomeError as error:
            return tasks.send(error)
        tasks.send(None)
        while True:
            number, task = tasks.recv()
            tasks.send((number, act(task)))


def _end_with(parent: Connection) -> None:
    """End this process when the parent's end of the pipe is gone."""
    with suppress(EOFError, OSError):
        parent.recv_bytes()
    os._exit(0)
