"""Trees of codes, with ancestors and descendants precomputed as bit sets.

Each term has one bit; a question about kinship is one AND. A code that is not in the tree is an error, never an
empty answer. A tree that is built from rows with a cycle, an unknown parent or a code used twice is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from autonome.consent.errors import ConsentError

CodeT = TypeVar("CodeT", bound=str)


_ORDER = "put the parent above it; the first term alone has none."


@dataclass(frozen=True, slots=True)
class Term:
    """One code.

    Args:
        code: as it is written by us.
        parent: the next broader code, or "" for the root.
        label: in plain words.
        aliases: the same meaning in other systems.
    """

    code: str
    parent: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy(Generic[CodeT]):
    """A tree of codes.

    Args:
        name: of what, for messages, such as ``purpose``.
        terms: parents before children.
        places: code or alias → index into ``terms``.
        up: for each term, the bit set of itself and its ancestors.
        down: for each term, the bit set of itself and its descendants.
    """

    name: str
    terms: tuple[Term, ...]
    places: Mapping[str, int]
    up: tuple[int, ...]
    down: tuple[int, ...]

    @classmethod
    def build(cls, name: str, terms: Iterable[Term]) -> Taxonomy[CodeT]:
        """Make a tree of rows.

        Args:
            name: of what.
            terms: the first is the root; a parent stands before its children, so that no cycle can be written.

        Raises:
            ConsentError: a second root, a parent that does not stand above, or a code or alias used twice.
        """
        rows = tuple(terms)
        places: dict[str, int] = {}
        up: list[int] = []
        for place, term in enumerate(rows):
            if term.parent not in places and (place or term.parent):
                raise ConsentError(f"the {name} {term.code!r} names a parent that does not stand above it", mend=_ORDER)
            up.append(1 << place | (up[places[term.parent]] if term.parent else 0))
            for code in (term.code, *term.aliases):
                if code in places:
                    raise ConsentError(f"the {name} {code!r} is defined twice", mend="define it once.")
                places[code] = place
        return cls(name, rows, places, tuple(up), _descendants(up))

    def __contains__(self, code: object) -> bool:
        """Whether this is a code or an alias of the tree."""
        return code in self.places

    def code(self, text: str) -> CodeT:
        """Return our own code for a code or an alias.

        Raises:
            ConsentError: it is not in the tree.
        """
        if text not in self.places:
            raise ConsentError(f"{text[:60]!r} is no known {self.name}", mend=f"use one of: {self._some()}.")
        return cast("CodeT", self.terms[self.places[text]].code)

    def covers(self, broad: str, narrow: str) -> bool:
        """Whether the first is an ancestor of the second, or the same."""
        return bool(self.up[self.places[narrow]] >> self.places[broad] & 1)

    def touches(self, one: str, other: str) -> bool:
        """Whether one is an ancestor of the other, or the same."""
        return self.covers(one, other) or self.covers(other, one)

    def ancestors(self, code: str) -> frozenset[CodeT]:
        """Return the code and everything broader."""
        return self._codes(self.up[self.places[code]])

    def leaves(self, code: str) -> tuple[CodeT, ...]:
        """Return the narrowest codes below (the code itself if nothing is), in the order of the tree."""
        below = self.down[self.places[code]]
        narrowest = (place for place in range(len(self.terms)) if below >> place & 1 and self.down[place] == 1 << place)
        return tuple(cast("CodeT", self.terms[place].code) for place in narrowest)

    def label(self, code: str) -> str:
        """Return the term in plain words."""
        return self.terms[self.places[code]].label

    def _codes(self, bits: int) -> frozenset[CodeT]:
        return frozenset(cast("CodeT", term.code) for place, term in enumerate(self.terms) if bits >> place & 1)

    def _some(self) -> str:
        shown = 12  # enough to recognise the vocabulary by; the format's page lists all
        codes = [term.code for term in self.terms]
        return ", ".join(codes[:shown]) + (" …" if len(codes) > shown else "")


def _descendants(up: list[int]) -> tuple[int, ...]:
    down = [0] * len(up)
    for place, above in enumerate(up):
        for ancestor in range(place + 1):
            if above >> ancestor & 1:
                down[ancestor] |= 1 << place
    return tuple(down)
