"""A node made, and opened: database, log, gate and stores under one institution's settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from autonome.adapters.cosigned_files import halted
from autonome.adapters.durable import make_directories, write_durably
from autonome.adapters.log_administration import BegunLog, LogWorld, expect_nothing_in
from autonome.adapters.node.database_watch import GONE, RESTORE
from autonome.adapters.node.rights import GENOMES, rights_of
from autonome.adapters.node.settings import FILE, NodeSettings, read_settings, written
from autonome.adapters.postgres import Database, DatabaseSettings, EmbeddedServer, Role, open_database
from autonome.adapters.postgres.errors import DatabaseError
from autonome.adapters.postgres_gate import Names, PostgresGate, PostgresPatients, PostgresRecords, Vault
from autonome.adapters.postgres_genomes import GenomeFolder, PostgresGenomes
from autonome.adapters.postgres_log import PostgresLog, open_postgres_log
from autonome.adapters.postgres_log.administration import begin_postgres_log
from autonome.adapters.postgres_log.comparing import compare_first
from autonome.kernel import InputError, SubjectId
from autonome.ledger import Clock, Entropy, LogError

DATABASE, LOG, RECOVERY = "database", "log", "recovery.key"
"""Names within a node's folder."""


@dataclass(frozen=True, slots=True)
class NodeWorld:
    """What a node works with.

    Args:
        clock: of decisions and entries.
        entropy: draws keys, salts, nonces and secrets.
        environment: names a database that is not our own.
        alone: whether to go on where no witness of the log answers.
        signing: whether this process may sign for the log; else what it records waits for one that may.
        forget: the accounts' part of an erasure, at a node; None where there are none.
    """

    clock: Clock
    entropy: Entropy
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    alone: bool = False
    signing: bool = True
    forget: Callable[[Node, Callable[[SubjectId], bool]], int] | None = None


@dataclass(frozen=True, slots=True)
class BegunNode:
    """A new node.

    Args:
        settings: as they were written.
        log: its log.
        recovery: file of the key for recovery, which must be taken away.
    """

    settings: NodeSettings
    log: BegunLog
    recovery: Path


@dataclass(frozen=True, slots=True)
class Node:
    """A node that is open.

    Args:
        directory: of it.
        settings: of it.
        database: of it.
        log: on which consent, decisions and uses stand.
        names: of people and shelves in the database.
        vault: seals and opens what is stored.
        gate: decisions and permits.
        records: items of the health record.
        patients: whom the desk knows.
        genomes: of them; what an interrupted import left is swept at each start, with the book of rights.
    """

    directory: Path
    settings: NodeSettings
    database: Database
    log: PostgresLog
    names: Names
    vault: Vault
    gate: PostgresGate
    records: PostgresRecords
    patients: PostgresPatients
    genomes: PostgresGenomes

    @property
    def private(self) -> Path:
        """The log's private side."""
        return self.directory / LOG


def begin_node(directory: Path, settings: NodeSettings, world: NodeWorld) -> BegunNode:
    """Make a node: its folder, its database, and its log with a key for recovery.

    Args:
        directory: new, or empty.
        settings: of it.
        world: what it works with.

    Raises:
        InputError: there is something already; nothing is overwritten.
        DatabaseError: the database cannot be used.
    """
    expect_nothing_in(directory)
    make_directories(directory)  # the database's account must be able to pass; what is secret has folders of its own
    database = node_database(directory, settings, world)
    recovery = directory / RECOVERY
    logs = LogWorld(world.clock, world.entropy, alone=world.alone)
    log = begin_postgres_log(database, directory / LOG, settings.origin, recovery, world=logs)
    # Written last: a folder without it is no node, and what an interrupted beginning left is told as that.
    write_durably(directory / FILE, written(settings).encode())
    return BegunNode(settings, log, recovery)


@contextmanager
def open_node(directory: Path, world: NodeWorld, *, most: int = 8) -> Iterator[Node]:
    """Open a node; its database is started where it is our own and does not run.

    Args:
        directory: of it.
        world: what it works with.
        most: connections to the database at once.

    Raises:
        InputError: there is none.
        DatabaseError: its database is not as it must be.
        LogError: its log is not as it must be. One whose witnesses contradict it is opened, and halted: it signs
            nothing, and so nothing but break-glass gets through.
        UnreachableError: the log has witnesses, and none of the quorum answers.
    """
    settings = read_settings(directory)
    database = node_database(directory, settings, world)
    private = directory / LOG
    if world.signing and halted(private) is None:
        _ask_witnesses(database, private, world)
    signing = world.signing and halted(private) is None
    if not signing:  # what is recorded waits for a process that may sign
        database = database.without(Role.MINTER)
    log = open_postgres_log(database, private, clock=world.clock, entropy=world.entropy, most=most)
    try:
        node = assembled(directory, settings, database, log, world)
        forget = None if world.forget is None else partial(world.forget, node)
        rights_of(directory, log, node.names, world.entropy, forget=forget).settle(signing=signing)
        yield node
    finally:
        log.close()


def assembled(directory: Path, settings: NodeSettings, database: Database, log: PostgresLog, world: NodeWorld) -> Node:
    """A node of its parts."""
    keyring = log.composer.keyring
    names, vault = Names(keyring), Vault(keyring, clock=world.clock, entropy=world.entropy)
    gate = PostgresGate(log, names, entropy=world.entropy)
    patients = PostgresPatients(log.connections, keyring, vault, entropy=world.entropy)
    records, folder = PostgresRecords(names, vault), GenomeFolder(directory / GENOMES)
    genomes = PostgresGenomes(names, vault, folder, entropy=world.entropy)
    return Node(directory, settings, database, log, names, vault, gate, records, patients, genomes)


def _ask_witnesses(database: Database, private: Path, world: NodeWorld) -> None:
    """Ask what they remember before anything is signed; a log that they contradict is halted."""
    try:
        compare_first(database, private, LogWorld(world.clock, world.entropy, alone=world.alone))
    except LogError:
        if halted(private) is None:
            raise


def node_database(directory: Path, settings: NodeSettings, world: NodeWorld) -> Database:
    """The database of a node, ready to work with.

    Raises:
        DatabaseError: it is not as it must be, or a node's own is gone: none is made in its place, for its log, keys
            and genomes would stand beside nothing.
        InputError: none is named.
    """
    found = DatabaseSettings.read(world.environment, directory / DATABASE)
    if settings.embedded:
        found = DatabaseSettings(directory / DATABASE, found.account)
        if (directory / FILE).exists() and found.server.state().major is None:
            raise DatabaseError(GONE, where=str(directory / DATABASE), mend=RESTORE)
    elif not found.addresses:
        raise InputError(
            "no database is named",
            where=str(directory / FILE),
            mend='set AUTONOME_DATABASE_URL, or database = "embedded".',
        )
    return open_database(found)


def own_server(node: Node, environment: Mapping[str, str]) -> EmbeddedServer | None:
    """The server of a node's database, where it is the node's own; None where it is another's."""
    account = DatabaseSettings.read(environment, node.directory / DATABASE).account
    return EmbeddedServer(node.directory / DATABASE, account) if node.settings.embedded else None
