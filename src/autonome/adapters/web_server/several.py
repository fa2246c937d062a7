"""Several processes that answer at one address: a parent that answers nothing, begins them, and ends with them.

Python runs one thread of a process at a time, so a process uses one core; several use several. The parent binds the
address and hands it down; whichever child is free takes the next connection.

Invariants:

- The first child begins alone: what it sets up, or stumbles over, no other does at the same time. It alone is told to
  do what a node does once (`FIRST`); whoever replaces it is told so too.
- A child that ends by itself is replaced, and how it ended is told. Where children keep ending, all of them are ended:
  whoever watches over the parent shall know.
- A child never outlives the parent, however that ended: it reads a pipe whose other side the parent holds.
- Signals go to the parent alone: each child is a session of its own, and is told to end once.

Not here: what a child does (`serving`), and what is shared by all of them, which is in the database.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from autonome.kernel import AutonomeError

GLANCE: Final = 0.1
"""Seconds between two looks at the children."""

PAUSE: Final = 1.0
"""Seconds before a child that ended by itself is replaced."""

MOST_ENDS, WITHIN = 8, 60.0
"""Children that may end by themselves, and seconds: one that ends at once each time is not begun for ever (our own
judgement: a machine that runs out of memory takes several at once)."""

WAITING: Final = 2048
"""Connections that wait to be taken, as asked of the system, which may grant fewer."""

READY: Final = b"ready\n"
"""What a child writes to its standard output once it answers."""


class ChildrenError(AutonomeError):
    """The processes that answer keep ending."""


class SharedListener(socket.socket):
    """An address at which several processes listen.

    Each takes one connection at a time (`Config.backlog`), so that the others get the next; the queue of those that
    wait, which the same number would set, stays as long as it was.
    """

    def listen(self, backlog: int = WAITING, /) -> None:
        """Listen, with the queue that all of them share."""
        del backlog
        super().listen(WAITING)


@dataclass(slots=True)
class _Child:
    """A place among the children, and who holds it.

    Args:
        first: whether it does what is done once.
        process: that holds it; None while nobody does.
        ready: whether that process answers.
        anew: from when on a next one may be begun (monotonic).
    """

    first: bool
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    anew: float = 0.0


@dataclass(slots=True)
class Several:
    """A parent and its children.

    Args:
        bound: the address.
        command: gives the command of a child, from the number of the listening socket, and whether it is the first.
        environment: of the children.
        log: takes a line about each child that begins or ends.
        ends: when children ended by themselves, the latest ones (monotonic).
    """

    bound: socket.socket
    command: Callable[[int, bool], Sequence[str]]
    environment: Mapping[str, str]
    log: Callable[[Mapping[str, Any]], None]
    ends: list[float] = field(default_factory=list)

    def serve(self, count: int, reached: Callable[[], None]) -> int:
        """Serve until told to end.

        Args:
            count: of children.
            reached: is called once the first one answers.

        Returns:
            The exit status: that of the first child where it ended before it answered.

        Raises:
            ChildrenError: they keep ending.
        """
        children = [_Child(first=number == 0) for number in range(count)]
        self.bound.listen(WAITING)
        with _told_to_end() as told:
            try:
                status = self._begun(children[0], told)
                if status is not None or told:
                    return status or 0
                reached()
                while not told:
                    self._watch(children)
            finally:
                self._end(children)
        return 0

    def _begun(self, first: _Child, told: Sequence[int]) -> int | None:
        """Begin the first child, and wait until it answers; gives its exit status where it ended instead."""
        self._begin(first)
        while not told and not first.ready and first.process is not None:
            self._hear([first])
            if not first.ready and first.process.poll() is not None:
                return max(first.process.returncode, 1)  # one that a signal ended did not end well either
        return None

    def _watch(self, children: Sequence[_Child]) -> None:
        """Look once: begin who is missing, hear who answers, and see who has ended."""
        for child in children:
            if child.process is None and time.monotonic() >= child.anew:
                self._begin(child)
        self._hear(children)
        for child in children:
            if child.process is not None and child.process.poll() is not None:
                self._ended(child, child.process)

    def _begin(self, child: _Child) -> None:
        number = self.bound.fileno()
        child.ready = False
        child.process = subprocess.Popen(  # noqa: S603 - this program
            self.command(number, child.first), stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[number],
            env=dict(self.environment), start_new_session=True,
        )  # fmt: skip

    def _hear(self, children: Sequence[_Child]) -> None:
        """Wait a moment for somebody to say that they answer."""
        silent = {_output(each.process): each for each in children if each.process and not each.ready}
        heard, _, _ = select.select(list(silent), [], [], GLANCE)
        for output in heard:
            child = silent[output]
            child.ready = os.read(output, len(READY)) == READY
            if child.ready and child.process is not None:
                self.log({"process": child.process.pid, "answers": True})
        if heard and not any(silent[output].ready for output in heard):
            time.sleep(GLANCE)  # its output was closed: it is about to end

    def _ended(self, child: _Child, process: subprocess.Popen[bytes]) -> None:
        self.log({"process": process.pid, "answers": False, "ended": process.returncode})
        _close(process)
        now = time.monotonic()
        child.process, child.anew = None, now + PAUSE
        self.ends[:] = [*(each for each in self.ends if now - each < WITHIN), now]
        if len(self.ends) > MOST_ENDS:
            raise ChildrenError(
                f"{len(self.ends)} processes that answer have ended within a minute",
                mend="see what they wrote before, and `autonome node status`.",
            )

    def _end(self, children: Sequence[_Child]) -> None:
        """End all of them, after what they have begun."""
        processes = [each.process for each in children if each.process is not None]
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()
            _close(process)


@contextmanager
def _told_to_end() -> Iterator[list[int]]:
    """Signals by which the process was told to end, as they come; a second one ends nothing any sooner."""
    told: list[int] = []
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda number, _: told.append(number)) for number in numbers]
    try:
        yield told
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _output(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None  # noqa: S101 - each is begun with one
    return process.stdout.fileno()


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
