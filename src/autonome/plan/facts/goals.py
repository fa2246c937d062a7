"""The patient's own goals, and what each means for the choice of a medicine, where the bundle knows its words.

A goal is matched where its text holds a known wording as whole words, and no word of denial stands outside it: *does
not wish to become pregnant* means the opposite of what it holds. A goal that is not the patient's own, is over, or
means nothing that is known, is shown as recorded and not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autonome.clinical import ICD_10, ICD_10_CM, Goal, GoalStatus, HealthRecord, Voice
from autonome.evidence.clinical import ClinicalRules, Term
from autonome.kernel import Instant, Text, term

DENIALS = frozenset(
    {
        "no", "not", "never", "without", "neither", "nor", "don't", "doesn't", "cannot", "can't", "avoid", "prevent",
        "against", "stop", "until", "unless", "if", "undecided", "unsure", "whether", "partner", "wife", "daughter",
        "husband",
    }
)  # fmt: skip
"""Words that may turn a goal round, make it depend on something, or give it to somebody else."""

PUT_ASIDE = {
    GoalStatus.COMPLETED: Text("it is reached"),
    GoalStatus.CANCELLED: Text("it was given up"),
    GoalStatus.REJECTED: Text("it was rejected"),
    GoalStatus.ENTERED_IN_ERROR: Text("it was entered in error"),
    GoalStatus.ON_HOLD: Text("it is on hold"),
}
"""Statuses by which a goal does not count, and why."""

_WORD = re.compile(r"[a-z][a-z'-]*")


@dataclass(frozen=True, slots=True)
class RecordedGoal:
    """One goal.

    Args:
        text: in the record's words.
        date: from which on, or "".
        source: where it stands.
        means: ids of the goals of the bundle that it means; empty where it is not used.
        labels: our words for those.
        unused: why it is not used, as a clause; "" where it is.
    """

    text: str
    date: str
    source: str
    means: tuple[str, ...]
    labels: tuple[str, ...]
    unused: str = ""


def recorded_goals(record: HealthRecord, rules: ClinicalRules, as_of: Instant) -> tuple[RecordedGoal, ...]:
    """Every goal of the record, in its order."""
    return tuple(_recorded(each, rules.goals.values(), as_of) for each in record.of(Goal))


def _recorded(goal: Goal, terms: Iterable[Term], as_of: Instant) -> RecordedGoal:
    found = tuple(_meant(goal, terms))
    unused = _unused(goal, as_of) or ("" if found else Text("none of the goals that this plan can use"))
    used = () if unused else found
    return RecordedGoal(
        goal.description.label,
        str(goal.start or ""),
        str(goal.source),
        tuple(each.id for each in used),
        tuple(term(each.label) for each in used),
        unused,
    )


def _unused(goal: Goal, as_of: Instant) -> str:
    if goal.status in PUT_ASIDE:
        return PUT_ASIDE[goal.status]
    if goal.voice is Voice.OTHER:
        return Text("it is not the patient's own")
    if goal.start is not None and goal.start.certainly_after(as_of):
        return Text("it is for later")
    return ""


def _meant(goal: Goal, terms: Iterable[Term]) -> Iterator[Term]:
    codes = [each.code for each in goal.description.codings if each.system in (ICD_10, ICD_10_CM)]
    for each in terms:
        coded = any(code.startswith(wanted) for code in codes for wanted in each.icd10)
        if coded or any(says(text, wording) for text in goal.description.texts for wording in each.texts):
            yield each


def says(text: str, wording: str) -> bool:
    """Whether a text holds a wording as whole words, and nothing outside it that may turn it round.

    >>> says("Wants to become pregnant next year", "become pregnant")
    True
    >>> says("Does not want to become pregnant", "become pregnant")
    False
    """
    words, wanted = _WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")), wording.split()
    for at in range(len(words) - len(wanted) + 1):
        if words[at : at + len(wanted)] == wanted:
            return DENIALS.isdisjoint(words[:at] + words[at + len(wanted) :])
    return False
