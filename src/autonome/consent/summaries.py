"""Scopes, short: atoms that differ in data, recipient or place alone are one line for a reader.

Nothing is left out and nothing is added: every line stands for each of its data with each of its recipients in each of
its places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from autonome.consent.atoms import Atom
from autonome.consent.categories import CategoryCode
from autonome.consent.jurisdictions import JurisdictionCode
from autonome.consent.recipients import RecipientCode


@dataclass(frozen=True, slots=True)
class Summary:
    """Several atoms.

    Args:
        atom: one of them, for all in which they do not differ.
        categories: of data.
        recipients: classes of them.
        places: in each of them, and not from one to another.
    """

    atom: Atom
    categories: tuple[CategoryCode, ...]
    recipients: tuple[RecipientCode, ...]
    places: tuple[JurisdictionCode, ...]


def summaries(atoms: Iterable[Atom]) -> Iterator[Summary]:
    """Sum up atoms, in their order."""
    alike: dict[Atom, list[Atom]] = {}
    for atom in atoms:
        alike.setdefault(_without_lists(atom), []).append(atom)
    for group in alike.values():
        summary = _summed_up(group)
        every = len(summary.categories) * len(summary.recipients) * len(summary.places)
        if every == len(set(group)):
            yield summary
        else:  # not every combination is meant: say each by itself
            yield from (_summed_up([atom]) for atom in group)


def _summed_up(group: list[Atom]) -> Summary:
    return Summary(
        group[0],
        tuple(dict.fromkeys(atom.category for atom in group)),
        tuple(dict.fromkeys(atom.recipient for atom in group)),
        tuple(dict.fromkeys(atom.jurisdiction for atom in group)),
    )


_ANY_DATA: Final = CategoryCode("record")
_ANYBODY: Final = RecipientCode("anyone")
_ANYWHERE: Final = JurisdictionCode("world")


def _without_lists(atom: Atom) -> Atom:
    return replace(atom, category=_ANY_DATA, recipient=_ANYBODY, jurisdiction=_ANYWHERE)
