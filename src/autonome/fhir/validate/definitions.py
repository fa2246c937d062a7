"""The definitions that a resource is held against, as values: parsed JSON by canonical address.

The mappings may be lazy (a package holds thousands of definitions, a resource needs some dozens); nothing here knows
where they come from. A canonical may end in ``|version``; when that version is not there, another one is taken, as the
specification allows for anything but an exact match that it does not demand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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

    def beside(self, structures: Mapping[str, object]) -> Definitions:
        """The same, and StructureDefinitions that count where no package has their address."""
        return Definitions(_Layered(self.structures, structures), self.value_sets, self.code_systems)


class _Layered(Mapping[str, object]):
    """Two mappings as one; the first counts. Nothing is copied: the first may parse on demand."""

    def __init__(self, first: Mapping[str, object], second: Mapping[str, object]) -> None:
        self._first = first
        self._second = second

    def __getitem__(self, canonical: str) -> object:
        return self._first[canonical] if canonical in self._first else self._second[canonical]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._first, *self._second)))

    def __len__(self) -> int:
        return len(self._first) + sum(key not in self._first for key in self._second)


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
