"""SQL of a question about uses: column names from one table, values beside the text, never in it.

Whatever a query holds, the text of its statement is made of the fixed pieces below: a test asks for hostile names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from autonome.ledger.uses import Bound, Column, Condition, Kind, OneOf, Query, SortKey, Value, Within, rank

NAMES = {
    Column.TIMESTAMP: sql.Identifier("timestamp"),
    Column.NODE: sql.Identifier("node"),
    Column.ID: sql.Identifier("id"),
    Column.REF_ID: sql.Identifier("ref_id"),
    Column.USER: sql.Identifier("user"),
    Column.ACTIVITY: sql.Identifier("activity"),
    Column.RESOURCE: sql.Identifier("resource"),
}
"""Columns as the database has them."""

TYPES = {Kind.NUMBER: sql.SQL("bigint"), Kind.NAME: sql.SQL("text")}

_SELECTED = sql.SQL(", ").join(
    [sql.Identifier("index"), *NAMES.values(), *map(sql.Identifier, ("source_log", "source_index", "source_leaf"))]
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and what travels beside it.

    Args:
        text: without any value.
        values: in the order of its places.
    """

    text: sql.Composed
    values: tuple[object, ...]


def selecting(query: Query) -> Statement:
    """The statement that finds the lines of a query, in its order; level ones in log order."""
    where = _where(query)
    text = sql.SQL("SELECT {} FROM use_on_log{} ORDER BY {}{}").format(
        _SELECTED, where.text, _order(query), sql.SQL(" LIMIT %s" if query.limit is not None else "")
    )
    return Statement(text, where.values if query.limit is None else (*where.values, query.limit))


def counting(query: Query) -> Statement:
    """The statement that counts them, without the query's limit."""
    where = _where(query)
    return Statement(sql.SQL("SELECT count(*) FROM use_on_log{}").format(where.text), where.values)


def _where(query: Query) -> Statement:
    terms = [term for condition in query.conditions for term in _terms(condition)]
    if not terms:
        return Statement(sql.Composed([]), ())
    text = sql.SQL(" WHERE {}").format(sql.SQL(" AND ").join(text for text, _ in terms))
    return Statement(text, tuple(value for _, value in terms))


def _terms(condition: Condition) -> Iterator[tuple[sql.Composed, object]]:
    column = condition.column
    if isinstance(condition, OneOf):
        yield _compared(column, "= ANY (%s::{}[])"), [rank(column, value) for value in condition.values]
        return
    yield from _ends(condition)


def _ends(condition: Within) -> Iterator[tuple[sql.Composed, Value]]:
    ends: tuple[tuple[Bound | None, str, str], ...] = (
        (condition.least, ">= %s::{}", "> %s::{}"),
        (condition.most, "<= %s::{}", "< %s::{}"),
    )
    for bound, inside, outside in ends:
        if bound is not None:
            text = inside if bound.included else outside
            yield _compared(condition.column, text), rank(condition.column, bound.value)


def _compared(column: Column, operator: str) -> sql.Composed:
    """A comparison of a column; the operators are the literals above."""
    return sql.SQL("{} {}").format(NAMES[column], sql.SQL(operator).format(TYPES[column.kind]))


def _order(query: Query) -> sql.Composed:
    return sql.SQL(", ").join([*map(_sorted, query.order), sql.Identifier("index")])


def _sorted(key: SortKey) -> sql.Composed:
    return sql.SQL("{} DESC" if key.descending else "{}").format(NAMES[key.column])
