"""Taking turns: of many threads that ask at once, one works for all that have asked so far, and the others wait.

Whoever has worked hands over to the first of those who came meanwhile: nobody works for others for ever, and no thread
of its own is needed. What the work is, is not known here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

What = TypeVar("What")


class Asked(Generic[What]):
    """What one thread asks for.

    Args:
        what: it is.
    """

    __slots__ = ("answer", "gate", "leads", "what")

    def __init__(self, what: What) -> None:
        self.what = what
        self.answer: object = None
        self.leads = False
        self.gate = threading.Lock()
        self.gate.acquire()


class Turns(Generic[What]):
    """A queue whose head works.

    Args:
        work: answers all that are given to it, each by its ``answer``: a value, or the exception to raise.
        together: how many, of those that wait, are worked for at once; at least one.
    """

    def __init__(
        self, work: Callable[[Sequence[Asked[What]]], None], together: Callable[[Sequence[Asked[What]]], int]
    ) -> None:
        self._work = work
        self._together = together
        self._mutex = threading.Lock()
        self._waiting: list[Asked[What]] = []
        self._busy = False

    def ask(self, what: What, timeout: float) -> object:
        """Ask, and wait for the answer, or do the work.

        Args:
            what: is asked for.
            timeout: seconds to wait for others.

        Raises:
            TimeoutError: it took longer; its argument says whether the work had begun.
        """
        asked = Asked(what)
        with self._mutex:
            self._waiting.append(asked)
            asked.leads = not self._busy
            self._busy = True
        if not asked.leads:
            self._wait(asked, timeout)
        if asked.leads:
            self._lead(asked)
        if isinstance(asked.answer, BaseException):
            raise asked.answer
        return asked.answer

    def _wait(self, asked: Asked[What], timeout: float) -> None:
        if asked.gate.acquire(timeout=timeout):
            return
        with self._mutex:
            if asked.leads:
                return
            begun = asked not in self._waiting
            if not begun:
                self._waiting.remove(asked)
        raise TimeoutError(begun)

    def _lead(self, leader: Asked[What]) -> None:
        with self._mutex:
            count = self._together(self._waiting)
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
        try:
            self._work(batch)
        except BaseException as error:  # who leads may be interrupted: nobody waits for ever
            for asked in batch:
                asked.answer = error
            raise
        finally:
            with self._mutex:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
                if following is not None:
                    following.leads = True
            for asked in (*([following] if following else []), *batch):
                if asked is not leader:
                    asked.gate.release()
