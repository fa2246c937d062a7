"""The exchange as an application: what a partner may ask over a connection that has shown whose it is.

::

    POST /exchange/v1/envelopes    an envelope; the answer is one too
    GET  /exchange/v1/card         our newest card

Whoever gets this far has shown the certificate of a partner's card (`serving`). The sender that an envelope names has
to be that partner: nobody delivers in another's name, also not what was stolen on its way. What is wrong is said in one
line that tells nothing of anybody's data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from autonome.adapters.exchange.courier import CONTENT_TYPE, ENVELOPES, MAX_REASON
from autonome.adapters.ledger_http.limits import WRITTEN, Guarded, Told, TooLargeError
from autonome.kernel import AutonomeError, InputError
from autonome.ledger import LogError, VerificationError
from autonome.sharing.envelopes import MAX_ENVELOPE_BYTES, Envelope
from autonome.sharing.errors import EnvelopeError, RefusedError
from autonome.sharing.names import InstitutionId
from autonome.sharing.ports import Receiver

CARD: Final = "/exchange/v1/card"

Who = frozenset[InstitutionId]
"""Whose certificate a connection has shown: one partner, as a rule."""

PARTNERS: Final = "partners"
"""Member of a connection's state that says it."""

AT_ONCE: Final = 4
"""Envelopes that are held at once: each takes up to three times 64 MiB while it is opened (our own judgement)."""

OF_ONE: Final = 2
"""Of one partner's."""

_FORBIDDEN, _TOO_LARGE, _WRONG_TYPE, _UNUSABLE, _BUSY = 403, 413, 415, 422, 503


class _Turns:
    """Who has an envelope here; used by one loop alone."""

    def __init__(self) -> None:
        self._held: Counter[Who] = Counter()

    @contextmanager
    def turn(self, who: Who) -> Iterator[bool]:
        """Whether there is room for one more of a partner's."""
        free = self._held.total() < AT_ONCE and self._held[who] < OF_ONE
        self._held[who] += free
        try:
            yield free
        finally:
            self._held[who] -= free


def exchange_app(receive: Receiver, card: Callable[[], bytes], told: Told) -> Guarded:
    """The exchange as an application.

    Args:
        receive: takes an envelope, gives the answer's.
        card: gives our newest card.
        told: takes a line about each request.
    """
    turns = _Turns()

    async def envelopes(request: Request) -> Response:
        who: Who = request.state.partners
        if request.headers.get("content-type", "") != CONTENT_TYPE:
            return _said(_WRONG_TYPE, f"an envelope is sent as {CONTENT_TYPE}")
        with turns.turn(who) as free:
            if not free:
                return _said(_BUSY, "so many envelopes are not taken at once", {"retry-after": "10"})
            data = await request.body()
            return await run_in_threadpool(_answered, receive, who, data, request)

    async def own_card(_: Request) -> Response:
        data = await run_in_threadpool(card)
        return Response(data, media_type="application/json", headers={"cache-control": "no-store"})

    async def too_large(_: Request, __: Exception) -> Response:
        return _said(_TOO_LARGE, "the envelope is larger than any is")

    routes = [Route(ENVELOPES, envelopes, methods=["POST"]), Route(CARD, own_card, methods=["GET"])]
    return Guarded(Starlette(routes=routes, exception_handlers={TooLargeError: too_large}), told, MAX_ENVELOPE_BYTES)


def _answered(receive: Receiver, who: Who, data: bytes, request: Request) -> Response:
    """Have an envelope received; what goes wrong here is told here, and to the partner only what it did wrong."""
    try:
        if Envelope.read(data).sender not in who:
            return _said(_FORBIDDEN, "the envelope names another sender than the certificate does")
        return Response(receive(data), media_type=CONTENT_TYPE)
    except RefusedError as error:
        return _said(_FORBIDDEN, error.message)
    except EnvelopeError as error:
        return _said(_UNUSABLE, error.message)
    except AutonomeError as error:
        request.scope[WRITTEN] = {"trouble": type(error).__name__}
        if isinstance(error, InputError | VerificationError) and not isinstance(error, LogError):
            return _said(_UNUSABLE, "what the envelope holds is not taken")
        return _said(_BUSY, "nothing can be taken now", {"retry-after": "60"})


def _said(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    line = words.partition("\n")[0][:MAX_REASON]
    return PlainTextResponse(
        f"{line}\n", status, {"cache-control": "no-store", "connection": "close"} | (headers or {})
    )
