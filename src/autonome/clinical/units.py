"""Units by UCUM, converted exactly and with their dimension checked.

A small closed table: each row says what a unit measures and its factor to that dimension's base, as a fraction, so that
no conversion passes through binary floating point. A unit that is not in the table is unknown, and an unknown unit is
never guessed. UCUM ignores annotations, but *per 1.73 m² of body surface* is one that changes a dose, so it is a
dimension of its own: ``mL/min/{1.73_m2}`` does not become ``mL/min``.

Mass and substance concentration are two dimensions that a molar mass joins; it belongs to the analyte, so it is an
argument.

Not here: offsets (degree Celsius), logarithms and arbitrary units, which no finding that is read needs.
Why a table and no library: docs/adr/0007-units.md.

>>> convert(Decimal("1.2"), UNITS["mg/dL"], UNITS["umol/L"], Decimal("113.12"))
Decimal('106.0820367751060820367751061')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction

DIGITS = 28
"""Significant digits of a converted value that has no end as a decimal; a terminating one of fewer digits is exact."""


class Dimension(StrEnum):
    """What a unit measures; the base in which factors are given stands beside it."""

    NUMBER = "number"  # 1
    LENGTH = "length"  # metre
    MASS = "mass"  # gram
    TIME = "time"  # second
    MASS_PER_AREA = "mass per area"  # kilogram per square metre
    MASS_CONCENTRATION = "mass concentration"  # gram per litre
    SUBSTANCE_CONCENTRATION = "substance concentration"  # mole per litre
    CATALYTIC_CONCENTRATION = "catalytic concentration"  # katal per litre
    VOLUME_RATE = "volume rate"  # litre per second
    VOLUME_RATE_PER_SURFACE = "volume rate per 1.73 m2 body surface"  # litre per second and 1.73 m²


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that can be converted.

    Args:
        code: UCUM, case sensitive.
        dimension: what it measures.
        factor: to the base of the dimension.
    """

    code: str
    dimension: Dimension
    factor: Fraction


_POUND = Fraction("453.59237")
"""Grams in an avoirdupois pound, exact by the international agreement of 1959 (UCUM: [lb_av])."""

_ENZYME_UNIT = Fraction(1, 60_000_000)
"""Katal in an enzyme unit: one micromole a minute (UCUM: U)."""

_ROWS: Mapping[Dimension, Mapping[str, Fraction]] = {
    Dimension.NUMBER: {"1": Fraction(1), "{INR}": Fraction(1), "{ratio}": Fraction(1)},
    Dimension.LENGTH: {
        "m": Fraction(1), "cm": Fraction(1, 100), "mm": Fraction(1, 1000),
        "[in_i]": Fraction("0.0254"), "[ft_i]": Fraction("0.3048"),
    },
    Dimension.MASS: {
        "kg": Fraction(1000), "g": Fraction(1), "mg": Fraction(1, 1000),
        "[lb_av]": _POUND, "[oz_av]": _POUND / 16, "[stone_av]": _POUND * 14,
    },
    Dimension.TIME: {"s": Fraction(1), "ms": Fraction(1, 1000), "min": Fraction(60), "h": Fraction(3600),
        "d": Fraction(86_400), "wk": Fraction(604_800)},
    Dimension.MASS_PER_AREA: {"kg/m2": Fraction(1)},
    Dimension.MASS_CONCENTRATION: {
        "g/L": Fraction(1), "g/dL": Fraction(10), "mg/dL": Fraction(1, 100), "mg/L": Fraction(1, 1000),
        "mg/mL": Fraction(1), "ug/dL": Fraction(1, 100_000), "ug/mL": Fraction(1, 1000),
    },
    Dimension.SUBSTANCE_CONCENTRATION: {
        "mol/L": Fraction(1), "mmol/L": Fraction(1, 1000), "umol/L": Fraction(1, 10**6), "nmol/L": Fraction(1, 10**9),
        "meq/L": Fraction(1, 1000),  # UCUM equates eq and mol; right for the one ion that is read, potassium (1+)
    },
    Dimension.CATALYTIC_CONCENTRATION: {
        "kat/L": Fraction(1), "ukat/L": Fraction(1, 10**6), "nkat/L": Fraction(1, 10**9),
        "U/L": _ENZYME_UNIT, "mU/mL": _ENZYME_UNIT, "kU/L": _ENZYME_UNIT * 1000,
    },
    Dimension.VOLUME_RATE: {"mL/min": Fraction(1, 60_000), "mL/s": Fraction(1, 1000), "L/h": Fraction(1, 3600)},
    Dimension.VOLUME_RATE_PER_SURFACE: {
        "mL/min/{1.73_m2}": Fraction(1, 60_000), "mL/s/{1.73_m2}": Fraction(1, 1000),
    },
}  # fmt: skip
"""UCUM code → factor to the base (The Unified Code for Units of Measure, version 2.2)."""

