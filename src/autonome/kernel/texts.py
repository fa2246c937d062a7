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

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Self

TWO_SENTENCES = "{one} {other}"
"""How two sentences stand beside each other; Chinese wants no space between them."""

TWO_CLAUSES = "{one}; {other}"
"""How two clauses of one sentence stand beside each other."""

TWO_OF_A_LIST = "{one}, {other}"
"""How two entries of a list stand beside each other."""

TWO_TOGETHER = "{one} and {other}"
TWO_ALTERNATIVES = "{one} or {other}"


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

    def of(self, **values: object) -> Text:
        """The same template with other values."""
        return Text(self.template, **values)

    def reworded(self, template: str) -> Text:
        """The same values in other words; a catalogue must know them."""
        return Text(template, **self.values)

    def with_capital(self) -> Text:
        """The same text as the beginning of a sentence; a translation begins with a capital where English does."""
        return _remade(f"{self[:1].upper()}{self[1:]}", self.template, self.values)

    def __reduce__(self) -> tuple[object, ...]:
        """Template and values survive a pickle, so that a plan can cross from one process to another."""
        return _remade, (str(self), self.template, dict(self.values))


def joined(*sentences: str) -> Text:
    """Sentences one behind another; empty ones are left out."""
    return Text("").then(*sentences)


def chained(texts: Iterable[str], between: str) -> Text:
    """Texts one behind another, two by two by a template with ``{one}`` and ``{other}``; empty ones are left out.

    >>> chained(["CYP2C9", "CYP4F2", "VKORC1"], TWO_OF_A_LIST)
    'CYP2C9, CYP4F2, VKORC1'
    """
    return _chain([text for text in texts if text], between)


def _chain(texts: list[str], between: str) -> Text:
    """Halved and halved again: a list of a thousand positions is a tree ten deep, not a thousand."""
    if len(texts) < 2:  # noqa: PLR2004 - a pair is the least that has something between
        return _text(texts[0]) if texts else Text("")
    middle = len(texts) // 2
    return Text(between, one=_chain(texts[:middle], between), other=_chain(texts[middle:], between))


def parts(text: str, between: str) -> Iterator[str]:
    """What `chained` put together, one by one; a text that is no chain is its only part."""
    if isinstance(text, Text) and text.template == between:
        yield from parts(text.values["one"], between)
        yield from parts(text.values["other"], between)
    else:
        yield text


def term(words: str) -> Text:
    """Words of the knowledge bundle that are translated as a whole: a phenotype, a reason, an ingredient.

    Nothing is put in; a brace in them is a brace.
    """
    return Text(words.replace("{", "{{").replace("}", "}}"))


def _text(sentence: str) -> Text:
    return sentence if isinstance(sentence, Text) else Text("{text}", text=sentence)


def _remade(english: str, template: str, values: Mapping[str, str]) -> Text:
    made = str.__new__(Text, english)
    made.template = template
    made.values = MappingProxyType(dict(values))
    return made
