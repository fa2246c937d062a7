"""A request that is sent again is done once: ``Idempotency-Key``, a word that the program draws for each act.

The key is taken before the act (`workflows.keyed_acts`), and what the act records is noted beside it in the act's own
transactions. So a kill, at whatever moment, leaves one of three: nothing was recorded, and the act is done by the
request that comes again; it was recorded, and is told of by its entries (`Operation.repeats`); or only a part of it
was, which is said (409, ``cut-off``), and nothing is done.

The answer to a first request is kept for a day, sealed (`accounts.caching`), and told again. A key that comes with
another request is refused, and so is one whose first request is still being done. What failed before anything was
recorded may be tried again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from autonome.kernel import AutonomeError, sha256_hex
from autonome.web.accounts.caching import session
from autonome.web.accounts.sealing import mark
from autonome.web.api.operations import JSON, Again
from autonome.web.api.values import Done, Told
from autonome.web.asking import asker
from autonome.web.problems import problem
from autonome.web.site import site
from autonome.workflows.keyed_acts import Found, Held

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 100
KEPT_SECONDS: Final = 24 * 3600

CUT_OFF: Final = (
    "the first request with this key was cut off, and a part of it is done: look at what the entry is about, and send "
    "what is left with another key"
)


def repeated(view: Callable[..., Any], name: str, again: Again) -> Callable[..., Any]:
    """Have an act that comes with a key done once.

    Args:
        view: does it.
        name: of the operation.
        again: see `Operation.repeats`.
    """

    @wraps(view)
    def once(request: HttpRequest, **values: Any) -> Any:  # noqa: ANN401 - as the view has it
        key = str(request.headers.get(HEADER, ""))
        if not key:
            return view(request, **values)
        if len(key) > LONGEST or not key.isprintable():
            return problem(400, f"{HEADER} has at most {LONGEST} printable characters")
        place = mark(f"{asker(request).person.name} {key}", "repeated request")
        sent = sha256_hex(f"{name} {request.path} {sha256_hex(request.body)}".encode())
        kept = cache.get(place.hex())
        if kept is not None:
            return _again(kept, sent)
        taken = site().desk.keyed_acts.take(place, bytes.fromhex(sent), session())
        if isinstance(taken, Held):
            return _first(lambda: view(request, **values), taken, sent)
        return _cut_off(taken, sent, lambda entries: again(request, entries, **values))

    return once


def one_entry(request: HttpRequest, entries: Sequence[int], **_: Any) -> Done:  # noqa: ANN401 - as the view has it
    """What is told of an act that is one entry."""
    del request
    return Done(entry=entries[-1])


def in_parts(request: HttpRequest, entries: Sequence[int], **_: Any) -> None:  # noqa: ANN401 - as the view has it
    """Of an act in several transactions nothing is told: its entries do not say that it came to its end."""
    del request, entries


def _first(act: Callable[[], Any], held: Held, sent: str) -> Any:  # noqa: ANN401 - as the view has it
    acts, done = site().desk.keyed_acts, None
    try:
        with acts.during(held):
            done = act()
    finally:
        if isinstance(done, Told):
            _keep(held.mark, sent, done)
        with suppress(AutonomeError):  # as after a kill: what comes of it is seen by the request that comes again
            acts.end(held)
    return done


def _cut_off(found: Found, sent: str, again: Callable[[Sequence[int]], Told | None]) -> Any:  # noqa: ANN401 - as the view
    """What is told of an act that was recorded, and whose answer was not kept."""
    if found.sent != bytes.fromhex(sent):
        return _other()
    if found.busy:
        return problem(409, "the first request with this key is still being done", "under-way")
    return again(found.entries) or problem(409, CUT_OFF, "cut-off", entry=found.entries[-1])


def _keep(place: bytes, sent: str, told: Told) -> None:
    cache.set(place.hex(), {"sent": sent, "told": told.model_dump(mode="json")}, KEPT_SECONDS)


def _again(kept: Mapping[str, Any], sent: str) -> HttpResponse:
    return _other() if kept["sent"] != sent else HttpResponse(json.dumps(kept["told"]), content_type=JSON)


def _other() -> HttpResponse:
    return problem(409, "another request was sent with this key", "key-used")
