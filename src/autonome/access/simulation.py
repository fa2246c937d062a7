"""What if: which requests would be answered otherwise, for whom and why, if something changed.

Two worlds are put side by side, and the same requests are asked in both by the engine that decides in earnest. Nothing
is recorded, and nobody's data are read: only acts, what is attested, law and time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from autonome.access.decide import Decider
from autonome.access.decisions import Allowed, Decision, Grant
from autonome.access.register import Register
from autonome.access.requests import EVERYBODY, Request
from autonome.access.windows import NOTHING, difference
from autonome.consent import (
    NO_DISEASES,
    Attestation,
    ConsentAct,
    Diseases,
    Person,
    QuestionKey,
    Standing,
    known_at,
    person_of,
)
from autonome.kernel import Instant, SubjectId
from autonome.law import RuleBook


@dataclass(frozen=True, slots=True)
class World:
    """Everything that decisions depend on beside the request.

    Args:
        acts: of all people, with their places in log order.
        attested: of all people, with their places in log order.
        rules: packs of law.
        at: the time asked about.
        diseases: how they lie below each other.
    """

    acts: tuple[ConsentAct, ...]
    attested: tuple[Attestation, ...]
    rules: RuleBook
    at: Instant
    diseases: Diseases = field(default=NO_DISEASES)

    @property
    def log_size(self) -> int:
        """Of a log that holds all acts and attestations."""
        acted, stated = (act.leaf for act in self.acts), (each.leaf for each in self.attested)
        return max((leaf for leaf in (*acted, *stated) if leaf is not None), default=-1) + 1

    @property
    def people(self) -> tuple[SubjectId, ...]:
        """Everybody of whom something is on record."""
        stated, acted = (each.subject for each in self.attested), (act.subject for act in self.acts)
        return tuple(dict.fromkeys([*acted, *stated]))

    def person(self, subject: SubjectId) -> Person:
        """What is on record about somebody."""
        return person_of(self.attested, subject, self.log_size, at=self.at)

    def answers(self) -> dict[SubjectId, dict[QuestionKey, Standing]]:
        """What stands for everybody."""
        acts: dict[SubjectId, list[ConsentAct]] = {}
        attested: dict[SubjectId, list[Attestation]] = {}
        for act in self.acts:
            acts.setdefault(act.subject, []).append(act)
        for each in self.attested:
            attested.setdefault(each.subject, []).append(each)
        size = self.log_size
        return {
            who: dict(known_at(acts.get(who, ()), attested.get(who, ()), who, self.at, size).answers)
            for who in self.people
        }


class Turn(StrEnum):
    """How an answer would differ."""

    OPENS = "opens"
    """More could be had than before."""

    CLOSES = "closes"
    """Less could be had."""

    OTHER = "other"
    """More of one and less of another; or the same, upon other terms: obligations, or the end."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One request about one person, answered otherwise.

    Args:
        request: that was asked in both worlds.
        before: as things are.
        after: as they would be.
    """

    request: Request
    before: Decision
    after: Decision

    @property
    def turn(self) -> Turn:
        """Whether it opens or closes."""
        gains, loses = _more(self.after, self.before), _more(self.before, self.after)
        if gains is loses:
            return Turn.OTHER
        return Turn.OPENS if gains else Turn.CLOSES


def simulate(before: World, after: World, requests: Iterable[Request]) -> Iterator[Difference]:
    """Ask the same requests in both worlds, and give those that are answered otherwise.

    Args:
        before: as things are.
        after: as they would be.
        requests: each about one person, or about `EVERYBODY` of whom something is on record in either world.
    """
    people = tuple(dict.fromkeys([*before.people, *after.people]))
    now, then = _decider(before), _decider(after)
    for request in requests:
        for asked in _about(request, people):
            one = now.decide(asked, before.at, before.log_size, before.person(asked.subject))
            other = then.decide(asked, after.at, after.log_size, after.person(asked.subject))
            if _answer(one) != _answer(other):
                yield Difference(asked, one, other)


def _about(request: Request, people: Iterable[SubjectId]) -> Iterator[Request]:
    if request.subject != EVERYBODY:
        yield request
        return
    yield from (replace(request, subject=who) for who in people)


def _decider(world: World) -> Decider:
    register = Register()
    for who, answers in world.answers().items():
        register.put(who, answers)
    return Decider(register, world.rules, world.diseases)


def _grants(decision: Decision) -> tuple[Grant, ...]:
    return decision.grants if isinstance(decision, Allowed) else ()


def _answer(decision: Decision) -> tuple[object, ...]:
    """What whoever asks gets, and upon which terms; why is told, and makes no difference by itself."""
    if not isinstance(decision, Allowed):
        return ()
    return (decision.grants, decision.obligations, decision.until)


def _more(one: Decision, other: Decision) -> bool:
    """Whether the first gives something that the second does not."""
    held = {grant.item: grant.window for grant in _grants(other)}
    return any(difference(grant.window, held.get(grant.item, NOTHING)) for grant in _grants(one))
