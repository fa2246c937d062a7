"""Whose voice counts: what others answered for the person, and from when on a young person's own yes counts.

The engine judges both in every decision (`consent.authority`); here it is said before somebody signs in vain, and
afterwards what was decided for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from autonome.consent import Authority, Person, Question, Standing, State, Timing
from autonome.consent.ages import age_to_answer, ages_in, birthday
from autonome.consent.authority import Lapse
from autonome.kernel import Instant
from autonome.web.portal.answers import Row

BY_MANDATE: Final = frozenset({Authority.GUARDIAN, Authority.PROXY})


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody answered for the person.

    Args:
        row: the question.
        by: who.
        over: whether their right to answer has ended, and a yes of theirs with it.
    """

    row: Row
    by: str
    over: bool


def spoken_for(rows: Iterable[Row], now: Instant) -> Iterator[Spoken]:
    """The answers that others gave by a mandate."""
    for row in rows:
        if row.answer is not None and row.answer.act.authority in BY_MANDATE:
            yield Spoken(row, str(row.answer.act.actor), has_ended(row.answer, now))


def has_ended(answer: Standing, now: Instant) -> bool:
    """Whether a yes has ended because whoever gave it may not answer any more."""
    ended = answer.lapse is Lapse.AUTHORITY_ENDED and answer.timing(now) is Timing.EXPIRED
    return answer.state is State.GRANTED and ended


def alone_from(person: Person, question: Question) -> Instant | None:
    """From when on a person's own yes to a question counts; None where no birth is on record, or no age is known."""
    ages = None if person.born is None else ages_in(person.born.jurisdiction)
    if person.born is None or ages is None:
        return None
    return birthday(person.born.on, age_to_answer(ages, question.atoms))
