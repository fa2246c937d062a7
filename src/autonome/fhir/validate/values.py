"""Fixed values, patterns, limits: a JSON value against a JSON value (R4, ElementDefinition)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from autonome.fhir.validate.issues import Issue, Rule, error
from autonome.fhir.validate.rules import Bounds, ElementRule
from autonome.fhir.validate.tree import Node


def value_issues(node: Node, rule: ElementRule) -> list[Issue]:
    """What a rule says of the value itself."""
    issues: list[Issue] = []
    if rule.fixed is not None and node.raw != rule.fixed:
        issues.append(error(node.path, Rule.FIXED, f"is not the fixed value {shown(rule.fixed)}"))
    if rule.pattern is not None and not matches(node.raw, rule.pattern):
        issues.append(error(node.path, Rule.PATTERN, f"does not match the pattern {shown(rule.pattern)}"))
    if node.value is not None and rule.bounds is not _NONE and (wrong := _beyond(node.value, rule.bounds)):
        issues.append(error(node.path, Rule.RANGE, wrong))
    return issues


_NONE = Bounds()


def matches(value: object, pattern: object) -> bool:
    """Whether a value has at least what a pattern has (R4, ElementDefinition.pattern[x])."""
    if isinstance(pattern, Mapping):
        return isinstance(value, Mapping) and all(matches(value.get(key), item) for key, item in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(matches(one, item) for one in value) for item in pattern)
    return value == pattern and isinstance(value, bool) == isinstance(pattern, bool)


def _beyond(value: object, bounds: Bounds) -> str:
    if bounds.length is not None and isinstance(value, str) and len(value) > bounds.length:
        return f"is longer than {bounds.length} characters"
    if bounds.lowest is not None and _is_less(value, bounds.lowest):
        return f"is less than {shown(bounds.lowest)}"
    if bounds.highest is not None and _is_less(bounds.highest, value):
        return f"is more than {shown(bounds.highest)}"
    return ""


def _is_less(one: object, other: object) -> bool:
    """Numbers by value; dates and times of one precision as text; anything else is not decided here."""
    if isinstance(one, str) and isinstance(other, str):
        return len(one) == len(other) and one < other
    try:
        return Decimal(str(one)) < Decimal(str(other))
    except InvalidOperation:
        return False


def shown(value: object) -> str:
    """A definition's value in a message: short, and in one line."""
    if isinstance(value, Mapping) and "coding" in value and isinstance(value["coding"], list) and value["coding"]:
        return shown(value["coding"][0])
    if isinstance(value, Mapping) and "code" in value:
        return f"{value.get('system', '')}#{value['code']}"[:120]
    return repr(value)[:120]
