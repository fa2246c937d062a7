"""A witness over HTTP: C2SP ``tlog-witness``, and routes of our own for what its text leaves open.

::

    POST /add-checkpoint          the specification's; asks for a cosignature
    POST /add-keys                the same with the key events of a log whose key has changed, as JSON
    GET  /checkpoint/<sha256>     the newest checkpoint of a log that was cosigned, with its cosignature
    GET  /evidence/<sha256>       two notes by which a log contradicts itself, as JSON (``autonome-split-view/1``)

``<sha256>`` is that of the log's origin, in lower-case hexadecimal. The specification says of such routes that they
are still to be decided; ours let institutions and monitors compare what each was shown. ``add-keys`` takes
``autonome-add-keys/1`` (`ledger.witnessed_keys`), and answers as ``add-checkpoint`` does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from autonome.adapters.ledger_http.limits import REFUSALS, Guarded, Told, TooLargeError
from autonome.kernel import Instant, sha256_hex
from autonome.ledger import Clock
from autonome.ledger.witnessed_keys import MAX_BYTES
from autonome.ledger.witnessing import MAX_REQUEST_BYTES, NOT_FOUND, Answer
from autonome.workflows.witness_checkpoint import Witness

TOO_LARGE = 413
"""More than a request may hold (RFC 9110)."""

UNAVAILABLE = 503
"""The disk refused: nothing was cosigned, and the log may ask again (RFC 9110)."""


def witness_app(witness: Witness, clock: Clock, told: Told) -> Guarded:
    """The witness as an application.

    Args:
        witness: at work.
        clock: time of its cosignatures.
        told: takes a line about each request.
    """
    origins = {sha256_hex(origin.encode()): origin for origin in witness.origins}

    async def answered(act: Callable[[bytes, Instant], Answer], request: Request, limit: int) -> Response:
        body = await request.body()
        if len(body) > limit:
            return _too_large(request, TooLargeError())
        try:
            answer = await run_in_threadpool(act, body, clock.now())
        except OSError as error:
            sys.stderr.write(f"the witness could not write what it must remember: {error.strerror}\n")
            return PlainTextResponse("nothing was cosigned: this witness cannot write\n", UNAVAILABLE)
        return Response(answer.body, answer.status, {"content-type": answer.content_type})

    async def add_checkpoint(request: Request) -> Response:
        return await answered(witness.add_checkpoint, request, MAX_REQUEST_BYTES)

    async def add_keys(request: Request) -> Response:
        return await answered(witness.add_keys, request, MAX_BYTES)

    async def newest(request: Request) -> Response:
        origin = origins.get(request.path_params["log"])
        note = None if origin is None else witness.newest(origin)
        return _nothing() if note is None else PlainTextResponse(note, headers=_FRESH)

    async def evidence(request: Request) -> Response:
        origin = origins.get(request.path_params["log"])
        split = None if origin is None else witness.evidence(origin)
        return _nothing() if split is None else JSONResponse(split.to_json(), headers=_FRESH)

    routes = [
        Route("/add-checkpoint", add_checkpoint, methods=["POST"]),
        Route("/add-keys", add_keys, methods=["POST"]),
        Route("/checkpoint/{log}", newest, methods=["GET"]),
        Route("/evidence/{log}", evidence, methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers={TooLargeError: _too_large})
    return Guarded(app, told, MAX_BYTES)


_FRESH = {"cache-control": "no-store"}


def _too_large(_: Request, __: Exception) -> Response:
    """A body whose length was not stated, and that is too long: Starlette would make a fault of it."""
    return PlainTextResponse(REFUSALS[TOO_LARGE], TOO_LARGE, {"connection": "close"})


def _nothing() -> Response:
    return PlainTextResponse("nothing is known of that log\n", NOT_FOUND)
