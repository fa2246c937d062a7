"""What a validation says: issues, each with the rule that it rests on, and the report that holds them.

Three severities keep three answers apart: a rule is broken (error), something deserves a look (warning), a rule could
not be checked here (information). "Not checked" is never shown as "in order".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue weighs."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Rule(StrEnum):
    """The rules that are implemented; `SECTIONS` names the page of FHIR R4 that states each."""

    JSON = "json"
    UNKNOWN = "unknown-element"
    PRIMITIVE = "primitive"
    NARRATIVE = "narrative"
    CARDINALITY = "cardinality"
    TYPE = "type"
    FIXED = "fixed"
    PATTERN = "pattern"
    RANGE = "range"
    BINDING = "binding"
    INVARIANT = "invariant"
    SLICING = "slicing"
    REFERENCE = "reference"
    EXTENSION = "extension"
    PROFILE = "profile"
    BUNDLE = "bundle"
    LIMIT = "limit"


SECTIONS = {
    Rule.JSON: "JSON: JSON representation of resources",
    Rule.UNKNOWN: "JSON: JSON representation of resources; Validating resources: structure",
    Rule.PRIMITIVE: "Data types: primitive types",
    Rule.NARRATIVE: "Narrative: XHTML content (invariants txt-1 and txt-2)",
    Rule.CARDINALITY: "Conformance rules: cardinality; ElementDefinition.min and max",
    Rule.TYPE: "ElementDefinition.type; Formats: choice of data types",
    Rule.FIXED: "ElementDefinition.fixed[x]",
    Rule.PATTERN: "ElementDefinition.pattern[x]",
    Rule.RANGE: "ElementDefinition.minValue[x], maxValue[x] and maxLength",
    Rule.BINDING: "Terminologies: binding strength, required; ValueSet: composition rules",
    Rule.INVARIANT: "ElementDefinition.constraint; FHIRPath: use in invariants",
    Rule.SLICING: "Profiling FHIR: slicing and discriminators",
    Rule.REFERENCE: "References: literal references, contained resources; ElementDefinition.type.targetProfile",
    Rule.EXTENSION: "Extensibility; Defining extensions: context",
    Rule.PROFILE: "Resource: metadata, meta.profile; Profiling FHIR: using profiles",
    Rule.BUNDLE: "Bundle: resource URL and uniqueness rules",
    Rule.LIMIT: "our own bounds on depth, size and work",
}
"""Page and heading of the FHIR R4 (4.0.1) specification behind each rule."""


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One finding.

    Args:
        path: the element, such as ``Observation.component[2].code``.
        severity: error, warning or information.
        rule: what it rests on.
        message: one line; codes, addresses and type names are quoted, personal values never.
    """

    path: str
    severity: Severity
    rule: Rule
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on one resource, in document order and without repetition."""

    issues: tuple[Issue, ...]

    @classmethod
    def of(cls, issues: Sequence[Issue]) -> Report:
        """Keep the first of equal findings: two profiles often state one rule."""
        return cls(tuple(dict.fromkeys(issues)))

    @property
    def errors(self) -> tuple[Issue, ...]:
        """The broken rules."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def valid(self) -> bool:
        """Whether no rule that could be checked is broken."""
        return not self.errors


def error(path: str, rule: Rule, message: str) -> Issue:
    """A broken rule."""
    return Issue(path, Severity.ERROR, rule, message)


def warning(path: str, rule: Rule, message: str) -> Issue:
    """Something that deserves a look."""
    return Issue(path, Severity.WARNING, rule, message)


def unchecked(path: str, rule: Rule, message: str) -> Issue:
    """A rule that could not be checked."""
    return Issue(path, Severity.INFORMATION, rule, message)
