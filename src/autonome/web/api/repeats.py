"""A request that is sent again is done once: ``Idempotency-Key``, a word that the program draws for each act.

The first request with a key is done, and its answer kept for a day, sealed (`accounts.caching`); the same request
again is told that answer. A key that comes with another request is refused, and so is one whose first request is still
being done. What failed is not kept: then nothing was done, and it may be tried again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from autonome.kernel import sha256_hex
from autonome.web.accounts.sealing import mark
from autonome.web.api.values import Told
from autonome.web.asking import asker
from autonome.web.problems import problem

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 100
KEPT_SECONDS: Final = 24 * 3600
BUSY_SECONDS: Final = 600
"""How long a request may be under way: the limit of the server."""

BUSY: Final = ""


def repeated(view: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Have an act that comes with a key done once.

    Args:
        view: does it.
        name: of the operation.
    """

    @wraps(view)
    def once(request: HttpRequest, **values: Any) -> Any:  # noqa: ANN401 - as the view has it
        key = str(request.headers.get(HEADER, ""))
        if not key:
            return view(request, **values)
        if len(key) > LONGEST or not key.isprintable():
            return problem(400, f"{HEADER} has at most {LONGEST} printable characters")
        place = mark(f"{asker(request).person.name} {key}", "repeated request").hex()
        sent = sha256_hex(f"{name} {request.path} {sha256_hex(request.body)}".encode())
        if not cache.add(place, BUSY, BUSY_SECONDS):
            return _again(cache.get(place), sent)
        return _first(lambda: view(request, **values), place, sent)

    return once


def _first(act: Callable[[], Any], place: str, sent: str) -> Any:  # noqa: ANN401 - as the view has it
    done = None
    try:
        done = act()
    finally:
        if isinstance(done, Told):
            cache.set(place, {"sent": sent, "told": done.model_dump(mode="json")}, KEPT_SECONDS)
        else:
            cache.delete(place)
    return done


def _again(kept: Mapping[str, Any] | None, sent: str) -> HttpResponse:
    if not kept:
        return problem(409, "the first request with this key is still being done", "under-way")
    if kept["sent"] != sent:
        return problem(409, "another request was sent with this key", "key-used")
    return HttpResponse(json.dumps(kept["told"]), content_type="application/json")
