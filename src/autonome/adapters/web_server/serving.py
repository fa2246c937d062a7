"""The pages' server: a process with a pool of threads, and the doors and time limits of all our servers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final, cast

from autonome.adapters.ledger_http.doors import DoorRule
from autonome.adapters.ledger_http.limits import Guarded
from autonome.adapters.ledger_http.serving import Config, Server, TimedProtocol, bound_socket, configured, until_told
from autonome.adapters.web_server.several import SharedListener
from autonome.adapters.web_server.threads import Application, Environment, Threaded

THREADS: Final = 16
"""That answer at once; each holds two connections to the database, the log's and the accounts' (our own judgement: two
cores are busy with eight)."""

THREADS_OF_SEVERAL: Final = 8
"""The same of each of several processes: with four of them, a server of PostgreSQL as it comes takes all of them."""

LONGEST_ANSWER: Final = 600.0
"""Seconds from the head of a request to the end of its answer: a genome of 100 MB over 2 Mbit/s is sent in 400."""


@dataclass(frozen=True, slots=True)
class Place:
    """Of a process among several that answer at one address (`several`).

    Args:
        socket: number of the listening socket.
        first: whether it does what a node does once.
        ends: descriptor that nothing is written to: once its other side is closed, the parent has ended.
    """

    socket: int
    first: bool
    ends: int = 0


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
    place: Place | None = None,
) -> None:
    """Serve until the process is told to end.

    Args:
        application: that answers.
        listen: ``host:port``; port 0 for any that is free. It is not looked at where a place is given.
        told: is given the URL once it can be reached.
        log: takes a line about who was turned away.
        max_body: largest body that is read, in bytes.
        proxied: whether a proxy of ours says where a request comes from.
        larger: says of the head of a request whether a body of that size is read; else a small one is.
        place: among several processes; None for one that is alone.

    Raises:
        InputError: no such address can be listened on.
    """
    bound = bound_socket(listen) if place is None else SharedListener(fileno=place.socket)
    with ThreadPoolExecutor(threads_at(place), thread_name_prefix="page") as pool:
        pages = Threaded(application, pool, max_body, log, proxied=proxied, larger=larger)
        config = configured(cast("Guarded", pages), DoorRule(), PatientProtocol, Config)
        if place is not None:
            config.backlog = 1  # connections are taken one by one: the next may be another's
        asyncio.run(_until(Server(config), bound, told, place))


async def _until(server: Server, bound: socket.socket, told: Callable[[str], None], place: Place | None) -> None:
    """Serve until told to end, or until the parent has ended."""
    if place is not None:
        asyncio.get_running_loop().add_reader(place.ends, server.end)
    await until_told(server, bound, told)


def threads_at(place: Place | None) -> int:
    """How many requests a process answers at once."""
    return THREADS if place is None else THREADS_OF_SEVERAL


def is_this_machine(listen: str) -> bool:
    """Whether an address is reached from this machine alone."""
    host = listen.rpartition(":")[0].removeprefix("[").removesuffix("]")
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
