"""A node's own database is started again where it ends: not for ever, and never made anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autonome.adapters.node.database_watch import BEGUN_AGAIN, MOST_STARTS, WITHIN_SECONDS, DatabaseWatch
from autonome.adapters.postgres import ServerState
from autonome.adapters.postgres.errors import DatabaseError


@dataclass
class Server:
    """One that ends as often as it is told to."""

    running: bool = True
    major: int | None = 17
    starts: int = 0

    def state(self) -> ServerState:
        return ServerState(Path("database"), 7 if self.running else None, self.major)

    def start(self) -> ServerState:
        self.running, self.starts = True, self.starts + 1
        return self.state()


@dataclass
class World:
    server: Server = field(default_factory=Server)
    told: list[str] = field(default_factory=list)
    now: float = 0.0

    def watch(self) -> DatabaseWatch:
        return DatabaseWatch(self.server, self.told.append, lambda: self.now)


def test_a_server_that_runs_is_left_alone_and_one_that_ended_is_started_and_told() -> None:
    world = World()
    watch = world.watch()
    watch.look()
    assert (world.server.starts, world.told) == (0, [])
    world.server.running = False
    watch.look()
    watch.look()
    assert (world.server.starts, world.told) == (1, [BEGUN_AGAIN])


def test_a_server_that_keeps_ending_is_left_alone_for_a_while() -> None:
    world = World()
    watch = world.watch()
    for _ in range(MOST_STARTS):
        world.server.running = False
        watch.look()
    world.server.running = False
    with pytest.raises(DatabaseError, match="keeps ending"):
        watch.look()
    assert world.server.starts == MOST_STARTS
    world.now = WITHIN_SECONDS
    watch.look()
    assert world.server.starts == MOST_STARTS + 1


def test_data_that_are_gone_are_not_made_anew() -> None:
    world = World(Server(running=False, major=None))
    with pytest.raises(DatabaseError, match="is gone"):
        world.watch().look()
    assert world.server.starts == 0
