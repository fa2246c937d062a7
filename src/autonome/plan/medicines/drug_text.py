"""Finding known ingredients in free text: exactly, or as whole words of a longer text.

``clopidogrel 75 mg tablet`` names clopidogrel; ``apomorphine`` does not name morphine. Words are read, not understood:
a name next to a word that turns its meaning round ("not", "instead of", "allergic to") is no order for it, and then
the whole text counts as not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from autonome.evidence.drugs import DrugIndex
from autonome.kernel import DrugName

MIN_LETTERS = 4
"""Shortest name found inside a longer text, characters: below it abbreviations collide with ordinary words."""

_WORD = re.compile(r"[^\W_]+")
_REVERSING = frozenset(
    {
        "allergic", "allergies", "allergy", "avoid", "brother", "ceased", "contraindicated", "declined", "declines",
        "denied", "denies", "discontinue", "discontinued", "father", "husband", "hypersensitivity", "instead",
        "intolerance", "intolerant", "mother", "never", "not", "refused", "refuses", "replaces", "replacing",
        "sister", "stop", "stopped", "wife", "withheld", "without",
    }
)  # fmt: skip
"""Words that turn an order round when they stand up to `_REACH` words before a name (English; our own list)."""

_REVERSING_AFTER = frozenset(
    {"ceased", "contraindicated", "declined", "discontinued", "held", "refused", "stopped", "withheld"}
)
"""The same up to `_REACH` words after it; fewer, because directions stand there ("stop 3 days before surgery")."""

_RIGHT_AFTER = frozenset({"allergic", "allergy", "free", "intolerance", "intolerant"})
"""The same where they are the next word: further on they may be about something else ("aspirin; allergy: nuts")."""

_NOT_DONE = frozenset({"given", "prescribed", "started", "taken", "taking", "tolerated", "used"})
"""What *not* and *never* after a name deny of the medicine itself; "do not crush" does not."""

_REACH = 3

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundInText:
    """What a text names.

    Args:
        ingredients: in the order of the text.
        exact: whether the text is a known name and nothing else.
        reversed_by: the words because of which a name in it does not count; then ``ingredients`` is empty.
    """

    ingredients: tuple[DrugName, ...] = ()
    exact: bool = False
    reversed_by: str = ""


@dataclass(frozen=True, slots=True)
class DrugText:
    """The names of a drug index, ready for searching text.

    Args:
        phrases: the words of each name → ingredients.
        longest: words of the longest name.
    """

    phrases: Mapping[Phrase, tuple[DrugName, ...]]
    longest: int

    @classmethod
    def of(cls, index: DrugIndex) -> DrugText:
        """Prepare the names of an index: its synonyms and brands, and each ingredient's own name."""
        phrases = {words_of(text): names for text, names in index.by_text.items()}
        phrases |= {words_of(name): (name,) for name in index.drugs}
        phrases.pop((), None)
        return cls(phrases, max(map(len, phrases), default=0))

    def find(self, text: str) -> FoundInText:
        """Find the ingredients that a text names."""
        words = words_of(text)
        if words in self.phrases:
            return FoundInText(self.phrases[words], exact=True)
        found: dict[DrugName, None] = {}
        for start, end in self.places(words):
            if reversed_by := _reversal(words, start, end):
                return FoundInText(reversed_by=reversed_by)
            found |= dict.fromkeys(self.phrases[words[start:end]])
        return FoundInText(tuple(found))

    def places(self, words: Phrase, *, least: int = MIN_LETTERS) -> Iterator[tuple[int, int]]:
        """Where known names stand among words, as half-open spans in order; at each word the longest counts.

        Args:
            words: of a text.
            least: letters below which a name is passed over.
        """
        at = 0
        while at < len(words):
            length = len(self._phrase_at(words, at, least))
            if length:
                yield at, at + length
            at += length or 1

    def _phrase_at(self, words: Phrase, at: int, least: int) -> Phrase:
        """The longest known name that begins at a word, or ()."""
        for length in range(min(self.longest, len(words) - at), 0, -1):
            phrase = words[at : at + length]
            if phrase in self.phrases and len("".join(phrase)) >= least:
                return phrase
        return ()


def words_of(text: str) -> Phrase:
    """The words of a text, in one case, without what stands between them."""
    return tuple(_WORD.findall(text.casefold()))


def _reversal(words: Phrase, start: int, end: int) -> str:
    """The words that turn a name round, or "": some before it, some after it, some right beside it."""
    before = [word for word in words[max(0, start - _REACH) : start] if word in _REVERSING]
    if start and words[start - 1] in ("no", "non"):
        before.append(words[start - 1])
    after = words[end : end + _REACH]
    before += [word for word in after if word in _REVERSING_AFTER]
    before += [f"{one} {two}" for one, two in pairwise(after) if one in ("not", "never") and two in _NOT_DONE]
    before += [word for word in after[:1] if word in _RIGHT_AFTER]
    return ", ".join(before)
