"""When something began, ended or was done, in whichever form the record gives it: dates, an age, or words.

The forms are kept apart; an age is not turned into a year, because that would invent a precision that nobody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.clinical.dates import DateRange
from autonome.clinical.quantities import Quantity, QuantityRange

UNSTATED_DATES = DateRange()
"""Neither end was written."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time in the patient's life.

    Args:
        dates: from and to; one date twice for a moment.
        age: of the person at that time, or a range of ages, or None.
        text: in words, or "".
    """

    dates: DateRange = UNSTATED_DATES
    age: Quantity | QuantityRange | None = None
    text: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether anything was said."""
        return bool(str(self))

    def __str__(self) -> str:
        """The form that there is, such as ``2019-05``, ``at 45 a`` or ``in childhood``, or ""."""
        if self.dates.start is not None and self.dates.start == self.dates.end:
            return str(self.dates.start)
        return str(self.dates) or (f"at {self.age}" if self.age else self.text)


UNSTATED_SPAN = Span()
"""Nothing was said."""
