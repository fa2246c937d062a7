"""Of what a patient is reminded: what waits for them or ends soon, each matter under a key of its own.

A key says nothing to whoever reads a mail: it is there so that nobody is told of the same matter twice. What was sent
already is for whoever sends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from autonome.consent import Template, ending, reminders
from autonome.consent.renewals import INTERVAL_DAYS
from autonome.kernel import Instant
from autonome.workflows.prepare_consent import DAY, Prepared, version_of
from autonome.workflows.read_thread import ReadThread
from autonome.workflows.show_timeline import Line, notices

SOON_DAYS: Final = 30
"""How long before its end an answer is spoken of: a month is time to think (as between two reminders, our own)."""

NEWS_DAYS: Final = 30
"""How long it is worth a mail that something came: who has not looked for a month is not helped by one more (ours)."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to be reminded of.

    Args:
        key: of it, among all matters of one person.
        every_days: after how long it may be told again; None for what is told once.
    """

    key: str
    every_days: int | None = None


def matters(thread: ReadThread, forms: Iterable[Template], now: Instant) -> Iterator[Matter]:
    """Of what somebody is to be reminded now.

    Args:
        thread: of the person.
        forms: the newest version of each, in any language.
        now: the present.
    """
    for line in notices(thread.timeline):
        yield emergency_of(line)
    for each in thread.enquiries:
        if each.answered_at is not None and now.seconds < each.answered_at.seconds + NEWS_DAYS * DAY:
            yield answer_to(each.id)
    for form in thought_over(thread, forms, now):
        yield Matter(f"thought over {version_of(form)}")
    for reminder in reminders(ending(thread.answers, now, SOON_DAYS), now, {}):
        yield Matter(f"ending {reminder.form}", INTERVAL_DAYS)


def emergency_of(line: Line) -> Matter:
    """That the glass was broken, as the timeline tells it."""
    return late_emergency(line.token) if line.token else emergency_at(line.index)


def emergency_at(index: int) -> Matter:
    """The same, by its entry on the log."""
    return Matter(f"emergency {index}")


def late_emergency(token: str) -> Matter:
    """The same, by the digest of its pass: it came onto the log later."""
    return Matter(f"late emergency {token}")


def answer_to(enquiry: str) -> Matter:
    """That a question was answered, by the question's id."""
    return Matter(f"answered {enquiry}")


def thought_over(thread: ReadThread, forms: Iterable[Template], now: Instant) -> Iterator[Template]:
    """The forms whose time to think is over not long since, and that the person has not answered after it."""
    prepared = thread.prepared
    for form in forms:
        earliest = prepared.get(version_of(form), Prepared()).earliest(form)
        if not form.terms.days_to_think or earliest is None:
            continue
        answered = any(act.template.id == form.id and act.recorded_at >= earliest for act in thread.acts)
        if not answered and 0 <= now.seconds - earliest.seconds < NEWS_DAYS * DAY:
            yield form
