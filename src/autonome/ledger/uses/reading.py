r"""Reading at the edge: conditions and orders from words, lines from a tab-separated log.

::

    user=9                      activity=FILE_ACCESS,VIEW_RESOURCE       resource="a name, with a comma"
    timestamp>=2018-03-25       timestamp<1522200879669                  id<=50000

A condition is a column, one of ``=  <  <=  >  >=``, and a value; only ``=`` takes several, parted by commas. A value
with a comma or a quotation mark in it stands in quotation marks, as JSON writes it. A time is a number of milliseconds
since 1970, or a date or instant as RFC 3339 has it, to the millisecond; of a line never a date alone, for it says when.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from autonome.kernel import InputError, Instant
from autonome.ledger.uses.lines import Column, Kind, UseLine, Value
from autonome.ledger.uses.queries import Bound, Condition, OneOf, Query, SortKey, Within

MAX_WORDS = 64 * 1024
"""Longest condition read, in characters: as many values as one may list, each as long as a name may be."""

MAX_LINE = 2048
"""Longest line of a log read, in characters: four names and three numbers."""

_MILLISECONDS = 1000
_CONDITION = re.compile(r"\s*([A-Za-z][A-Za-z-]*)\s*(<=|>=|<|>|=)(.*)", re.DOTALL)
_VALUE = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^",]+)\s*(,|$)', re.DOTALL)
_DIGITS = re.compile(r"[0-9]{1,16}")
_FRACTION = re.compile(r":[0-9]{2}\.([0-9]+)")
_PLACES = 3  # of a millisecond
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

WRITE_MOMENT = "write milliseconds since 1970-01-01T00:00:00Z, or an instant such as 2026-03-01T10:00:00.130Z."
"""What to do with a line whose time cannot be read."""
_WRITE = 'write it as user=9, activity=A,B, timestamp>=2018-03-25 or resource="a, b".'


def read_query(conditions: Sequence[str], order: Sequence[str] = (), limit: int | None = None) -> Query:
    """Read a query.

    Args:
        conditions: each in words; all of them hold.
        order: columns to sort by; one behind a minus sign is sorted from the largest down.
        limit: most lines.

    Raises:
        InputError: with the condition, and what is wrong with it.
    """
    return Query(
        tuple(read_condition(text, where=f"condition {number}") for number, text in enumerate(conditions, start=1)),
        tuple(map(read_sort_key, order)),
        limit,
    )


def read_condition(text: str, *, where: str = "condition") -> Condition:
    """Read a condition.

    Args:
        text: such as ``user=9``.
        where: its name, for the message.

    Raises:
        InputError: it is none, or its value does not fit the column.
    """
    match = _CONDITION.fullmatch(text) if len(text) <= MAX_WORDS else None
    if match is None:
        raise InputError("is no condition", where=where, mend=_WRITE)
    try:
        return _condition(_column(match[1]), match[2], match[3])
    except InputError as error:
        place = f"{where}, {error.where}" if error.where else where
        raise InputError(error.message, where=place, mend=error.mend) from error


def read_sort_key(text: str) -> SortKey:
    """Read a column to sort by: ``timestamp``, or ``-timestamp`` for the newest first.

    Raises:
        InputError: there is no such column.
    """
    return SortKey(_column(text.removeprefix("-")), descending=text.startswith("-"))


def read_line(text: str, *, where: str = "line") -> UseLine:
    """Read a line of a log: seven columns, parted by tabs, in the order of `Column`; without its end of line.

    Args:
        text: of the line.
        where: its file and number, for the message.

    Raises:
        InputError: it does not have seven columns, or a value is not of its column's kind.
    """
    fields = text.split("\t") if len(text) <= MAX_LINE else []
    if len(fields) != len(Column):
        raise InputError(
            f"does not have exactly {len(Column)} columns parted by tabs",
            where=where,
            mend=f"write {', '.join(Column)}.",
        )
    timestamp, node, number, ref_id, user, activity, resource = fields
    try:
        return UseLine(
            _moment(timestamp), node, _whole(Column.ID, number), _whole(Column.REF_ID, ref_id),
            user, activity, resource,
        )  # fmt: skip
    except InputError as error:
        raise InputError(error.message, where=f"{where}, {error.where}", mend=error.mend) from error


def _column(name: str) -> Column:
    try:
        return Column(name)
    except ValueError:
        raise InputError(f"{name[:24]!r} is no column", mend=f"columns are {', '.join(Column)}.") from None


def _condition(column: Column, operator: str, text: str) -> Condition:
    values = tuple(_value(column, each) for each in _parted(text))
    if operator == "=":
        return OneOf(column, values)
    if len(values) > 1:
        raise InputError("an end of a range is one value", where=column, mend="list values after = alone.")
    bound = Bound(values[0], included=operator.endswith("="))
    return Within(column, least=bound) if operator.startswith(">") else Within(column, most=bound)


def _parted(text: str) -> list[str]:
    """The values of a list; what stands in quotation marks is one of them."""
    found: list[str] = []
    at, goes_on = 0, True
    while goes_on:
        match = _VALUE.match(text, at)
        if match is None:
            raise InputError("has no value, or one that cannot be read", mend=_WRITE)
        found.append(_unquoted(match[1]))
        at, goes_on = match.end(), match[2] == ","
    return found


def _unquoted(text: str) -> str:
    if not text.startswith('"'):
        return text.strip()
    try:
        return str(json.loads(text))
    except ValueError as error:
        raise InputError("a value in quotation marks is not written as JSON writes it", mend=_WRITE) from error


def _value(column: Column, text: str) -> Value:
    if column.kind is Kind.NAME:
        return text
    if column is Column.TIMESTAMP and not _DIGITS.fullmatch(text):
        return _milliseconds(text)
    return _whole(column, text)


def _whole(column: Column, text: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise InputError(f"{text[:24]!r} is no whole number", where=column, mend="write digits alone.")
    return int(text)


def _moment(text: str) -> int:
    """When a line was: milliseconds, or an instant."""
    if _DIGITS.fullmatch(text):
        return int(text)
    if _DATE.fullmatch(text):
        raise InputError("a date does not say when", where=Column.TIMESTAMP, mend=WRITE_MOMENT)
    try:
        return _milliseconds(text)
    except InputError as error:
        raise InputError(error.message, where=Column.TIMESTAMP, mend=WRITE_MOMENT) from error


def _milliseconds(text: str) -> int:
    fraction = _FRACTION.search(text)
    if fraction is not None and len(fraction[1]) > _PLACES:
        raise InputError("an instant is read to the millisecond", where=Column.TIMESTAMP, mend="write three digits.")
    try:
        whole = Instant.parse(text).seconds * _MILLISECONDS
    except InputError as error:
        raise InputError(error.message, where=Column.TIMESTAMP, mend=error.mend) from error
    return whole + (0 if fraction is None else int(fraction[1].ljust(_PLACES, "0")))
