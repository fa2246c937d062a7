"""What a stranger may ask of a server of ours: how much, how long, and what is written down about it.

One layer around an application, whatever it serves. It refuses what is too long before anybody reads it, turns every
fault into one plain line without a trace of the program, and writes one line of JSON for each request. That line holds
no address, no path, no query and no header: of who asked, and for what about whom, nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from time import monotonic, time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_HEAD_BYTES = 16 * 1024
"""Largest head of a request, in bytes: a line and headers (what most servers grant is 8 to 64 KiB)."""

MAX_PATH_BYTES = 512
"""Longest path with its query, in bytes: the longest tile path of a log of 2^63 entries has less than 60."""

HEAD_SECONDS = 10
"""Until the head of a request must be there, in seconds."""

ANSWER_SECONDS = 30
"""From the head until the answer is written, in seconds; a client that reads more slowly is cut off."""

IDLE_SECONDS = 5
"""How long a connection stays open between requests, in seconds."""

MAX_CONNECTIONS = 256
"""Connections at once; those beyond are answered 503."""

WRITTEN = "autonome.written"
"""Member of a request's scope under which the application leaves what the operator's line says beside: a fault of the
log's own, in words that name nobody."""

_TEXT = b"text/plain; charset=utf-8"

Told = Callable[[Mapping[str, Any]], None]
"""Takes the line that is written about a request."""


class TooLargeError(Exception):
    """A body is larger than was granted; becomes 413."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """An application behind its limits.

    Args:
        app: what answers.
        told: takes a line about each request.
        max_body: largest body, in bytes; 0 where nothing is sent to this server.
    """

    app: ASGIApp
    told: Told
    max_body: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        begun, answer = monotonic(), _Answer(send)
        fault = await self._answered(scope, receive, answer)
        self.told(_line(scope, answer, fault, monotonic() - begun))

    async def _answered(self, scope: Scope, receive: Receive, answer: _Answer) -> str | None:
        """Answer; the name of the fault where there was one."""
        status = self._refused(scope)
        if status is not None:
            await answer.refuse(status)
            return None
        try:
            await self.app(scope, _bounded(receive, self.max_body), answer)
        except TooLargeError:
            await answer.refuse(413)
        except Exception as error:  # noqa: BLE001 - whatever it is, a stranger sees nothing of it, and the server goes on
            await answer.refuse(500)
            return type(error).__name__
        return None

    def _refused(self, scope: Scope) -> int | None:
        """The status of what is refused before anybody looks at it."""
        headers = dict(scope["headers"])
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > MAX_PATH_BYTES:
            return 414
        if sum(len(name) + len(value) + 4 for name, value in scope["headers"]) > MAX_HEAD_BYTES:
            return 431
        stated = headers.get(b"content-length", b"0")
        if not stated.isdigit() or int(stated[:20]) > self.max_body:
            return 413
        return 413 if not self.max_body and b"transfer-encoding" in headers else None


class _Answer:
    """What is sent, counted."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.sent = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), (b"x-content-type-options", b"nosniff")]}
        self.sent += len(message.get("body", b""))
        await self._send(message)

    async def refuse(self, status: int) -> None:
        """Answer with one line, where nothing was answered yet."""
        if self.status is not None:
            return
        body = REFUSALS[status].encode()
        headers = [
            (b"content-type", _TEXT),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        await self({"type": "http.response.start", "status": status, "headers": headers})
        await self({"type": "http.response.body", "body": body})


REFUSALS = {
    413: "the request is larger than this server reads\n",
    414: "the path is longer than any here\n",
    431: "the headers are larger than this server reads\n",
    500: "the server failed; it has been written down\n",
    503: "what this log needs for an answer is damaged or missing; it has been written down\n",
}
"""What is said, by status (RFC 9110)."""


def _bounded(receive: Receive, limit: int) -> Receive:
    """Read a body up to a limit, whatever its length was said to be."""
    read = 0

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise TooLargeError
        return message

    return bounded


def _line(scope: Scope, answer: _Answer, fault: str | None, seconds: float) -> dict[str, Any]:
    """What is written about a request: the route that answered, never what stood in its place."""
    line: dict[str, Any] = {
        "at": int(time()),
        "method": scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else "other",
        "route": getattr(scope.get("endpoint"), "__name__", "none"),
        "status": answer.status,
        "bytes": answer.sent,
        "milliseconds": round(seconds * 1000),
    }
    if fault is not None:
        return line | {"fault": fault}
    return {**line, **scope.get(WRITTEN, {})}


def one_line(line: Mapping[str, Any]) -> str:
    """Write a line as JSON."""
    return json.dumps(line, ensure_ascii=True, separators=(",", ":"))
