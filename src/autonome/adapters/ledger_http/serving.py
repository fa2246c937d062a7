"""A server as a process: an address that is bound before anything is said, time limits on every step, a clean end.

It stops at SIGTERM and SIGINT, after it has answered what it began to answer. Encryption is not here: a server that is
reached from elsewhere stands behind a proxy that has the institution's certificate.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from autonome.adapters.ledger_http.doors import DoorRule, Doors
from autonome.adapters.ledger_http.limits import (
    ANSWER_SECONDS,
    HEAD_SECONDS,
    IDLE_SECONDS,
    MAX_CONNECTIONS,
    MAX_HEAD_BYTES,
    Guarded,
    Told,
    one_line,
)
from autonome.kernel import InputError

ConfigT = TypeVar("ConfigT", bound="Config")

LAST_SECONDS = 5
"""How long answers that were begun are waited for at the end, in seconds."""

_MAX_PORT = 65535

CROWDED = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 30\r\n"
    b"cache-control: no-store\r\nretry-after: 10\r\nconnection: close\r\n\r\ntoo many connections are open\n"
)
"""What somebody with too many connections is told before they ask for anything."""


def to_stderr() -> Told:
    """Write a line about each request to the standard error stream."""

    def told(line: Mapping[str, Any]) -> None:
        sys.stderr.write(f"{one_line(line)}\n")
        sys.stderr.flush()

    return told


def serve(app: Guarded, listen: str, told: Callable[[str], None], rule: DoorRule) -> None:
    """Serve until the process is told to end.

    Args:
        app: what answers, behind its limits.
        listen: ``host:port``; port 0 for any that is free.
        told: is given the URL once it can be reached.
        rule: how many connections an address may have.

    Raises:
        InputError: no such address can be listened on.
    """
    bound = bound_socket(listen)
    asyncio.run(until_told(Server(configured(app, rule, TimedProtocol, Config)), bound, told))


def configured(app: Guarded, rule: DoorRule, protocol: type[TimedProtocol], kind: type[ConfigT]) -> ConfigT:
    """What a server is made of.

    Args:
        app: what answers, behind its limits.
        rule: how many connections an address may have.
        protocol: how connections are treated.
        kind: of configuration.
    """
    logging.getLogger("uvicorn").setLevel(
        logging.CRITICAL + 1
    )  # its words would name paths; ours are told by `Guarded`
    config = kind(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LAST_SECONDS,
    )
    config.doors = Doors(rule, app.told)
    return config


async def until_told(
    server: Server, bound: socket.socket, told: Callable[[str], None], *, scheme: str = "http"
) -> None:
    """Serve until told to end.

    Args:
        server: to be run.
        bound: address that it listens on.
        told: is given the URL once it can be reached.
        scheme: of the URL.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.end)
    host, port = bound.getsockname()[:2]
    bound.listen()
    told(f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}")
    await server.serve(sockets=[bound])


class Config(uvicorn.Config):
    """What a server is made of, with its doors."""

    doors: Doors


class Server(uvicorn.Server):
    """A server that ends when it is told to, and is not ended by the same signal once more."""

    def end(self) -> None:
        """End, after what was begun."""
        self.should_exit = True

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]  # a generator is one of them
        """The loop has them already."""
        return nullcontext()


class TimedProtocol(H11Protocol):
    """HTTP/1.1 with a limit of time on each step, for a client that dawdles holds a connection."""

    answer_seconds: float = ANSWER_SECONDS

    _deadline: asyncio.TimerHandle | None = None
    _entered: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head, or turn away who has as many connections as there may be."""
        super().connection_made(transport)
        refusal = self.refusal(transport)
        if refusal is None:
            self._give(HEAD_SECONDS)
        else:
            transport.write(refusal)
            transport.close()

    def refusal(self, transport: asyncio.Transport) -> bytes | None:
        """What somebody is told who does not get in; None for who does."""
        address = str(transport.get_extra_info("peername")[0])
        if not self._doors.enter(address):
            return CROWDED
        self._entered = address
        return None

    def data_received(self, data: bytes) -> None:
        """Wait for the rest of a head, or for an answer."""
        waited = self._waits
        if waited and self._deadline is None:
            self._give(HEAD_SECONDS)
        super().data_received(data)
        if waited and not self._waits:
            self._give(self.answer_seconds)

    def on_response_complete(self) -> None:
        """The answer is written: what follows is idling, which has a limit of its own."""
        self._give(None)
        super().on_response_complete()
        if not self._waits:  # a request that was sent along with the one before has begun
            self._give(self.answer_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._give(None)
        if self._entered is not None:
            self._doors.leave(self._entered)
            self._entered = None
        super().connection_lost(exc)

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, and cut one whose last answer is still not read."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            super().timeout_keep_alive_handler()

    @property
    def _doors(self) -> Doors:
        assert isinstance(self.config, Config)  # noqa: S101 - `serve` gives no other
        return self.config.doors

    @property
    def _waits(self) -> bool:
        """Whether it waits for a head."""
        return self.cycle is None or self.cycle.response_complete

    def _give(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)


def bound_socket(listen: str) -> socket.socket:
    """Bind an address.

    Raises:
        InputError: it cannot be listened on.
    """
    host, colon, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not (port.isascii() and port.isdecimal()) or int(port[:6]) > _MAX_PORT:
        raise InputError(f"{listen[:80]!r} is no address to listen on", mend="write host:port, such as 127.0.0.1:0.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, int(port)))
    except OSError as error:
        bound.close()
        raise InputError(
            f"cannot listen on {listen[:80]} ({error.strerror})", mend="choose another address."
        ) from error
    return bound
