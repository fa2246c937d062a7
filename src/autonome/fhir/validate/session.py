"""What the checks of one document share: definitions, links, memory, and the way back into the walk.

The walk (`walking`) needs slicing, references and extensions, and each of these needs the walk again, for a target or
an extension held against its own profile. They call back through `Session.held_against`, so that no module imports
upwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from autonome.fhir.validate.fhirpath import Evaluation
from autonome.fhir.validate.issues import Issue, Severity
from autonome.fhir.validate.links import Links
from autonome.fhir.validate.profiles import Profiles
from autonome.fhir.validate.terminology import Terminology
from autonome.fhir.validate.tree import Node

MAX_HOPS = 6
"""References followed one after another to decide conformance; beyond it the answer is "not known"."""

MAX_WORK = 10_000_000
"""Steps of FHIRPath and elements looked at for one document, some ten seconds (CPython 3.11, one core)."""

Walk = Callable[[Node, str], list[Issue]]


@dataclass(slots=True)
class Session:
    """One document under validation.

    Args:
        profiles, terminology: definitions, shared between documents.
        links: the document's references.
        evaluation: FHIRPath over the document.
        walk: holds a node against a profile that is known to exist; set by `walking`.
    """

    profiles: Profiles
    terminology: Terminology
    links: Links
    evaluation: Evaluation
    walk: Walk
    hops: int = 0
    _held: dict[tuple[Node, str], list[Issue]] = field(default_factory=dict)

    def held_against(self, node: Node, canonical: str) -> list[Issue]:
        """Issues of an element against a profile, once for each pair.

        While a pair is under way it counts as free of issues: resources that refer to one another in a circle conform
        unless something else speaks against it.
        """
        key = (node, canonical)
        if key not in self._held:
            self._held[key] = []
            self._held[key] = self.walk(node, canonical)
        return self._held[key]

    def conforms(self, node: Node, canonical: str) -> bool | None:
        """Whether an element conforms to a profile or is of a type; None where that cannot be said."""
        profile = self.profiles.profile(canonical)
        if profile is None:
            return None
        if profile.type not in self.profiles.ancestors(node.type):
            return False
        if not profile.is_constraint:
            return True
        if (node, canonical) not in self._held and self.hops >= MAX_HOPS:
            return None
        self.hops += 1
        try:
            return not any(issue.severity is Severity.ERROR for issue in self.held_against(node, canonical))
        finally:
            self.hops -= 1

    def resolve(self, node: Node) -> Node | None:
        """What a Reference, or an address as text, names within the document."""
        literal = node.text("reference") if node.type == "Reference" else node.value
        return self.links.resolve(literal, node) if isinstance(literal, str) and literal else None
