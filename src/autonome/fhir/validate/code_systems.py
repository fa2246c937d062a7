"""Code systems: the concepts of one, and the properties that value-set filters ask for.

Systems that are grammars rather than lists (media types, languages, UCUM) are known by their grammar alone: a text that
breaks it is certainly not a code, one that keeps it may or may not be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_CONCEPTS = 500_000
"""Concepts of one code system (our own judgement; the largest of the guide's packages has some 2,000)."""

_GRAMMARS = {
    "urn:ietf:bcp:13": re.compile(
        r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*(/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*)?(\s*;.{0,200})?"
    ),
    "urn:ietf:bcp:47": re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,8}"),
    "http://unitsofmeasure.org": re.compile(r"[\x21-\x7e]{1,200}"),
    "urn:iso:std:iso:4217": re.compile(r"[A-Z]{3}"),
}
"""Codes by grammar: RFC 6838 section 4.2 (the part after the stroke may be absent: R4 writes
``json`` and ``xml`` so), RFC 5646 section 2.1 (shortened), UCUM section 1 (printable ASCII without
white space), ISO 4217 (three capital letters)."""


@dataclass(slots=True)
class Concept:
    """One code, with what filters look at."""

    code: str
    parents: set[str] = field(default_factory=set)
    properties: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """The concepts of a code system.

    Args:
        url: its address.
        is_complete: whether every code is here.
        is_case_sensitive: whether the case of a code counts.
        concepts: by code, lower-cased where the case does not count.
    """

    url: str
    is_complete: bool
    is_case_sensitive: bool
    concepts: Mapping[str, Concept]

    def concept(self, code: str) -> Concept | None:
        """The concept of a code."""
        return self.concepts.get(code if self.is_case_sensitive else code.lower())

    def is_below(self, code: str, ancestor: str) -> bool:
        """Whether a concept lies strictly under another, over any number of steps."""
        waiting, seen = [code], {code}
        while waiting:
            found = self.concept(waiting.pop())
            for parent in found.parents if found else ():
                if parent == ancestor:
                    return True
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return False


def grammar_refuses(system: str, code: str) -> bool | None:
    """Whether a system known by its grammar certainly lacks a code; None where the system has no grammar here."""
    grammar = _GRAMMARS.get(system)
    return None if grammar is None else grammar.fullmatch(code) is None


def read_code_system(resource: Mapping[str, object]) -> CodeSystem:
    """Read a CodeSystem resource, its hierarchy by nesting and by ``subsumedBy`` or ``parent`` properties."""
    is_sensitive = resource.get("caseSensitive") is not False
    concepts: dict[str, Concept] = {}
    waiting = [(item, "") for item in _concepts(resource)]
    while waiting and len(concepts) <= MAX_CONCEPTS:
        item, parent = waiting.pop()
        code = item.get("code")
        if not isinstance(code, str):
            continue
        concept = concepts.setdefault(code if is_sensitive else code.lower(), Concept(code))
        if parent:
            concept.parents.add(parent)
        _note_properties(concept, item)
        waiting.extend((child, code) for child in _concepts(item))
    url = resource.get("url")
    return CodeSystem(
        url=url if isinstance(url, str) else "",
        is_complete=resource.get("content") == "complete" and not waiting,
        is_case_sensitive=is_sensitive,
        concepts=concepts,
    )


def _note_properties(concept: Concept, item: Mapping[str, object]) -> None:
    for entry in _list(item.get("property")):
        name = entry.get("code")
        value = next((v for key, v in entry.items() if key.startswith("value")), None)
        if isinstance(value, Mapping):
            value = value.get("code")
        if not isinstance(name, str) or value is None:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        concept.properties.setdefault(name, set()).add(text)
        if name in {"subsumedBy", "parent"}:
            concept.parents.add(text)


def _concepts(item: Mapping[str, object]) -> list[Mapping[str, object]]:
    return _list(item.get("concept"))


def _list(value: object) -> list[Mapping[str, object]]:
    return [piece for piece in value if isinstance(piece, Mapping)] if isinstance(value, list) else []
