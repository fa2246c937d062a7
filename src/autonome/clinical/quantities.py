"""Measured quantities: an exact decimal, a comparator, a unit as written.

Nothing is converted here and no unit is judged: that is `clinical.units`. The decimal keeps the digits of the record,
because ``1.10`` was measured more finely than ``1.1``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Comparator(StrEnum):
    """How the true value relates to the number. Laboratories write ``<5`` below their limit of detection."""

    EXACTLY = "="
    LESS = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    GREATER = ">"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as recorded.

    Args:
        value: exact.
        comparator: how the true value relates to it.
        unit: the unit in words, as written, or "".
        code: the unit as a UCUM code, where the record names UCUM; else "".
    """

    value: Decimal
    comparator: Comparator = Comparator.EXACTLY
    unit: str = ""
    code: str = ""

    def __str__(self) -> str:
        """Such as ``<5 mg/dL``."""
        sign = "" if self.comparator is Comparator.EXACTLY else self.comparator
        return f"{sign}{plain(self.value)} {self.unit or self.code}".rstrip()


@dataclass(frozen=True, slots=True)
class QuantityRange:
    """A span between two quantities; each end may be missing.

    Args:
        low: lower end, included.
        high: upper end, included.
    """

    low: Quantity | None
    high: Quantity | None

    def __str__(self) -> str:
        """Such as ``2 to 3 {drinks}/d``."""
        return " to ".join(str(end) if end else "…" for end in (self.low, self.high))


def plain(value: Decimal) -> str:
    """A decimal without an exponent, such as ``0.0001``."""
    return format(value, "f")
