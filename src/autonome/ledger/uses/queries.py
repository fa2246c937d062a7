"""What an auditor asks of the lines of uses: an AND of conditions on columns, an order, and how many.

Values only: `reading` makes them of words, and an index answers them (`ports`). No condition at all asks for every
line. An answer is in the order asked for; where that leaves two lines level, the earlier one on the log comes first, so
that the same log gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from autonome.kernel import InputError
from autonome.ledger.uses.bodies import NotedUse
from autonome.ledger.uses.lines import Column, Value, check_value

MAX_CONDITIONS = 32
"""Most conditions of a query: more than two for each column, and a bound for who sends many."""

MAX_VALUES = 256
"""Most values that one condition lists."""

MAX_ANSWERS = 1_000_000
"""Most lines that a query may limit itself to; who wants more sets no limit."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column holds one of these values.

    Args:
        column: that it is about.
        values: at least one.

    Raises:
        InputError: none, too many, or a value that the column cannot hold.
    """

    column: Column
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.values) <= MAX_VALUES:
            raise InputError(
                f"lists {len(self.values)} values, not 1 to {MAX_VALUES}", where=self.column, mend="ask in parts."
            )
        for value in self.values:
            check_value(self.column, value)


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of a range.

    Args:
        value: at which it lies.
        included: whether the value itself is inside.
    """

    value: Value
    included: bool = True


@dataclass(frozen=True, slots=True)
class Within:
    """The column lies in a range; a name is compared as `lines` orders names.

    Args:
        column: that it is about.
        least: lower end, or None.
        most: upper end, or None; one of the two is there.

    Raises:
        InputError: no end at all, or a value that the column cannot hold.
    """

    column: Column
    least: Bound | None = None
    most: Bound | None = None

    def __post_init__(self) -> None:
        if self.least is None and self.most is None:
            raise InputError("a range has neither a lower nor an upper end", where=self.column, mend="give one.")
        for bound in (self.least, self.most):
            if bound is not None:
                check_value(self.column, bound.value)


Condition = OneOf | Within


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by.

    Args:
        column: that it is.
        descending: whether the largest comes first.
    """

    column: Column
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question.

    Args:
        conditions: all of which hold for each line of the answer.
        order: columns to sort by, the most important first; in log order without any.
        limit: most lines in the answer; None for all.

    Raises:
        InputError: too many conditions, a column twice in the order, or no such limit.
    """

    conditions: tuple[Condition, ...] = ()
    order: tuple[SortKey, ...] = ()
    limit: int | None = None

    def __post_init__(self) -> None:
        if len(self.conditions) > MAX_CONDITIONS:
            raise InputError(
                f"{len(self.conditions)} conditions, more than {MAX_CONDITIONS}", where="query", mend="ask in parts."
            )
        if len({key.column for key in self.order}) != len(self.order):
            raise InputError("a column stands twice in the order", where="query", mend="name each once.")
        if self.limit is not None and not 0 < self.limit <= MAX_ANSWERS:
            raise InputError(f"{self.limit} is no limit from 1 to {MAX_ANSWERS}", where="query", mend="leave it out.")


@dataclass(frozen=True, slots=True)
class FoundUse:
    """A line of an answer, and where it stands.

    Args:
        index: of its entry on the log that was asked: what an inclusion proof is made for.
        noted: the line, and the log where it was recorded first.
    """

    index: int
    noted: NotedUse
