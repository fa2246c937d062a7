"""By when a patient's question is answered: a day that the institution promises, and that stops nobody.

Working days are Monday to Friday, in UTC, after the day of the question; public holidays are not known here. A question
that is overdue waits on as any other does: the patient may sign, ask again or call, and nothing is decided by silence.

>>> from autonome.kernel import Instant
>>> str(answered_by(Instant.parse("2026-11-20T16:00:00Z"), 3))  # a Friday
'2026-11-25T00:00:00Z'
"""

from __future__ import annotations

from typing import Final

from autonome.kernel import Instant
from autonome.workflows.prepare_consent import DAY

USUAL_DAYS: Final = 3
"""Working days in which an answer is promised, where an institution says nothing else (our own judgement)."""

MOST_DAYS: Final = 30
"""Of them: a promise of more is none (our own judgement)."""

_THURSDAY: Final = 3
"""1970-01-01 was one, counted from Monday."""

_WEEK, _WORKING = 7, 5


def answered_by(asked_at: Instant, working_days: int) -> Instant:
    """The day by whose end a question is answered, as the instant at which it begins.

    Args:
        asked_at: when it was asked.
        working_days: that the institution takes, from 1.
    """
    day, left = asked_at.seconds // DAY, working_days
    while left:
        day += 1
        left -= (day + _THURSDAY) % _WEEK < _WORKING
    return Instant(day * DAY)


def is_overdue(asked_at: Instant, working_days: int, now: Instant) -> bool:
    """Whether the promised day is over."""
    return now.seconds >= answered_by(asked_at, working_days).seconds + DAY
