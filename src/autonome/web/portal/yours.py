"""What a vocabulary calls *the patient*, said to the patient: *you*.

The trees of codes are read by everybody. On a patient's pages their words are found within whatever sentence they were
put into, and said as one says them to somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Final

from autonome.access.explanation import Explanation
from autonome.consent import FORMS
from autonome.kernel import Text
from autonome.report.language import Language
from autonome.workflows.prepare_consent import version_of

YOURS: Final[Mapping[str, Text]] = {
    "the team that treats this patient": Text("the team that treats you"),
    "the person whom the data are about": Text("you"),
    "guardian or proxy of the person": Text("somebody who may answer for you"),
    "treatment of this patient": Text("your treatment"),
    "coordinating this patient's care": Text("coordinating your care"),
    "care of a population that the patient belongs to": Text("care of a group of people that you belong to"),
    "at the patient's own request": Text("at your own request"),
    "at the request of family, as the patient allows": Text("at the request of your family, as you allow"),
    "for the patient's support network": Text("for those who support you"),
    "everything held about the person": Text("everything that is kept about you"),
    "the person's own goals, wishes and costs": Text("your own goals, wishes and costs"),
    "every place with a rule pack": Text("here, and in other countries whose law is known here and allows it"),
}
"""Labels of the trees → how the person reads them."""


def yours(text: str) -> str:
    """A sentence as it is said to the person whom it is about."""
    return _with(text, YOURS.get)


def explained(
    told: Explanation | None, language: Language, names: Mapping[str, str] = MappingProxyType({})
) -> Explanation | None:
    """The same for an explanation; questions that it quotes are in the reader's language, whichever was signed.

    Args:
        told: the explanation, or None.
        language: of the reader.
        names: how those are called who are named in it by their accounts.
    """
    if told is None:
        return None

    def said(line: str) -> str:
        return _with(yours(line), lambda words: names.get(words) or _asked(words, language.tag))

    sections = tuple(replace(each, lines=tuple(map(said, each.lines))) for each in told.sections)
    return replace(told, headline=said(told.headline), sections=sections)


def _with(text: str, other: Callable[[str], str | None]) -> str:
    """A sentence with other words wherever there are any for a part of it."""
    found = other(text)
    if found is not None:
        return found
    if not isinstance(text, Text) or not text.values:
        return text
    said = text.of(**{name: _with(value, other) for name, value in text.values.items()})
    return said.with_capital() if text[:1].isupper() else said


def _asked(words: str, tag: str) -> str | None:
    """A question of a form in a language; None for whatever is none."""
    form, question = _questions().get(words, ("", ""))
    there = FORMS.get(f"{form}/{tag}")
    return None if there is None else there.question(question).text


@cache
def _questions() -> Mapping[str, tuple[str, str]]:
    """The words of every question of every form → the newest version that asks so, and the question's name."""
    forms = sorted(FORMS.values(), key=lambda form: int(form.version))
    return {each.text: (version_of(form), str(each.id)) for form in forms for each in form.questions}
