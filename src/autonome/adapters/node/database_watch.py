"""The node's own server of PostgreSQL, watched over by the process that does the node's work: started anew if it ends.

Invariants:

- One process watches, which holds the node (`process.held`); whoever starts the server is ordered by the server's lock.
- Nothing is set up: data that are not there were taken away by somebody (a restore sets them aside), and stay away.
- A server that keeps ending is not begun for ever: somebody has to look why.

Not here: a database that is the institution's, which is started where it runs; connections find it by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from autonome.adapters.postgres import ServerState
from autonome.adapters.postgres.errors import DatabaseError

MOST_STARTS, WITHIN_SECONDS = 5, 600.0
"""Starts within so many seconds (our own judgement: one that a machine without memory kills comes back, one that cannot
work with its data does not use up the disk with what it writes about that)."""

GONE: Final = "the node's database is gone"
RESTORE: Final = "see docs/node.md, Restore."

BEGUN_AGAIN: Final = "the node's database had ended, and was started again: see database/server.log"


class Startable(Protocol):
    """As much of `EmbeddedServer` as is needed here."""

    def state(self) -> ServerState:
        """Look."""

    def start(self) -> ServerState:
        """Start it where it does not run."""


@dataclass(slots=True)
class DatabaseWatch:
    """Watches over a server.

    Args:
        server: of the node.
        told: is given a line once it was started again.
        clock: tells seconds that only go on.
        starts: when it was started, the latest times.
    """

    server: Startable
    told: Callable[[str], None]
    clock: Callable[[], float]
    starts: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Look once, and start the server where it has ended.

        Raises:
            DatabaseError: it cannot be started, or has ended too often; each look says the same until that is over.
        """
        state = self.server.state()
        if state.running:
            return
        if state.major is None:
            raise DatabaseError(GONE, where=str(state.folder), mend=RESTORE)
        now = self.clock()
        self.starts[:] = [each for each in self.starts if now - each < WITHIN_SECONDS]
        if len(self.starts) >= MOST_STARTS:
            raise DatabaseError(
                f"the node's database keeps ending: it was started {MOST_STARTS} times within "
                f"{WITHIN_SECONDS / 60:.0f} minutes, and is left alone until that is over",
                where=str(state.folder),
                mend="see server.log there.",
            )
        self.starts.append(now)
        self.server.start()
        self.told(BEGUN_AGAIN)
