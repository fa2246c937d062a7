"""A node: made, opened, run as a process, and looked at; which node a command means.

``--node DIR``, else ``$AUTONOME_NODE``, else the one of the session. Whoever acts at a node is told by `session` alone.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.access import Denied, Document, Request
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.database import expect_owner
from autonome.bootstrap.node import expect_no_keyrings, node_installed, without_witnesses
from autonome.bootstrap.node_work import working
from autonome.bootstrap.session_files import read_session
from autonome.kernel import AutonomeError, InputError, Instant, Json, SubjectId, sha256_hex
from autonome.law import RULES
from autonome.ledger import LogError, UnreachableError
from autonome.workflows.break_glass import OpenedLate, Reasoned, break_glass, break_glass_unrecorded
from autonome.workflows.decide_and_record import Refusal
from autonome.workflows.open_record import Opened

if TYPE_CHECKING:
    from autonome.adapters.node import BegunNode, Node, NodeWorld
    from autonome.adapters.node.backup import Backup
    from autonome.adapters.node.process import RunningNode
    from autonome.adapters.node.restoring import Restored

ENVIRONMENT: Final = "AUTONOME_NODE"


def node_folder(named: Path | None = None) -> Path:
    """The node that a command means.

    Args:
        named: by the command's own option.

    Raises:
        InputError: none is named anywhere.
    """
    if named is not None:
        return named
    if found := os.environ.get(ENVIRONMENT):
        return Path(found)
    try:
        return read_session().node
    except InputError:
        raise InputError("which node?", mend=f"give --node DIR, set {ENVIRONMENT}, or run `autonome login`.") from None


def node_world(*, signing: bool = True) -> NodeWorld:
    """What a node works with here."""
    with node_installed():
        from autonome.adapters.node import NodeWorld  # noqa: PLC0415 - an extra
    return NodeWorld(SystemClock(), SystemEntropy(), alone=without_witnesses(), signing=signing, forget=_forget)


def _forget(node: Node, erased: Callable[[SubjectId], bool]) -> int:
    from autonome.bootstrap.node_accounts import forget_accounts  # noqa: PLC0415 - loads Django

    return forget_accounts(node, erased)


def begun_node(  # noqa: PLR0913 - what an institution is
    directory: Path,
    *,
    name: str,
    recipient: str,
    jurisdiction: str,
    facts: Mapping[str, int],
    documents: Iterable[Document],
    external: bool,
) -> BegunNode:
    """Make a node.

    Args:
        directory: new, or empty.
        name: of the institution: a host name.
        recipient: class of recipients that its people belong to.
        jurisdiction: whose law it works under.
        facts: what holds for all that it asks.
        documents: papers that it holds.
        external: the database is one that the environment names.

    Raises:
        AutonomeError: it cannot be made; says why.
    """
    expect_no_keyrings()
    world = node_world()
    if external:
        expect_owner()
    from autonome.adapters.node import NodeSettings, begin_node  # noqa: PLC0415 - an extra
    from autonome.adapters.node.settings import institution_of  # noqa: PLC0415

    institution = institution_of(name, recipient, jurisdiction, facts, documents)
    return begin_node(directory, NodeSettings(institution, embedded=not external), world)


@contextmanager
def opened_node(directory: Path, *, emergency: bool = False) -> Iterator[Node]:
    """Open a node, for its own work: not for somebody, which `session.signed_in` does.

    Args:
        directory: of it.
        emergency: whether to go on, without signing anything, where no witness answers or the log was rolled back.
    """
    world = node_world()
    from autonome.adapters.node import open_node  # noqa: PLC0415 - an extra

    with ExitStack() as stack:
        try:
            node = stack.enter_context(open_node(directory, world))
        except (UnreachableError, LogError):
            if not emergency:
                raise
            node = stack.enter_context(open_node(directory, replace(world, signing=False)))
        yield node


def broken_glass(node: Node, request: Request, reason: str) -> Opened | Refusal | OpenedLate | Denied:
    """Open a record in an emergency: on the log, or, where that cannot record, on a pass and in the journal.

    Raises:
        AutonomeError: neither can be relied upon; nothing was read.
    """
    from autonome.adapters.cosigned_files import halted  # noqa: PLC0415 - a node's
    from autonome.adapters.node.emergency import NodeEmergencies  # noqa: PLC0415 - an extra
    from autonome.adapters.postgres import Role  # noqa: PLC0415
    from autonome.adapters.postgres_log.asking import IntegrationError  # noqa: PLC0415

    clock, entropy = SystemClock(), SystemEntropy()
    asked = Reasoned(request, reason, node.names.person(request.subject).hex())
    # A process that has the log's key and was opened without signing cannot ask: nobody waits for it in an emergency.
    unsigned = (node.private / "key").exists() and Role.MINTER not in node.database.parameters
    if halted(node.private) is None and not unsigned:
        with suppress(LogError, IntegrationError):
            return break_glass(asked, gate=node.gate, records=node.records, log=node.log, rules=RULES, clock=clock)
    emergencies = NodeEmergencies(node, clock=clock, entropy=entropy)
    return break_glass_unrecorded(
        asked, emergencies=emergencies, records=node.records, log=node.log, rules=RULES, clock=clock
    )


def start_node(directory: Path) -> RunningNode:
    """Start a node's process in the background, and its database with it; when this returns, it serves.

    Raises:
        AutonomeError: it runs already, or does not start.
    """
    world = node_world()
    from autonome.adapters.node import process, read_settings  # noqa: PLC0415 - an extra
    from autonome.adapters.node.opening import node_database  # noqa: PLC0415

    node_database(directory, read_settings(directory), world)  # what is wrong with it is told here
    return process.start(directory)


def stop_node(directory: Path) -> tuple[bool, bool]:
    """End a node's process, and then its database where that is our own; gives which of them ran.

    Raises:
        AutonomeError: one of them does not end.
    """
    with node_installed():
        from autonome.adapters.node import process, read_settings  # noqa: PLC0415 - an extra
        from autonome.adapters.node.opening import DATABASE  # noqa: PLC0415
        from autonome.adapters.postgres import EmbeddedServer  # noqa: PLC0415
    settings = read_settings(directory)
    ended = process.end(directory)
    return ended, settings.embedded and EmbeddedServer(directory / DATABASE).stop()


def node_status(directory: Path) -> dict[str, Json]:
    """Look at a node; nothing is started and nothing is signed. Gives what was found by name."""
    world = node_world(signing=False)
    from autonome.adapters.node.status import node_status as looked  # noqa: PLC0415 - an extra

    told = looked(directory, world).to_json()
    return told | _told_of_accounts(directory, world) if "log size" in told else told


def _told_of_accounts(directory: Path, world: NodeWorld) -> dict[str, Json]:
    """Whether the accounts say nothing that the log does not."""
    from autonome.adapters.node import open_node  # noqa: PLC0415 - an extra
    from autonome.bootstrap.node_accounts import accounts_against_log  # noqa: PLC0415 - loads Django

    try:
        with open_node(directory, world) as node:
            found = accounts_against_log(node)
    except AutonomeError as error:
        return {"accounts": f"cannot be held against the log: {error}"}
    return {"accounts": f"ALARM: {'; '.join(found)}" if found else "as the log has them"}


def run_node(directory: Path, told: Callable[[str], None]) -> None:
    """Be a node's process until told to end: put what waits on its log, and serve that for reading.

    Args:
        directory: of it.
        told: is given the URL.

    Raises:
        AutonomeError: it runs already, or cannot be opened or served.
    """
    with node_installed():
        from autonome.adapters.ledger_http.doors import DoorRule  # noqa: PLC0415 - an extra
        from autonome.adapters.ledger_http.log_server import log_app  # noqa: PLC0415
        from autonome.adapters.ledger_http.serving import serve, to_stderr  # noqa: PLC0415
        from autonome.adapters.node.beside import exchange_beside  # noqa: PLC0415
        from autonome.adapters.node.process import held  # noqa: PLC0415
        from autonome.adapters.postgres_log.shown import DatabaseLog  # noqa: PLC0415
    _expect_no_default_end()
    with held(directory) as say, opened_node(directory) as node, working(node):

        def both(url: str) -> None:
            say(url)
            told(url)

        beside = exchange_beside(directory, wanted=node.settings.exchange is not None)
        with closing(DatabaseLog(node.database, node.private)) as log, beside:
            serve(log_app(log, SystemClock(), to_stderr()), node.settings.listen, both, DoorRule())


def _expect_no_default_end() -> None:
    """A signal before the server listens ends the process as an interruption does: with all that was opened closed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def back_up_node(directory: Path, target: Path) -> Backup:
    """Back a node up, without its keys (see `adapters.node.backup`); that it was done is written down there."""
    world = node_world(signing=False)
    from autonome.adapters.node.backup import MANIFEST, back_up  # noqa: PLC0415 - an extra
    from autonome.adapters.node.backup_records import BackupMade, Part, note_backup  # noqa: PLC0415

    made = back_up(directory, target, world)
    digest = sha256_hex((target / MANIFEST).read_bytes())
    note_backup(directory, BackupMade(SystemClock().now(), Part.DATA, digest, made.size))
    return made


