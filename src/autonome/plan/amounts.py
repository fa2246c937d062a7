"""Whether two amounts are the same: by their figures, because two guidelines never use the same words.

>>> same_figures("less than 20 mg/day", "no more than 40 mg/day")
False
>>> same_figures("25 % below the recommended dose", "75 % of the standard dose, then adjust")
True
"""

from __future__ import annotations

import re
from decimal import Decimal

_FIGURE = re.compile(r"(\d+(?:\.\d+)?)(?: (?:to|or) (\d+(?:\.\d+)?))? ?(%|times|mg[^\s,;)]*)( below| less| more)?")
_WHOLE = Decimal(100)


def same_figures(one: str, other: str) -> bool:
    """Whether two amounts name the same figures; an amount without any differs from one with.

    Args:
        one: as a statement has it; only the part before the first comma or semicolon counts, because what follows is
            how to go on from there.
        other: of another statement.
    """
    return _figures(one) == _figures(other)


def _figures(amount: str) -> frozenset[tuple[Decimal, str]]:
    """Each figure with its unit; shares of a standard dose as per cent of it."""
    found = _FIGURE.findall(re.split("[,;]", amount, maxsplit=1)[0])
    return frozenset(
        _share(Decimal(number), unit, change.strip())
        for low, high, unit, change in found
        for number in (low, high)
        if number
    )


def _share(number: Decimal, unit: str, change: str) -> tuple[Decimal, str]:
    if unit == "times":
        return number * _WHOLE, "%"
    if unit == "%" and change:
        return (_WHOLE + number if change == "more" else _WHOLE - number), "%"
    return number, unit
