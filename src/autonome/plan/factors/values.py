"""What the record, beside the genes, means for one medicine: lines with their facts, and facts that are missing.

Invariants: a line names the facts that it rests on, each with its date and source, and the source of its rule; a fact
that a medicine needs and that is not known is named, and never stands for a normal one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.evidence.clinical import Checked, CostBand, FactorAction
from autonome.kernel import Text
from autonome.plan.consequence import Consequence, most_cautious
from autonome.plan.facts.values import LABELS, FactKind, FactState

OF_ACTION = {
    FactorAction.AVOID: Consequence.AVOID,
    FactorAction.CHANGE_DOSE: Consequence.CHANGE_DOSE,
    FactorAction.MONITOR: Consequence.MONITOR,
}
"""What an action means for prescribing; a note means nothing for it."""


class FactorKind(StrEnum):
    """What a line goes by."""

    FACT = "fact"
    CONDITION = "condition"
    ALLERGY = "allergy"
    GOAL = "goal"
    MEDICINE = "medicine"
    """Another medicine that is taken, or may be."""


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact of the record behind a line.

    Args:
        label: our words for what it is about.
        value: as a page shows it; of a condition, an allergy or a goal the record's words. Untrusted: screens escape.
        date: as precise as recorded, or "".
        state: how far it can be trusted.
        why: why it is not simply known, or how it was computed; else "".
        sources: where the record has it.
    """

    label: str
    value: str
    date: str
    state: FactState
    why: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorLine:
    """One rule that holds for the patient, or may hold.

    Args:
        rule: its id.
        kind: what it goes by, the weightiest where it goes by several.
        action: what to do.
        amount: the dose, for a change of dose; else "".
        text: why, in our words.
        facts: what it rests on.
        sure: whether it certainly holds; else the record leaves it open.
        source: title.
        place: where in the source.
        url: where the source can be read.
        checked: how those who wrote the rule checked it.
    """

    rule: str
    kind: FactorKind
    action: FactorAction
    amount: str
    text: str
    facts: tuple[FactUsed, ...]
    sure: bool
    source: str
    place: str
    url: str
    checked: Checked

    @property
    def consequence(self) -> Consequence:
        """What it means for prescribing; "no guidance" of a note."""
        return OF_ACTION.get(self.action, Consequence.NO_GUIDANCE)


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that would matter, and that cannot be relied upon.

    Args:
        fact: kind of fact.
        state: why not.
        needed: whether the medicine is not to be used without it.
        text: one sentence.
        at_worst: the most cautious that the fact could lead to.
        asked: whether a page asks for it at once; the others it names in one line, so that they drown nothing.
    """

    fact: str
    state: FactState
    needed: bool
    text: str
    at_worst: Consequence
    asked: bool = True

    @property
    def label(self) -> Text:
        """Our words for the kind of fact."""
        return LABELS[FactKind(self.fact)]


@dataclass(frozen=True, slots=True)
class Factors:
    """All of it for one medicine.

    Args:
        lines: most cautious first, sure before possible.
        missing: every fact that a rule asked about and did not have: the needed first, then the `asked`.
        looked_at: known facts that rules for the medicine ask about, and that ask for nothing.
        cost: rough cost, or None where it is not known.
        cost_source: title with its year, or "".
    """

    lines: tuple[FactorLine, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    looked_at: tuple[FactUsed, ...] = ()
    cost: CostBand | None = None
    cost_source: str = ""

    @property
    def consequence(self) -> Consequence:
        """The most cautious of the lines; *not assessed* where a needed fact is missing; else *no guidance*."""
        needed = [Consequence.NOT_ASSESSED] if any(each.needed for each in self.missing) else []
        return most_cautious([*(line.consequence for line in self.lines), *needed])

    @property
    def lead(self) -> FactorLine | None:
        """The line that the consequence comes from, or None."""
        return next((line for line in self.lines if line.consequence is self.consequence), None)

    @property
    def sure(self) -> bool:
        """Whether the consequence certainly holds."""
        lead = self.lead
        return lead is None or lead.sure

    @property
    def against_goals(self) -> bool:
        """Whether the medicine goes against a goal of the patient, and nothing else is said of that."""
        return any(line.kind is FactorKind.GOAL and line.action is FactorAction.NOTE for line in self.lines)


NO_FACTORS = Factors()
"""Nothing of the record matters for the medicine, as far as the bundle knows."""