def note_backup_elsewhere(directory: Path, reference: str, at: Instant | None = None) -> Instant:
    """Write down that a database which is not the node's own was backed up where it runs; gives when.

    Args:
        directory: of the node.
        reference: of the operator's own, by which that backup is found.
        at: when it was finished; now, where it is not said.

    Raises:
        InputError: the database is the node's own, or what is said will not do.
    """
    with node_installed():
        from autonome.adapters.node import read_settings  # noqa: PLC0415 - an extra
        from autonome.adapters.node.backup_records import made_elsewhere, note_backup  # noqa: PLC0415
    if read_settings(directory).embedded:
        raise InputError("the database is the node's own server", mend="make a backup: autonome node backup BACKUP.")
    now = SystemClock().now()
    made = made_elsewhere(reference, now if at is None else at, now)
    note_backup(directory, made)
    return made.at


def back_up_keys(directory: Path, target: Path, passphrase: str) -> int:
    """Seal a node's keys into a file; gives how many files are in it."""
    with node_installed():
        from autonome.adapters.node import key_backup  # noqa: PLC0415 - an extra
        from autonome.adapters.node.backup_records import BackupMade, Part, note_backup  # noqa: PLC0415
        from autonome.adapters.node.opening import LOG  # noqa: PLC0415
    count = key_backup.back_up_keys(directory / LOG, target, passphrase, SystemEntropy())
    note_backup(directory, BackupMade(SystemClock().now(), Part.KEYS, sha256_hex(target.read_bytes())))
    return count


def restored_node(backup: Path, directory: Path, tombstones: Path | None) -> Restored:
    """Put a node's database back, and carry out what was erased since; nothing is served here.

    Args:
        backup: folder of the backup.
        directory: of the node; its keys are there.
        tombstones: list that was kept elsewhere, where the node's own is gone.

    Raises:
        AutonomeError: it cannot be put back.
    """
    world = node_world()
    from autonome.adapters.node.restoring import restore  # noqa: PLC0415 - an extra

    return restore(backup, directory, world, tombstones)


def put_back_keys(source: Path, directory: Path, passphrase: str) -> int:
    """Put a node's keys back from a file; gives how many files there were."""
    with node_installed():
        from autonome.adapters.durable import make_directories  # noqa: PLC0415
        from autonome.adapters.node import key_backup  # noqa: PLC0415 - an extra
        from autonome.adapters.node.opening import LOG  # noqa: PLC0415
    make_directories(directory)
    return key_backup.put_back_keys(source, directory / LOG, passphrase)
