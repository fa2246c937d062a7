"""Validation of FHIR R4 resources against base definitions and profiles: pure, snapshot-based, three-valued.

Read in this order:

- `issues`: what is said (`Report`, `Issue`), and the section of the specification behind each `Rule`
- `definitions`: what a resource is held against, as values (`Definitions`)
- `snapshots`, `rules`, `profiles`: a StructureDefinition as a tree of rules, read once
- `tree`, with `primitives` and `narrative`: JSON as a tree of typed elements
- `walking`: the two trees beside each other; it uses
  `values`, `bindings` (over `terminology` and `code_systems`), `invariants` (over `fhirpath`),
  `slicing` (over `discriminators`), `targets` (over `links`), `extensions`; they share a `session`
- `bundles`, `validator`: the whole (`Validator`)

What is not validated: `docs/formats/fhir-validation.md`. Where definitions come from: an adapter's business.
"""

from autonome.fhir.validate.definitions import Definitions
from autonome.fhir.validate.errors import DefinitionError
from autonome.fhir.validate.issues import SECTIONS, Issue, Report, Rule, Severity
from autonome.fhir.validate.validator import Validator

__all__ = ["SECTIONS", "DefinitionError", "Definitions", "Issue", "Report", "Rule", "Severity", "Validator"]
