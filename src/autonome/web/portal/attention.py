"""What needs a patient's attention: each thing in a sentence, with the page where something can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from autonome.consent import Template, ending
from autonome.kernel import Instant, Text
from autonome.web.days import day
from autonome.web.portal.answers import is_begun, rows_of, to_answer
from autonome.web.portal.scopes import title_of
from autonome.web.portal.voices import spoken_for
from autonome.workflows.read_thread import ReadThread
from autonome.workflows.remind import SOON_DAYS, thought_over

WEEK: Final = 7 * 86_400
"""Seconds: an answer to a question is news for so long."""

NEW: Final = Text("A form has changed. Questions wait for your answer: {form}", form="")
ENDS: Final = Text("Some of your answers end soon, the first on {day}: {form}", day="", form="")
UNANSWERED: Final = Text("You have not said yet what you want to be told about your genes.")
ENDED: Final = Text("Somebody answered for you, and may not any more. Please answer yourself: {form}", form="")
THOUGHT: Final = Text("Your time to think is over. You can answer now, or leave it: {form}", form="")
ANSWERED: Final = Text("Your question was answered.")
MATTER: Final = Text("You asked for something that is yours. You must have an answer by {day}.", day="")
OVERDUE: Final = Text("You asked for something that is yours. The answer was due on {day}.", day="")
HELD: Final = Text("You asked to be erased. A law delays it until {day}.", day="")


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing.

    Args:
        words: what it is.
        page: name of the page.
        about: what its address holds, if anything.
    """

    words: Text
    page: str
    about: str = ""


def attention_of(thread: ReadThread, forms: tuple[Template, ...], now: Instant) -> Iterator[Attention]:
    """All that waits; what an emergency left to tell is told by itself."""
    yield from _of_forms(thread, forms, now)
    for each in thread.enquiries:
        if each.answered_at is not None and now.seconds - each.answered_at.seconds < WEEK:
            yield Attention(ANSWERED, "questions")
            break
    for matter in thread.matters:
        if matter.is_open and not matter.is_answered:
            held = matter.held_until is not None and matter.is_held(now)
            words = HELD if held else OVERDUE if matter.is_overdue(now) else MATTER
            yield Attention(words.of(day=day((held and matter.held_until) or matter.due)), "rights")


def _of_forms(thread: ReadThread, forms: tuple[Template, ...], now: Instant) -> Iterator[Attention]:
    titles = {form.id: title_of(form) for form in forms}
    for form in forms:
        rows = rows_of(form, thread.answers, now)
        older = any(row.answer is not None and row.answer.scope.template.version != form.version for row in rows)
        if older and any(row.anew is not None for row in to_answer(rows)):
            yield Attention(NEW.of(form=titles[form.id]), "consent-changes", form.id)
        elif any(each.over for each in spoken_for(rows, now)):
            yield Attention(ENDED.of(form=titles[form.id]), "consent-form", form.id)
        elif form.id == "findings" and not is_begun(rows):
            yield Attention(UNANSWERED, "consent-form", form.id)
    for form in thought_over(thread, forms, now):
        yield Attention(THOUGHT.of(form=titles[form.id]), "consent-form", form.id)
    told: set[str] = set()
    for each in ending(thread.answers, now, SOON_DAYS):
        if each.form not in told and each.form in titles:
            told.add(each.form)
            yield Attention(ENDS.of(day=day(each.end), form=titles[each.form]), "consent-form", each.form)
