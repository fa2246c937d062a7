"""What a person wants to be told, category by category: read from the answers that stand.

Silence is never a yes: without an answer, after a withdrawal, and when an answer has run out, the wish is not recorded,
and the person is to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.consent.acts import ConsentAct, QuestionKey
from autonome.consent.findings import FINDINGS, FindingCode
from autonome.consent.standing import Standing, State, Timing
from autonome.kernel import Instant


class Wish(StrEnum):
    """Whether to be told."""

    YES = "yes"
    NO = "no"
    NOT_NOW = "not-now"
    NOT_RECORDED = "not-recorded"
    """Nobody knows: ask."""


_OF_STATE: Mapping[State, Wish] = {
    State.GRANTED: Wish.YES,
    State.DENIED: Wish.NO,
    State.DEFERRED: Wish.NOT_NOW,
    State.WITHDRAWN: Wish.NOT_RECORDED,
    State.UNCOUNTED: Wish.NOT_RECORDED,
}


@dataclass(frozen=True, slots=True)
class Preference:
    """The wish about one category.

    Args:
        finding: the category.
        wish: whether to be told.
        act: the newest act about it, be it withdrawn or run out; None where there never was one.
    """

    finding: FindingCode
    wish: Wish
    act: ConsentAct | None = None


def preferences(answers: Mapping[QuestionKey, Standing], at: Instant) -> tuple[Preference, ...]:
    """The wish about every category, in the order of the vocabulary.

    Args:
        answers: as `fold` gives them; of several forms that ask about one category the newest act counts.
        at: the time asked about.
    """
    return tuple(_preference(code, answers, at) for code in FINDINGS)


def _preference(code: FindingCode, answers: Mapping[QuestionKey, Standing], at: Instant) -> Preference:
    # A question that another one's supersession ended holds that other act: it says nothing of its own category.
    found = [each for key, each in answers.items() if key == each.act.key and each.act.finding == code]
    if not found:
        return Preference(code, Wish.NOT_RECORDED)
    counted = [each for each in found if each.state is not State.UNCOUNTED] or found
    newest = max(counted, key=lambda answer: -1 if answer.act.leaf is None else answer.act.leaf)
    in_force = newest.timing(at) is Timing.IN_FORCE
    return Preference(code, _OF_STATE[newest.state] if in_force else Wish.NOT_RECORDED, newest.act)
