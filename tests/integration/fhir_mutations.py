"""Changes that break a rule by construction: each is derived from a snapshot or from the text of the standard.

A mutation says which rule it breaks, so that a rejection for another reason does not count as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from autonome.fhir.validate import Rule
from tests.integration.fhir_snapshots import Json, Path, Place, Snapshots, enumerated

Change = Callable[[Json], None]
"""Changes a resource in place."""

NO_CODE = "zz-no-such-code"
WRONG_PRIMITIVES: Mapping[str, tuple[Json, ...]] = {
    "date": ("2020-02-30", "2020-13", "20200101", "yesterday"),
    "dateTime": ("2020-02-30", "2020-01-01T10:00", "2020-01-01T25:00:00Z", "2020-01-01T10:00:00"),
    "instant": ("2020-01-01", "2020-01-01T10:00:00", "2020-02-31T10:00:00Z"),
    "time": ("10:00", "24:00:00"),
    "id": ("with space", "x" * 65, "under_score", ""),
    "code": (" leading", "trailing ", "two  spaces", ""),
    "uri": ("with space", ""),
    "url": ("with space", ""),
    "canonical": ("with space", ""),
    "string": ("", "  ", "bell\x07"),
    "markdown": ("",),
    "boolean": ("true", 1),
    "integer": ("1", 2**31, 1.5),
    "positiveInt": (0, -1, "1"),
    "unsignedInt": (-1, "1"),
    "decimal": ("0.5", True),
    "base64Binary": ("***", "abc"),
}
PRIMITIVES = frozenset((*WRONG_PRIMITIVES, "xhtml", "oid", "uuid"))


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change.

    Args:
        kind: what is done.
        breaks: the rules of which one must be reported.
        change: does it.
        where: for the log.
    """

    kind: str
    breaks: frozenset[Rule]
    change: Change
    where: str


def of(kind: str, breaks: Rule | tuple[Rule, ...], change: Change, where: object = "") -> Mutation:
    """A mutation."""
    rules = breaks if isinstance(breaks, tuple) else (breaks,)
    return Mutation(kind, frozenset(rules), change, str(where))


def at(path: Path, edit: Callable[[Json, str | int], None]) -> Change:
    """A change of one member: its container and its key are handed to ``edit``."""

    def change(resource: Json) -> None:
        container = resource
        for step in path[:-1]:
            container = container[step]
        edit(container, path[-1])

    return change


def put(path: Path, value: Json) -> Change:
    """Put a value at a place."""
    return at(path, lambda container, key: container.__setitem__(key, value))


def drop(path: Path) -> Change:
    """Take a member away, with what extends it."""

    def edit(container: Json, key: str | int) -> None:
        del container[key]
        if isinstance(key, str):
            container.pop(f"_{key}", None)

    return at(path, edit)


def place_mutations(place: Place, snapshots: Snapshots) -> Iterator[Mutation]:
    """Everything that one element's own definition forbids."""
    path, element, code = place.path, place.definition, place.type
    first: Path = (*path, 0) if place.is_list else path
    yield from _count_mutations(place)
    if code in PRIMITIVES:
        yield of("object for a primitive", (Rule.JSON, Rule.PRIMITIVE), put(first, {"value": 1}), path)
        for value in WRONG_PRIMITIVES.get("id" if path == ("id",) else code, ()):
            yield of(f"bad {code}", Rule.PRIMITIVE, put(first, value), path)
    elif code != "Resource":
        yield of("text for an object", Rule.JSON, put(first, "text"), path)
        yield of("empty object", Rule.JSON, put(first, {}), path)
        yield of("unknown element", Rule.UNKNOWN, put((*first, "zzUnknown"), "x"), path)
        yield of("unknown modifier extension", (Rule.EXTENSION, Rule.UNKNOWN), _modifier(first), path)
        yield of("extension without url", Rule.CARDINALITY, put((*first, "extension"), [{"valueString": "x"}]), path)
    yield of("null", Rule.JSON, put(path, None), path)
    yield from _value_mutations(place, first)
    yield from _binding_mutations(place, first, snapshots)
    if code == "Reference":
        yield from _reference_mutations(element, first, snapshots)
    if code == "Extension":
        yield from _extension_mutations(place, snapshots)


def _modifier(first: Path) -> Change:
    return put((*first, "modifierExtension"), [{"url": "http://example.org/changes-everything", "valueString": "x"}])


