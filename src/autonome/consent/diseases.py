"""Diseases: a hierarchy that somebody gives, with ancestors worked out once.

Whether research on one disease is covered by a consent to another depends on how diseases lie below each other, and
that is other people's knowledge (MONDO, the Disease Ontology). So a hierarchy is a value that whoever decides hands to
the engine: never the asker, who could put any disease below any other. A disease can lie below several; a cycle is
refused. Without a hierarchy no disease is known, and a request that names one is refused.

Not here: any hierarchy; and what kinship means for a permission or a refusal (`access.matching`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from autonome.consent.errors import ConsentError
from autonome.consent.members import Members
from autonome.kernel import Json, Sha256, digest, read_json

FORMAT: Final = "autonome-diseases/1"
"""Names the format and its version."""

MAX_DISEASES: Final = 100_000
"""Most diseases in one hierarchy: three times what MONDO holds."""

MAX_KINSHIPS: Final = 1_000_000
"""Most pairs of a disease and an ancestor, which bounds the work: thirty ancestors for each disease of MONDO."""


@dataclass(frozen=True, slots=True)
class Diseases:
    """A hierarchy.

    Args:
        name: whose, in which version, such as ``MONDO 2026-01-06``.
        above: each known disease → all its ancestors, without itself.
        digest: of name and ancestors, by which a decision names it; None for no hierarchy.
    """

    name: str
    above: Mapping[str, frozenset[str]]
    digest: Sha256 | None

    @classmethod
    def of_parents(cls, name: str, parents: Mapping[str, Iterable[str]]) -> Diseases:
        """Make a hierarchy of each disease's next broader ones.

        Args:
            name: whose, in which version.
            parents: disease → the next broader diseases; those at the top have none.

        Raises:
            ConsentError: a parent that is no disease of the hierarchy, a cycle, or too many.
        """
        nearest = {code: frozenset(broader) for code, broader in parents.items()}
        if len(nearest) > MAX_DISEASES:
            raise _refused(name, f"holds more than {MAX_DISEASES} diseases", "leave out what nobody asks for.")
        for code, broader in nearest.items():
            for parent in broader:
                if parent not in nearest:
                    raise _refused(name, f"puts {code[:60]!r} below {parent[:60]!r}, which it lacks", "add it.")
        return cls.of_ancestors(name, _closed(name, nearest))

    @classmethod
    def of_ancestors(cls, name: str, above: Mapping[str, Iterable[str]]) -> Diseases:
        """Take over ancestors that were worked out elsewhere.

        Args:
            name: whose, in which version.
            above: disease → all its ancestors. One that stands as an ancestor alone is not known: of it nobody said
                what lies above it.
        """
        known = {code: frozenset(ancestors) - {code} for code, ancestors in above.items()}
        return cls(name, known, digest([name, {code: sorted(ancestors) for code, ancestors in known.items()}]))

    def __contains__(self, code: object) -> bool:
        """Whether the hierarchy says what lies above this disease."""
        return code in self.above

    def covers(self, broad: str, narrow: str) -> bool:
        """Whether the first is an ancestor of the second, or the same; of an unknown disease nothing else is known."""
        return broad == narrow or broad in self.above.get(narrow, ())

    def may_touch(self, one: str, other: str) -> bool:
        """Whether one is an ancestor of the other, or the same; of an unknown disease, it may be."""
        unknown = one not in self.above or other not in self.above
        return unknown or self.covers(one, other) or self.covers(other, one)


NO_DISEASES: Final = Diseases("none", {}, None)
"""No hierarchy."""


def read_diseases(data: bytes, *, where: str = "diseases") -> Diseases:
    """Read a hierarchy from a file.

    Args:
        data: its bytes.
        where: its name, for messages.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    top = Members(read_json(data, where=where, error=ConsentError), where)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    title = f"{top.text('name')} {top.text('version')}"
    with top.place():
        hierarchy = Diseases.of_parents(title, _parents(top, top.value("parents")))
    top.done()
    return hierarchy


def _parents(top: Members, value: Json) -> Mapping[str, list[str]]:
    if not isinstance(value, Mapping) or not value:
        raise top.refuse("names no parents", "give an object: each disease with a list of the next broader ones.")
    parents: dict[str, list[str]] = {}
    for code, broader in value.items():
        if not isinstance(broader, list) or not all(isinstance(each, str) and each for each in broader) or not code:
            raise top.refuse(f"says of {code[:60]!r} no list of codes", "give a list; an empty one at the top.")
        parents[code] = [str(each) for each in broader]
    return parents


def _closed(name: str, nearest: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """All ancestors of each, parents before children; a cycle has no such order."""
    above: dict[str, frozenset[str]] = {}
    kinships = 0
    try:
        for code in TopologicalSorter(nearest).static_order():
            above[code] = nearest[code].union(*(above[parent] for parent in nearest[code]))
            kinships += len(above[code])
            if kinships > MAX_KINSHIPS:
                raise _refused(name, "is nested too deeply to be worked out", "give a hierarchy of diseases.")
    except CycleError as error:
        raise _refused(name, f"puts {str(error.args[1][0])[:60]!r} below itself", "cut the circle.") from error
    return above


def _refused(name: str, problem: str, mend: str) -> ConsentError:
    return ConsentError(f"the hierarchy {name[:60]!r} {problem}", mend=mend)
