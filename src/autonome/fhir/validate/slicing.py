"""Slices: which element belongs to which, how many there are, and whether anything else may stand among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.fhir.validate.discriminators import belongs
from autonome.fhir.validate.issues import Issue, Rule, error, unchecked
from autonome.fhir.validate.rules import Discriminator, ElementRule, Kind, SlicingRules
from autonome.fhir.validate.session import Session
from autonome.fhir.validate.tree import Node

_BY_URL = (Discriminator(Kind.VALUE, "url"),)
_BY_TYPE = (Discriminator(Kind.TYPE, "$this"),)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where the elements of one name belong.

    Args:
        pairs: each element with its slice, or with None.
        undecided: elements of which it cannot be said whether they belong to a slice.
    """

    pairs: tuple[tuple[Node, ElementRule | None], ...]
    undecided: int


def assign(nodes: Sequence[Node], rule: ElementRule, session: Session) -> Assignment:
    """Give each element to the first slice that it belongs to."""
    discriminators = _discriminators(rule)
    pairs: list[tuple[Node, ElementRule | None]] = []
    undecided = 0
    for node in nodes:
        session.evaluation.work.spend(len(rule.slices))
        home: ElementRule | None = None
        doubtful = False
        for piece in _pieces(rule):
            answer = belongs(node, piece, discriminators, session) if discriminators else None
            if answer:
                home = piece
                break
            doubtful = doubtful or answer is None
        undecided += doubtful and home is None
        pairs.append((node, home))
    return Assignment(tuple(pairs), undecided)


def slicing_issues(path: str, rule: ElementRule, assignment: Assignment) -> list[Issue]:
    """Counts, order and closedness of slices."""
    issues = [issue for piece in _pieces(rule) for issue in _count_issues(path, piece, assignment)]
    if any("/" in piece.slice_name for piece in rule.slices):
        issues.append(unchecked(path, Rule.SLICING, f"not checked: the slices of slices of {rule.name}"))
    if rule.slicing:
        issues.extend(_order_issues(rule, assignment))
    return issues


def _count_issues(path: str, piece: ElementRule, assignment: Assignment) -> list[Issue]:
    count = sum(home is piece for _, home in assignment.pairs)
    name = f"the slice {piece.name}:{piece.slice_name}"
    if piece.most is not None and count > piece.most:
        return [error(path, Rule.CARDINALITY, f"{name} may occur {piece.most} times at most; it occurs {count} times")]
    if count >= piece.least:
        return []
    if assignment.undecided:
        return [
            unchecked(path, Rule.SLICING, f"not checkable: whether {name} occurs; its elements are not decidable here")
        ]
    return [error(path, Rule.CARDINALITY, f"{name} must occur {piece.least} times at least; it occurs {count} times")]


def _order_issues(rule: ElementRule, assignment: Assignment) -> list[Issue]:
    slicing = rule.slicing
    issues: list[Issue] = []
    last, outside = -1, False
    positions = {piece: at for at, piece in enumerate(rule.slices)}
    for node, home in assignment.pairs:
        if home is None:
            outside = True
            if slicing and slicing.rules is SlicingRules.CLOSED and not assignment.undecided:
                issues.append(error(node.path, Rule.SLICING, f"belongs to no slice of {rule.name}, which is closed"))
            continue
        if slicing and slicing.rules is SlicingRules.OPEN_AT_END and outside:
            issues.append(error(node.path, Rule.SLICING, f"the slice {home.slice_name} stands after other elements"))
        if slicing and slicing.ordered and positions[home] < last:
            issues.append(error(node.path, Rule.SLICING, f"the slice {home.slice_name} stands out of order"))
        last = max(last, positions[home])
    return issues


def _pieces(rule: ElementRule) -> tuple[ElementRule, ...]:
    """The slices themselves; slices of slices (``a/b``) are not told apart here."""
    return tuple(piece for piece in rule.slices if "/" not in piece.slice_name)


def _discriminators(rule: ElementRule) -> tuple[Discriminator, ...]:
    if rule.slicing and rule.slicing.discriminators:
        return rule.slicing.discriminators
    if rule.name in {"extension", "modifierExtension"}:
        return _BY_URL
    return _BY_TYPE if rule.is_choice else ()
