"""A node: made, opened, run as a process, and looked at; which node a command means.

``--node DIR``, else ``$AUTONOME_NODE``, else the one of the session. Whoever acts at a node is told by `session` alone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autonome.access import Document
from autonome.adapters.system import SystemClock, SystemEntropy
from autonome.bootstrap.node import node_installed, without_witnesses
from autonome.bootstrap.session_files import read_session
from autonome.kernel import AutonomeError, InputError, Json

if TYPE_CHECKING:
    from autonome.adapters.node import BegunNode, Node, NodeWorld
    from autonome.adapters.node.process import RunningNode

ENVIRONMENT: Final = "AUTONOME_NODE"

PAUSE: Final = 1.0
"""Seconds before the node's process begins anew after the database went away, and between two looks at the journal."""


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
    return NodeWorld(SystemClock(), SystemEntropy(), alone=without_witnesses(), signing=signing)


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
    world = node_world()
    from autonome.adapters.node import NodeSettings, begin_node  # noqa: PLC0415 - an extra
    from autonome.adapters.node.settings import institution_of  # noqa: PLC0415

    institution = institution_of(name, recipient, jurisdiction, facts, documents)
    return begin_node(directory, NodeSettings(institution, embedded=not external), world)


@contextmanager
def opened_node(directory: Path, *, signing: bool = True) -> Iterator[Node]:
    """Open a node, for its own work: not for somebody, which `session.signed_in` does.

    Args:
        directory: of it.
        signing: whether this process may sign for its log.
    """
    world = node_world(signing=signing)
    from autonome.adapters.node import open_node  # noqa: PLC0415 - an extra

    with open_node(directory, world) as node:
        yield node


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

    return looked(directory, world).to_json()


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
        from autonome.adapters.node.process import held  # noqa: PLC0415
        from autonome.adapters.postgres_log.shown import DatabaseLog  # noqa: PLC0415
    _expect_no_default_end()
    with held(directory) as say, opened_node(directory) as node, _working(node):

        def both(url: str) -> None:
            say(url)
            told(url)

        with closing(DatabaseLog(node.database, node.private)) as log:
            serve(log_app(log, SystemClock(), to_stderr()), node.settings.listen, both, DoorRule())


@contextmanager
def _working(node: Node) -> Iterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=_work, args=(node, stop), name="sequencer")
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()


def _work(node: Node, stop: threading.Event) -> None:
    """Put on the log what waits; whatever stops that is told once, and tried again."""
    said = ""
    while not stop.is_set():
        try:
            node.log.serve(stop)
        except AutonomeError as error:
            if str(error) != said:
                said = str(error)
                sys.stderr.write(f"autonome: {said}\n")
            stop.wait(PAUSE)


def _expect_no_default_end() -> None:
    """A signal before the server listens ends the process as an interruption does: with all that was opened closed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
