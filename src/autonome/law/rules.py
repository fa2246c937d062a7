"""Rules, packs of rules, and what they say about a case.

Four effects: ``forbid`` (no consent overrides it), ``permit_by_law`` (a ground other than consent; one that is a
right cannot be forbidden by any rule), ``require`` (kinds of consent, documents), ``duty`` (a notice, a deadline).

Each rule shows how well it was checked. Encoding a statute is legal work: counsel must review a pack before anybody
relies on it, and `COUNSEL` says so wherever packs are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NewType

from autonome.kernel import Instant, Json, Sha256, digest
from autonome.law.cases import Case, ConsentKind, Event
from autonome.law.clocks import Clock
from autonome.law.documents import DocumentKind
from autonome.law.errors import LawError
from autonome.law.predicates import Predicate
from autonome.law.stated import answers_to, facts_of

RuleId = NewType("RuleId", str)
"""A rule, such as ``US-GINA-I``."""

COUNSEL = "These rules are an engineer's reading of the law. Counsel must review them before anybody relies on them."
"""Shown wherever rule packs are."""


class RuleEffect(StrEnum):
    """What a rule does."""

    FORBID = "forbid"
    PERMIT_BY_LAW = "permit_by_law"
    REQUIRE = "require"
    DUTY = "duty"


class Check(StrEnum):
    """Against what the rule was read."""

    STATUTE = "statute"
    COMMENTARY = "commentary"
    UNCHECKED = "unchecked"
    PLATFORM = "platform"
    """Not law: a promise of this product."""


class Addressee(StrEnum):
    """Who is to be told."""

    AUTHORITY = "authority"
    PEOPLE = "people"
    MEDIA = "media"
    PUBLIC = "public"
    REGISTER = "register"
    """The institution's own register, for the authority to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Args:
        id: stable; also names the row of the fact table that it encodes, before any ``/``.
        effect: what it does.
        jurisdiction: where it applies, ``world`` for everywhere.
        article: where it stands, for the person who is refused by it.
        since: first instant at which it applies.
        until: first instant at which it does not any more, or None.
        check: against what it was read.
        source: of that reading.
        when: condition.
        explanation: one sentence in our own words.
        kinds: of consent that a ``require`` asks for.
        documents: kinds of document that a ``require`` asks for.
        clock: of a ``duty``: by when, or None where the law sets no limit.
        upon: the event that obliges, or None for a rule about requests.
        tell: who is to be told upon it.
        is_right: whether a ``permit_by_law`` is a right that no rule can forbid.
        overrides_deny: whether a ``permit_by_law`` holds even against the person's refusal.
        despite_restriction: whether a ``permit_by_law`` holds also while the use of the data is restricted at the
            person's request; a right always does.
        needs_review: whether a ``forbid`` says no more than that no rule can judge it, and a person must first.

    Raises:
        LawError: an effect with another effect's parts.
    """

    id: RuleId
    effect: RuleEffect
    jurisdiction: str
    article: str
    since: Instant
    check: Check
    source: str
    when: Predicate
    explanation: str
    kinds: frozenset[ConsentKind] = frozenset()
    documents: frozenset[DocumentKind] = frozenset()
    until: Instant | None = None
    clock: Clock | None = None
    upon: Event | None = None
    tell: frozenset[Addressee] = frozenset()
    is_right: bool = False
    overrides_deny: bool = False
    despite_restriction: bool = False
    needs_review: bool = False

    def __post_init__(self) -> None:
        asks = bool(self.kinds or self.documents)
        grants = self.is_right or self.overrides_deny or self.despite_restriction
        obliges = self.clock is not None or self.upon is not None or bool(self.tell)
        if asks is not (self.effect is RuleEffect.REQUIRE):
            raise LawError(f"the rule {self.id} asks for something, or requires nothing")
        if grants and self.effect is not RuleEffect.PERMIT_BY_LAW:
            raise LawError(f"the rule {self.id} gives a right without permitting")
        if self.needs_review and self.effect is not RuleEffect.FORBID:
            raise LawError(f"the rule {self.id} leaves to a person what it does not forbid")
        if obliges and self.effect is not RuleEffect.DUTY:
            raise LawError(f"the rule {self.id} has a clock or an event without a duty")
        if self.until is not None and self.until <= self.since:
            raise LawError(f"the rule {self.id} ends before it begins")

    def in_force(self, at: Instant) -> bool:
        """Whether it is law at this instant."""
        return self.since <= at and (self.until is None or at < self.until)

    def applies(self, case: Case) -> bool:
        """Whether the case lies in its place and time, is about its event, and meets its condition."""
        placed = self.jurisdiction in case.jurisdictions or self.jurisdiction in case.home
        return placed and self.upon is case.happened and self.in_force(case.at) and self.when.holds(self._here(case))

    def unstated(self, case: Case) -> tuple[str, ...]:
        """Name what nobody stated and what, answered one way, would keep this rule from applying to the case."""
        return tuple(fact for fact, ways in self._answered(case) if not all(ways))

    def asks(self, case: Case) -> tuple[str, ...]:
        """What is not stated and, answered in whichever way, would end this rule: it is about the silence itself."""
        return tuple(fact for fact, ways in self._answered(case) if not any(ways))

    def _answered(self, case: Case) -> Iterator[tuple[str, list[bool]]]:
        """Each fact that is not stated, and whether the condition holds upon each answer to it."""
        case, said = self._here(case), case.circumstances
        for fact in dict.fromkeys(facts_of(self.when)):
            if said.silent_on(fact):
                ways = (replace(case, circumstances=said.answering(fact, value)) for value in answers_to(fact))
                yield str(fact), [self.when.holds(way) for way in ways]

    def _here(self, case: Case) -> Case:
        """The case as seen from this rule's own place: what leaves the one place may well stay in the other."""
        if not case.home:
            return case
        used = self.jurisdiction in case.jurisdictions and case.leaves_jurisdiction
        return replace(case, leaves_jurisdiction=used or (self.jurisdiction in case.home and case.leaves_home))

    @property
    def holds_restricted(self) -> bool:
        """Whether it permits also while the use of the data is restricted."""
        return self.is_right or self.despite_restriction

    @property
    def deadline(self) -> str:
        """The limit in words, or ""."""
        return "" if self.clock is None else self.clock.words

    def to_json(self) -> Mapping[str, Json]:
        """Write all of it, for listing and hashing."""
        return {
            "id": self.id, "effect": str(self.effect), "jurisdiction": self.jurisdiction, "article": self.article,
            "since": str(self.since), "until": None if self.until is None else str(self.until),
            "check": str(self.check), "source": self.source, "when": self.when.describe(),
            "explanation": self.explanation, "kinds": sorted(self.kinds), "documents": sorted(self.documents),
            "clock": None if self.clock is None else self.clock.to_json(),
            "upon": None if self.upon is None else str(self.upon), "tell": sorted(self.tell),
            "is_right": self.is_right, "overrides_deny": self.overrides_deny,
            "despite_restriction": self.despite_restriction, "needs_review": self.needs_review,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one place.

    Args:
        title: of the pack.
        rules: encoded.
        not_covered: what the pack leaves out: row of the fact table, or a topic → why.
    """

    title: str
    rules: tuple[Rule, ...]
    not_covered: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say about a case.

    Args:
        case: that they were asked about.
        forbids: rules that forbid it; empty where a right is exercised.
        permits: rules that permit it without consent.
        permits_restricted: of those, the ones that do so also while the use of the data is restricted.
        requires: rules that ask for kinds of consent or documents.
        duties: rules that oblige.
    """

    case: Case
    forbids: tuple[Rule, ...]
    permits: tuple[Rule, ...]
    permits_restricted: tuple[Rule, ...]
    requires: tuple[Rule, ...]
    duties: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All packs that a decision is made under.

    Args:
        packs: in order.

    Raises:
        LawError: two rules with one id.
    """

    packs: tuple[Pack, ...]
    rules: tuple[Rule, ...] = field(init=False)
    digest: Sha256 = field(init=False)

    def __post_init__(self) -> None:
        rules = tuple(rule for pack in self.packs for rule in pack.rules)
        if len({rule.id for rule in rules}) != len(rules):
            raise LawError("two rules have one id")
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "digest", digest([rule.to_json() for rule in rules]))

    def consult(self, case: Case) -> Ruling:
        """Say what applies to a case."""
        applying = [rule for rule in self.rules if rule.applies(case)]
        right = any(rule.is_right for rule in applying)
        return Ruling(
            case,
            forbids=() if right else _of(applying, RuleEffect.FORBID),
            permits=_permitting(applying, case),
            permits_restricted=_permitting((rule for rule in applying if rule.holds_restricted), case),
            requires=_of(applying, RuleEffect.REQUIRE),
            duties=_of(applying, RuleEffect.DUTY),
        )


def _permitting(rules: Iterable[Rule], case: Case) -> tuple[Rule, ...]:
    """Rights; and grounds, where each of the places whose law counts has one: the stricter law wins."""
    found = _of(rules, RuleEffect.PERMIT_BY_LAW)
    places = (case.jurisdictions, case.home) if case.home else (case.jurisdictions,)
    if all(any(rule.jurisdiction in place for rule in found if not rule.is_right) for place in places):
        return found
    return tuple(rule for rule in found if rule.is_right)


def _of(rules: Iterable[Rule], effect: RuleEffect) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.effect is effect)
