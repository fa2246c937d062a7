"""What ends soon, what of it may be renewed, and when to remind somebody of it without wearing them out.

Whether a reminder is sent, and that it was, is for whoever sends it: what was sent is given here, and not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.consent.acts import QuestionKey
from autonome.consent.authority import DAY, Lapse
from autonome.consent.standing import RENEWABLE, Standing, State, Timing
from autonome.kernel import Instant

INTERVAL_DAYS: Final = 30
"""Days between two reminders of one form, at the least: once a month is a reminder, once a week is pressure. Ours."""


@dataclass(frozen=True, slots=True)
class Ending:
    """An answer that ends soon.

    Args:
        key: the question.
        answer: that stands.
        end: first instant at which it is over.
        renewable: whether it may be renewed as it was given; if not, the person is asked anew, in her or his own name.
    """

    key: QuestionKey
    answer: Standing
    end: Instant
    renewable: bool

    @property
    def form(self) -> str:
        """Id of the form, over all versions."""
        return self.answer.scope.template.id


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message about one form.

    Args:
        form: its id.
        endings: all of its answers that end soon, the first to end first.
    """

    form: str
    endings: tuple[Ending, ...]


def ending(answers: Mapping[QuestionKey, Standing], at: Instant, days: int) -> tuple[Ending, ...]:
    """List the answers in force that end within so many days, the first to end first; refusals end as well.

    Args:
        answers: of one person, as `fold` gives them.
        at: now.
        days: to look ahead.
    """
    last = Instant(at.seconds + days * DAY)
    found = [
        Ending(key, answer, answer.valid.end, answer.state in RENEWABLE and answer.lapse is Lapse.EXPIRED)
        for key, answer in answers.items()
        if answer.valid is not None and answer.valid.end is not None and answer.valid.end <= last
        if answer.state is not State.UNCOUNTED and answer.timing(at) is Timing.IN_FORCE
    ]
    return tuple(sorted(found, key=lambda each: (each.end, each.key)))


def reminders(
    endings: Iterable[Ending], at: Instant, sent: Mapping[str, Instant], interval_days: int = INTERVAL_DAYS
) -> tuple[Reminder, ...]:
    """Say of which forms to remind now: at most one reminder for each form and interval, with all that ends.

    Args:
        endings: of one person, as `ending` lists them.
        at: now.
        sent: form → when the last reminder of it was sent.
        interval_days: between two reminders of one form.
    """
    by_form: dict[str, list[Ending]] = {}
    for each in endings:
        by_form.setdefault(each.form, []).append(each)
    due = [
        form for form in by_form if form not in sent or at.seconds >= sent[form].seconds + interval_days * DAY
    ]  # a clock that was set back reminds of nothing twice
    return tuple(Reminder(form, tuple(by_form[form])) for form in due)
