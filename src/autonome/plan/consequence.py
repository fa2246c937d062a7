"""The consequence of prescribing: the one word that page 1 of a plan puts beside a medicine.

A guideline asks for an `Action`; a plan draws a `Consequence`, because a patient's own data can fail to reach the
guideline. Nothing here, and nothing that uses it, turns an unknown into "standard".
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from autonome.evidence.guidance import Action


class Consequence(StrEnum):
    """What prescribing would mean for this patient. The value is what stands in ``plan.json``."""

    AVOID = "avoid"
    CHANGE_DOSE = "change-dose"
    MONITOR = "monitor"
    NOT_ASSESSED = "not-assessed"
    """A gene that the guideline needs has no usable result in this patient."""
    NO_RECOMMENDATION = "no-recommendation"
    """The result is known, and the guideline gives no advice for it."""
    STANDARD = "standard"
    NO_GUIDANCE = "no-guidance"
    """No guideline of the bundle speaks of the medicine. Not the same as standard."""


MOST_CAUTIOUS_FIRST: tuple[Consequence, ...] = tuple(Consequence)
"""The order in which page 1 lists medicines, and in which the more cautious of two answers is found."""

SPOKEN = frozenset({Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR, Consequence.STANDARD})
"""Consequences that a guideline states; the others say that it could not be asked, or was silent."""

_OF_ACTION = {
    Action.AVOID: Consequence.AVOID,
    Action.CHANGE_DOSE: Consequence.CHANGE_DOSE,
    Action.MONITOR: Consequence.MONITOR,
    Action.STANDARD: Consequence.STANDARD,
    Action.NOT_ASSESSED: Consequence.NO_RECOMMENDATION,
}


def consequence_of(action: Action, *, determined: bool) -> Consequence:
    """What a statement's action means when it is applied to a patient.

    Args:
        action: what the statement asks.
        determined: whether every gene of the statement has a result with a known meaning in this patient.

    Returns:
        The action's consequence. Where a gene is undetermined, "standard" and "no recommendation" become "not
        assessed": the known genes ask for nothing, and the unknown one still might.
    """
    plain = _OF_ACTION[action]
    if not determined and plain in (Consequence.STANDARD, Consequence.NO_RECOMMENDATION):
        return Consequence.NOT_ASSESSED
    return plain


def most_cautious(consequences: Iterable[Consequence]) -> Consequence:
    """The most cautious of several; "no guidance" of none."""
    return min(consequences, key=caution_rank, default=Consequence.NO_GUIDANCE)


def most_cautious_voice(consequences: Iterable[Consequence]) -> Consequence:
    """The most cautious among independent voices (guidelines, or gene sets of one guideline).

    A voice without a recommendation for a known result neither softens nor sharpens what the others say, so it
    counts only when nobody says more.
    """
    voices = tuple(consequences)
    return most_cautious([voice for voice in voices if voice is not Consequence.NO_RECOMMENDATION] or voices)


def caution_rank(consequence: Consequence) -> int:
    """Position in `MOST_CAUTIOUS_FIRST`: 0 is the most cautious."""
    return MOST_CAUTIOUS_FIRST.index(consequence)
