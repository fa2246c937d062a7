"""How a node is: looked at from outside, with nothing started, signed or written."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autonome.adapters.cosigned_files import halted
from autonome.adapters.node.opening import DATABASE, LOG, NodeWorld, node_database
from autonome.adapters.node.process import RunningNode, running
from autonome.adapters.node.settings import NodeSettings, read_settings
from autonome.adapters.postgres import Connections, Database, EmbeddedServer, Role
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.kernel import AutonomeError, Json
from autonome.ledger import Checkpoint


@dataclass(frozen=True, slots=True)
class NodeCounts:
    """What is counted in a node's database.

    Args:
        people: patients who are kept.
        permits: that are out.
        waiting: records that have no place on the log yet.
        passes: for break-glass while the log cannot record.
        unsettled: passes that were used, and for what the log does not tell yet, as digests.
    """

    people: int
    permits: int
    waiting: int
    passes: int
    unsettled: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """How a node is.

    Args:
        settings: of it.
        process: the node's own, or none.
        database: in words: whether it serves.
        halted: why its log signs nothing, or None.
        checkpoint: the newest of its log; None where the database cannot be asked.
        counts: likewise.
        fault: why the database could not be asked, where it should have been.
    """

    settings: NodeSettings
    process: RunningNode | None
    database: str
    halted: str | None
    checkpoint: Checkpoint | None = None
    counts: NodeCounts | None = None
    fault: str | None = None

    def to_json(self) -> dict[str, Json]:
        """Write it, for people to read and for scripts."""
        told: dict[str, Json] = {
            "node": self.settings.institution.name,
            "process": None if self.process is None else self.process.pid,
            "log at": None if self.process is None else self.process.url,
            "database": self.database,
            "halted": self.halted,
        }
        if self.checkpoint is not None and self.counts is not None:
            told |= {
                "log size": self.checkpoint.size,
                "root": self.checkpoint.root.hex(),
                "waiting": self.counts.waiting,
                "people": self.counts.people,
                "permits": self.counts.permits,
                "passes": self.counts.passes,
            }
        return told | ({} if self.fault is None else {"fault": self.fault})


def node_status(directory: Path, world: NodeWorld) -> NodeStatus:
    """Look at a node.

    Args:
        directory: of it.
        world: what it works with.

    Raises:
        InputError: there is none.
    """
    settings = read_settings(directory)
    process, stopped = running(directory), halted(directory / LOG)
    if settings.embedded:
        state = EmbeddedServer(directory / DATABASE).state()
        told = f"serving (process {state.pid})" if state.running else "not running"
        if not state.running:
            return NodeStatus(settings, process, told, stopped)
    else:
        told = "another's"
    try:
        database = node_database(directory, settings, world).without(Role.MINTER)
        with closing(DatabaseLog(database, directory / LOG)) as log:
            checkpoint = Checkpoint.of_note(log.checkpoint())
        return NodeStatus(settings, process, told, stopped, checkpoint, counted(database))
    except AutonomeError as error:
        return NodeStatus(settings, process, told, stopped, fault=str(error))


def counted(database: Database) -> NodeCounts:
    """Count what is in a node's database."""
    with Connections(database, Role.APP, purpose="status", most=1) as app, app.transaction() as transaction:
        row = transaction.execute("SELECT people, permits, waiting, passes FROM node_counts()").fetchone()
        unsettled = transaction.execute("SELECT emergency_unsettled()", binary=True).fetchall()
    people, permits, waiting, passes = map(int, row or (0, 0, 0, 0))
    return NodeCounts(people, permits, waiting, passes, tuple(bytes(digest) for (digest,) in unsettled))
