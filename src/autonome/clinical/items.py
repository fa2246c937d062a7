"""Items of a health record as a store keeps them: one by one, each with its categories of data and its versions."""

from __future__ import annotations

from dataclasses import dataclass, field

from autonome.kernel import Instant


@dataclass(frozen=True, slots=True)
class KeptItem:
    """One item of a person's record.

    Args:
        categories: leaves of the data tree that it belongs to; it is seen only where all of them are open.
        name: its own within the record, such as ``Observation/7``.
        body: the item as text, such as a FHIR resource in JSON; None where it was taken back.
        at: when what it says was so; None where it does not say.
        place: its number within the file that it came from, so that a reader of a plan can go back to it; where only
            this has changed, the item has not.
    """

    categories: frozenset[str]
    name: str
    body: str | None
    at: Instant | None = None
    place: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it is stored.

    Args:
        item: the newest version.
        version: its number, from 0 on.
    """

    item: KeptItem
    version: int
