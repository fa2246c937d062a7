"""Names of medicines that the knowledge bundle has, for who types one.

A name that is offered is only a name: what it stands for is read by the plan, as from any other record.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from typing import Final

from autonome.bootstrap.knowledge import knowledge_bundle
from autonome.plan.medicines import Recogniser

ALIKE: Final = 0.75
"""Least likeness of a name that is offered for another one, of 1 (our own judgement: one letter in five, or so)."""


def names_of_medicines(words: str, most: int) -> tuple[str, ...]:
    """Ingredients and brands that begin so, then those that have these words in them; where none do, the likest.

    Args:
        words: as they were typed.
        most: names that are given.
    """
    wanted, index = " ".join(words.casefold().split()), knowledge_bundle().drugs
    if not wanted:
        return ()
    ingredients = {str(name) for name in index.drugs}
    names = sorted(
        ingredients.union(index.by_text), key=lambda name: (not name.startswith(wanted), name not in ingredients, name)
    )
    found = tuple(name for name in names if wanted in name)[:most]
    return found or tuple(get_close_matches(wanted, names, most, ALIKE))


def ingredients_of(name: str) -> tuple[str, ...]:
    """What a name stands for, as a plan reads it; nothing where nobody knows it."""
    return tuple(map(str, _recogniser().recognise_text(name).ingredients)) if name else ()


@cache
def _recogniser() -> Recogniser:
    return Recogniser.of(knowledge_bundle().drugs)
