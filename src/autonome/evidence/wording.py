"""The pack's sentences as texts that can be said in another language: one template a sentence, the drug's name put in.

A translator sees "Avoid {drug}." once, whatever the drug; that is why texts are cut into sentences here.
"""

from __future__ import annotations

import re

from autonome.kernel import DrugName, Text, chained, joined, term
from autonome.kernel.texts import TWO_CLAUSES

SENTENCE_END = re.compile(r"(?<=[a-z0-9)%}][.])\s+(?=[A-Z(]|\{drug\})")
"""A full stop after a word or figure, then a capital: abbreviations within a sentence are followed by small letters."""

PLACE = "{drug}"
"""Where the drug's name stands in a sentence of the tables."""


def sentences_on(text: str, drug: DrugName) -> Text:
    """A text of the tables, said of one drug; its name has a capital where a sentence begins with it."""
    return joined(*(phrase_on(sentence, drug) for sentence in split(text)))


def sentences_of(text: str) -> Text:
    """A text of the tables that is said of no drug in particular."""
    return joined(*map(term, split(text)))


def split(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order."""
    return tuple(SENTENCE_END.split(text.strip()))


def phrase_on(template: str, drug: DrugName) -> Text:
    """A sentence, or a phrase such as an amount, said of one drug."""
    if PLACE not in template:
        return Text(template)
    said = Text(template, drug=drug)
    return said.with_capital() if template.startswith(PLACE) else said


def reason(clauses: str) -> Text:
    """A reason of the tables: its clauses, each of which may stand in other reasons too."""
    return chained(map(term, clauses.split("; ")), TWO_CLAUSES)
