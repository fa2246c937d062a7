"""Answers as a page shows them: the state in a word, until when, and what a form asks of somebody anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.consent import Need, Question, QuestionKey, QuestionNeed, Standing, State, Template, Timing, reconsent
from autonome.kernel import Instant, Text

STATES: Final = {
    State.GRANTED: Text("yes"),
    State.DENIED: Text("no"),
    State.WITHDRAWN: Text("taken back"),
    State.DEFERRED: Text("not now"),
    State.UNCOUNTED: Text("does not count"),
}
SIGNS: Final = {State.GRANTED: "good", State.DENIED: "bad"}
OVER: Final = Text("the time is over")
LATER: Final = Text("begins later")
OPEN: Final = Text("not answered")

ASKED_ANEW: Final = {
    Need.WIDER: Text("The form now asks for more than you answered. Your old answer stays as it was until you answer."),
    Need.NEW: Text("This question is new. Nothing changes until you answer it."),
    Need.UNANSWERED: Text("You have not answered this question. Nobody takes that for a yes."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its answer.

    Args:
        question: of the form.
        key: ``form/question``.
        answer: that stands, or None.
        state: in a word.
        sign: class of the badge.
        until: first instant at which it is over, or None.
        need: what becomes of it under the form as it is now.
    """

    question: Question
    key: QuestionKey
    answer: Standing | None
    state: Text
    sign: str
    until: Instant | None
    need: Need

    @property
    def anew(self) -> Text | None:
        """Why the person is asked, where the answer is not simply missing."""
        return ASKED_ANEW.get(self.need)

    @property
    def can_be_taken_back(self) -> bool:
        """Whether there is anything to take back."""
        return self.answer is not None and self.answer.state in {State.GRANTED, State.DENIED, State.DEFERRED}


def rows_of(form: Template, answers: Mapping[QuestionKey, Standing], now: Instant) -> tuple[Row, ...]:
    """The questions of a form, each with its answer."""
    needs = {need.question: need for need in reconsent(answers, form)}
    return tuple(_row(form, question, answers, needs[question.id], now) for question in form.questions)


def _row(
    form: Template, question: Question, answers: Mapping[QuestionKey, Standing], need: QuestionNeed, now: Instant
) -> Row:
    key = QuestionKey(f"{form.id}/{question.id}")
    answer = answers.get(key)
    if answer is None:
        return Row(question, key, None, OPEN, "open", None, need.need)
    timing = answer.timing(now)
    until = None if answer.valid is None else answer.valid.end
    if timing is Timing.IN_FORCE:
        return Row(question, key, answer, STATES[answer.state], SIGNS.get(answer.state, "open"), until, need.need)
    return Row(question, key, answer, OVER if timing is Timing.EXPIRED else LATER, "warn", until, need.need)


def to_answer(rows: tuple[Row, ...]) -> Iterator[Row]:
    """Questions that wait for an answer: open ones, those whose time is over, and those that ask for more now."""
    return (row for row in rows if row.need in ASKED_ANEW or row.state is OVER)


def is_begun(rows: tuple[Row, ...]) -> bool:
    """Whether somebody has answered anything of a form."""
    return any(row.answer is not None for row in rows)
