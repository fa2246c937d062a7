"""What the facts about a person mean: steps 2 and 4 to 7 of the decision, worked out leaf by leaf.

Nothing here knows whose facts they are. Two people whose answers say the same of a request have the same outcome; only
whose acts it rests on, and when the first of them ends, is their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from autonome.access.decisions import Duty, Grant
from autonome.access.facts import Fact, FactKind
from autonome.access.matching import aims_of
from autonome.access.reasons import Reason, ReasonCode
from autonome.access.requests import Document, Request
from autonome.access.terms import is_genetic
from autonome.access.windows import NOTHING, Window, difference, intersection, union, window_of
from autonome.consent import CATEGORIES, OBLIGATIONS, RECIPIENTS, Kind, ObligationCode
from autonome.kernel import Instant
from autonome.law import Check, Rule, Ruling

Shown = Mapping[str, Document]
"""Documents that are valid at the time asked about, by kind."""


OF_A_GUARDIAN: Final = frozenset({"CN-PIPL-31"})
"""Rules that ask for a guardian's own act, recorded under a mandate: a paper alone, of whatever id, is not enough."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the data tree that is asked for, with what the law says of it.

    Args:
        code: of the leaf.
        ruling: of the law.
        kinds: of consent that the law asks for.
        duties: of law, whatever is decided.
    """

    code: str
    ruling: Ruling
    kinds: frozenset[Kind]
    duties: tuple[Duty, ...]

    @classmethod
    def of(cls, code: str, ruling: Ruling) -> Leaf:
        """Take from a ruling what each decision needs."""
        kinds = frozenset(Kind(str(kind)) for rule in ruling.requires for kind in rule.kinds)
        return cls(code, ruling, kinds, tuple(_duty(rule) for rule in ruling.duties))

    def is_childs(self, shown: Shown) -> bool:
        """Whether the law asks for a guardian's own yes; where the paper is not shown, that is what is told.

        Args:
            shown: documents.
        """
        return any(rule.id in OF_A_GUARDIAN and rule.documents <= shown.keys() for rule in self.ruling.requires)

    def while_restricted(self) -> Leaf:
        """The leaf of a person whose data are restricted: of the law's grounds, those that a restriction leaves."""
        return replace(self, ruling=replace(self.ruling, permits=self.ruling.permits_restricted))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision says, but for whose acts it rests on.

    Args:
        grants: leaves that may be had; none where nothing may.
        reasons: for and against.
        missing: kinds of consent and documents that would have to be there, where nothing is granted.
        obligations: that the recipient takes on.
        duties: of law.
        lawful: ids of the rules of law that a grant rests on.
        until: first instant at which a document that was needed is over, or None.
        by_consent: places of the leaves that are granted by consent.
        used: bits of the permissions that they rest on.
    """

    grants: tuple[Grant, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    obligations: tuple[str, ...]
    duties: tuple[Duty, ...]
    lawful: tuple[str, ...]
    until: Instant | None
    by_consent: frozenset[int]
    used: int = 0

    def resting_on(self, used: int) -> Outcome:
        """Return the outcome with the bits of the permissions that it rests on."""
        return replace(self, used=used)


def refusal(reasons: tuple[Reason, ...]) -> Outcome:
    """What says no more than why a request is not looked at."""
    return Outcome((), reasons, (), (), (), (), None, frozenset())


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found about one leaf: a window that is not empty, or reasons against it."""

    place: int
    leaf: Leaf
    reasons: tuple[Reason, ...]
    window: Window = NOTHING
    obligations: tuple[ObligationCode, ...] = ()
    missing: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    ends: tuple[Instant, ...] = ()

    @property
    def by_law(self) -> bool:
        """Whether a ground other than consent permits it."""
        return bool(self.leaf.ruling.permits)


