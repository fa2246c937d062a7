"""How a sentence for the patient is written: one authored template for each thing to say.

A `Plain` is a template in English, written to be read at grade 8 or below (``tests/unit/report/patient`` measures it).
It is a sentence of its own: nothing is put together from halves, so that every language can say it in its own order.
``{drug}`` is an ingredient and gets a capital where it begins the sentence. Translators find each `Plain` by its name
in the source, as they find ``Text``.

>>> Plain("{drug} may help you less.").of(drug="clopidogrel")
'Clopidogrel may help you less.'
"""

from __future__ import annotations

from collections.abc import Iterable

from autonome.kernel import Text

_BEGINS_WITH_DRUG = "{drug}"


class Plain(str):
    """A template in plain words."""

    __slots__ = ()

    def of(self, **values: str) -> Text:
        """The sentence with its values put in."""
        if self.startswith(_BEGINS_WITH_DRUG) and "drug" in values:
            values["drug"] = f"{values['drug'][:1].upper()}{values['drug'][1:]}"
        return Text(str(self), **values)


def ingredient(name: str) -> Text:
    """An ingredient as a value of another name than ``drug``; a language may have a name of its own for it."""
    return Text(_BEGINS_WITH_DRUG, drug=name)


def once(sentences: Iterable[Text]) -> tuple[Text, ...]:
    """Each sentence once, in their order."""
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))
