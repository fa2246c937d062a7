"""Rules, packs of rules, and what they say about a case.

Four effects: ``forbid`` (no consent overrides it), ``permit_by_law`` (a ground other than consent; one that is a
right cannot be forbidden by any rule), ``require`` (kinds of consent, documents), ``duty`` (a notice, a deadline).

Each rule shows how well it was checked. Encoding a statute is legal work: counsel must review a pack before anybody
relies on it, and `COUNSEL` says so wherever packs are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from autonome.kernel import Instant, Json, Sha256, digest
from autonome.law.cases import Case, ConsentKind
from autonome.law.errors import LawError
from autonome.law.predicates import Predicate

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Args:
        id: stable; also names the row of the fact table that it encodes, before any ``/``.
        effect: what it does.
        jurisdiction: where it applies, ``world`` for everywhere.
        article: where it stands, for the person who is refused by it.
        since: first instant at which it applies.
        check: against what it was read.
        source: of that reading.
        when: condition.
        explanation: one sentence in our own words.
        kinds: of consent that a ``require`` asks for.
        documents: kinds of document that a ``require`` asks for.
        deadline: of a ``duty``, in words, or "".
        is_right: whether a ``permit_by_law`` is a right that no rule can forbid.
        overrides_deny: whether a ``permit_by_law`` holds even against the person's refusal.

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
    documents: frozenset[str] = frozenset()
    deadline: str = ""
    is_right: bool = False
    overrides_deny: bool = False

    def __post_init__(self) -> None:
        asks = bool(self.kinds or self.documents)
        grants = self.is_right or self.overrides_deny
        if asks is not (self.effect is RuleEffect.REQUIRE):
            raise LawError(f"the rule {self.id} asks for something, or requires nothing")
        if grants and self.effect is not RuleEffect.PERMIT_BY_LAW:
            raise LawError(f"the rule {self.id} gives a right without permitting")

    def applies(self, case: Case) -> bool:
        """Whether the case lies in its place and time and meets its condition."""
        return self.jurisdiction in case.jurisdictions and self.since <= case.at and self.when.holds(case)

    def to_json(self) -> Mapping[str, Json]:
        """Write all of it, for listing and hashing."""
        return {
            "id": self.id, "effect": str(self.effect), "jurisdiction": self.jurisdiction, "article": self.article,
            "since": str(self.since), "check": str(self.check), "source": self.source, "when": self.when.describe(),
            "explanation": self.explanation, "kinds": sorted(self.kinds), "documents": sorted(self.documents),
            "deadline": self.deadline, "is_right": self.is_right, "overrides_deny": self.overrides_deny,
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
        forbids: rules that forbid it; empty where a right is exercised.
        permits: rules that permit it without consent.
        requires: rules that ask for kinds of consent or documents.
        duties: rules that oblige.
    """

    forbids: tuple[Rule, ...]
    permits: tuple[Rule, ...]
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
            forbids=() if right else _of(applying, RuleEffect.FORBID),
            permits=_of(applying, RuleEffect.PERMIT_BY_LAW),
            requires=_of(applying, RuleEffect.REQUIRE),
            duties=_of(applying, RuleEffect.DUTY),
        )


def _of(rules: Iterable[Rule], effect: RuleEffect) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.effect is effect)
