"""Opioids that may act too strongly on the patient, a child, or a baby at the breast: ask before the next dose.

"Do not stop it on your own" is right for most medicines, and wrong where the next dose can stop somebody's breath. What
to watch for in a baby stands beside the medicine: sleepiness, feeding, breathing and limpness are what the FDA's
communications of 2007 and 2017 on codeine name.
"""

from __future__ import annotations

from collections.abc import Collection

from autonome.evidence.guidance import Effect
from autonome.kernel import Text
from autonome.plan.consequence import Consequence
from autonome.plan.facts.values import LABELS, FactKind
from autonome.plan.values import MedicationAdvice
from autonome.report.patient.advice import NOBODY
from autonome.report.patient.effects import TOO_STRONG
from autonome.report.patient.kinds import Kind
from autonome.report.patient.sentences import Plain

ASK_FIRST = Plain("Ask before the next dose, even if it is due.")

NEXT = (
    Plain("Call your doctor or pharmacist today, before your next dose of {drug}."),
    NOBODY,
    ASK_FIRST,
)
"""What to do where an opioid may act too strongly."""

BABY = Plain("Get help at once if your baby is very sleepy, feeds badly, breathes hard or slowly, or is limp.")

REACHES_A_BABY = frozenset({Kind.PAIN, Kind.CALM, Kind.MIND, Kind.MOOD, Kind.SEIZURES})
"""Kinds that make a baby at the breast sleepy."""

_CHILDREN = frozenset({LABELS[FactKind.AGE], LABELS[FactKind.BREASTFEEDING]})


def can_stop_breath(advice: MedicationAdvice, kind: Kind | None, effects: Collection[Effect]) -> bool:
    """Whether an opioid is advised against, as it may act too strongly on the patient, a child or a baby.

    Args:
        advice: of the plan.
        kind: of the medicine; those for pain are opioids.
        effects: of the results that are a reason for what is asked.
    """
    if kind is not Kind.PAIN or advice.consequence is not Consequence.AVOID:
        return False
    lines = [line for line in advice.factors.lines if line.consequence is Consequence.AVOID]
    return not TOO_STRONG.isdisjoint(effects) or any(fact.label in _CHILDREN for line in lines for fact in line.facts)


def with_baby(watch: Text | None, advice: MedicationAdvice, kind: Kind | None) -> Text | None:
    """What to watch for, and what in a baby where a rule goes by breastfeeding."""
    label = LABELS[FactKind.BREASTFEEDING]
    if kind not in REACHES_A_BABY or not any(f.label == label for line in advice.factors.lines for f in line.facts):
        return watch
    return watch.then(BABY.of()) if watch else BABY.of()
