"""What the node takes on its disks by kind, how much more that is than before, and for how long there is room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse

from autonome.kernel import Instant, Text
from autonome.web.answering import page
from autonome.web.asking import asker
from autonome.web.site import site
from autonome.web.steward.backups import backed_up

KINDS: Final = {
    "log": Text("Log"),
    "records": Text("Health records"),
    "variants": Text("Genomes, in the database"),
    "genomes": Text("Large genomes, beside the database"),
    "exchange": Text("Exchange with partners"),
    "uses": Text("Permits, uses, questions and rights"),
    "people": Text("People, by id and pseudonym"),
    "accounts": Text("Accounts, sessions and work"),
    "arriving": Text("Files that wait to be taken in"),
    "other": Text("The database's own"),
}
"""In the order of the page."""

OF_FILES: Final = ("genomes", "arriving")
"""Kinds that are not in the database."""

MEBIBYTE: Final = 1024 * 1024
DAY_SECONDS: Final = 24 * 3600

SPAN_SECONDS: Final = 30 * DAY_SECONDS
"""Time by which growth is measured, as far as sizes were written down for that long (our own judgement)."""

SHORT_DAYS: Final = 90
"""Days of room that are told as few: to buy a disk takes some weeks (our own judgement)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind.

    Args:
        label: of it.
        size: in MiB.
        grown: in MiB since `Growth.since`, with its sign; "" where nothing was written down.
    """

    label: Text
    size: str
    grown: str


@dataclass(frozen=True, slots=True)
class Growth:
    """How the whole has grown.

    Args:
        since: when it was written down that this is measured against.
        grown: in MiB, with its sign.
        days: for which there is room, if it goes on so; None where it does not grow.
    """

    since: Instant
    grown: str
    days: int | None

    @property
    def is_short(self) -> bool:
        """Whether there is room for some weeks alone."""
        return self.days is not None and self.days < SHORT_DAYS


def show(request: HttpRequest) -> HttpResponse:
    """By kind, in all, before, and how it is backed up."""
    desk = site().desk.steward(asker(request))
    sizes, now = desk.storage(), site().clock.now()
    since, before = _before(desk.storage_before(), now)
    lines = [
        Line(label, _told(sizes[name]), _signed(sizes[name] - before[name]) if name in before else "")
        for name, label in KINDS.items()
    ]
    return page(
        request,
        "steward/storage.html",
        lines=lines,
        whole=_told(whole(sizes)),
        free=_told(sizes["free"]),
        growth=None if since is None else growth(whole(sizes) - whole(before), sizes["free"], since, now),
        backed=backed_up(desk, now),
    )


def growth(grown: int, free: int, since: Instant, now: Instant) -> Growth:
    """How long there is room.

    Args:
        grown: bytes since then.
        free: bytes that are left.
        since: when it was written down.
        now: the time of it.
    """
    seconds = now.seconds - since.seconds
    days = free * seconds // grown // DAY_SECONDS if grown > 0 else None
    return Growth(since, _signed(grown), days)


def _before(
    noted: tuple[tuple[Instant, Mapping[str, int]], ...], now: Instant
) -> tuple[Instant | None, Mapping[str, int]]:
    """The oldest of the last weeks, at least a day old."""
    ages = [(at, sizes) for at, sizes in noted if DAY_SECONDS <= now.seconds - at.seconds <= SPAN_SECONDS]
    return ages[0] if ages else (None, {})


def whole(sizes: Mapping[str, int]) -> int:
    """Bytes of all that is kept."""
    return sizes.get("database", 0) + sum(sizes.get(each, 0) for each in OF_FILES)


def _told(size: int) -> str:
    return f"{size / MEBIBYTE:.1f}"


def _signed(size: int) -> str:
    return f"{size / MEBIBYTE:+.1f}"
