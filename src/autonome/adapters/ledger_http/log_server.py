"""A log over HTTP, for reading: C2SP ``tlog-tiles``, and routes of our own for proofs and openings.

::

    GET /checkpoint                      signed note; not to be kept
    GET /tile/<L>/<N>[.p/<W>]            hashes; never change
    GET /tile/entries/<N>[.p/<W>]        entries; never change, gzip where the client takes it
    GET /proof/inclusion/<index>         C2SP tlog-proof of an entry, under the newest checkpoint
    GET /proof/consistency/<size>        from an older size to the newest checkpoint, as tlog-witness asks for it
    GET /public?from=<index>             which entries are public
    GET /public/<3>/<3>/<3>              salt and payload of one of them; never change
    GET /reading/challenge               to be signed by a reader
    GET /reading/entries                 a person's own entries, to whom they concern: `ledger.reading`

Nothing is served that the newest checkpoint does not cover. What a reader may not have and what is not there are
answered alike: 404, with the same words. The server signs nothing and holds no key that signs.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from autonome.adapters.ledger_http.challenges import SECONDS, Challenges
from autonome.adapters.ledger_http.limits import REFUSALS, WRITTEN, Guarded, Told
from autonome.kernel import AutonomeError, InputError
from autonome.ledger import AbsentError, Checkpoint, Clock, ErasedError, LogError, Opening, Tile
from autonome.ledger.checkpoints import MAX_SIZE
from autonome.ledger.encoding import encode
from autonome.ledger.openings import MAX_INDEXES, PublicIndex, opening_path, write_opening
from autonome.ledger.publishing import OpenedLog
from autonome.ledger.reading import ENTRIES_AT_ONCE, Statement
from autonome.workflows.prove_on_log import prove_growth, prove_inclusion, receipt_of

FOR_EVER = "public, max-age=31536000, immutable"
"""Of what never changes (RFC 8246): a year, which caches take for ever."""

NOW = "no-cache"
"""Of what changes with every entry: to be asked for again, which an ETag makes cheap."""

NEVER = "no-store"
"""Of what nobody else may see, and of refusals: a tile that is not there yet will be."""

NOTHING = "there is nothing here, or not for you\n"
"""Said of everything that is not served."""

TILES_KEPT = 512
"""Compressed bundles kept in memory: some 2 MB."""

_DIGITS = len(str(MAX_SIZE))


def log_app(log: OpenedLog, clock: Clock, told: Told) -> Guarded:
    """The log as an application.

    Args:
        log: to read from.
        clock: time of challenges.
        told: takes a line about each request.
    """
    shown = _Shown(log, Challenges(clock))
    routes = [
        Route("/checkpoint", shown.checkpoint),
        Route("/tile/{rest:path}", shown.tile),
        Route("/proof/inclusion/{index}", shown.inclusion),
        Route("/proof/consistency/{size}", shown.consistency),
        Route("/public", shown.public_index),
        Route("/public/{rest:path}", shown.public_entry),
        Route("/reading/challenge", shown.challenge),
        Route("/reading/entries", shown.entries),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _nothing, Exception: _fault})
    app.router.redirect_slashes = False
    return Guarded(app, told)


class _Shown:
    """What is shown of a log; each method answers one route, in a thread of its own."""

    def __init__(self, log: OpenedLog, challenges: Challenges) -> None:
        self._log = log
        self._challenges = challenges
        self._packed = lru_cache(TILES_KEPT)(_packed)

    def checkpoint(self, request: Request) -> Response:
        return self._or_nothing(request, lambda: self._newest(request))

    def _newest(self, request: Request) -> Response:
        self._checkpoint()  # what is no checkpoint is not given out as one
        return _text(request, self._log.checkpoint())

    def tile(self, request: Request) -> Response:
        def read() -> Response:
            # As it was sent: a name in another spelling is none, also where it decodes to the one that it has.
            tile = Tile.parse(request.scope["raw_path"].decode("ascii").removeprefix("/"))
            data = self._log.tile(tile)
            if tile.level < 0 and "gzip" in request.headers.get("accept-encoding", ""):
                return _answer(request, self._packed(data), _BYTES, FOR_EVER, encoding="gzip")
            return _answer(request, data, _BYTES, FOR_EVER, encoding="identity" if tile.level < 0 else "")

        return self._or_nothing(request, read)

    def inclusion(self, request: Request) -> Response:
        return self._or_nothing(request, lambda: _text(request, str(prove_inclusion(self._log, _last_number(request)))))

    def consistency(self, request: Request) -> Response:
        return self._or_nothing(
            request,
            lambda: _text(request, prove_growth(self._log, _last_number(request)).body().decode()),
        )

    def public_index(self, request: Request) -> Response:
        def read() -> Response:
            since, size = _number(request.query_params.get("from", "0")), self._size()
            found = [entry.index for entry in self._log.public_entries() if since <= entry.index < size]
            following = found[MAX_INDEXES] if len(found) > MAX_INDEXES else None
            index = PublicIndex(size, tuple(found[:MAX_INDEXES]), following)
            return _answer(request, json.dumps(index.to_json()).encode(), _JSON, NOW)

        return self._or_nothing(request, read)

    def public_entry(self, request: Request) -> Response:
        path = request.scope["raw_path"].decode("ascii").removeprefix("/")
        digits = path.removeprefix("public/").replace("/", "")

        def read() -> Response:
            index, public = _number(digits.lstrip("0") or "0"), self._log.public_entries()
            place = bisect_left(public, index, key=lambda entry: entry.index)  # nothing sealed is opened to find out
            entry = public[place] if place < len(public) and public[place].index == index else None
            if entry is None or opening_path(index) != path or index >= self._size():
                return _nothing(request)
            return _answer(request, write_opening(entry), _JSON, FOR_EVER)

        return self._or_nothing(request, read)

    def challenge(self, request: Request) -> Response:
        def read() -> Response:
            drawn = {"log": self._origin(), "challenge": encode(self._challenges.issue()), "seconds": SECONDS}
            return JSONResponse({"format": "autonome-challenge/1", **drawn}, headers={"cache-control": NEVER})

        return self._or_nothing(request, read)

    def entries(self, request: Request) -> Response:
        def read() -> Response:
            statement = Statement.parse(request.headers.get("authorization", ""))
            try:
                entitled = self._challenges.entitles(statement, self._log, self._origin())
            except LogError as error:  # told to the operator alone: a stranger does not learn of whom there is a list
                _write_down(request, error)
                entitled = False
            if not entitled:
                return _nothing(request)
            of = self._log.entries_of if statement.thread.opening is Opening.PERSON else self._log.institution_entries
            held = [entry for entry in of(statement.thread.subject) if entry.payload.sequence >= statement.since]
            if not held:
                return _nothing(request)
            receipt = receipt_of(self._log, held[:ENTRIES_AT_ONCE])
            more = held[ENTRIES_AT_ONCE].payload.sequence if len(held) > ENTRIES_AT_ONCE else None
            headers = {"cache-control": NEVER} | ({} if more is None else {"autonome-next": str(more)})
            return JSONResponse(receipt.to_json(), headers=headers)

        return self._or_nothing(request, read)

    def _or_nothing(self, request: Request, read: Callable[[], Response]) -> Response:
        """Answer, or say that there is nothing: what is wrong with a request is not told from what is not there.

        What is wrong with the log itself is another matter: somebody must see to it, and may ask again.
        """
        try:
            return read()
        except (InputError, AbsentError, ErasedError):
            return self._nothing_of_a_sound_log(request)
        except (AutonomeError, OSError) as error:
            return _damaged(request, error)

    def _nothing_of_a_sound_log(self, request: Request) -> Response:
        try:
            self._checkpoint()
        except (LogError, OSError) as error:
            return _damaged(request, error)
        return _nothing(request)

    def _checkpoint(self) -> Checkpoint:
        try:
            return Checkpoint.of_note(self._log.checkpoint())
        except LogError:
            raise
        except AutonomeError as error:
            raise LogError(f"the newest checkpoint cannot be read: {error.message}", where=error.where) from error

    def _size(self) -> int:
        return self._checkpoint().size

    def _origin(self) -> str:
        return self._checkpoint().origin


def _last_number(request: Request) -> int:
    """The number that ends a path, as it was sent: a second spelling of it names nothing."""
    return _number(request.scope["raw_path"].decode("ascii").rpartition("/")[2])


_TEXT, _BYTES, _JSON = "text/plain; charset=utf-8", "application/octet-stream", "application/json"


def _write_down(request: Request, error: AutonomeError | OSError) -> None:
    """Leave the operator what is wrong with the log; of what is sealed neither whose nor which."""
    said = str(error)
    if request.scope["path"].startswith("/reading/"):
        said = "what is sealed, or who may read it, is damaged: autonome ledger audit names the entry"
    request.scope[WRITTEN] = {"fault": type(error).__name__, "said": said}


def _damaged(request: Request, error: AutonomeError | OSError) -> Response:
    """Say that the log is damaged, which somebody must see to."""
    _write_down(request, error)
    return PlainTextResponse(REFUSALS[503], 503, {"cache-control": NEVER})


def _nothing(_: Request, __: Exception | None = None) -> Response:
    return PlainTextResponse(NOTHING, 404, {"cache-control": NEVER})


def _fault(_: Request, __: Exception) -> Response:
    """Said in place of Starlette's own words; `Guarded` writes the fault down."""
    return PlainTextResponse(REFUSALS[500], 500, {"cache-control": NEVER})


def _text(request: Request, text: str) -> Response:
    return _answer(request, text.encode(), _TEXT, NOW)


def _answer(request: Request, data: bytes, kind: str, keep: str, *, encoding: str = "") -> Response:
    """Answer with bytes and their tag, or say that the client has them."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"cache-control": keep, "etag": tag, "content-type": kind}
    if encoding:
        headers["vary"] = "accept-encoding"
    if encoding == "gzip":
        headers["content-encoding"] = encoding
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(data, 200, headers)


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, compresslevel=6, mtime=0)


def _number(text: str) -> int:
    """A plain decimal number, without leading zeroes.

    Raises:
        InputError: it is none.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > _DIGITS or (text[0] == "0" and text != "0"):
        raise InputError("is no plain number")
    return int(text)
