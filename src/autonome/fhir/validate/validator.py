"""The validator: definitions read once, documents held against them one after another.

Steps, each with the module that takes it: (1) `tree` reads the JSON against the base definitions, (2) `walking` holds
the tree against the type, the declared profiles and those asked for, (3) `bundles` adds what only the text on Bundle
says.
"""

from __future__ import annotations

from collections.abc import Sequence

from autonome.fhir.validate.bundles import bundle_issues
from autonome.fhir.validate.definitions import STRUCTURES, Definitions
from autonome.fhir.validate.errors import DefinitionError
from autonome.fhir.validate.fhirpath import ExhaustedError
from autonome.fhir.validate.issues import Issue, Report, Rule, error
from autonome.fhir.validate.profiles import Profiles
from autonome.fhir.validate.terminology import Terminology
from autonome.fhir.validate.tree import Node, TreeBuilder
from autonome.fhir.validate.walking import Walk

_TOO_DEEP = "cannot be followed to its end: profiles or references lead too deep"
_TOO_MUCH = "the document needs more work than one document may; not evaluated further"


class Validator:
    """Validates FHIR R4 resources against their base definitions and profiles.

    Args:
        definitions: the base definitions of R4 and the profiles, value sets and code systems to check against.

    Raises:
        DefinitionError: the base definitions are not among them.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.profiles = Profiles(definitions)
        self.terminology = Terminology(definitions)
        if self.profiles.profile(f"{STRUCTURES}Element") is None:
            raise DefinitionError(
                "the definitions of FHIR's own types are not among the packages",
                mend="add the package that holds them, such as hl7.fhir.r4.examples or hl7.fhir.r4.core.",
            )

    def validate(self, resource: object, profiles: Sequence[str] = ()) -> Report:
        """Hold one parsed document against the definitions.

        Args:
            resource: parsed JSON, fractions as `Decimal` (`fhir.parse_json`).
            profiles: canonical addresses to check besides those that the resource declares.

        Returns:
            Every issue; the document is valid when none is an error.

        Raises:
            DefinitionError: a definition that is needed cannot be used.
        """
        builder = TreeBuilder(self.profiles)
        try:
            top = builder.build(resource)
            issues = [] if top is None else self._walk(top, profiles)
        except RecursionError:
            # Every loop is bounded by depth or hops; together they may still exceed the interpreter's stack.
            issues = [error("(document)", Rule.LIMIT, _TOO_DEEP)]
        except ExhaustedError:
            issues = [error("(document)", Rule.LIMIT, _TOO_MUCH)]
        return Report.of([*builder.issues, *issues])

    def _walk(self, top: Node, profiles: Sequence[str]) -> list[Issue]:
        issues = Walk(self.profiles, self.terminology, top).resource(top, profiles)
        entries = (node for node in top.descendants() if node.name == "entry")
        return [*issues, *bundle_issues(entries)]
