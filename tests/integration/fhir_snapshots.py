"""The tests' own, naive reading of snapshots: what stands where in a resource, straight from the published JSON.

Kept apart from `autonome.fhir.validate` on purpose: a mutation must be known to break a rule without asking the code
under test. Slices are left out here (`fhir_slices` reads those); what remains holds for every element of a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autonome.fhir.validate import Definitions

BASE = "http://hl7.org/fhir/StructureDefinition/"
Json = Any  # parsed JSON, cut and changed at will
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One element that stands in a resource.

    Args:
        path: keys and indexes from the root to the element's JSON member.
        definition: its ElementDefinition.
        type: type code.
        is_list: whether JSON writes a list here.
        values: what stands there.
    """

    path: Path
    definition: Mapping[str, Json]
    type: str
    is_list: bool
    values: tuple[Json, ...]


class Snapshots:
    """Snapshots by address, and the places of a resource."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._plain: dict[str, dict[str, list[Mapping[str, Json]]]] = {}

    def structure(self, url: str) -> Mapping[str, Json] | None:
        """A StructureDefinition."""
        try:
            return self.definitions.structures[url]  # type: ignore[return-value]  # parsed JSON
        except KeyError:
            return None

    def elements(self, url: str) -> dict[str, list[Mapping[str, Json]]]:
        """ElementDefinitions without slices, by the path of their parent."""
        if url not in self._plain:
            grouped: dict[str, list[Mapping[str, Json]]] = {}
            structure = self.structure(url)
            for element in structure["snapshot"]["element"] if structure else ():
                if ":" not in element["id"]:
                    grouped.setdefault(element["path"].rpartition(".")[0], []).append(element)
            self._plain[url] = grouped
        return self._plain[url]

    def places(self, resource: Json, profile: str) -> list[Place]:
        """Every element of a resource that its profile's snapshot, or a type's, describes."""
        return list(self._below(resource, profile, resource["resourceType"], ()))

    def _below(self, value: Json, url: str, parent: str, path: Path) -> Iterator[Place]:
        elements = self.elements(url)
        for element in elements.get(parent, ()):
            for key, code in _keys(element, value):
                is_list = isinstance(value[key], list)
                items = value[key] if is_list else [value[key]]
                yield Place((*path, key), element, code, is_list, tuple(items))
                for at, item in enumerate(items):
                    here: Path = (*path, key, at) if is_list else (*path, key)
                    if not isinstance(item, dict):
                        continue
                    if element["path"] in elements:
                        yield from self._below(item, url, element["path"], here)
                    elif "contentReference" in element:
                        target = element["contentReference"].rpartition("#")[2]
                        yield from self._below(item, BASE + target.partition(".")[0], target, here)
                    elif "resourceType" not in item and code[:1].isupper():
                        yield from self._below(item, BASE + code, code, here)


def _keys(element: Mapping[str, Json], value: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    name = element["path"].rpartition(".")[2]
    codes = [_code(item) for item in element.get("type", [])]
    if not name.endswith("[x]"):
        if name in value:
            yield name, codes[0] if codes else "BackboneElement"
        return
    for code in codes:
        key = name.removesuffix("[x]") + code[:1].upper() + code[1:]
        if key in value:
            yield key, code


def _code(item: Mapping[str, Json]) -> str:
    code: str = item["code"]
    if not code.startswith("http"):
        return code
    named = [more.get("valueUrl") for more in item.get("extension", []) if more["url"].endswith("fhir-type")]
    return named[0] if named and named[0] else "string"


def enumerated(definitions: Definitions, value_set: str) -> set[tuple[str, str]] | None:
    """All codes of a value set that lists them, or takes whole, complete code systems; None for any other."""
    try:
        resource: Json = definitions.value_sets[value_set.partition("|")[0]]
    except KeyError:
        return None
    compose = resource.get("compose", {})
    if compose.get("exclude") or not compose.get("include"):
        return None
    codes: set[tuple[str, str]] = set()
    for part in compose["include"]:
        if part.get("filter") or part.get("valueSet") or "system" not in part:
            return None
        listed = part.get("concept") or _whole_system(definitions, part["system"])
        if listed is None:
            return None
        codes |= {(part["system"], concept["code"]) for concept in listed}
    return codes


def _whole_system(definitions: Definitions, system: str) -> list[Mapping[str, Json]] | None:
    try:
        resource: Json = definitions.code_systems[system]
    except KeyError:
        return None
    if resource.get("content") != "complete":
        return None
    found: list[Mapping[str, Json]] = []
    waiting = list(resource.get("concept", []))
    while waiting:
        concept = waiting.pop()
        found.append(concept)
        waiting.extend(concept.get("concept", []))
    return found
