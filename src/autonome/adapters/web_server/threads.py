"""Requests answered by threads: the pages and all that they call wait for a database, and nothing of it is async.

A body is read before the application is called, into memory up to a size and onto the disk, sealed, beyond it
(`sealed_spool`). More than `SMALL` is read of nobody but those whom the application grants it: no stranger fills it.
What is larger than is granted is not read at all, and the application is told so (`TOO_LARGE`), so that it can say it
on a page.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.types import Receive, Scope, Send

from autonome.adapters.sealed_spool import SealedSpool

TOO_LARGE: Final = "autonome.too_large"
"""Name in the environment of a request whose body was not read."""

SMALL: Final = 1024 * 1024
"""Bytes of a body that are read of anybody: what is kept in memory. No form of ours is larger without a file."""

CHUNK: Final = 256 * 1024
"""Bytes of an answer that are sent at once, at the most."""

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


@dataclass(slots=True)
class _Started:
    """What the application says of its answer."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def __call__(self, status: str, headers: list[tuple[str, str]], _: object = None) -> None:
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]


@dataclass(frozen=True, slots=True)
class Threaded:
    """A WSGI application as uvicorn calls it.

    Args:
        application: that answers.
        pool: of threads.
        max_body: largest body that is read, in bytes.
        told: takes a line about who was turned away before anything was read.
        proxied: whether the last address of ``X-Forwarded-For`` is the one to count by: a proxy of ours wrote it.
        larger: says of the head of a request whether more than `SMALL` is read of its body.
    """

    application: Application
    pool: ThreadPoolExecutor
    max_body: int
    told: Callable[[Mapping[str, Any]], None]
    proxied: bool = False
    larger: Callable[[Environment], bool] = lambda _: False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a fault of this server is written down by its kind, and ends the connection."""
        if scope["type"] != "http":
            return
        try:
            await self._answer(scope, receive, send)
        except Exception as error:
            self.told({"fault": type(error).__name__, "place": "server"})
            raise

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        with SealedSpool() as body:
            fits = await self._read(scope, receive, body)
            environment = self._environment(scope, body, fits=fits)
            started = _Started()
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self.pool, self._begin, environment, started)
            await send({"type": "http.response.start", "status": started.status, "headers": started.headers})
            try:
                while chunk := await loop.run_in_executor(self.pool, next, answer.chunks, b""):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            finally:
                await loop.run_in_executor(self.pool, answer.close)
            await send({"type": "http.response.body", "body": b""})

    def _begin(self, environment: Environment, started: _Started) -> _Answer:
        return _Answer(self.application(environment, started))

    async def _read(self, scope: Scope, receive: Receive, body: SealedSpool) -> bool:
        """Read the body; False where it is larger than is granted, and was not read to its end."""
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        if not stated.isdigit():
            return False
        most = await self._granted(scope, int(stated[:20]))
        if int(stated[:20]) > most:
            return False
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return False
            chunk = message.get("body", b"")
            length += len(chunk)
            if length > most:  # no length was stated
                most = await self._granted(scope, length)
            if length > most:
                return False
            body.write(chunk)
            if not message.get("more_body"):
                return True

    async def _granted(self, scope: Scope, length: int) -> int:
        """How much is read of a body that has this length, or more."""
        usual = min(SMALL, self.max_body)
        if not usual < length <= self.max_body:
            return usual
        with SealedSpool() as nothing:
            head = self._environment(scope, nothing, fits=False)
        more = await asyncio.get_running_loop().run_in_executor(self.pool, self.larger, head)
        return self.max_body if more else usual

    def _environment(self, scope: Scope, body: SealedSpool, *, fits: bool) -> Environment:
        length = body.tell() if fits else 0
        body.seek(0)
        host, port = scope["server"] or ("", 0)
        environment: Environment = {
            "REQUEST_METHOD": scope["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": scope["path"].encode().decode("latin-1"),
            "QUERY_STRING": scope["query_string"].decode("latin-1"),
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(length),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": body,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            TOO_LARGE: not fits,
        }
        environment |= _headers(scope)
        environment["REMOTE_ADDR"] = self._address(scope, environment)
        return environment

    def _address(self, scope: Scope, environment: Environment) -> str:
        """Who asks: the one that the proxy saw, where there is one; else the one that is connected."""
        forwarded = str(environment.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if self.proxied and forwarded:
            return forwarded
        client = scope.get("client")
        return str(client[0]) if client else ""


class _Answer:
    """What the application answers, in pieces that are not large."""

    def __init__(self, answered: Iterable[bytes]) -> None:
        self._answered = answered
        self.chunks = _pieces(answered)

    def close(self) -> None:
        """Let the application end what it keeps for the answer."""
        close = getattr(self._answered, "close", None)
        if close is not None:
            close()


def _pieces(answered: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in answered:
        for start in range(0, len(chunk), CHUNK):
            yield chunk[start : start + CHUNK]


def _headers(scope: Scope) -> Environment:
    """Headers as WSGI has them. One whose name holds an underscore is left out: it would pass for another."""
    found: Environment = {}
    for raw, value in scope["headers"]:
        name, text = raw.decode("latin-1"), value.decode("latin-1")
        if "_" in name or name == "content-length":
            continue
        key = "CONTENT_TYPE" if name == "content-type" else f"HTTP_{name.upper().replace('-', '_')}"
        joint = "; " if name == "cookie" else ","
        found[key] = f"{found[key]}{joint}{text}" if key in found else text
    return found
