"""The pages' server: one process, a pool of threads, and the doors and time limits of all our servers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any, Final, cast

from autonome.adapters.ledger_http.doors import DoorRule
from autonome.adapters.ledger_http.limits import Guarded
from autonome.adapters.ledger_http.serving import Config, Server, TimedProtocol, bound_socket, configured, until_told
from autonome.adapters.web_server.threads import Application, Environment, Threaded

THREADS: Final = 16
"""That answer at once; each holds a connection to the database (our own judgement: two cores are busy with eight)."""

LONGEST_ANSWER: Final = 600.0
"""Seconds from the head of a request to the end of its answer: a genome of 100 MB over 2 Mbit/s is sent in 400."""


class PatientProtocol(TimedProtocol):
    """HTTP/1.1 with time for an upload."""

    answer_seconds = LONGEST_ANSWER


def serve_pages(  # noqa: PLR0913 - what is served, where, and within which limits
    application: Application,
    listen: str,
    told: Callable[[str], None],
    log: Callable[[Mapping[str, Any]], None],
    *,
    max_body: int,
    proxied: bool,
    larger: Callable[[Environment], bool],
) -> None:
    """Serve until the process is told to end.

    Args:
        application: that answers.
        listen: ``host:port``; port 0 for any that is free.
        told: is given the URL once it can be reached.
        log: takes a line about who was turned away.
        max_body: largest body that is read, in bytes.
        proxied: whether a proxy of ours says where a request comes from.
        larger: says of the head of a request whether a body of that size is read; else a small one is.

    Raises:
        InputError: no such address can be listened on.
    """
    bound = bound_socket(listen)
    with ThreadPoolExecutor(THREADS, thread_name_prefix="page") as pool:
        pages = Threaded(application, pool, max_body, log, proxied=proxied, larger=larger)
        config = configured(cast("Guarded", pages), DoorRule(), PatientProtocol, Config)
        asyncio.run(until_told(Server(config), bound, told))


def is_this_machine(listen: str) -> bool:
    """Whether an address is reached from this machine alone."""
    host = listen.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
