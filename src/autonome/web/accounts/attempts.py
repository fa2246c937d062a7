"""Failures counted, by name and by source: who fails too often waits.

Names count whether there is such an account or not: being made to wait tells nothing. What was typed as a name (a
password, sometimes) is kept as a mark that nobody reads. A name that is attacked waits as its owner does: for a quarter
of an hour, or until a steward unlocks it; that price is paid so that nobody guesses on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from autonome.access.errors import TooManyError
from autonome.kernel import Instant
from autonome.web.accounts.clocks import moment
from autonome.web.accounts.models import Attempt
from autonome.web.accounts.sealing import mark

WINDOW_SECONDS: Final = 15 * 60
"""Failures are counted over this time."""

MOST_BY_NAME: Final = 5
"""Failures of one name within it: 480 a day (our own judgement; with a code of six digits beside the password, three of
which count at a time, one guess of a million in three)."""

MOST_BY_SOURCE: Final = 30
"""Failures of one source within it: a ward behind one address mistypes less."""


def expect_patience(name: str | None, source: str, now: Instant) -> None:
    """Refuse where name or source failed too often.

    Args:
        name: of the account; None where none is named, as with a passkey: nobody's failures are another's then.
        source: where the attempt comes from.
        now: the time.

    Raises:
        TooManyError: they did; nothing is looked at.
    """
    since = moment(now, -WINDOW_SECONDS)
    by_name = name is not None and _failures(since).filter(who=_who(name)).count() >= MOST_BY_NAME
    if by_name or _failures(since).filter(source=mark(source, "source")).count() >= MOST_BY_SOURCE:
        raise TooManyError(
            "too many failures",
            mend=f"wait {WINDOW_SECONDS // 60} minutes, or ask a steward to unlock the account.",
        )


def note_failure(name: str | None, source: str, now: Instant) -> None:
    """Count a failure, of a source alone where no name is given; those that count no longer are taken away."""
    Attempt.objects.create(who=_who(name), source=mark(source, "source"), at=moment(now))
    Attempt.objects.filter(at__lt=moment(now, -2 * WINDOW_SECONDS)).delete()


def forget_failures(name: str) -> None:
    """Begin to count a name anew: its owner has come in, or a steward unlocked it."""
    Attempt.objects.filter(who=_who(name)).delete()


def _failures(since: datetime) -> Attempt:
    return Attempt.objects.filter(at__gt=since)


def _who(name: str | None) -> bytes:
    return mark("" if name is None else name.casefold(), "name")
