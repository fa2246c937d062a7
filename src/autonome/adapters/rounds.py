"""Doing something again and again until the process is told to end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from threading import Event


def rounds(seconds: float | None) -> Iterator[int]:
    """Give the numbers of rounds, one each so many seconds, until SIGTERM or SIGINT.

    Args:
        seconds: from the end of a round to the next; None for one round alone.
    """
    if seconds is None:
        yield 0
        return
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    count = 0
    while not ended.is_set():
        yield count
        count += 1
        ended.wait(seconds)
