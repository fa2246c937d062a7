"""Instants as Django's columns have them."""

from __future__ import annotations

from datetime import UTC, datetime

from autonome.kernel import Instant


def moment(instant: Instant, plus: int = 0) -> datetime:
    """An instant, and some seconds, as a time with its zone."""
    return datetime.fromtimestamp(instant.seconds + plus, tz=UTC)


def instant(moment: datetime) -> Instant:
    """A time as an instant."""
    return Instant(int(moment.timestamp()))
