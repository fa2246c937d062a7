"""Whether a node can be worked with now: asked by whatever looks after the process, and answered in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from autonome.kernel import AutonomeError

if TYPE_CHECKING:
    from autonome.adapters.node import Node

READY_SECONDS: Final = 2.0
"""Within which the database must answer (our own judgement: what a busy node takes at its worst; who probes waits for
three)."""


@contextmanager
def readiness(node: Node) -> Iterator[Callable[[], str | None]]:
    """What says why nothing can be recorded now, in a word; None where it can.

    A database that is away would be waited for as long as a page waits for it. One question is out at a time: however
    often it is asked meanwhile, the rest wait no longer for their answer, and take no connection.
    """
    one = ThreadPoolExecutor(1, thread_name_prefix="ready")
    try:
        yield lambda: _not_ready(node, one)
    finally:
        one.shutdown(wait=False, cancel_futures=True)


def _not_ready(node: Node, one: ThreadPoolExecutor) -> str | None:
    from autonome.adapters.cosigned_files import halted  # noqa: PLC0415 - a node's

    if halted(node.private) is not None:
        return "halted"
    asked = one.submit(node.log.checkpoint)
    try:
        asked.result(READY_SECONDS)
    except (AutonomeError, TimeoutError):
        asked.cancel()
        return "database"
    return None