class _Asked:
    """One leaf that is asked for, with the facts about it, by kind and aim.

    Args:
        place: of the leaf among those asked for.
        leaf: with the law's ruling.
        request: in our own codes.
        facts: about this leaf.
    """

    def __init__(self, place: int, leaf: Leaf, request: Request, facts: Iterable[Fact]) -> None:
        self.place, self.leaf, self.aims = place, leaf, aims_of(request)
        self.window = window_of(request.window)
        self._by: dict[tuple[FactKind, int], list[Fact]] = {}
        for fact in facts:
            self._by.setdefault((fact.kind, fact.aim), []).append(fact)
        if (FactKind.RESTRICTED, 0) in self._by:
            self.leaf = leaf.while_restricted()
        self.law_held_back = bool(leaf.ruling.permits) and not self.leaf.ruling.permits
        self.refused = intersection(self.window, self.said_of(FactKind.REFUSED))
        # No rule of the packs says when a relative at risk is told without a consent, or against one.
        self.is_for_relatives = RECIPIENTS.covers("relative", request.recipient) and CATEGORIES.covers(
            "genome", leaf.code
        )

    def says(self, kind: FactKind, aim: int) -> bool:
        return (kind, aim) in self._by

    def said_of(self, kind: FactKind, aim: int = 0) -> Window:
        return union(fact.window for fact in self._by.get((kind, aim), ()))

    def details(self, kind: FactKind, aim: int = 0) -> list[tuple[str, ...]]:
        return sorted(fact.detail for fact in self._by.get((kind, aim), ()))

    def found(self, *reasons: Reason, window: Window = NOTHING) -> _Found:
        return _Found(self.place, self.leaf, reasons, window, duties=self.leaf.duties)


def conclude(request: Request, leaves: Sequence[Leaf], facts: Collection[Fact], shown: Shown) -> Outcome:
    """Work out what facts mean.

    Args:
        request: in our own codes.
        leaves: that it asks for.
        facts: of one person's answers.
        shown: documents.
    """
    found = _concluded(request, leaves, facts, shown)
    if not found.grants or gives_genes(found) or not any(fact.with_genes for fact in facts):
        return found
    # 6. What was agreed to for genetic studies is not given where nothing genetic is.
    alone = [_unmet(fact) if fact.with_genes else fact for fact in facts if not fact.with_genes or _covers(fact)]
    return _concluded(request, leaves, alone, shown)


def gives_genes(outcome: Outcome) -> bool:
    """Whether genetic data are among what is granted."""
    return any(is_genetic(grant.item) for grant in outcome.grants)


def _covers(fact: Fact) -> bool:
    return fact.kind is FactKind.COVERED


def _unmet(fact: Fact) -> Fact:
    return Fact(FactKind.AGAINST_TERMS, fact.leaf, fact.aim)


def _concluded(request: Request, leaves: Sequence[Leaf], facts: Collection[Fact], shown: Shown) -> Outcome:
    by_leaf: list[list[Fact]] = [[] for _ in leaves]
    for fact in facts:
        by_leaf[fact.leaf].append(fact)
    asked = window_of(request.window)
    every = [_Asked(place, leaf, request, by_leaf[place]) for place, leaf in enumerate(leaves)]
    found = [_unless_objected(_with_documents(_find(each), shown), each) for each in every]
    if request.whole and any(each.window != asked for each in found):
        # Only what stands in the way is a reason against it; a relative's no, only where nothing else does.
        against = [replace(each, window=NOTHING) for each in found if each.window != asked]
        return _outcome([each for each in against if not _is_objected(each)] or against)
    return _outcome(found)


def _find(asked: _Asked) -> _Found:
    """Judge one leaf: steps 2 and 4 to 7, but for the documents."""
    leaf = asked.leaf
    # 2. Law. What it forbids, no consent opens.
    if leaf.ruling.forbids:
        return _closed(asked)
    return _by_law(asked) if leaf.ruling.permits else _by_consent(asked)


def _closed(asked: _Asked) -> _Found:
    """2. Forbidden; or, where a rule is about a silence alone, closed until somebody states the fact."""
    ruling, leaf = asked.leaf.ruling, asked.leaf.code
    reasons: list[Reason] = []
    # What no statement mends is told first.
    for rule in sorted(ruling.forbids, key=lambda each: bool(each.asks(ruling.case))):
        silent = [
            Reason(ReasonCode.FACT_NOT_STATED, leaf, fact, rule.id, rule.article) for fact in rule.asks(ruling.case)
        ]
        reasons += silent or [_forbidden(rule, leaf)]
    mendable = all(reason.code is ReasonCode.FACT_NOT_STATED for reason in reasons)
    missing = dict.fromkeys(f"fact:{reason.detail}" for reason in reasons) if mendable else ()
    return replace(asked.found(*reasons), missing=tuple(missing))


