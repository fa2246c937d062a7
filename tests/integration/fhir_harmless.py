"""Changes that break no rule: a validator that rejects these is too strict, and its other figures are worth nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tests.integration.fhir_mutations import PRIMITIVES, Mutation, at, of, put
from tests.integration.fhir_snapshots import Json, Path, Place

MORE = {"url": "http://example.org/more", "valueString": "x"}
_KEPT = ("fixed", "pattern")
_PLAIN = {
    "string": "other words",
    "dateTime": "2024-02-29",
    "date": "2024-02-29",
    "instant": "2024-02-29T00:00:00.5+14:00",
}


def harmless(place: Place, resource: Json) -> Iterator[Mutation]:
    """What one element allows."""
    first: Path = (*place.path, 0) if place.is_list else place.path
    name = place.path[-1]
    if place.type not in PRIMITIVES and place.type not in {"Resource", "Extension"}:
        extend = at((*first, "extension"), lambda c, k: c.__setitem__(k, [*c.get(k, []), MORE]))
        yield of("extension that nobody defines", (), extend, place.path)
    is_free = place.type in _PLAIN and not any(key.startswith(_KEPT) for key in place.definition)
    if is_free and name not in {"id", "reference", "start", "end", "lastModified", "authoredOn"}:
        yield of(f"another {place.type}", (), put(first, _PLAIN[place.type]), place.path)
    if place.path == ("component",):
        yield of("components in reverse", (), at(place.path, lambda c, k: c[k].reverse()), place.path)
    if place.path == ("id",):
        yield of("names in reverse", (), _reverse, "")


def _reverse(value: Json) -> None:
    """Turn the order of all names round: JSON objects have none."""
    if isinstance(value, dict):
        items = list(value.items())[::-1]
        value.clear()
        value.update(items)
        for item in value.values():
            _reverse(item)
    elif isinstance(value, list):
        for item in value:
            _reverse(item)
