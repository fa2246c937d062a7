"""The definitions that a resource is held against, as values: parsed JSON by canonical address.

The mappings may be lazy (a package holds thousands of definitions, a resource needs some dozens); nothing here knows
where they come from. A canonical may end in ``|version``; when that version is not there, another one is taken, as the
specification allows for anything but an exact match that it does not demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STRUCTURES = "http://hl7.org/fhir/StructureDefinition/"
"""Where FHIR's own types are defined: a type code appended gives its definition's canonical address."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Parsed JSON by canonical address (``url`` and, where versions matter, ``url|version``).

    Args:
        structures: StructureDefinitions, with snapshots.
        value_sets: ValueSets.
        code_systems: CodeSystems.
    """

    structures: Mapping[str, object]
    value_sets: Mapping[str, object]
    code_systems: Mapping[str, object]


def find(mapping: Mapping[str, object], canonical: str) -> Mapping[str, object] | None:
    """Look a canonical up, first with its version, then without."""
    found = mapping.get(canonical)
    if found is None and "|" in canonical:
        found = mapping.get(bare(canonical))
    return found if isinstance(found, Mapping) else None


def bare(canonical: str) -> str:
    """A canonical without its version."""
    return canonical.partition("|")[0]


def canonical_of_type(code: str) -> str:
    """The canonical address of a FHIR type's definition."""
    return code if code.startswith("http") else STRUCTURES + code
