"""What a node's own process does in the background: that of `node run`, or of `serve` where that does not run.

It puts on the log what waits, cares for emergencies, and keeps the node's own database running. Each goes on again and
again, whatever stops it; a line says what does.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from autonome.adapters.system import SystemEntropy
from autonome.kernel import AutonomeError

if TYPE_CHECKING:
    from autonome.adapters.node import Node

PAUSE: Final = 1.0
"""Seconds between two looks at the journal and at the database, and before work begins anew that one stopped which went
away."""


@contextmanager
def working(node: Node) -> Iterator[None]:
    """Do a node's work in the background for the length of a block: in one process at a time."""
    stop = threading.Event()
    works = [lambda: node.log.serve(stop), lambda: _care_for_emergencies(node), *_watching(node)]
    workers = [threading.Thread(target=_work, args=(work, stop)) for work in works]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        stop.set()
        for worker in workers:
            worker.join()


def _work(work: Callable[[], None], stop: threading.Event) -> None:
    """Do some work again and again; whatever stops it is told once, until it was done again."""
    said = ""
    while not stop.is_set():
        try:
            work()
            said = ""
        except AutonomeError as error:
            if str(error) != said:
                said = str(error)
                _tell(said)
        stop.wait(PAUSE)


def _tell(line: str) -> None:
    sys.stderr.write(f"autonome: {line}\n")


def _watching(node: Node) -> Iterator[Callable[[], None]]:
    """What keeps the database running, where that is the node's own."""
    from autonome.adapters.node.database_watch import DatabaseWatch  # noqa: PLC0415 - an extra
    from autonome.adapters.node.opening import own_server  # noqa: PLC0415

    server = own_server(node, os.environ)
    if server is not None:
        yield DatabaseWatch(server, _tell, time.monotonic).look


def _care_for_emergencies(node: Node) -> None:
    """Make passes while all is well, and put on the log what was done when it was not."""
    from autonome.adapters.cosigned_files import halted  # noqa: PLC0415 - a node's
    from autonome.adapters.node.emergency import synchronise  # noqa: PLC0415 - an extra
    from autonome.adapters.node.passes import replenish  # noqa: PLC0415

    if halted(node.private) is None:
        synchronise(node, SystemEntropy())
        replenish(node.database, node.private, SystemEntropy())
