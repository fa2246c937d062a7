"""What a reader of one resource type gives back, and what every reader is given.

A new resource type is a new module with a `Reader`, and one row in the table of `autonome.fhir.record`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from autonome.clinical import RecordItem
from autonome.fhir.bundle import Entry
from autonome.fhir.references import Library


@dataclass(frozen=True, slots=True)
class Reading:
    """One resource, read.

    Args:
        item: the domain's value.
        doubts: what is doubtful about it, one sentence each.
        uses: places of other entries that were read for it.
    """

    item: RecordItem
    doubts: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


class Reader(Protocol):
    """Translates the resource of one entry."""

    def __call__(self, entry: Entry, library: Library, /) -> Reading:
        """Translate it.

        Raises:
            UnusableError: it cannot be used; the message is the reason that is listed.
        """


@dataclass(frozen=True, slots=True)
class ResourceType:
    """How one resource type is read.

    Args:
        read: the translation.
        subject: the member that says whom the resource is about.
    """

    read: Reader
    subject: str = "subject"
