"""What the answers of one person can say about one request: small facts, a bit for each.

An answer's scope is held against a request once, whoever gave the answer; what comes out is a set of facts, written as
the bits of one integer. The facts about a person are then the bits of all answers together: one OR for each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from autonome.access.windows import Window


class FactKind(StrEnum):
    """What is said of one leaf of the data tree."""

    COVERED = "covered"
    """A permission in force covers it for the aim: a purpose and, where one is named, a disease."""

    SUITED = "suited"
    """… and is of the kinds that the law asks for, for data of the window."""

    LACKS = "lacks"
    """… and is not: the kinds that it lacks."""

    OWES = "owes"
    """A permission that suits comes with this obligation."""

    AGAINST_TERMS = "against-terms"
    """A permission in force would cover it for the aim, on terms that the request breaks."""

    REFUSED = "refused"
    """A refusal in force speaks against it, for data of the window."""

    OBJECTED = "objected"
    """A relative objects to its being passed on, for data of the window."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    """A permission that would cover it for the aim was taken back, has run out, has not begun."""

    AUTHORITY_ENDED = "authority-ended"
    AUTHORITY_MISSING = "authority-missing"
    UNDER_AGE = "under-age"
    TOO_EARLY = "too-early"
    HELD_BACK = "held-back"
    """A permission that would cover it for the aim is older than the restriction of the person's data."""

    RESTRICTED = "restricted"
    """The use of the person's data is restricted, and what is asked for is not left open."""

    ENDED_BY_DEATH = "ended-by-death"
    OPEN_AFTER_DEATH = "open-after-death"
    """… does not count, or no longer: `consent.Lapse` says each."""


class Fact(NamedTuple):
    """One fact.

    Args:
        kind: of fact.
        leaf: place of the leaf among those asked for.
        aim: place of the aim among those asked for; 0 where the fact is about all.
        window: of data, where the fact is about one.
        detail: kinds that are lacking, or the obligation.
        with_genes: whether it counts only where genetic data are given too.
    """

    kind: FactKind
    leaf: int
    aim: int = 0
    window: Window = ()
    detail: tuple[str, ...] = ()
    with_genes: bool = False


@dataclass(slots=True)
class Facts:
    """Facts by bit and back; a fact has its bit from the first time that it is met."""

    known: list[Fact] = field(default_factory=list)
    places: dict[Fact, int] = field(default_factory=dict)

    def bit(self, fact: Fact) -> int:
        """The bit of a fact, as an integer with that bit alone."""
        place = self.places.setdefault(fact, len(self.known))
        if place == len(self.known):
            self.known.append(fact)
        return 1 << place

    def of(self, bits: int) -> list[Fact]:
        """The facts of these bits, in the order in which they were met."""
        return [fact for fact, digit in zip(self.known, reversed(f"{bits:b}"), strict=False) if digit == "1"]