def _count_mutations(place: Place) -> Iterator[Mutation]:
    path, element = place.path, place.definition
    if element["min"] > 0:
        yield of("required element removed", (Rule.CARDINALITY, Rule.INVARIANT), drop(path), path)
    if place.is_list:
        yield of("one value for a list", Rule.JSON, at(path, lambda c, k: c.__setitem__(k, c[k][0])), path)
        yield of("empty list", Rule.JSON, put(path, []), path)
        if element["max"] not in {"*", "0"}:
            often = int(element["max"]) + 1
            edit = at(path, lambda c, k: c.__setitem__(k, [*c[k], *([c[k][0]] * often)]))
            yield of("too many", Rule.CARDINALITY, edit, path)
    else:
        yield of("a list for one value", Rule.JSON, at(path, lambda c, k: c.__setitem__(k, [c[k], c[k]])), path)
    if element["path"].endswith("[x]") and isinstance(path[-1], str):
        stem = element["path"].rpartition(".")[2].removesuffix("[x]")
        yield of(
            "type that no choice has", Rule.UNKNOWN, put((*path[:-1], f"{stem}ElementDefinition"), {"path": "x"}), path
        )
        types = [item["code"] for item in element["type"]]
        if "string" in types and place.type != "string":
            yield of("two choices", Rule.CARDINALITY, put((*path[:-1], f"{stem}String"), "x"), path)


def _value_mutations(place: Place, first: Path) -> Iterator[Mutation]:
    for key, value in place.definition.items():
        if key.startswith("fixed"):
            changed = f"{value}-changed" if isinstance(value, str) else {"id": "changed"}
            yield of("fixed value changed", (Rule.FIXED, Rule.EXTENSION), put(first, changed), place.path)
        elif key.startswith("pattern"):
            yield of("pattern broken", Rule.PATTERN, _break_pattern(first, value), place.path)


def _break_pattern(first: Path, pattern: Json) -> Change:
    def edit(container: Json, key: str | int) -> None:
        value = container[key]
        if not isinstance(pattern, dict):
            container[key] = f"{pattern}-changed"
        elif "coding" in pattern:
            for coding in value["coding"]:
                coding["code"] = NO_CODE
        else:
            value.update(dict.fromkeys(pattern, NO_CODE))

    return at(first, edit)


def _binding_mutations(place: Place, first: Path, snapshots: Snapshots) -> Iterator[Mutation]:
    binding = place.definition.get("binding", {})
    if binding.get("strength") != "required":
        return
    codes = enumerated(snapshots.definitions, binding.get("valueSet", ""))
    if not codes or any(code == NO_CODE for _, code in codes):
        return
    coding = {"system": min(codes)[0], "code": NO_CODE}
    if place.type == "code":
        yield of("code outside a required binding", Rule.BINDING, put(first, NO_CODE), place.path)
    elif place.type == "Coding":
        yield of("coding outside a required binding", Rule.BINDING, put(first, coding), place.path)
    elif place.type == "CodeableConcept":
        yield of("concept outside a required binding", Rule.BINDING, put(first, {"coding": [coding]}), place.path)
        yield of("text for a required code", Rule.BINDING, put(first, {"text": "x"}), place.path)


def _reference_mutations(element: Mapping[str, Json], first: Path, snapshots: Snapshots) -> Iterator[Mutation]:
    targets = [one for item in element.get("type", []) for one in item.get("targetProfile", [])]
    types = {structure["type"] for one in targets if (structure := snapshots.structure(one))}
    if types and not types & {"Linkage", "Resource"} and all(map(snapshots.structure, targets)):
        yield of("wrong kind of target", Rule.REFERENCE, put(first, {"reference": "Linkage/1"}), first)
        yield of("wrong stated type", Rule.REFERENCE, put(first, {"type": "Linkage", "display": "x"}), first)
    if types:
        broken = {"reference": f"{min(types)}/1", "type": "Linkage"}
        yield of("stated type contradicts", Rule.REFERENCE, put(first, broken), first)
    yield of("contained target missing", Rule.INVARIANT, put(first, {"reference": "#zz-missing"}), first)


def _extension_mutations(place: Place, snapshots: Snapshots) -> Iterator[Mutation]:
    """What the definition of an extension forbids, for those that a package defines."""
    for number, extension in enumerate(place.values):
        structure = snapshots.structure(extension["url"])
        path: Path = (*place.path, number)
        if structure is None:
            continue
        by_id = {element["id"]: element for element in structure["snapshot"]["element"]}
        value = next((key for key in extension if key.startswith("value")), "")
        types = {item["code"] for item in by_id.get("Extension.value[x]", {}).get("type", [])}
        if value and "time" not in types:
            swap = at(path, lambda c, k: c.__setitem__(k, {"url": c[k]["url"], "valueTime": "10:00:00"}))
            yield of("extension's value of another type", Rule.TYPE, swap, path)
        if value:
            parts = put((*path, "extension"), [{"url": "http://example.org/a", "valueString": "x"}])
            yield of("parts in a simple extension", (Rule.INVARIANT, Rule.CARDINALITY), parts, path)
        for piece in by_id.values():
            if piece["id"].startswith("Extension.extension:") and piece["id"].count(".") == 1 and piece["min"] > 0:
                gone = at((*path, "extension"), lambda c, k, n=piece["sliceName"]: _remove_part(c, k, n))  # type: ignore[misc]
                yield of("required part of an extension removed", (Rule.CARDINALITY, Rule.INVARIANT), gone, path)


def _remove_part(container: Json, key: str | int, name: str) -> None:
    container[key] = [part for part in container[key] if part["url"] != name]
