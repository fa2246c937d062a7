"""The sign beside a medicine: a few plain words, an icon and a look, which all say the same.

Never alarm wrongly, never reassure wrongly: what is not known, not clear or not checked has a word and a look of its
own, and none of them is the one of "no reason found".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from autonome.kernel import Text
from autonome.plan.consequence import Consequence
from autonome.report.patient.sentences import Plain


class Call(StrEnum):
    """What a medicine asks of the patient: the groups at the top of the page, the most pressing first."""

    TODAY = "today"
    """The next dose could do serious harm."""

    NOW = "now"
    SOON = "soon"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"
    FINE = "fine"


GROUPS: Mapping[Call, Plain] = {
    Call.TODAY: Plain("Call your doctor or pharmacist today, before your next dose, about:"),
    Call.NOW: Plain("Call your doctor or pharmacist today or tomorrow about:"),
    Call.SOON: Plain("Ask your doctor or pharmacist soon about:"),
    Call.UNKNOWN: Plain("Not known yet for:"),
    Call.UNCHECKED: Plain("Not checked, or not for genes:"),
    Call.FINE: Plain("No gene reason for a change was found for:"),
}

ICONS: Mapping[Call, str] = {
    Call.TODAY: "avoid",
    Call.NOW: "avoid",
    Call.SOON: "monitor",
    Call.UNKNOWN: "not-assessed",
    Call.UNCHECKED: "no-guidance",
    Call.FINE: "standard",
}
"""Id of the symbol in ``icons.svg``."""

CALL_OF: Mapping[Consequence, Call] = {
    Consequence.AVOID: Call.NOW,
    Consequence.CHANGE_DOSE: Call.SOON,
    Consequence.MONITOR: Call.SOON,
    Consequence.NOT_ASSESSED: Call.UNKNOWN,
    Consequence.NO_RECOMMENDATION: Call.UNKNOWN,
    Consequence.NO_GUIDANCE: Call.UNCHECKED,
    Consequence.STANDARD: Call.FINE,
}
"""Where nothing makes it more pressing, or less."""

WORDS: Mapping[Consequence, Plain] = {
    Consequence.AVOID: Plain("May not be right for you"),
    Consequence.CHANGE_DOSE: Plain("Dose may need a change"),
    Consequence.MONITOR: Plain("May need extra checks"),
    Consequence.NOT_ASSESSED: Plain("Not known"),
    Consequence.NO_RECOMMENDATION: Plain("No clear advice"),
    Consequence.STANDARD: Plain("No gene reason for a change"),
    Consequence.NO_GUIDANCE: Plain("Not checked for genes"),
}

POSSIBLE: Mapping[Consequence, Plain] = {
    Consequence.AVOID: Plain("Not certain: may not be right for you"),
    Consequence.CHANGE_DOSE: Plain("Not certain: dose may need a change"),
    Consequence.MONITOR: Plain("Not certain: may need extra checks"),
}
"""Where only a result that is not certain leads to it."""

UNCERTAIN = Plain("Not certain")
DEPENDS = Plain("It depends")


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands beside a medicine's name.

    Args:
        word: in plain words.
        icon: id of the symbol in ``icons.svg``, and of the colour class.
        possible: whether it is dashed, as only a possible result leads to it.
        tags: further words beside it.
    """

    word: Text
    icon: str
    possible: bool
    tags: tuple[Text, ...]


def badge(consequence: Consequence, *, sure: bool, doubted: bool, conditional: bool) -> Badge:
    """The sign of one medicine.

    Args:
        consequence: of the plan.
        sure: whether every possible result leads to it.
        doubted: whether a doubt stands against it.
        conditional: whether it holds only in cases that were not checked.
    """
    possible = not sure and consequence in POSSIBLE
    word = POSSIBLE[consequence] if possible else WORDS[consequence]
    uncertain = doubted and not possible and consequence is not Consequence.NOT_ASSESSED
    tags = [UNCERTAIN.of()] if uncertain else []
    tags += [DEPENDS.of()] if conditional else []
    return Badge(word.of(), consequence.value, possible, tuple(tags))
