"""The scope of one provision: who, what, why, which data; each either everything or alternatives.

A scope is read for a permission or for a refusal. What is not understood makes a permission smaller and a refusal
larger: an unknown alternative of a permission is left out, one of a refusal lifts the whole condition, and a condition
of which nothing is understood puts a permission under review.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from autonome.consent import (
    CATEGORIES,
    JURISDICTIONS,
    PURPOSES,
    RECIPIENTS,
    Action,
    Atom,
    Effect,
    Kind,
    ObligationCode,
    Taxonomy,
)
from autonome.fhir.consent.codes import UNNAMED_PERMITTED
from autonome.fhir.consent.periods import BEGINNING, Span
from autonome.kernel import Period

Recipient = tuple[str, str | None]
"""A class, and the one named."""

ANYONE: Recipient = ("anyone", None)
REVIEW_OBLIGATION = ObligationCode("AUTONOME:review")

EVERY_ACTION = frozenset({Action.COLLECT, Action.USE, Action.DISCLOSE, Action.PUBLISH, Action.EXPORT, Action.TRAIN})


ALWAYS = Span()
"""Open at both ends."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule speaks of; None is everything, and an empty set nothing at all.

    Args:
        purposes: each with what is narrower.
        categories: of data, each with what is narrower.
        recipients: classes and named ones.
        actions: what is done.
        jurisdiction: where.
        span: when the rule holds.
        window: of which time the data are.
        diseases: research on these alone; empty for any.
        commercial: uses for profit alone, without profit alone, or both.
        obligations: that go with a permission.
        kinds: of consent.
        review: whether a condition was not understood, so that a person must judge a permission.
    """

    purposes: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    recipients: frozenset[Recipient] | None = None
    actions: frozenset[Action] | None = None
    jurisdiction: str = "world"
    span: Span | None = ALWAYS
    window: Span | None = ALWAYS
    diseases: frozenset[str] = frozenset()
    commercial: bool | None = None
    obligations: tuple[ObligationCode, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    review: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it speaks of nothing."""
        alternatives = (self.purposes, self.categories, self.recipients, self.actions)
        return any(each is not None and not each for each in alternatives) or self.span is None or self.window is None

    def within(self, outer: Scope) -> Scope:
        """What both speak of: a nested provision lies within the one around it."""
        place = _narrower(JURISDICTIONS, self.jurisdiction, outer.jurisdiction)
        diseases = (
            self.diseases & outer.diseases if self.diseases and outer.diseases else self.diseases | outer.diseases
        )
        apart = (
            place is None
            or (bool(self.diseases and outer.diseases) and not diseases)
            or (self.commercial is not None and outer.commercial is (not self.commercial))
        )
        return Scope(
            purposes=_both(PURPOSES, self.purposes, outer.purposes),
            categories=_both(CATEGORIES, self.categories, outer.categories),
            recipients=_both_recipients(self.recipients, outer.recipients),
            actions=_either(self.actions, outer.actions),
            jurisdiction=place or "world",
            span=None if apart or self.span is None or outer.span is None else self.span.within(outer.span),
            window=None if self.window is None or outer.window is None else self.window.within(outer.window),
            diseases=diseases,
            commercial=outer.commercial if self.commercial is None else self.commercial,
            obligations=tuple(dict.fromkeys([*outer.obligations, *self.obligations])),
            kinds=self.kinds or outer.kinds,
            review=self.review or outer.review,
        )

    def under_review(self) -> Scope:
        """The same, for a person to judge."""
        return replace(self, review=True)

    def size(self) -> int:
        """How many atoms it comes to."""
        count = 1
        for each in (self.purposes, self.categories, self.recipients):
            count *= 1 if each is None else len(each)
        return count

    def atoms(self, effect: Effect) -> Iterator[Atom]:
        """The same in atoms."""
        permits = effect is Effect.PERMIT
        unnamed = UNNAMED_PERMITTED if permits else EVERY_ACTION
        review = permits and self.review and REVIEW_OBLIGATION not in self.obligations
        for code, data, (receives, named) in product(
            _sorted(self.purposes, "PurposeOfUse"),
            _sorted(self.categories, "record"),
            sorted(self.recipients or {ANYONE}, key=lambda pair: (pair[0], pair[1] or "")),
        ):
            yield Atom(
                effect=effect,
                purpose=PURPOSES.code(code),
                category=CATEGORIES.code(data),
                recipient=RECIPIENTS.code(receives),
                jurisdiction=JURISDICTIONS.code(self.jurisdiction),
                actions=unnamed if self.actions is None else self.actions,
                recipient_id=named,
                diseases=self.diseases,
                window=self._window(),
                obligations=(*self.obligations, REVIEW_OBLIGATION) if review else self.obligations,
                kinds=self.kinds or frozenset({Kind.GENERAL}),
                commercial=self.commercial,
            )

    def _window(self) -> Period | None:
        if self.window is None or self.window == ALWAYS:
            return None
        return self.window.period(BEGINNING)


EVERYTHING = Scope()
"""A scope without any condition."""


def _sorted(codes: frozenset[str] | None, everything: str) -> list[str]:
    return [everything] if codes is None else sorted(codes)


def _either(one: frozenset[Action] | None, other: frozenset[Action] | None) -> frozenset[Action] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


def _narrower(tree: Taxonomy[Any], one: str, other: str) -> str | None:
    if tree.covers(other, one):
        return one
    return other if tree.covers(one, other) else None


def _both(tree: Taxonomy[Any], one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    met = (_narrower(tree, first, second) for first, second in product(one, other))
    return broadest(tree, (each for each in met if each is not None))


def broadest(tree: Taxonomy[Any], codes: Iterable[str]) -> frozenset[str]:
    """The codes that no other one covers."""
    all_of_them = frozenset(codes)
    return frozenset(
        each for each in all_of_them if not any(other != each and tree.covers(other, each) for other in all_of_them)
    )


def _both_recipients(
    one: frozenset[Recipient] | None, other: frozenset[Recipient] | None
) -> frozenset[Recipient] | None:
    if one is None or other is None:
        return other if one is None else one
    # By name, for a hostile list may hold a hundred thousand: two different names never meet.
    named: dict[str | None, list[str]] = {}
    for receives, name in other:
        named.setdefault(name, []).append(receives)
    met = set()
    for receives, name in one:
        beside = named if name is None else {each: named.get(each, []) for each in (None, name)}
        for second, classes in beside.items():
            met |= {(both, name or second) for each in classes if (both := _narrower(RECIPIENTS, receives, each))}
    return frozenset(met)
