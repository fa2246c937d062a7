"""Items of a record for people: what it is, what it says, when; and the whole of it, for who wants to look closer.

What stands in a record is other people's text: it is shown as text, whatever it looks like. Nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from autonome.access.explanation import naming
from autonome.clinical.items import StoredItem
from autonome.kernel import Instant, Text

NAMED_BY: Final = ("code", "medicationCodeableConcept", "medicationReference", "description", "name", "type")
"""Members of FHIR resources that say what one is about; the first that is there counts."""

LONGEST: Final = 300
"""Characters of a line; the whole of it stands below."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item.

    Args:
        name: its own within the record.
        title: what it is about, in the record's words.
        value: what it says, likewise; "" where it is in the title.
        kinds: categories of data.
        at: when that was so.
        body: all of it.
    """

    name: str
    title: str
    value: str
    kinds: Text
    at: Instant | None
    body: str


def shown(items: Sequence[StoredItem]) -> tuple[Shown, ...]:
    """Arrange items for reading, the newest first; those that were taken back are left out."""
    kept = [each for each in items if each.item.body is not None]
    dated = sorted(kept, key=lambda each: each.item.at.seconds if each.item.at else 0, reverse=True)
    return tuple(map(_shown, dated))


def _shown(stored: StoredItem) -> Shown:
    item = stored.item
    body = item.body or ""
    resource = _resource(body)
    title = next((found for name in NAMED_BY if (found := _words(resource.get(name)))), item.name)
    value = "; ".join(dict.fromkeys(filter(None, _values(resource))))
    return Shown(item.name, title[:LONGEST], value[:LONGEST], naming.data(item.categories), item.at, _spread(body))


def _resource(body: str) -> Mapping[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    found = read.get("resource", read) if isinstance(read, dict) else {}
    return found if isinstance(found, dict) else {}


def _spread(body: str) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)
    except ValueError:
        return body


def _words(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Text of a CodeableConcept, a reference, a name or a list of them."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return next((found for each in value if (found := _words(each))), "")
    if isinstance(value, dict):
        found = next((value[name] for name in ("text", "display") if isinstance(value.get(name), str)), "")
        return found or _words(value.get("coding")) or _words(value.get("code"))
    return ""


def _values(resource: Mapping[str, Any]) -> Iterator[str]:
    """What a resource says, as far as it can be told in a line."""
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, dict):
        yield f"{quantity.get('comparator') or ''}{quantity.get('value', '')} {quantity.get('unit') or ''}".strip()
    for name in ("valueString", "valueCodeableConcept", "dosageInstruction", "birthDate", "gender", "status"):
        yield _words(resource.get(name))
    status = resource.get("clinicalStatus")
    yield _words(status)
