"""Invariants: FHIRPath that must be true (R4, ElementDefinition.constraint)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autonome.fhir.validate.fhirpath import ExhaustedError, UndeterminedError, UnsupportedError
from autonome.fhir.validate.issues import Issue, Rule, error, unchecked, warning
from autonome.fhir.validate.rules import Invariant
from autonome.fhir.validate.session import Session
from autonome.fhir.validate.tree import Node

_UCUM = "http://unitsofmeasure.org"


def invariant_issues(node: Node, invariants: Iterable[Invariant], session: Session) -> list[Issue]:
    """Each invariant on one element."""
    return [issue for invariant in invariants if (issue := _issue(node, invariant, session))]


def _issue(node: Node, invariant: Invariant, session: Session) -> Issue | None:
    if not invariant.expression:
        return unchecked(node.path, Rule.INVARIANT, f"{invariant.key} not evaluated: it has no FHIRPath expression")
    try:
        if session.evaluation.holds(invariant.expression, node, variables(node, session)):
            return None
    except (UnsupportedError, UndeterminedError) as reason:
        return unchecked(node.path, Rule.INVARIANT, f"{invariant.key} not evaluated: {reason}")
    except ExhaustedError:
        return error(node.path, Rule.LIMIT, "the document needs more work than one document may; not evaluated further")
    say = error if invariant.is_error else warning
    return say(node.path, Rule.INVARIANT, f"{invariant.key}: {invariant.human or invariant.expression}"[:300])


def variables(node: Node, session: Session) -> Mapping[str, list[object]]:
    """What ``%resource`` and its like mean at an element (R4, FHIRPath, variables)."""
    resource = node.resource or session.links.top
    return {
        "resource": [resource],
        "rootResource": [session.links.container(resource)],
        "context": [node],
        "ucum": [_UCUM],
    }
