"""A log as somebody elsewhere sees it over HTTP, and what others were shown of it."""

from __future__ import annotations

import time
from dataclasses import replace

from autonome.adapters.ledger_http.asking import Asker, Question, checked_url
from autonome.kernel import sha256_hex
from autonome.ledger import AbsentError, EntryKind, FormatError, Recorded, Tile, UnreachableError
from autonome.ledger.errors import EndlessError
from autonome.ledger.notes import MAX_NOTE_BYTES
from autonome.ledger.openings import MAX_OPENING_BYTES, PublicIndex, opening_path, read_opening
from autonome.ledger.tiles import MAX_ENTRY_BYTES, TILE_WIDTH
from autonome.ledger.witnessing import OK

MAX_BUNDLE_BYTES = TILE_WIDTH * (MAX_ENTRY_BYTES + 2)
"""Largest bundle that the format allows, in bytes."""

_WITHHELD = range(300, 500)
"""Statuses of who answers and gives nothing (RFC 9110): not there, not for us, or elsewhere, where nobody follows."""

_PASSING = frozenset({408, 425, 429})
"""Those among them after which asking again later may help (RFC 9110, 8470, 6585)."""


class HttpLog:
    """A log behind a URL; a `ledger.publishing.PublicLog`.

    Args:
        url: its prefix.
        asker: asks.
    """

    def __init__(self, url: str, asker: Asker) -> None:
        self._url = checked_url(url, where="the log")
        self._asker = asker
        self._openings: dict[int, Recorded] = {}
        self._until: float | None = None

    def end_within(self, seconds: float) -> None:
        """Give all that is asked from now on so many seconds together; after them it is an `EndlessError`."""
        self._until = time.monotonic() + seconds

    def checkpoint(self) -> str:
        """Return the newest checkpoint.

        Raises:
            UnreachableError: the log does not answer, or has none.
        """
        try:
            return _text(self._get("checkpoint", MAX_NOTE_BYTES))
        except AbsentError as error:
            raise UnreachableError("there is no log at this address", where=self._url) from error

    def tile(self, tile: Tile) -> bytes:
        """Return a tile or bundle; a partial one that has gone is cut from the full one that took its place.

        Raises:
            AbsentError: it is not served.
            UnreachableError: the log does not answer.
        """
        try:
            return self._get(tile.path, MAX_BUNDLE_BYTES)
        except AbsentError:
            if tile.width == TILE_WIDTH:
                raise
        try:
            return tile.cut(self._get(replace(tile, width=TILE_WIDTH).path, MAX_BUNDLE_BYTES))
        except FormatError as error:
            raise AbsentError(f"{tile.path} is not served") from error

    def public_entries(self, kind: EntryKind | None = None) -> tuple[Recorded, ...]:
        """Return the published openings; each is fetched once.

        Raises:
            EndlessError: see `end_within`.
            FormatError: the index or an opening is none, goes back, or is withheld: a log that is served has both.
            UnreachableError: the log does not answer.
        """
        found: list[Recorded] = []
        since: int | None = 0
        while since is not None:
            index = self._index(since)
            if index.indexes and index.indexes[0] < since:
                raise FormatError("the index of public entries goes back to what it gave before")
            found += [self._opening(each) for each in index.indexes]
            since = index.following
        return tuple(entry for entry in found if kind in {None, entry.payload.kind})

    def _index(self, since: int) -> PublicIndex:
        try:
            return PublicIndex.read(self._get(f"public?from={since}", MAX_OPENING_BYTES))
        except AbsentError as error:
            raise FormatError("the index of public entries is withheld") from error

    def _opening(self, index: int) -> Recorded:
        if index not in self._openings:
            try:
                self._openings[index] = read_opening(self._get(opening_path(index), MAX_OPENING_BYTES), index)
            except AbsentError as error:
                raise FormatError(f"the opening of entry {index} is withheld") from error
        return self._openings[index]

    def _get(self, path: str, limit: int) -> bytes:
        if self._until is not None and time.monotonic() > self._until:
            raise EndlessError("the log was asked for as long as one look may take, and there was no end to it")
        return _get(self._asker, f"{self._url}/{path}", limit)


class HttpPeer:
    """A witness, a copy of a log, or another way to it; a `workflows.monitor_log.Peer`.

    Args:
        url: its prefix.
        asker: asks.
    """

    def __init__(self, url: str, asker: Asker) -> None:
        self._url = checked_url(url, where="a peer")
        self._asker = asker

    @property
    def name(self) -> str:
        """Its URL."""
        return self._url

    def seen(self, origin: str) -> str | None:
        """The newest checkpoint that it was shown: as a witness tells it, or else as a log does."""
        for path in (f"checkpoint/{sha256_hex(origin.encode())}", "checkpoint"):
            try:
                return _text(_get(self._asker, f"{self._url}/{path}", MAX_NOTE_BYTES))
            except AbsentError:
                continue
        return None

    def tile(self, tile: Tile) -> bytes:
        """A tile of the tree that it was shown, where it has the tree."""
        return HttpLog(self._url, self._asker).tile(tile)


def _get(asker: Asker, url: str, limit: int) -> bytes:
    answer = asker.ask(Question("GET", url, limit=limit))
    if answer.status in _WITHHELD and answer.status not in _PASSING:
        raise AbsentError("is not served", where=url[:200])
    if answer.status != OK:
        raise UnreachableError(f"answers with status {answer.status}", where=url[:200])
    return answer.body


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
