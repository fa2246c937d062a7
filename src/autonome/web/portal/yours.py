"""What a vocabulary calls *the patient*, said to the patient: *you*.

The trees of codes are read by everybody. On a patient's pages their words are found within whatever sentence they were
put into, and said as one says them to somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from autonome.access.explanation import Explanation
from autonome.kernel import Text

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
    "every place with a rule pack": Text("in any country whose laws are known here"),
}
"""Labels of the trees → how the person reads them."""


def yours(text: str) -> str:
    """A sentence as it is said to the person whom it is about."""
    if text in YOURS:
        return YOURS[text]
    if not isinstance(text, Text) or not text.values:
        return text
    said = text.of(**{name: yours(value) for name, value in text.values.items()})
    return said.with_capital() if text[:1].isupper() else said


def explained(told: Explanation | None) -> Explanation | None:
    """The same for an explanation."""
    if told is None:
        return None
    sections = tuple(replace(each, lines=tuple(map(yours, each.lines))) for each in told.sections)
    return replace(told, headline=yours(told.headline), sections=sections)
