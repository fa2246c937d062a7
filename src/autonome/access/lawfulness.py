"""What the law alone says to a request, whatever the person has consented to.

Steps 1 and 2 of the decision, with the papers of step 7: what is forbidden, permitted without consent, asked for and
owed, leaf by leaf. No consent is looked at and nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from autonome.access.compiled import documents_at
from autonome.access.reasons import Reason
from autonome.access.requests import Request
from autonome.access.translation import case_of
from autonome.access.validation import canonical, problems_of
from autonome.consent import CATEGORIES, NO_DISEASES
from autonome.kernel import Instant, Json
from autonome.law import Rule, RuleBook, Ruling


@dataclass(frozen=True, slots=True)
class LeafLaw:
    """What the law says to one leaf of a request.

    Args:
        item: code of the leaf.
        ruling: rules that apply.
        missing: documents that are asked for and not shown, and facts that might spare one: ``document:…``, ``fact:…``.
    """

    item: str
    ruling: Ruling
    missing: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether a right is exercised, which no rule forbids and which needs nothing."""
        return any(rule.is_right for rule in self.ruling.permits)

    @property
    def surely_forbidden(self) -> tuple[Rule, ...]:
        """Rules that forbid it whatever else is stated."""
        return tuple(rule for rule in self.ruling.forbids if not rule.asks(self.ruling.case))

    @property
    def requires(self) -> tuple[Rule, ...]:
        """Rules that ask for something: of a right nothing, and of what needs no consent only papers."""
        if self.is_right:
            return ()
        return tuple(rule for rule in self.ruling.requires if rule.documents or not self.ruling.permits)

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the law forbids it, or asks for a paper that is not shown."""
        return bool(self.ruling.forbids or self.missing)

    def to_json(self) -> Mapping[str, Json]:
        """Write it, rules by their ids."""
        ruling = self.ruling
        kinds = {str(kind) for rule in self.requires for kind in rule.kinds} if not ruling.permits else set()
        return {
            "item": self.item,
            "forbids": _ids(ruling.forbids),
            "permits": _ids(ruling.permits),
            "requires": _ids(self.requires),
            "consent_kinds": sorted(kinds),
            "missing": list(self.missing),
            "duties": _ids(ruling.duties),
        }


@dataclass(frozen=True, slots=True)
class Lawfulness:
    """What the law says to a request.

    Args:
        problems: why it cannot be judged at all; then there are no leaves.
        leaves: in the order of the data tree.
    """

    problems: tuple[Reason, ...]
    leaves: tuple[LeafLaw, ...]

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the law, or the request itself, stands in the way of any part."""
        return bool(self.problems) or any(leaf.stands_in_the_way for leaf in self.leaves)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that applies to some leaf, once."""
        found: dict[str, Rule] = {}
        for leaf in self.leaves:
            for rule in (*leaf.ruling.forbids, *leaf.ruling.permits, *leaf.requires, *leaf.ruling.duties):
                found[rule.id] = rule
        return tuple(found.values())


def lawfulness(request: Request, rules: RuleBook, at: Instant, *, mandated: bool = False) -> Lawfulness:
    """Hold a request against the law alone.

    Args:
        request: as it was made.
        rules: packs of law.
        at: the time asked about.
        mandated: whether a mandate on record lets the asker act for the person (`representatives`).
    """
    # No rule of law asks which disease, or what a person would have to judge.
    asked = replace(request, diseases=frozenset(), review=())
    problems = problems_of(asked, NO_DISEASES)
    if problems:
        return Lawfulness(problems, ())
    asked = canonical(asked)
    shown = frozenset(documents_at(asked, at))
    leaves = dict.fromkeys(leaf for item in asked.items for leaf in CATEGORIES.leaves(item))
    rulings = ((leaf, rules.consult(case_of(asked, leaf, at, mandated=mandated))) for leaf in leaves)
    return Lawfulness((), tuple(_of(leaf, ruling, shown) for leaf, ruling in rulings))


def _of(leaf: str, ruling: Ruling, shown: frozenset[str]) -> LeafLaw:
    if any(rule.is_right for rule in ruling.permits):
        return LeafLaw(leaf, ruling, ())
    lacking = [rule for rule in ruling.requires if not rule.documents <= shown]
    papers = {f"document:{kind}" for rule in lacking for kind in rule.documents - shown}
    facts = {f"fact:{fact}" for rule in lacking for fact in rule.unstated(ruling.case)}
    facts |= {f"fact:{fact}" for rule in ruling.forbids for fact in rule.asks(ruling.case)}
    return LeafLaw(leaf, ruling, (*sorted(papers), *sorted(facts)))


def _ids(rules: Iterable[Rule]) -> list[Json]:
    return [str(rule.id) for rule in rules]
