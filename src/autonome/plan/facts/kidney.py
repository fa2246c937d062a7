"""Kidney function computed from creatinine, where the record gives its inputs; intervals go in and come out.

Both formulas are for adults with stable creatinine; neither holds in acute kidney injury, pregnancy, or extremes of
muscle mass: `clinical.HOLDS_FOR` says so beside each value, and `kidney_disease` takes back what a diagnosis
contradicts. Exact decimals under one fixed context, so that all machines agree.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Context, Decimal

from autonome.clinical.finding_kinds import CREATININE_G_PER_MOL
from autonome.plan.facts.values import Interval

ADULT_FROM = 18
"""Years; CKD-EPI 2021 was made from adults (PMID 34554658), Cockcroft-Gault from men of 18 to 92 (PMID 1244564)."""

_EXACT = Context(prec=16)

MG_PER_DL = CREATININE_G_PER_MOL / 10_000
"""mg/dL in one µmol/L of creatinine."""

_KAPPA = {"female": Decimal("0.7"), "male": Decimal("0.9")}
_ALPHA = {"female": Decimal("-0.241"), "male": Decimal("-0.302")}
_CKD_EPI_SEX = {"female": Decimal("1.012"), "male": Decimal(1)}
_COCKCROFT_SEX = {"female": Decimal("0.85"), "male": Decimal(1)}


def ckd_epi_2021(creatinine: Decimal, age: Decimal, sex: str) -> Decimal:
    """Estimate GFR by CKD-EPI 2021 from creatinine (Inker et al., N Engl J Med 2021;385:1737, PMID 34554658).

    Args:
        creatinine: umol/L, above 0.
        age: completed years, `ADULT_FROM` or more.
        sex: ``female`` or ``male``.

    Returns:
        mL/min per 1.73 m².
    """
    ratio = _EXACT.divide(creatinine * MG_PER_DL, _KAPPA[sex])
    low = _EXACT.power(min(ratio, Decimal(1)), _ALPHA[sex])
    high = _EXACT.power(max(ratio, Decimal(1)), Decimal("-1.2"))
    by_age = _EXACT.power(Decimal("0.9938"), age)
    return _EXACT.plus(Decimal(142) * low * high * by_age * _CKD_EPI_SEX[sex])


def cockcroft_gault(creatinine: Decimal, age: Decimal, weight: Decimal, sex: str) -> Decimal:
    """Estimate creatinine clearance (Cockcroft and Gault, Nephron 1976;16:31, PMID 1244564), with actual body weight.

    Args:
        creatinine: umol/L, above 0.
        age: completed years, `ADULT_FROM` or more.
        weight: kg.
        sex: ``female`` or ``male``.

    Returns:
        mL/min.
    """
    return _EXACT.divide((140 - age) * weight * _COCKCROFT_SEX[sex], 72 * creatinine * MG_PER_DL)


def egfr_span(creatinine: Interval, age: Interval, sexes: Collection[str]) -> Interval | None:
    """All that eGFR can be; it falls with creatinine and with age. None where an end is missing or no adult's."""
    if not _computable(creatinine, age):
        return None
    least, most, youngest, oldest = _ends(creatinine, age)
    low = min(ckd_epi_2021(most, oldest, sex) for sex in sexes)
    return Interval(low, max(ckd_epi_2021(least, youngest, sex) for sex in sexes))


def clearance_span(creatinine: Interval, age: Interval, weight: Interval, sexes: Collection[str]) -> Interval | None:
    """All that creatinine clearance can be; it rises with weight. None where an end is missing or no adult's."""
    if not _computable(creatinine, age) or weight.low is None or weight.high is None or weight.low <= 0:
        return None
    least, most, youngest, oldest = _ends(creatinine, age)
    low = min(cockcroft_gault(most, oldest, weight.low, sex) for sex in sexes)
    return Interval(low, max(cockcroft_gault(least, youngest, weight.high, sex) for sex in sexes))


def _computable(creatinine: Interval, age: Interval) -> bool:
    whole = all(end is not None for end in (creatinine.low, creatinine.high, age.low, age.high))
    return whole and creatinine.low is not None and creatinine.low > 0 and age.low is not None and age.low >= ADULT_FROM


def _ends(creatinine: Interval, age: Interval) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Least and greatest creatinine, youngest and oldest age; `_computable` saw that they are there."""
    ends = (creatinine.low, creatinine.high, age.low, age.high)
    least, most, youngest, oldest = (Decimal(0) if end is None else end for end in ends)
    return least, most, youngest, oldest
