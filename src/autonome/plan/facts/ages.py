"""How old a fact may be before a plan no longer relies on it: one bound per kind, each with its reason.

A bound says *ask again*, not *wrong*: what is older still warns, and never reassures. Bounds that no source states are
our own judgement, and want a clinician's review.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autonome.plan.facts.values import FactKind

DAYS_PER_WEEK = 7
TERM_WEEKS = 40
"""Weeks of gestation at the expected date of delivery (WHO; ACOG Committee Opinion 700, 2017)."""
LONGEST_PREGNANCY_WEEKS = 42
"""From here on a pregnancy is post-term (ACOG Committee Opinion 579, 2013); a status older than this says nothing."""


@dataclass(frozen=True, slots=True)
class MaximumAge:
    """A bound.

    Args:
        days: from the earliest day that the date can mean.
        reason: why.
    """

    days: int
    reason: str


YEAR_DAYS = 365
_YEARLY_KIDNEY = "KDIGO 2024 asks for eGFR at least once a year in people at risk; DOAC labels (EMA) at least yearly"
_LIVER = "our own judgement: liver tests and albumin move within months"

MAXIMUM_AGES: Mapping[FactKind, MaximumAge] = {
    FactKind.EGFR: MaximumAge(YEAR_DAYS, _YEARLY_KIDNEY),
    FactKind.CREATININE: MaximumAge(YEAR_DAYS, _YEARLY_KIDNEY),
    FactKind.ALT: MaximumAge(180, _LIVER),
    FactKind.AST: MaximumAge(180, _LIVER),
    FactKind.BILIRUBIN: MaximumAge(180, _LIVER),
    FactKind.ALBUMIN: MaximumAge(180, _LIVER),
    FactKind.CHILD_PUGH: MaximumAge(YEAR_DAYS, "our own judgement: cirrhosis changes class over months to years"),
    FactKind.INR: MaximumAge(84, "12 weeks, the longest interval for a stable INR (ACCP 2012, recommendation 3.1)"),
    FactKind.LDL_C: MaximumAge(YEAR_DAYS, "ACC/AHA 2018: every 3 to 12 months under treatment"),
    FactKind.POTASSIUM: MaximumAge(90, "our own judgement: potassium follows medicines within weeks"),
    FactKind.QTC: MaximumAge(YEAR_DAYS, "our own judgement: QTc follows medicines and electrolytes"),
    FactKind.WEIGHT: MaximumAge(YEAR_DAYS, "our own judgement, for adults"),
    FactKind.HEIGHT: MaximumAge(10 * YEAR_DAYS, "our own judgement, for adults: height falls by centimetres a decade"),
    FactKind.BMI: MaximumAge(YEAR_DAYS, "as weight"),
    FactKind.BREASTFEEDING: MaximumAge(180, "our own judgement: it ends within months, and can begin again"),
    FactKind.SMOKING: MaximumAge(YEAR_DAYS, "USPSTF 2021: ask about tobacco at every visit; a year at most"),
    FactKind.ALCOHOL: MaximumAge(YEAR_DAYS, "our own judgement: as smoking"),
    FactKind.DIET: MaximumAge(YEAR_DAYS, "our own judgement: as smoking"),
}
"""For adults."""

CHILD_SIZE = MaximumAge(90, "our own judgement: below 18 years weight and height change within months")
"""For weight, height and body mass index of children."""

PREGNANT_DAYS = LONGEST_PREGNANCY_WEEKS * DAYS_PER_WEEK
PREGNANT_STATUS = MaximumAge(PREGNANT_DAYS, "a pregnancy's longest time: no pregnancy of that day lasts longer")
"""For a status *pregnant*: an older one is over, and says nothing of today."""

PREGNANCY_DIAGNOSIS = MaximumAge(PREGNANT_DAYS, "as the status: such diagnoses stay on lists long after birth")
"""For a diagnosis of pregnancy, from its onset, else from the day that it was written."""

NOT_PREGNANT = MaximumAge(30, "our own judgement: one cycle")
"""For a status *not pregnant*."""