UNITS: Mapping[str, Unit] = {
    spelling: Unit(code, dimension, factor)
    for dimension, rows in _ROWS.items()
    for code, factor in rows.items()
    for spelling in (code, code.replace("L", "l"))  # UCUM: the litre is both l and L
}
"""Every unit that can be converted, by its UCUM code."""

_PER_SURFACE = (
    "mL/min/1.73 m2", "mL/min/1.73m2", "mL/min/1.73.m2", "mL/min/1.73_m2", "mL/min/1.73 m²", "mL/min/1.73m²",
    "mL/min/1.73 m^2", "mL/min/1.73m^2", "mL/min/(1.73.m2)", "mL/min/[1.73_m2]", "mL/min/{1.73m2}", "mL/min/{1.73 m2}",
)  # fmt: skip

SPELLINGS: Mapping[str, str] = {
    "µmol/L": "umol/L", "μmol/L": "umol/L", "micromol/L": "umol/L", "mcmol/L": "umol/L",
    "µkat/L": "ukat/L", "μkat/L": "ukat/L",
    "mEq/L": "meq/L",
    "IU/L": "U/L", "[IU]/L": "U/L", "[iU]/L": "U/L",  # of an enzyme: its international unit is U
    "lb": "[lb_av]", "lbs": "[lb_av]", "lb_av": "[lb_av]", "oz": "[oz_av]",
    "in": "[in_i]", "inch": "[in_i]", "inches": "[in_i]", "ft": "[ft_i]",
    "kg/m²": "kg/m2", "kg/m^2": "kg/m2",
    "msec": "ms", "sec": "s", "weeks": "wk", "week": "wk", "days": "d",
    "INR": "{INR}", "ratio": "{ratio}",
    **dict.fromkeys(_PER_SURFACE, "mL/min/{1.73_m2}"),
}  # fmt: skip
"""Spellings outside UCUM that mean one unit only, as laboratories print them."""

_BY_SPELLING = {
    spelling: UNITS[code] for text, code in SPELLINGS.items() for spelling in (text, text.replace("L", "l"))
}


def unit_of(text: str) -> Unit | None:
    """The unit that a code or a spelling means; None where it is not known."""
    return UNITS.get(text) or _BY_SPELLING.get(text)


def convert(value: Decimal, given: Unit, wanted: Unit, molar_mass: Decimal | None = None) -> Decimal | None:
    """Convert a value.

    Args:
        value: in the given unit.
        given: its unit.
        wanted: the unit to convert to.
        molar_mass: of the analyte, g/mol, where mass and substance concentration may be exchanged.

    Returns:
        The value in the wanted unit, exact up to `DIGITS`; None where the dimensions do not fit.
    """
    if given.factor == wanted.factor and given.dimension is wanted.dimension:
        return value
    bridge = _bridge(given.dimension, wanted.dimension, molar_mass)
    if bridge is None:
        return None
    exact = Fraction(value) * given.factor * bridge / wanted.factor
    return Context(prec=DIGITS).divide(Decimal(exact.numerator), Decimal(exact.denominator))


def _bridge(given: Dimension, wanted: Dimension, molar_mass: Decimal | None) -> Fraction | None:
    """The factor between the bases of two dimensions; None where there is none."""
    if given is wanted:
        return Fraction(1)
    if molar_mass is None:
        return None
    if (given, wanted) == (Dimension.MASS_CONCENTRATION, Dimension.SUBSTANCE_CONCENTRATION):
        return 1 / Fraction(molar_mass)
    if (given, wanted) == (Dimension.SUBSTANCE_CONCENTRATION, Dimension.MASS_CONCENTRATION):
        return Fraction(molar_mass)
    return None