def _by_law(asked: _Asked) -> _Found:
    """2. A ground other than consent: it yields to a refusal unless the statute says otherwise, and is told."""
    leaf, permits = asked.leaf, asked.leaf.ruling.permits
    overriding = any(rule.overrides_deny for rule in permits)
    window = asked.window if overriding else difference(asked.window, asked.refused)
    if not window:
        return asked.found(Reason(ReasonCode.REFUSED_BY_PATIENT, leaf.code))
    found = asked.found(*(_lawful(rule, leaf.code) for rule in permits), window=window)
    return replace(found, duties=(*found.duties, *(_duty(rule) for rule in permits if not rule.is_right)))


def _by_consent(asked: _Asked) -> _Found:
    """4 to 7. Each aim needs a permission of the kinds that the law asks for."""
    leaf, window = asked.leaf, asked.window
    for aim, named in enumerate(asked.aims):
        if not asked.says(FactKind.COVERED, aim):
            judged = (Reason(ReasonCode.CONCERNS_RELATIVES, leaf.code, str(named)),) if asked.is_for_relatives else ()
            return asked.found(*dict.fromkeys((_lacking(asked, aim, str(named)), *judged)))
        if not asked.says(FactKind.SUITED, aim):
            return _wrong_kind(asked, aim)
        # 5. Intersect data windows, over all aims.
        window = intersection(window, asked.said_of(FactKind.SUITED, aim))
    # 4. Any deny wins, and takes away the time that it speaks of.
    left = difference(window, asked.refused)
    if not left:
        why = ReasonCode.REFUSED_BY_PATIENT if window else ReasonCode.OUTSIDE_WINDOW
        return asked.found(Reason(why, leaf.code))
    partly = () if left == asked.window else (Reason(ReasonCode.PARTLY_COVERED, leaf.code),)
    owed = tuple(ObligationCode(name) for names in asked.details(FactKind.OWES) for name in names)
    unjudged = tuple(code for code in owed if OBLIGATIONS[code].review)
    if unjudged:  # 6. What no rule can tell to be kept opens nothing, whatever else permits.
        return asked.found(*(Reason(ReasonCode.NEEDS_REVIEW, leaf.code, code) for code in unjudged))
    return replace(
        asked.found(Reason(ReasonCode.PERMITTED_BY_CONSENT, leaf.code), *partly, window=left), obligations=owed
    )


def _lacking(asked: _Asked, aim: int, named: str) -> Reason:
    """Say, for the record, why no permission is in force. The asker is told the same sentence for each."""
    if asked.refused:
        return Reason(ReasonCode.REFUSED_BY_PATIENT, asked.leaf.code, named)
    if asked.law_held_back:
        return Reason(ReasonCode.RESTRICTED, asked.leaf.code, named)
    why = next((why for kind, why in _RANKED if asked.says(kind, aim)), ReasonCode.NEVER_CONSENTED)
    return Reason(why, asked.leaf.code, named)


_RANKED = (
    (FactKind.HELD_BACK, ReasonCode.RESTRICTED),
    (FactKind.AGAINST_TERMS, ReasonCode.AGAINST_TERMS),
    (FactKind.WITHDRAWN, ReasonCode.WITHDRAWN),
    (FactKind.AUTHORITY_ENDED, ReasonCode.AUTHORITY_ENDED),
    (FactKind.OPEN_AFTER_DEATH, ReasonCode.OPEN_AFTER_DEATH),
    (FactKind.ENDED_BY_DEATH, ReasonCode.ENDED_BY_DEATH),
    (FactKind.UNDER_AGE, ReasonCode.UNDER_AGE),
    (FactKind.AUTHORITY_MISSING, ReasonCode.AUTHORITY_MISSING),
    (FactKind.TOO_EARLY, ReasonCode.TOO_EARLY),
    (FactKind.EXPIRED, ReasonCode.EXPIRED),
    (FactKind.NOT_YET, ReasonCode.NOT_YET_VALID),
)


def _wrong_kind(asked: _Asked, aim: int) -> _Found:
    """List the kinds that the best of the covering permissions lacks, each with the rules that ask for it."""
    leaf = asked.leaf
    best = min(asked.details(FactKind.LACKS, aim), key=lambda kinds: (len(kinds), kinds))
    asks = [(str(kind), rule) for rule in leaf.ruling.requires for kind in sorted(rule.kinds) if str(kind) in best]
    reasons = (Reason(ReasonCode.CONSENT_KIND_MISSING, leaf.code, kind, rule.id, rule.article) for kind, rule in asks)
    silent = tuple(dict.fromkeys(reason for _, rule in asks for reason in _not_stated(leaf, rule)))
    missing = tuple(f"consent:{kind}" for kind in best) + tuple(f"fact:{reason.detail}" for reason in silent)
    return replace(asked.found(*reasons, *silent), missing=missing)


