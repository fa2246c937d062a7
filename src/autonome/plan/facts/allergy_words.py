"""What the words of an entry about an allergy certainly say: a medicine or a class, and nothing that could deny it.

People write *No known metformin allergy*, *mother allergic to penicillin* and *sertraline: tolerated* where allergies
stand. No list holds all the ways to take an allergy back, so the list is of what states one: a text is read only if
every word beside the names is on it. Any other word leaves the text unread: its names are found, and not relied upon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autonome.evidence.clinical import AllergyClass
from autonome.kernel import DrugName
from autonome.plan.facts.goals import DENIALS
from autonome.plan.medicines.drug_text import MIN_LETTERS, DrugText, Phrase, words_of

STATING = frozenset(
    {
        "allergic", "allergies", "allergy", "anaphylactic", "anaphylaxis", "angioedema", "bronchospasm", "hives",
        "hypersensitive", "hypersensitivity", "itching", "pruritus", "rash", "severe", "shock", "urticaria",
        "alergi", "过敏",
    }
)  # fmt: skip
"""Words that state an allergy, or what one did."""

NOT_TOLERATED = frozenset({"intolerance", "intolerances", "intolerant"})
"""Words that state an intolerance."""

JOINING = frozenset(
    {
        "a", "adverse", "an", "and", "antibiotic", "antibiotics", "by", "caused", "causes", "class", "confirmed",
        "disorder", "drug", "drugs", "due", "finding", "group", "has", "is", "known", "medication", "medications",
        "medicine", "medicines", "of", "patient", "propensity", "reaction", "reactions", "substance", "the", "to",
        "with",
    }
)  # fmt: skip
"""Words beside those that change nothing."""

FORMS = frozenset(
    {
        "capsule", "capsules", "injection", "oral", "product", "solution", "suspension", "syrup", "tablet", "tablets",
        "besylate", "bitartrate", "calcium", "hcl", "hydrochloride", "maleate", "mesylate", "phosphate", "potassium",
        "sodium", "sulfate", "sulphate", "tartrate",
    }
)  # fmt: skip
"""Forms and salts, as products are named."""

_READABLE = STATING | NOT_TOLERATED | JOINING | FORMS

TAKING_BACK = (DENIALS - {"against", "avoid", "prevent", "stop"}) | frozenset(
    {
        "absent", "delabeled", "delabelled", "denied", "denies", "except", "excluded", "false", "family", "father",
        "inactive", "labeled", "labelled", "mother", "neg", "negative", "nil", "nka", "nkda", "none", "refuted",
        "resolved", "ruled", "tolerated", "tolerates", "tolerating",
        "无", "没有", "tidak", "tanpa", "bukan", "ayah", "ibu",
    }
)  # fmt: skip
"""Words that take an allergy back, or give it to somebody else: even beside a code they leave only a question."""

_CHINESE = re.compile(r"过敏|青霉素|头孢菌素|头孢|磺胺|阿司匹林|阿莫西林|没有|无")
"""Chinese has no spaces: these are words of their own, and any other character beside them leaves the text unread."""

_AMOUNT = re.compile(r"\d+(?:[.,/]\d+)*\s*(?:mg|g|mcg|µg|ml|%)(?![^\W_])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\w\s,.;:/()&'\u2019\u2013\u2014-]*")
"""What may stand between words: a question mark, an empty box or a minus sign in brackets can turn a text round."""
_EMPTY = re.compile(r"\(\s*[\u2013\u2014-]*\s*\)|[\u2013\u2014:-]\s*$")


@dataclass(frozen=True, slots=True)
class AllergyWords:
    """What the texts of an entry say.

    Args:
        drugs: ingredients that they name.
        classes: classes that they name.
        read: whether nothing in them can turn that round; true without any text.
        taken_back: whether a word in them does.
        intolerance: whether they state an intolerance, and no allergy.
    """

    drugs: frozenset[DrugName] = frozenset()
    classes: tuple[AllergyClass, ...] = ()
    read: bool = True
    taken_back: bool = False
    intolerance: bool = False


@dataclass(frozen=True, slots=True)
class AllergyText:
    """The names of a bundle's ingredients and classes, ready for the texts of allergies.

    Args:
        names: of ingredients and of classes.
        classes: name of a class → classes.
    """

    names: DrugText
    classes: Mapping[Phrase, tuple[AllergyClass, ...]]

    @classmethod
    def of(cls, ingredients: DrugText, classes: Iterable[AllergyClass]) -> AllergyText:
        """Prepare them."""
        by_phrase: dict[Phrase, tuple[AllergyClass, ...]] = {}
        for each in classes:
            for phrase in dict.fromkeys(map(words_of, each.texts)):
                by_phrase[phrase] = (*by_phrase.get(phrase, ()), each)
        phrases = dict.fromkeys(by_phrase, ()) | dict(ingredients.phrases)
        return cls(DrugText(phrases, max(map(len, phrases), default=0)), by_phrase)

    def read(self, texts: Iterable[str]) -> AllergyWords:
        """Read the texts of one entry together: one that is not read leaves all of them unread."""
        drugs: set[DrugName] = set()
        classes: dict[str, AllergyClass] = {}
        others: set[str] = set()
        clean = True
        for text in texts:
            phrases, rest = self._parts(text)
            drugs |= {name for phrase in phrases for name in self.names.phrases[phrase]}
            classes |= {each.id: each for phrase in phrases for each in self.classes.get(phrase, ())}
            others |= rest
            clean &= _is_plain(text)
        stated = others & STATING
        return AllergyWords(
            frozenset(drugs),
            tuple(classes.values()),
            read=clean and others <= _READABLE,
            taken_back=not others.isdisjoint(TAKING_BACK),
            intolerance=bool(others & NOT_TOLERATED) and not stated,
        )

    def _parts(self, text: str) -> tuple[list[Phrase], set[str]]:
        """The names in a text, and the words beside them; short names count where nothing else is unread."""
        words = words_of(_CHINESE.sub(r" \g<0> ", _AMOUNT.sub(" ", text)))
        phrases, rest = self._named(words, 1)
        return (phrases, rest) if rest <= _READABLE else self._named(words, MIN_LETTERS)

    def _named(self, words: Phrase, least: int) -> tuple[list[Phrase], set[str]]:
        places = list(self.names.places(words, least=least))
        inside = {at for start, end in places for at in range(start, end)}
        rest = {word for at, word in enumerate(words) if at not in inside}
        return [words[start:end] for start, end in places], rest


def _is_plain(text: str) -> bool:
    return bool(_BETWEEN.fullmatch(text)) and not _EMPTY.search(text)
