"""Answers as a page shows them: the state in a word, until when, and what a form asks of somebody anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from autonome.consent import (
    Authority,
    Need,
    Question,
    QuestionKey,
    QuestionNeed,
    Standing,
    State,
    Template,
    Timing,
    reconsent,
)
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


TAKEABLE: Final = frozenset({State.GRANTED, State.DENIED, State.DEFERRED})
"""Answers that can be taken back."""


@dataclass(frozen=True, slots=True)
class Named:
    """An answer for one recipient alone.

    Args:
        name: of the recipient, as it was given.
        key: of the answer.
        answer: that stands.
        state: in a word.
        sign: class of the badge.
        until: first instant at which it is over, or None.
    """

    name: str
    key: QuestionKey
    answer: Standing
    state: Text
    sign: str
    until: Instant | None

    @property
    def can_be_taken_back(self) -> bool:
        """Whether there is anything to take back."""
        return self.answer.state in TAKEABLE


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
        named: answers for one recipient alone, which stand beside the answer for all.
    """

    question: Question
    key: QuestionKey
    answer: Standing | None
    state: Text
    sign: str
    until: Instant | None
    need: Need
    named: tuple[Named, ...] = ()

    @property
    def anew(self) -> Text | None:
        """Why the person is asked, where the answer is not simply missing."""
        return ASKED_ANEW.get(self.need)

    @property
    def can_be_taken_back(self) -> bool:
        """Whether there is anything to take back."""
        return self.answer is not None and self.answer.state in TAKEABLE

    @property
    def by(self) -> str:
        """Who answered for the person; "" where they did themselves, or nobody did."""
        answered = self.answer is not None and self.answer.act.authority is not Authority.SELF
        return str(self.answer.act.actor) if answered and self.answer is not None else ""

    @property
    def waits(self) -> bool:
        """Whether it waits for an answer: who answered for one recipient by name has answered."""
        if self.answer is None and any(each.sign in SIGNS.values() for each in self.named):
            return False
        return self.need in ASKED_ANEW or self.state is OVER


def rows_of(form: Template, answers: Mapping[QuestionKey, Standing], now: Instant) -> tuple[Row, ...]:
    """The questions of a form, each with its answer."""
    needs = {need.question: need for need in reconsent(answers, form)}
    return tuple(_row(form, question, answers, needs[question.id], now) for question in form.questions)


def _row(
    form: Template, question: Question, answers: Mapping[QuestionKey, Standing], need: QuestionNeed, now: Instant
) -> Row:
    key = QuestionKey(f"{form.id}/{question.id}")
    answer = answers.get(key)
    named = tuple(_named(key, answers, now))
    if answer is None:
        return Row(question, key, None, OPEN, "open", None, need.need, named)
    state, sign = _shown(answer, now)
    return Row(question, key, answer, state, sign, _until(answer), need.need, named)


def _named(broad: QuestionKey, answers: Mapping[QuestionKey, Standing], now: Instant) -> Iterator[Named]:
    """Answers to a question for one recipient, by name."""
    for key, answer in answers.items():
        if key.startswith(f"{broad}>") and answer.act.names is not None:
            yield Named(answer.act.names, key, answer, *_shown(answer, now), _until(answer))


def _shown(answer: Standing, now: Instant) -> tuple[Text, str]:
    """An answer in a word, and the class of its badge."""
    timing = answer.timing(now)
    if timing is Timing.IN_FORCE:
        return STATES[answer.state], SIGNS.get(answer.state, "open")
    return OVER if timing is Timing.EXPIRED else LATER, "warn"


def _until(answer: Standing) -> Instant | None:
    return None if answer.valid is None else answer.valid.end


def to_answer(rows: tuple[Row, ...]) -> Iterator[Row]:
    """Questions that wait for an answer: open ones, those whose time is over, and those that ask for more now."""
    return (row for row in rows if row.waits)


def is_begun(rows: tuple[Row, ...]) -> bool:
    """Whether somebody has answered anything of a form."""
    return any(row.answer is not None or row.named for row in rows)
