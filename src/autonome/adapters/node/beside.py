"""The process that serves the exchange, beside the node's own: what floods the one does not stop the log in the other.

It is begun anew where it ends by itself, and it ends when the node's process does, however that ends: it holds the
other side of a pipe that is closed then.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from autonome.adapters.node.process import command

ANEW: Final = 5.0
"""Seconds before a process that ended by itself is begun anew."""

LAST: Final = 15.0
"""Seconds that it has for its end; longer than what it waits for answers that were begun."""


@contextmanager
def exchange_beside(directory: Path, *, wanted: bool) -> Iterator[None]:
    """Have the exchange of a node served for the length of a block.

    Args:
        directory: of the node.
        wanted: whether it has an exchange.
    """
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(directory, stop)) if wanted else None
    if keeper is not None:
        keeper.start()
    try:
        yield
    finally:
        stop.set()
        if keeper is not None:
            keeper.join()


def _keep(directory: Path, stop: threading.Event) -> None:
    while not stop.is_set():
        child = subprocess.Popen(  # noqa: S603 - this program
            command("node", "run-exchange", str(directory.resolve())), stdin=subprocess.PIPE, cwd="/"
        )
        while child.poll() is None and not stop.wait(0.2):
            pass
        _end(child)
        stop.wait(ANEW)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Close the pipe, which ends it; who does not hear that is killed."""
    try:
        child.communicate(timeout=LAST)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