def _with_documents(found: _Found, shown: Shown) -> _Found:
    """7. Documents that the law or an obligation requires: missing ones refuse; those shown bound the life (6)."""
    ruling = found.leaf.ruling
    if not found.window or any(rule.is_right for rule in ruling.permits):
        return found
    needed: dict[str, tuple[str, str]] = {}
    for rule in ruling.requires:
        needed |= dict.fromkeys(map(str, sorted(rule.documents)), (rule.id, rule.article))
    for code in found.obligations:
        if kind := OBLIGATIONS[code].document:
            needed.setdefault(kind, (code, ""))
    lacking = tuple(
        Reason(ReasonCode.DOCUMENT_MISSING, found.leaf.code, kind, asks, article)
        for kind, (asks, article) in needed.items()
        if kind not in shown
    )
    if lacking:
        silent = tuple(
            dict.fromkeys(
                reason
                for rule in ruling.requires
                if not rule.documents <= shown.keys()
                for reason in _not_stated(found.leaf, rule)
            )
        )
        missing = tuple(f"document:{reason.detail}" for reason in lacking)
        missing += tuple(f"fact:{reason.detail}" for reason in silent)
        return _Found(found.place, found.leaf, (*lacking, *silent), missing=missing, duties=found.leaf.duties)
    return replace(found, ends=tuple(end for kind in needed if (end := shown[kind].until)))


def _unless_objected(found: _Found, asked: _Asked) -> _Found:
    """4. Last of all a relative's objection, so that where anything else refuses, nothing shows whether there is one.

    It refuses the whole leaf, of whatever time the data are: a part that is left would show where the objection ends.
    """
    by_statute = any(rule.overrides_deny for rule in found.leaf.ruling.permits)
    if by_statute or not intersection(found.window, asked.said_of(FactKind.OBJECTED)):
        return found
    return asked.found(Reason(ReasonCode.CONCERNS_RELATIVES, found.leaf.code))


def _is_objected(found: _Found) -> bool:
    return [reason.code for reason in found.reasons] == [ReasonCode.CONCERNS_RELATIVES]


def _outcome(found: Sequence[_Found]) -> Outcome:
    """Put the leaves together: what is covered in part is granted in part."""
    granted = [each for each in found if each.window]
    return Outcome(
        grants=tuple(Grant(each.leaf.code, each.window) for each in granted),
        reasons=tuple(dict.fromkeys(reason for each in found for reason in each.reasons)),
        missing=() if granted else tuple(sorted({item for each in found for item in each.missing})),
        obligations=tuple(sorted({item for each in granted for item in each.obligations})),
        duties=tuple(dict.fromkeys(duty for each in found for duty in each.duties)),
        lawful=tuple(sorted({rule.id for each in granted for rule in each.leaf.ruling.permits})),
        until=min((end for each in granted for end in each.ends), default=None),
        by_consent=frozenset(each.place for each in granted if not each.by_law),
    )


def _not_stated(leaf: Leaf, rule: Rule) -> tuple[Reason, ...]:
    """What nobody stated and what might spare this rule's demand: to be found out, or else the demand to be met."""
    facts = rule.unstated(leaf.ruling.case)
    return tuple(Reason(ReasonCode.FACT_NOT_STATED, leaf.code, fact, rule.id, rule.article) for fact in facts)


def _forbidden(rule: Rule, leaf: str) -> Reason:
    if rule.needs_review:
        return Reason(ReasonCode.NEEDS_REVIEW, leaf, rule.explanation, rule.id, rule.article)
    platform = rule.check is Check.PLATFORM
    code = ReasonCode.FORBIDDEN_BY_PLATFORM if platform else ReasonCode.FORBIDDEN_BY_LAW
    return Reason(code, leaf, rule.explanation, rule.id, rule.article)


def _lawful(rule: Rule, leaf: str) -> Reason:
    return Reason(ReasonCode.PERMITTED_BY_LAW, leaf, rule.explanation, rule.id, rule.article)


def _duty(rule: Rule) -> Duty:
    return Duty(rule.id, rule.article, rule.explanation, rule.deadline)
