"""Predicates on circumstances: what is known only where somebody stated it.

``Stated``, ``SurelyBelow`` and ``SurelyReaches`` hold only upon a statement: for permissions, exceptions, and
things that are asked for.
``NotRuledOut``, ``MayReach`` and ``MayBeBelow`` hold also where nothing is stated: for prohibitions and requirements.
``Unstated`` holds there alone: for what must be answered, in whichever way, before anything else is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autonome.kernel import Json
from autonome.law.cases import Case, Use
from autonome.law.circumstances import Circumstance, Count
from autonome.law.predicates import EMERGENCY, PROCESSING, All, AnyOf, Not, Predicate, UseWithin

FACT_AT_MOST = 10**9
"""Above every threshold of a count (people; years)."""


@dataclass(frozen=True, slots=True)
class Stated:
    """It is stated to be so."""

    circumstance: Circumstance

    def holds(self, case: Case) -> bool:
        """Whether it is."""
        return case.circumstances.stated(self.circumstance)

    def describe(self) -> Json:
        """``{"stated": …}``."""
        return {"stated": str(self.circumstance)}


@dataclass(frozen=True, slots=True)
class NotRuledOut:
    """It is stated to be so, or nothing is stated."""

    circumstance: Circumstance

    def holds(self, case: Case) -> bool:
        """Whether nobody stated the contrary."""
        return not case.circumstances.ruled_out(self.circumstance)

    def describe(self) -> Json:
        """``{"not ruled out": …}``."""
        return {"not ruled out": str(self.circumstance)}


@dataclass(frozen=True, slots=True)
class Unstated:
    """Nothing is stated of it: for what must be known before anything else is judged."""

    circumstance: Circumstance

    def holds(self, case: Case) -> bool:
        """Whether nobody said anything."""
        return case.circumstances.silent_on(self.circumstance)

    def describe(self) -> Json:
        """``{"unstated": …}``."""
        return {"unstated": str(self.circumstance)}


@dataclass(frozen=True, slots=True)
class MayReach:
    """The number is at or above a threshold, or not stated."""

    count: Count
    threshold: int

    def holds(self, case: Case) -> bool:
        """Whether it may be."""
        number = case.circumstances.number(self.count)
        return number is None or number >= self.threshold

    def describe(self) -> Json:
        """``{"may reach": [count, threshold]}``."""
        return {"may reach": [str(self.count), self.threshold]}


@dataclass(frozen=True, slots=True)
class MayBeBelow:
    """The number is below a threshold, or not stated."""

    count: Count
    threshold: int

    def holds(self, case: Case) -> bool:
        """Whether it may be."""
        number = case.circumstances.number(self.count)
        return number is None or number < self.threshold

    def describe(self) -> Json:
        """``{"may be below": [count, threshold]}``."""
        return {"may be below": [str(self.count), self.threshold]}


@dataclass(frozen=True, slots=True)
class SurelyBelow:
    """The number is stated, and below a threshold."""

    count: Count
    threshold: int

    def holds(self, case: Case) -> bool:
        """Whether it is."""
        number = case.circumstances.number(self.count)
        return number is not None and number < self.threshold

    def describe(self) -> Json:
        """``{"surely below": [count, threshold]}``."""
        return {"surely below": [str(self.count), self.threshold]}


@dataclass(frozen=True, slots=True)
class SurelyReaches:
    """The number is stated, and at or above a threshold."""

    count: Count
    threshold: int

    def holds(self, case: Case) -> bool:
        """Whether it is."""
        number = case.circumstances.number(self.count)
        return number is not None and number >= self.threshold

    def describe(self) -> Json:
        """``{"surely reaches": [count, threshold]}``."""
        return {"surely reaches": [str(self.count), self.threshold]}


_CARE = UseWithin(frozenset({Use.TREATMENT, Use.OWN_REQUEST}))
_NEEDED = AnyOf(
    (
        Stated(Circumstance.NEEDED_FOR_SERVICE),
        # Care needs data: who treats has to deny it, others have to say it.
        All((_CARE, NotRuledOut(Circumstance.NEEDED_FOR_SERVICE))),
    )
)

TIED = All((Stated(Circumstance.CONDITION_OF_SERVICE), Not(_NEEDED), PROCESSING, Not(EMERGENCY)))
"""A service depended on the consent, and does not need the data."""

PERHAPS_TIED = All((Unstated(Circumstance.CONDITION_OF_SERVICE), Not(_NEEDED), PROCESSING, Not(EMERGENCY)))
"""… or may have: nobody says. Together with `TIED` silence permits no more than a yes."""


def facts_of(predicate: Predicate) -> Iterator[Circumstance | Count]:
    """Circumstances and counts that a predicate asks about, in the order in which it does."""
    match predicate:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from facts_of(part)
        case Not(part):
            yield from facts_of(part)
        case Stated(circumstance) | NotRuledOut(circumstance) | Unstated(circumstance):
            yield circumstance
        case MayReach(count) | MayBeBelow(count) | SurelyBelow(count) | SurelyReaches(count):
            yield count
        case _:
            return


def answers_to(fact: Circumstance | Count) -> tuple[int, ...]:
    """Answers that lie on either side of every threshold."""
    return (0, 1) if isinstance(fact, Circumstance) else (0, FACT_AT_MOST)
