"""A language that a plan is read in: a catalogue of sentences, and how a `Text` is said with it.

English is what the plan is made in, and says every text as it is. Another language looks the template of a `Text` up in
its catalogue, says the values in turn, and puts them in. What the catalogue does not know stays in English and can be
seen: `html` marks it as English for whoever reads it, or has it read out, and `missing` lists it.

What is no `Text` stays as it is: names, codes, and the words of a record. One exception: a value named ``drug`` is an
ingredient, and the catalogue may have a name for it.

That a translation holds the same names in braces as the English is seen to when catalogues are built
(``tools/build_languages.py``), not here.

>>> indonesian = Language("id", "id", "Bahasa Indonesia", {"{gene} has no usable result.": "Hasil {gene} tidak ada."})
>>> indonesian.say(Text("{gene} has no usable result.", gene="CYP2C19"))
'Hasil CYP2C19 tidak ada.'
>>> indonesian.say("CYP2C19")
'CYP2C19'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from autonome.kernel import Text

INGREDIENT = "drug"
"""Name of the values that are ingredients, whoever puts them in."""

_PUT_IN = re.compile(r"\{\w+\}")
_MIXED = re.compile(r"[a-z]+[A-Z]")
_WORD = re.compile(r"[a-z]{3}")


@dataclass(frozen=True, slots=True)
class _Form:
    """How parts of a text are shown: one that is translated or needs no translation, and one that stays in English."""

    part: Callable[[str], str]
    english: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Args:
        tag: as ``--language`` has it, such as ``zh-hans``.
        html: BCP 47, as the ``lang`` attribute has it, such as ``zh-Hans``.
        name: what its speakers call it.
        catalogue: sentence in English → in this language; both with the same names in braces.
    """

    tag: str
    html: str
    name: str
    catalogue: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_english(self) -> bool:
        """Whether texts are said as they are."""
        return self.tag == "en"

    def say(self, text: str) -> str:
        """A text in this language; what is no `Text`, or is not translated, as it is."""
        return str(text) if self.is_english or not isinstance(text, Text) else self._said(text, _PLAIN)

    def html_of(self, text: str) -> Markup:
        """The same as markup: escaped, and what is not translated marked as English."""
        if self.is_english or not isinstance(text, Text):
            return escape(str(text))
        return Markup(self._said(text, _MARKUP))  # noqa: S704 - every part of it is escaped

    def sentence(self, template: str) -> str:
        """A fixed text of a page; in English where it is not translated."""
        return self.catalogue.get(template, template)

    def missing(self, text: str) -> tuple[str, ...]:
        """Templates within a text that are not translated, in the order in which they stand."""
        return () if self.is_english else tuple(dict.fromkeys(self._missing(text)))

    def _missing(self, text: str) -> Iterator[str]:
        if isinstance(text, Text):
            if _has_words(text.template) and text.template not in self.catalogue:
                yield text.template
            for value in text.values.values():
                yield from self._missing(value)

    def _said(self, text: Text, form: _Form) -> str:
        """A text put together from its translated parts; whole in English where its template is not translated."""
        found = self.catalogue.get(text.template)
        if found is None and _has_words(text.template):
            return form.english(str(text))
        values = {name: self._value(text, name, form) for name in text.values}
        return _with_capital(text, form.part(text.template if found is None else found).format_map(values))

    def _value(self, text: Text, name: str, form: _Form) -> str:
        value = text.values[name]
        if isinstance(value, Text):
            return self._said(value, form)
        if name == INGREDIENT:
            return form.part(self._ingredient(value, begins=text.template.startswith(f"{{{name}}}")))
        return form.part(value)

    def _ingredient(self, drug: str, *, begins: bool) -> str:
        """An ingredient's name; with a capital where English gave it one for another reason than its place."""
        name = self.catalogue.get(f"{drug[:1].lower()}{drug[1:]}", drug)
        return f"{name[:1].upper()}{name[1:]}" if drug[:1].isupper() and not begins else name


ENGLISH = Language("en", "en", "English")
"""The language that plans are made in."""


def _marked(part: str) -> str:
    return f'<span lang="en">{escape(part)}</span>'


_PLAIN = _Form(part=str, english=str)
_MARKUP = _Form(part=lambda part: str(escape(part)), english=_marked)


def _with_capital(english: str, said: str) -> str:
    """The text with a capital where English has one: a sentence may begin with what was put in.

    A name that begins in mixed case keeps it: eGFR with a capital would be a gene, EGFR.
    """
    return f"{said[:1].upper()}{said[1:]}" if english[:1].isupper() and not _MIXED.match(said) else said


def _has_words(template: str) -> bool:
    """Whether there is anything to translate beside what is put in; codes such as ``-1639 AG`` or ``INR`` are none."""
    return _WORD.search(_PUT_IN.sub("", template)) is not None
