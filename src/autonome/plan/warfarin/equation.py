"""Warfarin's maintenance dose by the two equations of the International Warfarin Pharmacogenetics Consortium (IWPC).

Source: Estimation of the warfarin dose with clinical and pharmacogenetic data, N Engl J Med 2009;360:753-764, PMID
19228618, supplementary appendix. Both give the square root of the weekly dose in milligrams as a sum. They were fitted
to 4,043 patients who were stable on warfarin at a target INR of 2 to 3, and tried on 1,009 others.

Here is arithmetic alone, in exact decimals. For whom a number may be given at all, and what is said beside it, is in
`dose` and `domain`.

>>> weekly_dose(Factors(decade=6, height_cm=Decimal(170), weight_kg=Decimal(70), race=Race.WHITE,
...     vkorc1=Vkorc1.AG, cyp2c9=Cyp2c9.S1_S1)).quantize(Decimal("0.01"))
Decimal('30.73')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

DAYS_PER_WEEK = 7

OLDEST_DECADE = 9
"""The consortium's data hold ages as decades; the last one is 90 years and more."""


class Equation(StrEnum):
    """The consortium's two equations."""

    PHARMACOGENETIC = "iwpc-2009-pharmacogenetic"
    CLINICAL = "iwpc-2009-clinical"
    """Without genes."""


class Vkorc1(StrEnum):
    """VKORC1 -1639G>A (rs9923231)."""

    GG = "G/G"
    AG = "A/G"
    AA = "A/A"
    UNKNOWN = "unknown"


class Cyp2c9(StrEnum):
    """CYP2C9, of the alleles that the equation knows."""

    S1_S1 = "*1/*1"
    S1_S2 = "*1/*2"
    S1_S3 = "*1/*3"
    S2_S2 = "*2/*2"
    S2_S3 = "*2/*3"
    S3_S3 = "*3/*3"
    UNKNOWN = "unknown"


class Race(StrEnum):
    """Categories of the equation: what people said of themselves, or their doctors of them. None of them is biology."""

    WHITE = "white"
    ASIAN = "asian"
    BLACK = "black-or-african-american"
    MISSING_OR_MIXED = "missing-or-mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What goes into an equation.

    Args:
        decade: completed decades of age, such as 6 for 60 to 69 years; at most `OLDEST_DECADE`.
        height_cm: in centimetres.
        weight_kg: in kilograms.
        race: category.
        vkorc1: genotype; the clinical equation does not look at it.
        cyp2c9: genotype; the clinical equation does not look at it.
        inducer: whether carbamazepine, phenytoin or rifampicin is taken.
        amiodarone: whether it is taken.
    """

    decade: int
    height_cm: Decimal
    weight_kg: Decimal
    race: Race = Race.MISSING_OR_MIXED
    vkorc1: Vkorc1 = Vkorc1.UNKNOWN
    cyp2c9: Cyp2c9 = Cyp2c9.UNKNOWN
    inducer: bool = False
    amiodarone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coefficients:
    """Of one equation; unit: square root of milligrams a week."""

    constant: Decimal
    per_decade: Decimal
    per_cm: Decimal
    per_kg: Decimal
    race: Mapping[Race, Decimal]
    inducer: Decimal
    amiodarone: Decimal
    vkorc1: Mapping[Vkorc1, Decimal]
    cyp2c9: Mapping[Cyp2c9, Decimal]


_NONE = Decimal(0)

# All coefficients were compared with three independent programs that quote the appendix; docs/adr/0014 says which.
_PHARMACOGENETIC = _Coefficients(
    constant=Decimal("5.6044"),
    per_decade=Decimal("-0.2614"),
    per_cm=Decimal("0.0087"),
    per_kg=Decimal("0.0128"),
    race={
        Race.WHITE: _NONE,
        Race.ASIAN: Decimal("-0.1092"),
        Race.BLACK: Decimal("-0.2760"),
        Race.MISSING_OR_MIXED: Decimal("-0.1032"),
    },
    inducer=Decimal("1.1816"),
    amiodarone=Decimal("-0.5503"),
    vkorc1={
        Vkorc1.GG: _NONE,
        Vkorc1.AG: Decimal("-0.8677"),
        Vkorc1.AA: Decimal("-1.6974"),
        Vkorc1.UNKNOWN: Decimal("-0.4854"),
    },
    cyp2c9={
        Cyp2c9.S1_S1: _NONE,
        Cyp2c9.S1_S2: Decimal("-0.5211"),
        Cyp2c9.S1_S3: Decimal("-0.9357"),
        Cyp2c9.S2_S2: Decimal("-1.0616"),
        Cyp2c9.S2_S3: Decimal("-1.9206"),
        Cyp2c9.S3_S3: Decimal("-2.3312"),
        Cyp2c9.UNKNOWN: Decimal("-0.2188"),
    },
)
_CLINICAL = _Coefficients(
    constant=Decimal("4.0376"),
    per_decade=Decimal("-0.2546"),
    per_cm=Decimal("0.0118"),
    per_kg=Decimal("0.0134"),
    race={
        Race.WHITE: _NONE,
        Race.ASIAN: Decimal("-0.6752"),
        Race.BLACK: Decimal("0.4060"),
        Race.MISSING_OR_MIXED: Decimal("0.0443"),
    },
    inducer=Decimal("1.2799"),
    amiodarone=Decimal("-0.5695"),
    vkorc1=dict.fromkeys(Vkorc1, _NONE),
    cyp2c9=dict.fromkeys(Cyp2c9, _NONE),
)
_OF: Mapping[Equation, _Coefficients] = {Equation.PHARMACOGENETIC: _PHARMACOGENETIC, Equation.CLINICAL: _CLINICAL}


def decade_of(age: int) -> int:
    """The equation's decade of an age in completed years: 6 for 60 to 69, and 9 for 90 and more."""
    return min(age // 10, OLDEST_DECADE)


def weekly_dose(factors: Factors, equation: Equation = Equation.PHARMACOGENETIC) -> Decimal:
    """The maintenance dose of warfarin in milligrams a week, exact."""
    by = _OF[equation]
    root = (
        by.constant
        + by.per_decade * factors.decade
        + by.per_cm * factors.height_cm
        + by.per_kg * factors.weight_kg
        + by.race[factors.race]
        + by.vkorc1[factors.vkorc1]
        + by.cyp2c9[factors.cyp2c9]
        + (by.inducer if factors.inducer else _NONE)
        + (by.amiodarone if factors.amiodarone else _NONE)
    )
    return max(root, _NONE) ** 2
