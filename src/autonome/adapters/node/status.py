"""How a node is: looked at from outside, with nothing started, signed or written."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autonome.adapters.cosigned_files import halted
from autonome.adapters.exchange.key_folder import FOLDER, OWN, KeyFolder
from autonome.adapters.log_keys import keyring_of
from autonome.adapters.node.journal import Journal
from autonome.adapters.node.opening import DATABASE, LOG, NodeWorld, node_database
from autonome.adapters.node.process import EXCHANGE_FILE, RunningNode, running
from autonome.adapters.node.settings import NodeSettings, read_settings
from autonome.adapters.postgres import Connections, Database, EmbeddedServer, Role
from autonome.adapters.postgres_log.shown import DatabaseLog
from autonome.kernel import AutonomeError, Json
from autonome.ledger import Checkpoint
from autonome.workflows.acknowledge_alarms import alarms_of
from autonome.workflows.break_glass import Journalled


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
        exchange: the process that serves the exchange with partners, or none.
        card: how the card stands that partners have of it, in words.
        checkpoint: the newest of its log; None where the database cannot be asked.
        counts: likewise.
        journal: acts in the journal of emergencies that are not on the log yet.
        fault: why the database could not be asked, where it should have been.
        beside: alarms of the audit about what lies beside the log, that nobody has looked at.
    """

    settings: NodeSettings
    process: RunningNode | None
    database: str
    halted: str | None
    exchange: RunningNode | None
    card: str
    checkpoint: Checkpoint | None = None
    counts: NodeCounts | None = None
    journal: tuple[Journalled, ...] = ()
    fault: str | None = None
    beside: tuple[str, ...] = ()

    @property
    def alarm(self) -> str | None:
        """What nobody has written down: a pass that was used, and of which neither log nor journal tells."""
        used = set() if self.counts is None else set(self.counts.unsettled)
        untold = len(used - {bytes.fromhex(act.token) for act in self.journal})
        return f"{untold} passes were used for what neither log nor journal tells of" if untold else None

    def to_json(self) -> dict[str, Json]:
        """Write it, for people to read and for scripts."""
        told: dict[str, Json] = {
            "node": self.settings.institution.name,
            "process": None if self.process is None else self.process.pid,
            "log at": None if self.process is None else self.process.url,
            "database": self.database,
            "halted": self.halted,
        }
        if self.settings.exchange is not None:
            serves = self.exchange
            told["exchange"] = "not running" if serves is None else f"{serves.url or 'begins'} (process {serves.pid})"
            told["card"] = self.card
        if self.checkpoint is not None and self.counts is not None:
            told |= {
                "log size": self.checkpoint.size,
                "root": self.checkpoint.root.hex(),
                "waiting": self.counts.waiting,
                "people": self.counts.people,
                "permits": self.counts.permits,
                "passes": self.counts.passes,
                "journal": len(self.journal),
            }
            told |= {"ALARM": alarm} if (alarm := self.alarm) else {}
            told |= {"audit": f"ALARM: {'; '.join(self.beside)}"} if self.beside else {}
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
    process, stopped, exchange = running(directory), halted(directory / LOG), running(directory, EXCHANGE_FILE)
    card = _card(directory / LOG, world) if settings.exchange is not None else ""
    if settings.embedded:
        state = EmbeddedServer(directory / DATABASE).state()
        told = f"serving (process {state.pid})" if state.running else "not running"
        if not state.running:
            return NodeStatus(settings, process, told, stopped, exchange, card)
    else:
        told = "another's"
    try:
        database = node_database(directory, settings, world).without(Role.MINTER)
        with closing(DatabaseLog(database, directory / LOG)) as log:
            checkpoint = Checkpoint.of_note(log.checkpoint())
            beside = tuple(each.said for each in alarms_of(log).standing)
        journal = _journal(directory / LOG, settings, world)
        return NodeStatus(
            settings, process, told, stopped, exchange, card, checkpoint, counted(database), journal, beside=beside
        )
    except AutonomeError as error:
        return NodeStatus(settings, process, told, stopped, exchange, card, fault=str(error))


def _card(private: Path, world: NodeWorld) -> str:
    """How our own card stands; a fault of the keys is told and stops no status."""
    try:
        return KeyFolder(private / FOLDER / OWN, world.clock).told()
    except AutonomeError as error:
        return f"FAULT: {error}"


def _journal(private: Path, settings: NodeSettings, world: NodeWorld) -> tuple[Journalled, ...]:
    keyring = keyring_of(private, settings.origin, world.entropy, None)
    return Journal(private, keyring, world.entropy).acts()


def counted(database: Database) -> NodeCounts:
    """Count what is in a node's database."""
    with Connections(database, Role.APP, purpose="status", most=1) as app, app.transaction() as transaction:
        row = transaction.execute("SELECT people, permits, waiting, passes FROM node_counts()").fetchone()
        unsettled = transaction.execute("SELECT emergency_unsettled()", binary=True).fetchall()
    people, permits, waiting, passes = map(int, row or (0, 0, 0, 0))
    return NodeCounts(people, permits, waiting, passes, tuple(bytes(digest) for (digest,) in unsettled))
