"""Acts that come with a key of whoever asks, so that each is done once, whatever is killed: the port.

A key is taken before its act. What the act records stands beside the key in the act's own transactions, so that who
asks again learns what was done, or that nothing was. What is answered then is not known here.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Held:
    """A key that was taken.

    Args:
        mark: of it.
        holder: which one this is of those who took it.
    """

    mark: bytes
    holder: int


@dataclass(frozen=True, slots=True)
class Found:
    """A key whose act is being done, or was done, wholly or in part; or that came with another request.

    Args:
        sent: SHA-256 of the request that it came with.
        entries: of its act, in the order in which they were recorded.
        busy: whether who took it is still at it.
    """

    sent: bytes
    entries: tuple[int, ...]
    busy: bool = False


class KeyedActs(Protocol):
    """Acts with keys, of one node."""

    def take(self, mark: bytes, sent: bytes, session: str) -> Held | Found:
        """Take a key; one whose act was cut off before anything was recorded is taken over.

        Args:
            mark: of the key, 32 bytes, which say nothing by themselves.
            sent: SHA-256 of the request.
            session: with the database, that lasts as long as who takes it.

        Raises:
            AutonomeError: what was recorded does not stand on the log yet.
        """

    def during(self, held: Held) -> AbstractContextManager[None]:
        """Note what this thread records in the block beside the key."""

    def end(self, held: Held) -> None:
        """Say that the act has ended; a key under which nothing was recorded is forgotten."""

    def sweep(self) -> None:
        """Take away keys that nobody is told of any more."""
