"""Changes that break the rules of slices, derived from the slices' own lines in the snapshot.

Only slices that a pattern tells apart are read (as nearly all of the guide are): the pattern says, without asking the
code under test, which elements of an example belong to the slice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autonome.fhir.validate import Rule
from tests.integration.fhir_mutations import NO_CODE, Change, Mutation, at, drop, of, put
from tests.integration.fhir_snapshots import Json, Path, Snapshots, enumerated


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice of a list directly under the resource.

    Args:
        name: of the list.
        element: the slice's ElementDefinition.
        below: ElementDefinitions under it, by the rest of their id.
        where: the discriminator's path.
        pattern: what tells it apart.
    """

    name: str
    element: Mapping[str, Json]
    below: Mapping[str, Mapping[str, Json]]
    where: str
    pattern: Json

    def members(self, resource: Json) -> list[int]:
        """Indexes of the elements that belong to it."""
        items = resource.get(self.name, [])
        return [at for at, item in enumerate(items) if _has(item.get(self.where), self.pattern)]


def slices(snapshots: Snapshots, profile: str) -> list[Slice]:
    """The slices of a profile that a pattern tells apart."""
    structure: Json = snapshots.structure(profile)
    by_id = {element["id"]: element for element in structure["snapshot"]["element"]}
    found: list[Slice] = []
    for identity, element in by_id.items():
        root, _, last = identity.partition(".")
        name, _, piece = last.partition(":")
        if not piece or "." in last:
            continue
        discriminators = by_id[f"{root}.{name}"].get("slicing", {}).get("discriminator", [])
        below = {
            key.removeprefix(f"{identity}."): value for key, value in by_id.items() if key.startswith(f"{identity}.")
        }
        for discriminator in discriminators:
            told_by = below.get(discriminator["path"], {})
            pattern = next((value for key, value in told_by.items() if key.startswith("pattern")), None)
            if discriminator["type"] in {"value", "pattern"} and pattern is not None:
                found.append(Slice(name, element, below, discriminator["path"], pattern))
    return found


def slice_mutations(resource: Json, snapshots: Snapshots, profile: str) -> Iterator[Mutation]:
    """Everything that a slice's own lines forbid."""
    for piece in slices(snapshots, profile):
        members = piece.members(resource)
        if not members:
            continue
        label = piece.element["id"]
        if piece.element["min"] > 0:
            yield of("required slice removed", Rule.CARDINALITY, _without(piece, members), label)
            yield of("slice's discriminator broken", Rule.CARDINALITY, _undiscriminated(piece, members), label)
        if piece.element["max"] == "1":
            twice = at((piece.name,), lambda c, k, one=members[0]: c[k].append(c[k][one]))  # type: ignore[misc]
            yield of("slice too often", (Rule.CARDINALITY, Rule.PATTERN), twice, label)
        yield from _value_mutations(resource, piece, members[0], snapshots)


def _value_mutations(resource: Json, piece: Slice, at_: int, snapshots: Snapshots) -> Iterator[Mutation]:
    rule = piece.below.get("value[x]")
    item = resource[piece.name][at_]
    key = next((key for key in item if key.startswith("value")), "")
    if rule is None or not key:
        return
    path: Path = (piece.name, at_, key)
    if rule["min"] > 0:
        yield of("slice without its value", Rule.CARDINALITY, drop(path), rule["id"])
    types = {item["code"] for item in rule["type"]}
    other = "Time" if "time" not in types else "Ratio"

    def swap(resource: Json) -> None:
        del resource[piece.name][at_][key]
        resource[piece.name][at_][f"value{other}"] = "10:00:00" if other == "Time" else {"numerator": {"value": 1}}

    yield of("slice's value of another type", Rule.TYPE, swap, rule["id"])
    yield from _binding_mutations(rule, path, key, snapshots)


def _binding_mutations(rule: Mapping[str, Json], path: Path, key: str, snapshots: Snapshots) -> Iterator[Mutation]:
    binding = rule.get("binding", {})
    if binding.get("strength") != "required" or key != "valueCodeableConcept":
        return
    codes = enumerated(snapshots.definitions, binding.get("valueSet", ""))
    if codes:
        coding = {"system": min(codes)[0], "code": NO_CODE}
        yield of("slice's code outside a required binding", Rule.BINDING, put(path, {"coding": [coding]}), rule["id"])


def _without(piece: Slice, members: list[int]) -> Change:
    gone = set(members)
    return at((piece.name,), lambda c, k: c.__setitem__(k, [item for at_, item in enumerate(c[k]) if at_ not in gone]))


def _undiscriminated(piece: Slice, members: list[int]) -> Change:
    def change(resource: Json) -> None:
        for at_ in members:
            value = resource[piece.name][at_][piece.where]
            for coding in value["coding"] if isinstance(value, dict) else value:
                coding["code"] = NO_CODE

    return change


def _has(value: Json, pattern: Json) -> bool:
    """Whether a value, or one of a list, holds all that a pattern holds."""
    if isinstance(value, list) and not isinstance(pattern, list):
        return any(_has(item, pattern) for item in value)
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(_has(value.get(key), item) for key, item in pattern.items())
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(_has(one, item) for one in value) for item in pattern)
    return bool(value == pattern)
