"""Reading an incident file: data were lost, changed or seen by whom they are not for.

Strict in form and in codes: an unknown place or category is refused, so that a misspelt one cannot spare a notice.
"""

from __future__ import annotations

from typing import Final

from autonome.access.errors import RequestError
from autonome.access.requests import circumstances_in
from autonome.access.translation import data_classes
from autonome.consent import CATEGORIES, JURISDICTIONS, Members
from autonome.kernel import read_json
from autonome.law import Incident

FORMAT: Final = "autonome-incident/1"
"""Names the format and its version."""


def read_incident(data: bytes, *, where: str = "incident") -> Incident:
    """Read an incident file.

    Args:
        data: its bytes.
        where: its name, for messages.

    Raises:
        RequestError: with what is wrong, where, and the mend.
    """
    top = Members(read_json(data, where=where, error=RequestError), where, RequestError)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    discovered, offset = top.moment("discovered")
    incident = Incident(
        discovered=discovered,
        jurisdictions=frozenset(str(wider) for place in _places(top) for wider in JURISDICTIONS.ancestors(place)),
        data=data_classes(leaf for item in _items(top) for leaf in CATEGORIES.leaves(item)),
        circumstances=circumstances_in(top),
        offset=offset,
    )
    top.done()
    return incident


def _places(top: Members) -> tuple[str, ...]:
    places = top.texts("jurisdictions")
    for place in places:
        if place not in JURISDICTIONS or JURISDICTIONS.covers(place, "world"):
            raise top.refuse(
                f"names {place[:40]!r}, which is no place with a rule pack", "see docs/formats/consent.md."
            )
    return places


def _items(top: Members) -> tuple[str, ...]:
    items = top.texts("items")
    for item in items:
        if item not in CATEGORIES:
            raise top.refuse(f"names the unknown category {item[:40]!r}", "see docs/formats/consent.md.")
    return items
