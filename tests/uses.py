"""Lines of uses, questions about them, and the naive twin of every index: filter a list, and sort it.

Small worlds on purpose: few values, so that lines agree, ranges are hit and orders have ties; with names that are
numbers, nearly numbers, and hostile.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st

from autonome.ledger.uses import Bound, Column, Condition, FoundUse, OneOf, Query, SortKey, UseLine, Value, Within

NAMES = ("1", "9", "10", "010", "anna", "Anna", "ärztin", "1'; --", '"', "%s", "\\", "a,b", "9" * 18, "9" * 19, "𝟗")  # noqa: RUF001 - a digit that is no digit
NUMBERS = (0, 1, 2, 9, 10, 2**31, 2**53 - 1)

names = st.sampled_from(NAMES)
numbers = st.sampled_from(NUMBERS)
columns = st.sampled_from(list(Column))

NUMERIC = (Column.TIMESTAMP, Column.ID, Column.REF_ID)


def lines() -> st.SearchStrategy[UseLine]:
    """A line."""
    return st.builds(UseLine, numbers, names, numbers, numbers, names, names, names)


def values(column: Column) -> st.SearchStrategy[Value]:
    """What a column can hold."""
    return numbers if column in NUMERIC else names


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """A condition."""
    column = draw(columns)
    if draw(st.booleans()):
        return OneOf(column, tuple(draw(st.lists(values(column), min_size=1, max_size=3))))
    bounds = st.builds(Bound, values(column), st.booleans())
    least = draw(st.none() | bounds)
    return Within(column, least, draw(bounds if least is None else st.none() | bounds))


def queries() -> st.SearchStrategy[Query]:
    """A question."""
    order = st.lists(st.builds(SortKey, columns, st.booleans()), max_size=3, unique_by=lambda key: key.column)
    return st.builds(
        Query, st.lists(conditions(), max_size=4).map(tuple), order.map(tuple), st.none() | st.integers(1, 20)
    )


def naive(query: Query, held: Sequence[FoundUse]) -> list[FoundUse]:
    """The answer, as plainly as it can be had: what every index must give."""
    found = [each for each in held if all(holds(condition, each.noted.line) for condition in query.conditions)]
    found.sort(key=lambda each: each.index)
    for key in reversed(query.order):
        found.sort(key=lambda each: comparable(cell(each.noted.line, key.column)), reverse=key.descending)
    return found[: query.limit]


def holds(condition: Condition, line: UseLine) -> bool:
    """Whether a condition holds for a line."""
    value = cell(line, condition.column)
    if isinstance(condition, OneOf):
        return value in condition.values
    mine = comparable(value)
    if condition.least is not None:
        least = comparable(condition.least.value)
        if mine < least or (mine == least and not condition.least.included):
            return False
    if condition.most is not None:
        most = comparable(condition.most.value)
        if mine > most or (mine == most and not condition.most.included):
            return False
    return True


def cell(line: UseLine, column: Column) -> Value:
    """What a line has in a column, by its attribute."""
    value: Value = getattr(line, column.replace("-", "_"))
    return value


def comparable(value: Value) -> tuple[int, int, str]:
    """Numbers by size, names that are numbers too, and before all others; the others by their code points."""
    if isinstance(value, int):
        return 0, value, ""
    if value.isascii() and value.isdigit() and len(value) <= 18 and str(int(value)) == value:
        return 0, int(value), ""
    return 1, 0, value


def random_query(random: Random, held: Sequence[UseLine]) -> Query:
    """A question about lines that are there: an AND of one to three equalities and ranges, sorted by some column."""
    chosen: list[Condition] = []
    for column in random.sample(list(Column), random.randint(1, 3)):
        one, other = sorted((cell(random.choice(held), column) for _ in range(2)), key=comparable)
        if random.random() < 0.5:
            chosen.append(OneOf(column, (one,)))
        else:
            chosen.append(Within(column, Bound(one), Bound(other, included=random.random() < 0.5)))
    order = () if random.random() < 0.3 else (SortKey(random.choice(list(Column)), random.random() < 0.5),)
    return Query(tuple(chosen), order, random.choice((None, None, 100)))
