"""One request about everybody in a register: the same compiled request, answered in columns.

The effects of all answers are looked up at once and joined by person; people whose answers say the same of the request
share one `Outcome`, worked out as for one person. So a cohort can say nothing else than a decision for each would.

Needs numpy, of the extra ``node``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from autonome.access.compiled import SILENT, Compiled
from autonome.access.decide import SOMEBODY, bits_of
from autonome.access.outcomes import Outcome, refusal
from autonome.access.reasons import Reason, ReasonCode
from autonome.access.register import KINDS_OF_SAYING
from autonome.access.representatives import is_mandated, unproven
from autonome.access.validation import problems_of
from autonome.consent import NOTHING_ATTESTED, Person
from autonome.kernel import SubjectId

WORD: Final = 63
"""Bits of facts in one column: what a signed integer of 64 bits holds above zero."""

_MASK: Final = (1 << WORD) - 1

ANYBODY: Final = SubjectId("anybody")
"""Stands for the person where a request is looked at as such."""

NOBODY_KNOWN: Final[Mapping[SubjectId, Person]] = {}
"""Nothing is on record about anybody."""

ALONE: Final = (Reason(ReasonCode.NEEDS_REVIEW, detail="ask about this person alone"),)
"""Why a request about many is refused about one: it is that person's own, or a mandate could open it."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """What was decided about each person of a register.

    Args:
        people: in the register's order.
        outcomes: the different ones.
        of: for each person, which of the outcomes.
    """

    people: tuple[SubjectId, ...]
    outcomes: tuple[Outcome, ...]
    of: NDArray[np.intp]

    def granted(self, item: str) -> NDArray[np.bool_]:
        """For each person, whether a leaf of the data tree may be had, of some time at least."""
        return np.array([any(grant.item == item for grant in each.grants) for each in self.outcomes], bool)[self.of]

    def __iter__(self) -> Iterator[tuple[SubjectId, Outcome]]:
        """Each person with what was decided."""
        return zip(self.people, (self.outcomes[place] for place in self.of), strict=True)


def decide_cohort(compiled: Compiled, people: Mapping[SubjectId, Person] = NOBODY_KNOWN) -> Cohort:
    """Decide on a request about everybody in its register.

    What depends on who somebody is, and not on answers, is not compiled: whoever asks about her or himself, or holds a
    mandate of one of these people, is refused here about that person, and asks about that person alone.

    Args:
        compiled: the request.
        people: what is on record about each; of those who are absent, nothing is.
    """
    register = compiled.register
    which = np.zeros(len(register), np.intp)
    columns = list(_facts(compiled))
    for place, column in enumerate(columns):
        values, said = _distinct(column)
        which = _distinct(which * len(values) + said)[1] if place else said
    somebody = np.zeros(which.max(initial=-1) + 1, np.intp)
    somebody[which] = np.arange(len(which))
    bits = (sum(int(column[each]) << (WORD * word) for word, column in enumerate(columns)) for each in somebody)
    outcomes = [compiled.outcome(each) for each in bits]
    return Cohort(tuple(register), *_apart(compiled, people, outcomes, which))


def _apart(
    compiled: Compiled, people: Mapping[SubjectId, Person], outcomes: list[Outcome], which: NDArray[np.intp]
) -> tuple[tuple[Outcome, ...], NDArray[np.intp]]:
    """Refuse whom the compiled request does not fit: all of them first, then each of whom something is on record."""
    asked, at, which = compiled.asked, compiled.at, which.copy()
    places: dict[tuple[Reason, ...], int] = {}

    def refused(reasons: tuple[Reason, ...]) -> int:
        if reasons not in places:
            places[reasons] = len(outcomes)
            outcomes.append(refusal(reasons))
        return places[reasons]

    problems = problems_of(replace(asked, subject=ANYBODY), compiled.diseases)
    if asked.subject != SOMEBODY:  # compiled as somebody's own request: it fits nobody else
        problems = problems or ALONE
    if everybody := problems or tuple(unproven(replace(asked, subject=ANYBODY), NOTHING_ATTESTED, at)):
        which[:] = refused(everybody)
    known = dict(people) if not problems else {}
    for who in (*known, *(() if problems else (SubjectId(asked.actor),))):
        number, person = compiled.register.number(who), known.get(who, NOTHING_ATTESTED)
        if number is None:
            continue
        about = replace(asked, subject=who)
        alone = is_mandated(about, person, at) or str(asked.actor) == str(who)
        if reasons := tuple(unproven(about, person, at)) or (ALONE if alone else ()):
            which[number] = refused(reasons)
        elif everybody:
            which[number] = _outcome_of(compiled, who, outcomes)
    return tuple(outcomes), which


def _outcome_of(compiled: Compiled, who: SubjectId, outcomes: list[Outcome]) -> int:
    """The outcome of one person's own answers, where everybody else is refused."""
    outcomes.append(compiled.outcome(bits_of(compiled, compiled.register.span(who))))
    return len(outcomes) - 1


def _facts(compiled: Compiled) -> Iterator[NDArray[np.int64]]:
    """The facts about each person, `WORD` bits in a column; one column of nothing where nobody says anything."""
    register = compiled.register
    said_at_all = range(len(register.scopes) * KINDS_OF_SAYING)
    effects = [compiled.effect(each) if each in register.codes else SILENT for each in said_at_all]
    most = max((bits for effect in effects for bits in effect), default=0).bit_length()
    first, last = np.frombuffer(register.bounds, np.int64).reshape(-1, 2).T
    anybody = np.flatnonzero(last > first)
    if np.any(np.diff(first[anybody]) < 0):  # whose rows were moved to the end, to make room
        anybody = anybody[np.argsort(first[anybody], kind="stable")]
    effect = np.frombuffer(register.code, np.int32) + _situation(compiled) * np.int32(len(effects))
    for low in range(0, max(most, 1), WORD):
        table = np.array([each[when] >> low & _MASK for when in range(3) for each in effects], np.int64)
        said = np.zeros(len(register), np.int64)
        if len(anybody):
            said[anybody] = np.bitwise_or.reduceat(table[effect], first[anybody])
        yield said


def _situation(compiled: Compiled) -> NDArray[np.int32]:
    """For each row, its place in an `Effect`: in force, expired, not yet."""
    at = compiled.at.seconds
    start, end = np.frombuffer(compiled.register.valid, np.int64).reshape(-1, 2).T
    over = (end <= at).astype(np.int32)
    over[start > at] = 2
    return over


def _distinct(column: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """The different values, and for each element which of them it is."""
    values = np.unique(column)
    return values, np.searchsorted(values, column)
