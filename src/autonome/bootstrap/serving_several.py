"""The pages of a node, served by several processes: each opens the node for itself, and knows no other.

What they share is in the database (sessions, failures that are counted, work that waits, epochs of consent), in the
node's folder, or, of the numbers for operators, in a folder that ends with the parent.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from autonome.adapters.system import usable_cores
from autonome.bootstrap.node import node_installed

MOST_PROCESSES: Final = 4
"""By themselves, however many cores there are: each takes some 110 MB and 22 connections to the database, of which
PostgreSQL gives 100 as it comes (our own judgement); who has more says so."""

NUMBERS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Of the environment: where ``prometheus_client`` keeps the numbers of several processes, so that each tells all."""


def processes_here() -> int:
    """How many processes answer where nobody says it: one for each core, up to `MOST_PROCESSES`."""
    return min(usable_cores(), MOST_PROCESSES)


def serve_by_several(directory: Path, listen: str, told: Callable[[str], None], *, proxied: bool, count: int) -> int:
    """Have a node's pages served by several processes until told to end; gives the exit status.

    Args:
        directory: of the node.
        listen: ``host:port``.
        told: is given the URL once the first of them answers.
        proxied: whether browsers come over TLS, through a proxy of ours.
        count: of processes.

    Raises:
        InputError: no such address.
        ChildrenError: they keep ending.
    """
    with node_installed():
        from autonome.adapters.ledger_http.serving import bound_socket, to_stderr  # noqa: PLC0415 - an extra
        from autonome.adapters.node.process import command  # noqa: PLC0415
        from autonome.adapters.web_server.several import Several  # noqa: PLC0415

    def child(number: int, first: bool) -> Sequence[str]:  # noqa: FBT001 - as `Several` calls it
        given = ("serve", "--node", str(directory.resolve()), "--socket", str(number))
        return command(*given, *(("--first",) if first else ()), *(("--proxied",) if proxied else ()))

    with TemporaryDirectory(prefix="autonome-numbers-") as numbers, bound_socket(listen) as bound:
        host, port = bound.getsockname()[:2]
        url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        several = Several(bound, child, {**os.environ, NUMBERS: numbers}, to_stderr())
        return several.serve(count, lambda: told(url))


def answers() -> None:
    """Tell the parent that this process answers."""
    from autonome.adapters.web_server.several import READY  # noqa: PLC0415 - an extra

    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
