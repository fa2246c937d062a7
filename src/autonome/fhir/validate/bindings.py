"""Required bindings: the code, or one of the codings, stands in the value set (R4, terminologies).

Extensible, preferred and example bindings are not checked: breaking them is no error.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.fhir.validate.issues import Issue, Rule, error, unchecked
from autonome.fhir.validate.rules import Binding, ElementRule, Strength
from autonome.fhir.validate.terminology import Known, Terminology
from autonome.fhir.validate.tree import Node

_TEXTS = frozenset(("code", "string", "uri", "canonical", "url", "markdown"))
_CODED = frozenset(("Coding", "Quantity", "Age", "Count", "Distance", "Duration", "Money"))


def binding_issues(node: Node, rule: ElementRule, terminology: Terminology) -> list[Issue]:
    """What a required binding says of a value."""
    binding = rule.binding
    if binding is None or binding.strength is not Strength.REQUIRED:
        return []
    coded = list(_codes(node))
    if not coded:
        return _absent(node, binding)
    answers = [_in(terminology, binding, system, code) for system, code in coded]
    if any(answers):
        return []
    if None in answers:
        return [
            unchecked(node.path, Rule.BINDING, f"not checkable: the value set {binding.value_set} is not complete here")
        ]
    shown = ", ".join(f"{system or ''}#{code}" if system else code for system, code in coded)[:120]
    return [error(node.path, Rule.BINDING, f"{shown!r} is not in the value set {binding.value_set}")]


def is_bound(node: Node, binding: Binding, terminology: Terminology) -> Known:
    """Whether one of an element's codes stands in a value set."""
    answers = [_in(terminology, binding, system, code) for system, code in _codes(node)]
    return True if any(answers) else (None if None in answers else False)


def _in(terminology: Terminology, binding: Binding, system: str | None, code: str) -> Known:
    return False if system == "" else terminology.contains(binding.value_set, system, code)


def _absent(node: Node, binding: Binding) -> list[Issue]:
    """No code at all: an extension may say why (data-absent-reason); otherwise a concept must have a coding."""
    if node.type != "CodeableConcept" or node.get("extension") or node.get("coding"):
        return []
    return [error(node.path, Rule.BINDING, f"has no coding, and one from {binding.value_set} is required")]


def _codes(node: Node) -> Iterator[tuple[str | None, str]]:
    """System and code; None for a system that the element's type implies, empty text for one that is missing."""
    if node.type in _TEXTS:
        if isinstance(node.value, str):
            yield None, node.value
    elif node.type in _CODED:
        if code := node.text("code"):
            yield node.text("system"), code
    elif node.type == "CodeableConcept":
        for coding in node.get("coding"):
            if code := coding.text("code"):
                yield coding.text("system"), code
