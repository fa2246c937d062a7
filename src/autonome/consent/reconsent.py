"""What a new version of a form asks of somebody who answered an older one.

Silence keeps the old scope: an answer permits and refuses what it was given for until it ends, is taken back, or is
answered anew. What the new version asks beyond that waits until it is answered. So nobody is asked what she or he has
answered already, and nothing is widened behind anybody's back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from autonome.consent.acts import QuestionKey
from autonome.consent.differences import Differences, QuestionDifference, differences
from autonome.consent.diseases import NO_DISEASES, Diseases
from autonome.consent.standing import Standing, State
from autonome.consent.templates import Question, QuestionId, Template

FORMS_COMPARED: Final = 64
"""Pairs of forms of which it is remembered how they differ: some dozens are on the shelf."""


class Need(StrEnum):
    """What becomes of a question."""

    STANDS = "stands"
    """The old answer says all; nobody asks."""

    WIDER = "wider"
    """Asked again, for it asks for more, or for another kind of consent, than was answered."""

    NEW = "new"
    """Asked, for no form asked it before."""

    UNANSWERED = "unanswered"
    """Asked, for it was asked before and there is no answer that counts."""

    GONE = "gone"
    """Not asked any more; the old answer keeps its scope until it ends or is taken back."""


ASKS = frozenset({Need.WIDER, Need.NEW, Need.UNANSWERED})
"""Needs for which somebody must be asked."""


@dataclass(frozen=True, slots=True)
class QuestionNeed:
    """One question, for one person.

    Args:
        question: its id.
        need: what becomes of it.
        answer: the answer that stands, or None.
        difference: between the form that was answered and the new one, or None where nothing was answered.
    """

    question: QuestionId
    need: Need
    answer: Standing | None = None
    difference: QuestionDifference | None = None

    @property
    def asks(self) -> bool:
        """Whether the person is to be asked."""
        return self.need in ASKS


def reconsent(
    answers: Mapping[QuestionKey, Standing], new: Template, diseases: Diseases = NO_DISEASES
) -> tuple[QuestionNeed, ...]:
    """Say of each question of a new form whether it must be asked; questions that are gone come last.

    Args:
        answers: of one person, as `fold` gives them; each is held against the form that it was given on.
        new: the form that is shown now.
        diseases: how they lie below each other.
    """
    of_form = {key: answer for key, answer in answers.items() if answer.act.template.id == new.id and _own(key, answer)}
    # The form that an answer was given on says what else it asked: of that, too, nothing is new.
    known = {question.id for answer in of_form.values() for question in answer.scope.template.questions}
    kept = tuple(
        _need(question, of_form, new, diseases, asked_before=question.id in known) for question in new.questions
    )
    return kept + tuple(_gone(of_form, new))


def _own(key: QuestionKey, answer: Standing) -> bool:
    """Whether an answer is about its own question: one that another question's supersession ended is not."""
    return key == answer.act.key and "@" not in key


def _need(
    question: Question,
    answers: Mapping[QuestionKey, Standing],
    new: Template,
    diseases: Diseases,
    *,
    asked_before: bool,
) -> QuestionNeed:
    answer = answers.get(QuestionKey(f"{new.id}/{question.id}"))
    if answer is None or answer.state is State.UNCOUNTED:
        return QuestionNeed(question.id, Need.UNANSWERED if answer or asked_before else Need.NEW, answer)
    compared = _compared(answer.scope.template, new, diseases).questions
    difference = next(each for each in compared if each.id == question.id)
    covers = {
        State.GRANTED: difference.yes_covers,
        State.DENIED: difference.no_covers,
        # Who took it back, or said not now, is not asked because a form has changed.
        State.WITHDRAWN: True,
        State.DEFERRED: True,
    }[answer.state]
    return QuestionNeed(question.id, Need.STANDS if covers else Need.WIDER, answer, difference)


def _compared(old: Template, new: Template, diseases: Diseases) -> Differences:
    """Two forms compared: the same for everybody who answered the one, and asked of each of their questions."""
    return _compared_once(old, new) if diseases is NO_DISEASES else differences(old, new, diseases)


@lru_cache(maxsize=FORMS_COMPARED)
def _compared_once(old: Template, new: Template) -> Differences:
    return differences(old, new)


def _gone(answers: Mapping[QuestionKey, Standing], new: Template) -> Iterator[QuestionNeed]:
    asked = {question.id for question in new.questions}
    for answer in answers.values():
        if answer.act.question not in asked:
            yield QuestionNeed(answer.act.question, Need.GONE, answer)
