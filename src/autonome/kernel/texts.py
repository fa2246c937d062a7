"""A sentence that still knows how it was made, so that it can be said in another language.

`Text` is a string in English: it compares, joins and prints as one. Beside the words it keeps the template and what was
put in, and that is what a catalogue of translations needs. A text that was cut or joined by string operations is a
plain string again, and stays in English: join with `Text.then` instead.

>>> sentence = Text("{gene} has no usable result.", gene="CYP2C19")
>>> sentence
'CYP2C19 has no usable result.'
>>> sentence.template
'{gene} has no usable result.'
>>> sentence.then(Text("Test it first."))
'CYP2C19 has no usable result. Test it first.'
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

TWO_SENTENCES = "{one} {other}"
"""How two sentences stand beside each other; Chinese wants no space between them."""


class Text(str):
    """A text in English with its template.

    Args:
        template: in English, with names in braces for what is put in.
        values: name → what is put in; a `Text` is translated in turn, any other string stays as it is.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, str]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Put the values in."""
        said = {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
        made = super().__new__(cls, template.format_map(said))
        made.template = template
        made.values = MappingProxyType(said)
        return made

    def then(self, *others: str) -> Text:
        """This sentence, and others behind it; empty ones are left out."""
        text: Text = self
        for other in others:
            if other:
                text = Text(TWO_SENTENCES, one=text, other=other) if text else _text(other)
        return text

    def __reduce__(self) -> tuple[object, ...]:
        """Template and values survive a pickle, so that a plan can cross from one process to another."""
        return _remade, (self.template, dict(self.values))


def joined(*sentences: str) -> Text:
    """Sentences one behind another; empty ones are left out."""
    return Text("").then(*sentences)


def _text(sentence: str) -> Text:
    return sentence if isinstance(sentence, Text) else Text("{text}", text=sentence)


def _remade(template: str, values: Mapping[str, str]) -> Text:
    return Text(template, **values)
