"""Drafting: a statute's own facts are written once, and its rules read as what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autonome.kernel import Instant
from autonome.law.cases import ConsentKind, Event
from autonome.law.clocks import Clock
from autonome.law.documents import DocumentKind
from autonome.law.predicates import All, Predicate
from autonome.law.rules import Addressee, Check, Rule, RuleEffect, RuleId

ALWAYS = All(())
"""A condition that every case meets."""


@dataclass(frozen=True, slots=True)
class Statute:
    """What all rules of one statute have in common.

    Args:
        jurisdiction: where it applies.
        name: put before each article.
        since: first instant at which it applies.
        check: against what its rules were read.
        source: of that reading.
        until: first instant at which it does not apply any more, or None.
    """

    jurisdiction: str
    name: str
    since: Instant
    check: Check
    source: str
    until: Instant | None = None

    def read(self, check: Check, source: str) -> Statute:
        """Return the statute as read elsewhere."""
        return replace(self, check=check, source=source)

    def between(self, since: Instant, until: Instant | None = None) -> Statute:
        """Return the statute as it stood from one instant to another."""
        return replace(self, since=since, until=until)

    def forbid(self, rule: str, article: str, when: Predicate, explanation: str) -> Rule:
        """Forbid something whatever the person consents to."""
        return self._rule(rule, article, when, explanation, RuleEffect.FORBID)

    def require(
        self, rule: str, article: str, when: Predicate, explanation: str, *asked: ConsentKind | DocumentKind
    ) -> Rule:
        """Ask for kinds of consent, or for documents."""
        return replace(
            self._rule(rule, article, when, explanation, RuleEffect.DUTY),
            effect=RuleEffect.REQUIRE,
            kinds=frozenset(item for item in asked if isinstance(item, ConsentKind)),
            documents=frozenset(item for item in asked if isinstance(item, DocumentKind)),
        )

    def ground(self, rule: str, article: str, when: Predicate, explanation: str) -> Rule:
        """Permit without consent; it yields to the person's refusal."""
        return self._rule(rule, article, when, explanation, RuleEffect.PERMIT_BY_LAW)

    def right(self, rule: str, article: str, when: Predicate, explanation: str) -> Rule:
        """Permit what no rule and no refusal can forbid."""
        permitted = self.ground(rule, article, when, explanation)
        return replace(permitted, is_right=True, overrides_deny=True)

    def ground_despite_restriction(self, rule: str, article: str, when: Predicate, explanation: str) -> Rule:
        """Permit without consent, also while the person has the use of the data restricted."""
        return replace(self.ground(rule, article, when, explanation), despite_restriction=True)

    def duty(self, rule: str, article: str, when: Predicate, explanation: str, clock: Clock | None = None) -> Rule:
        """Oblige, whatever is decided."""
        return replace(self._rule(rule, article, when, explanation, RuleEffect.DUTY), clock=clock)

    def _rule(self, rule: str, article: str, when: Predicate, explanation: str, effect: RuleEffect) -> Rule:
        return Rule(
            id=RuleId(rule),
            effect=effect,
            jurisdiction=self.jurisdiction,
            article=f"{self.name} {article}".strip(),
            since=self.since,
            until=self.until,
            check=self.check,
            source=self.source,
            when=when,
            explanation=explanation,
        )


def upon(event: Event, duty: Rule, *tell: Addressee) -> Rule:
    """Make a duty one that an event brings about, and say who is to be told."""
    return replace(duty, upon=event, tell=frozenset(tell))
