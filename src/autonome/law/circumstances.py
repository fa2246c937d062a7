"""What can be stated of a case beside its codes: answers and numbers, each of which can be missing.

Unknown never permits. A rule that opens something asks for what is *stated*; a rule that closes something, or asks for
more, applies unless what would spare it was *ruled out*. A thing that somebody wants to do (to entrust a processor, to
let a machine decide) is not asked for where it is not stated, and then it is not permitted either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from autonome.kernel import Json
from autonome.law.errors import LawError


class Circumstance(StrEnum):
    """What is so, or is not, or is not stated."""

    FOREIGN_CONTROLLED = "foreign-controlled"
    """The asker is foreign to the place, or under foreign control."""

    ENTRUSTED = "entrusted"
    """A processor works on the data for the asker."""

    SUB_ENTRUSTED = "sub-entrusted"
    """… and hands them to a processor of its own."""

    AUTOMATED_DECISION = "automated-decision"
    """A machine alone decides, with a major effect on the person."""

    ONLINE_SERVICE = "online-service"
    """A service over the network, offered to the person directly."""

    NOT_FROM_THE_PERSON = "not-from-the-person"
    """The data are collected elsewhere than from the person."""

    FROM_ANOTHER_HANDLER = "from-another-handler"
    """The data come to the asker from another institution, which answers for them."""

    CONDITION_OF_SERVICE = "condition-of-service"
    """A service depended on the consent."""

    NEEDED_FOR_SERVICE = "needed-for-service"
    """… which cannot be given without these data."""

    LARGE_SCALE = "large-scale"
    """The asker's processing of such data is large."""

    CRITICAL_INFRASTRUCTURE = "critical-infrastructure"
    """The asker runs critical infrastructure, or handles as many people as the authority's threshold."""

    IMPORTANT_DATA = "important-data"
    """The data stand in a catalogue of important data."""

    PUBLIC_INTEREST_AT_STAKE = "public-interest-at-stake"
    """Public health, national security or the public interest may be affected."""

    PUBLIC_HEALTH_EMERGENCY = "public-health-emergency"
    """An emergency of public health was declared."""

    CANNOT_CONSENT = "cannot-consent"
    """The person is not able to consent."""

    DECEASED = "deceased"
    """The person has died."""

    NEAR_RELATIVE = "near-relative"
    """The asker is a near relative, with an interest of her or his own."""

    ARRANGED_OTHERWISE = "arranged-otherwise"
    """The person arranged in life who may see the data after death."""

    SMALL_EMPLOYER = "small-employer"
    """The employer has fewer than fifteen on the staff."""

    PSYCHOTHERAPY_NOTES = "psychotherapy-notes"
    """The data are a psychotherapist's separate notes, or hold some."""

    SAFE_HARBOUR = "safe-harbour"
    """The data are said to be free of the listed identifiers."""

    EXPERT_DEIDENTIFIED = "expert-deidentified"
    """An expert is said to have found that nobody can be recognised."""

    SPECIAL_TREATMENT = "special-treatment"
    """An operation, a special examination or a special treatment is part of it."""

    LISTED_GENETIC_RESOURCE = "listed-genetic-resource"
    """Of an important pedigree, a special region or a listed quantity."""

    INTERNATIONAL_COOPERATION = "international-cooperation"
    """Research together with foreign parties."""

    MARKET_TRIAL_WITHOUT_EXPORT = "market-trial-without-export"
    """… which is a trial for approval on the market, at clinical sites, without material going abroad."""

    RISK_UNLIKELY = "risk-unlikely"
    """A breach is unlikely to be a risk to anybody."""

    HIGH_RISK = "high-risk"
    """A breach is likely to be a high risk to people."""

    UNREADABLE = "unreadable"
    """The data were unreadable to whoever got them."""

    HARM_AVERTED = "harm-averted"
    """What was done since keeps harm away."""


class Count(StrEnum):
    """Numbers that laws have thresholds of."""

    AGE = "age"
    """Of the person, in years completed."""

    PEOPLE_ABROAD = "people-abroad"
    """People whose data of this kind the asker sent abroad since 1 January, these included."""

    PEOPLE_AFFECTED = "people-affected"
    """People concerned by a breach."""

    PEOPLE_IN_ONE_STATE = "people-in-one-state"
    """… the most that live in one State."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was stated.

    Args:
        answers: yes and no.
        counts: numbers.

    Raises:
        LawError: two answers or numbers for one thing, or a negative number.
    """

    answers: frozenset[tuple[Circumstance, bool]] = frozenset()
    counts: frozenset[tuple[Count, int]] = frozenset()

    def __post_init__(self) -> None:
        if len(dict(self.answers)) != len(self.answers) or len(dict(self.counts)) != len(self.counts):
            raise LawError("one circumstance is stated in two ways")
        if any(number < 0 for _, number in self.counts):
            raise LawError("a circumstance is counted below zero")

    def stated(self, circumstance: Circumstance) -> bool:
        """Whether it is stated to be so."""
        return (circumstance, True) in self.answers

    def ruled_out(self, circumstance: Circumstance) -> bool:
        """Whether it is stated not to be so."""
        return (circumstance, False) in self.answers

    def number(self, count: Count) -> int | None:
        """The number, or None where it is not stated."""
        return dict(self.counts).get(count)

    def silent_on(self, fact: Circumstance | Count) -> bool:
        """Whether nothing is stated of it."""
        return fact not in {name for name, _ in self.answers | self.counts}

    def answering(self, fact: Circumstance | Count, value: int) -> Circumstances:
        """Return the same with one more answer; for a yes or no, 1 and 0."""
        if isinstance(fact, Circumstance):
            return replace(self, answers=self.answers | {(fact, bool(value))})
        return replace(self, counts=self.counts | {(fact, value)})

    def to_json(self) -> Mapping[str, Json]:
        """Write what was stated, in order of name."""
        pairs: list[tuple[str, Json]] = [(str(name), value) for name, value in self.answers | self.counts]
        return dict(sorted(pairs, key=lambda pair: pair[0]))


NOTHING_STATED: Final = Circumstances()
"""Nothing is known beside the codes."""


def stating(answers: Mapping[str, int]) -> Circumstances:
    """Make circumstances of names and values.

    Args:
        answers: true or false by the name of a circumstance, a number by the name of a count.

    Raises:
        LawError: a name that is neither, or a value of the other kind.
    """
    made = NOTHING_STATED
    for name, value in answers.items():
        wants_bool = name in set(Circumstance)
        if not wants_bool and name not in set(Count):
            raise LawError(f"{name[:60]!r} is no circumstance that a rule asks about")
        if isinstance(value, bool) is not wants_bool or not isinstance(value, int):
            raise LawError(f"{name!r} is stated as {'a number' if wants_bool else 'no number'}")
        made = made.answering(Circumstance(name) if wants_bool else Count(name), value)
    return made
