"""Items of a health record as a store keeps them: one by one, each of one category of data, with its versions."""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import Instant, Json


@dataclass(frozen=True, slots=True)
class RecordItem:
    """One item of a person's record.

    Args:
        category: leaf of the data tree that it belongs to.
        name: its own within the category, such as ``Observation/7``.
        body: the item, such as a FHIR resource; None where it was taken back.
        at: when what it says was so; None where it does not say.
    """

    category: str
    name: str
    body: Json
    at: Instant | None = None


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it is stored.

    Args:
        item: the newest version.
        version: its number, from 0 on.
    """

    item: RecordItem
    version: int
