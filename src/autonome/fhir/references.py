"""References between resources: contained, relative, absolute, ``urn:uuid:``; resolved inside the Bundle alone.

Rules of R4 (references, Bundle): an absolute reference means the entry with that ``fullUrl``; a relative one means an
entry on the same server as the one that refers, else, as real exports need it, the only entry of that type and id.
Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autonome.clinical import Source
from autonome.fhir.bundle import Entry
from autonome.fhir.elements import Element, UnusableError


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference points at.

    Args:
        resource: the resource.
        source: where it stands.
        holder: the entry that it is, or that contains it.
    """

    resource: Element
    source: Source
    holder: Entry

    @property
    def type(self) -> str:
        """Its resource type."""
        return self.resource.text("resourceType")


@dataclass(frozen=True, slots=True)
class Library:
    """The entries of a Bundle, by the names under which they can be referred to.

    Args:
        by_url: full URL → entries.
        by_name: type and id → entries.
    """

    by_url: Mapping[str, tuple[Entry, ...]]
    by_name: Mapping[str, tuple[Entry, ...]]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Library:
        """Index the entries."""
        return cls(
            _grouped((entry.full_url, entry) for entry in entries if entry.full_url),
            _grouped((entry.name, entry) for entry in entries if entry.id),
        )

    def resolve(self, reference: str, holder: Entry) -> Target:
        """Find what a reference means.

        Args:
            reference: as written.
            holder: the entry whose resource refers.

        Raises:
            UnusableError: nothing answers to it, or several things do.
        """
        if reference.startswith("#"):
            return _contained(reference[1:], holder)
        found = self.entries(reference, holder)
        if not found:
            raise UnusableError(f"it refers to {reference[:80]}, which is not in this Bundle")
        if len(found) > 1:
            raise UnusableError(f"it refers to {reference[:80]}, and {len(found)} entries answer to that")
        return Target(found[0].resource, found[0].source, found[0])

    def entries(self, reference: str, holder: Entry) -> tuple[Entry, ...]:
        """The entries that answer to a reference that is not to a contained resource."""
        name = reference.partition("/_history/")[0]
        if ":" in name:
            return self.by_url.get(name, ())
        root = holder.full_url.removesuffix(holder.name) if holder.id else ""
        return self.by_url.get(root + name, ()) if root + name in self.by_url else self.by_name.get(name, ())


def _contained(name: str, holder: Entry) -> Target:
    found = [item for item in holder.resource.children("contained") if item.text("id") == name]
    if len(found) != 1:
        count = "nothing" if not found else f"{len(found)} resources"
        raise UnusableError(f"it refers to #{name[:80]}, and it contains {count} of that name")
    kind = found[0].text("resourceType")
    return Target(found[0], Source(holder.place, f"{holder.name}#{name} ({kind})"), holder)


def _grouped(pairs: Iterable[tuple[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    groups: dict[str, tuple[Entry, ...]] = {}
    for key, entry in pairs:
        groups[key] = (*groups.get(key, ()), entry)
    return groups
