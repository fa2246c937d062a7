"""How old a fact may be before a plan no longer relies on it: one bound per kind, each with its reason.

A bound says *ask again*, not *wrong*: what is older still warns, and never reassures. Bounds that no source states are
our own judgement, and want a clinician's review.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

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

_TIMES_A_YEAR = (
    "KDIGO 2024 (PMID 38490803), frequency of monitoring by GFR and albuminuria, column A2: {times} times a year"
)


def _monitored(times: int) -> MaximumAge:
    return MaximumAge(YEAR_DAYS // times, _TIMES_A_YEAR.format(times=times))


WEAK_KIDNEYS: tuple[tuple[int, MaximumAge], ...] = (
    (15, _monitored(4)),  # G5
    (45, _monitored(3)),  # G4 and G3b
    (60, _monitored(2)),  # G3a
)
"""eGFR in mL/min/1.73 m², or creatinine clearance in mL/min, below which kidney function is relied upon for less long.

Albuminuria is not read, so the middle column is taken and not that of none; *4 or more* counts as 4. The column was
checked in a paper that restates the grid (PMC10985780, table 5), not in the guideline itself.
"""


def kidney_age(lowest: Decimal | None) -> MaximumAge:
    """How old kidney function may be that can be as low as this; None where nothing says how low.

    >>> [kidney_age(value).days for value in (Decimal(60), Decimal(59), Decimal(44), Decimal(29), Decimal(14), None)]
    [365, 182, 121, 121, 91, 91]
    """
    if lowest is None:
        return WEAK_KIDNEYS[0][1]
    return next((age for below, age in WEAK_KIDNEYS if lowest < below), MAXIMUM_AGES[FactKind.EGFR])


CHILD_SIZE = MaximumAge(90, "our own judgement: below 18 years weight and height change within months")
"""For weight, height and body mass index of children."""

PREGNANT_DAYS = LONGEST_PREGNANCY_WEEKS * DAYS_PER_WEEK
PREGNANT_STATUS = MaximumAge(PREGNANT_DAYS, "a pregnancy's longest time: no pregnancy of that day lasts longer")
"""For a status *pregnant*: an older one is over, and says nothing of today."""

PREGNANCY_DIAGNOSIS = MaximumAge(PREGNANT_DAYS, "as the status: such diagnoses stay on lists long after birth")
"""For a diagnosis of pregnancy, from its onset, else from the day that it was written."""

NOT_PREGNANT = MaximumAge(30, "our own judgement: one cycle")
"""For a status *not pregnant*."""
