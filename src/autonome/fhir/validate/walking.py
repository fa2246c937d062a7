"""The walk: a tree of elements beside a tree of rules.

For each element, in this order: (1) its type, (2) fixed value, pattern and limits, (3) required binding, (4) its
invariants, (5) its reference's target, (6) its type's own definition and the profiles that the rule names for it, (7)
its children, with their cardinality and slices. A resource inside is held against its own type and the profiles that it
declares.
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.fhir.validate.bindings import binding_issues
from autonome.fhir.validate.definitions import bare, canonical_of_type
from autonome.fhir.validate.extensions import extension_issues
from autonome.fhir.validate.fhirpath import FUNCTIONS, Evaluation, Work
from autonome.fhir.validate.invariants import invariant_issues
from autonome.fhir.validate.issues import Issue, Rule, error, unchecked
from autonome.fhir.validate.links import Links
from autonome.fhir.validate.profiles import Profiles
from autonome.fhir.validate.rules import ElementRule
from autonome.fhir.validate.session import MAX_WORK, Session
from autonome.fhir.validate.slicing import assign, slicing_issues
from autonome.fhir.validate.targets import target_issues
from autonome.fhir.validate.terminology import Terminology
from autonome.fhir.validate.tree import Node
from autonome.fhir.validate.values import value_issues


class Walk:
    """Holds the elements of one document against rules.

    Args:
        profiles, terminology: shared between documents.
        top: the document's tree.
    """

    def __init__(self, profiles: Profiles, terminology: Terminology, top: Node) -> None:
        links = Links(top)
        evaluation = Evaluation(FUNCTIONS, self._resolve, profiles.ancestors, Work(MAX_WORK))
        self._session = Session(profiles, terminology, links, evaluation, self._against)
        self._profiles = profiles
        self._typed: dict[Node, list[Issue]] = {}

    def resource(self, node: Node, wanted: Iterable[str] = ()) -> list[Issue]:
        """A resource against its type, the profiles that it declares, and those that are asked for."""
        issues = self._session.held_against(node, canonical_of_type(node.type))
        for meta in node.get("meta"):
            declared = [(one.path, one.value) for one in meta.get("profile")]
            for path, canonical in declared:
                if isinstance(canonical, str):
                    issues = [*issues, *self._profile(node, canonical, path)]
        for canonical in wanted:
            issues = [*issues, *self._profile(node, canonical, node.path)]
        return issues

    def _profile(self, node: Node, canonical: str, path: str) -> list[Issue]:
        profile = self._profiles.profile(canonical)
        if profile is None:
            return [unchecked(path, Rule.PROFILE, f"not checked: no package has the profile {canonical[:120]}")]
        if profile.type not in self._profiles.ancestors(node.type):
            return [error(path, Rule.PROFILE, f"{canonical[:120]} is a profile of {profile.type}, not of {node.type}")]
        return self._session.held_against(node, bare(canonical) if profile.url == bare(canonical) else canonical)

    def _resolve(self, node: Node) -> Node | None:
        return self._session.resolve(node)

    def _against(self, node: Node, canonical: str) -> list[Issue]:
        """An element against the root of a profile that is there."""
        profile = self._profiles.profile(canonical)
        if profile is None:
            return []
        root = profile.root
        issues = invariant_issues(node, root.invariants, self._session)
        return [*issues, *value_issues(node, root), *self._children(node, root)]

    def _element(self, node: Node, rule: ElementRule) -> list[Issue]:
        self._session.evaluation.work.spend(1)
        if rule.codes and not self._is_typed(node, rule.codes):
            return [error(node.path, Rule.TYPE, f"is a {node.type}; allowed: {', '.join(sorted(rule.codes))}")]
        issues = value_issues(node, rule)
        if rule.binding is not None:
            issues += binding_issues(node, rule, self._session.terminology)
        if rule.invariants:
            issues += invariant_issues(node, rule.invariants, self._session)
        if node.type == "Reference":
            issues += target_issues(node, rule, self._session)
        if node.children or node.value is None:
            issues += self._type(node)
        if rule.has_profiles:
            issues += self._type_profiles(node, rule)
        inner = self._profiles.content(rule)
        return issues + self._children(node, inner) if inner.children else issues

    def _is_typed(self, node: Node, codes: frozenset[str]) -> bool:
        if node.is_resource:
            return not codes.isdisjoint(self._profiles.ancestors(node.type))
        return node.type in codes or node.name == "id"

    def _type(self, node: Node) -> list[Issue]:
        """An element against its type's own definition, once, whatever the profile."""
        if node not in self._typed:
            self._typed[node] = []
            self._typed[node] = self._own_type(node)
        return self._typed[node]

    def _own_type(self, node: Node) -> list[Issue]:
        if node.is_resource:
            return self.resource(node)
        found = self._profiles.type(node.type)
        if found is None or (found.is_primitive and not node.children):
            return []
        issues = invariant_issues(node, found.root.invariants, self._session)
        issues += self._children(node, found.root)
        return issues + extension_issues(node, self._session) if node.type == "Extension" else issues

    def _type_profiles(self, node: Node, rule: ElementRule) -> list[Issue]:
        """The profiles of which the value must conform to one."""
        own = self._profiles.ancestors(node.type) if node.is_resource else (node.type,)
        addresses = [address for item in rule.types if item.code in own for address in item.profiles]
        known = [address for address in addresses if self._profiles.profile(address)]
        if len(known) < len(addresses):
            missing = next(address for address in addresses if address not in known)
            return [unchecked(node.path, Rule.PROFILE, f"not checked: no package has the profile {missing[:120]}")]
        if len(known) == 1:
            return self._session.held_against(node, known[0])
        if not known or any(self._session.conforms(node, address) for address in known):
            return []
        names = ", ".join(address.rpartition("/")[2] for address in known)
        return [error(node.path, Rule.PROFILE, f"conforms to none of: {names}")]

    def _children(self, node: Node, rule: ElementRule) -> list[Issue]:
        issues: list[Issue] = []
        for name, group in node.children.items():
            child = rule.children.get(name)
            if child is not None:
                issues += self._group(node, group, child)
        for name in rule.demanding:
            if name not in node.children:
                issues += self._group(node, [], rule.children[name])
        return issues

    def _group(self, parent: Node, nodes: list[Node], rule: ElementRule) -> list[Issue]:
        """All elements of one name: how many, which slices, and each of them."""
        issues = _count_issues(parent, len(nodes), rule)
        if not rule.slices:
            for node in nodes:
                issues += self._element(node, rule)
            return issues
        assignment = assign(nodes, rule, self._session)
        issues += slicing_issues(f"{parent.path}.{rule.name}", rule, assignment)
        for node, home in assignment.pairs:
            issues += self._element(node, home or rule)
            if home is not None and rule.children and not home.children:
                issues += self._children(node, rule)
        return issues


def _count_issues(parent: Node, count: int, rule: ElementRule) -> list[Issue]:
    path = f"{parent.path}.{rule.name}"
    if count < rule.least:
        return [error(path, Rule.CARDINALITY, f"must occur {rule.least} times at least; it occurs {count} times")]
    if rule.most is not None and count > rule.most:
        return [error(path, Rule.CARDINALITY, f"may occur {rule.most} times at most; it occurs {count} times")]
    return []
