"""Profiles by address, each read once, and what the base definitions imply: JSON names, ancestors of types."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.fhir.validate.definitions import Definitions, bare, canonical_of_type, find
from autonome.fhir.validate.rules import ElementRule, Profile
from autonome.fhir.validate.snapshots import read_profile

Names = Mapping[str, tuple[ElementRule, str]]
"""JSON name to the element's rule and the type that the name stands for."""


class Profiles:
    """Reads a profile when it is first asked for, and keeps it.

    Args:
        definitions: where StructureDefinitions come from.
    """

    def __init__(self, definitions: Definitions) -> None:
        self._structures = definitions.structures
        self._read: dict[str, Profile | None] = {}
        self._types: dict[str, Profile | None] = {}
        self._names: dict[ElementRule, Names] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def profile(self, canonical: str) -> Profile | None:
        """The profile at an address; None where no package has it.

        Raises:
            DefinitionError: it is there, and cannot be used.
        """
        if canonical not in self._read:
            definition = find(self._structures, canonical)
            self._read[canonical] = None if definition is None else read_profile(definition)
        return self._read[canonical]

    def type(self, code: str) -> Profile | None:
        """The base definition of a type."""
        if code not in self._types:
            self._types[code] = self.profile(canonical_of_type(code)) if code else None
        return self._types[code]

    def is_resource(self, code: str) -> bool:
        """Whether a type code names a resource type."""
        found = self.type(code)
        return found is not None and found.is_resource and not found.is_constraint

    def is_primitive(self, code: str) -> bool:
        """Whether a type code names a primitive type."""
        found = self.type(code)
        return found is not None and found.is_primitive

    def content(self, rule: ElementRule) -> ElementRule:
        """The rule that holds the children: the rule itself, or what its contentReference names."""
        if not rule.content:
            return rule
        owner = self.type(rule.content.partition(".")[0])
        return owner.by_id.get(rule.content, rule) if owner else rule

    def inner(self, rule: ElementRule, code: str) -> ElementRule | None:
        """Where the children of a value of a type are ruled: at the rule itself, or at the type's definition."""
        here = self.content(rule)
        if here.children:
            return here
        found = self.type(code)
        return found.root if found else None

    def names(self, rule: ElementRule) -> Names:
        """JSON names of an element's children. Choices are written out, one name for each type."""
        known = self._names.get(rule)
        if known is None:
            known = {name: entry for child in rule.children.values() for name, entry in _spellings(child).items()}
            self._names[rule] = known
        return known

    def ancestors(self, code: str) -> tuple[str, ...]:
        """A type and what it is derived from, nearest first: ``Observation, DomainResource, Resource``."""
        if code not in self._ancestors:
            line: list[str] = []
            found = self.type(code)
            while found is not None and found.type not in line:
                line.append(found.type)
                found = self.profile(found.base) if found.base else None
            self._ancestors[code] = tuple(line) or (code,)
        return self._ancestors[code]

    def line(self, canonical: str) -> tuple[str, ...]:
        """A profile's address and those that it is derived from, without versions."""
        line: list[str] = []
        found = self.profile(canonical)
        while found is not None and found.url not in line:
            line.append(found.url)
            found = self.profile(found.base) if found.base else None
        return tuple(line) or (bare(canonical),)


def _spellings(rule: ElementRule) -> Names:
    if not rule.is_choice:
        code = rule.types[0].code if rule.types else "BackboneElement"
        return {rule.name: (rule, code)}
    return {rule.name + item.code[:1].upper() + item.code[1:]: (rule, item.code) for item in rule.types}
