"""The line of a use: who used what, when, for which request; seven columns, each of one kind.

A line is a row of an institution's access log, in the form that logs of accesses to genomic data are exchanged in:
seven columns, the same everywhere. Numbers are whole and not negative. Names are one line of text; a name that is
written as a number is ordered as a number, before all other names: user 9 before user 10, and both before ``anna``.

Invariants: a line that exists can be written as canonical JSON and kept in a database; two names of one order are one
name. Not here: whom the used data are about. That is the subject of the entry in which the line stands (`bodies`).

>>> sorted(["anna", "10", "9", "010"], key=order_of)
['9', '10', '010', 'anna']
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from autonome.kernel import InputError
from autonome.kernel.canonical import MAX_INTEGER

MAX_NAME = 200
"""Longest name, in characters: an account, an act or a dataset, never a story."""

MAX_DIGITS = 18
"""Longest number that a name is ordered as, in digits; what is longer is ordered as text."""

NAMES_HELD = 4096
"""Names of which it is remembered that they are some: sites, acts and datasets are few, and their lines many."""

Value = int | str
"""What a column holds: a number, or a name."""

_NUMBER = re.compile(rf"0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}}")
_TEXT_MARK = "n"  # sorts behind every digit


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    NAME = "name"


class Column(StrEnum):
    """A column of a line, by the name that it has in queries and in sealed payloads; their order is that of a line."""

    TIMESTAMP = "timestamp"
    """Milliseconds since 1970-01-01T00:00:00Z."""

    NODE = "node"
    """The site at which it was done, as the sites name it among themselves."""

    ID = "id"
    """Number of the line at its site."""

    REF_ID = "ref-id"
    """Number of the line with which the request began, at the same site."""

    USER = "user"
    """Who did it: an account of the site."""

    ACTIVITY = "activity"
    """What was done."""

    RESOURCE = "resource"
    """To which data."""

    @property
    def kind(self) -> Kind:
        """What it holds."""
        return Kind.NUMBER if self in _NUMBERS else Kind.NAME


_NUMBERS = frozenset({Column.TIMESTAMP, Column.ID, Column.REF_ID})


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use.

    Args:
        timestamp: when, in milliseconds since 1970-01-01T00:00:00Z.
        node: the site.
        id: number of the line at the site.
        ref_id: number of the line with which the request began.
        user: who.
        activity: what was done.
        resource: to which data.

    Raises:
        InputError: a value is not of its column's kind.
    """

    timestamp: int
    node: str
    id: int
    ref_id: int
    user: str
    activity: str
    resource: str

    def __post_init__(self) -> None:
        # An answer has ten thousands of lines: one look at all values, and at each only to say which is wrong.
        if not (
            _is_number(self.timestamp) and _is_number(self.id) and _is_number(self.ref_id)
            and _is_name(self.node) and _is_name(self.user) and _is_name(self.activity) and _is_name(self.resource)
        ):  # fmt: skip
            for column, value in zip(Column, self.values, strict=True):
                check_value(column, value)

    @property
    def values(self) -> tuple[Value, ...]:
        """Its values, in the order of the columns."""
        return (self.timestamp, self.node, self.id, self.ref_id, self.user, self.activity, self.resource)


def check_value(column: Column, value: Value) -> None:
    """Insist that a column can hold a value.

    Raises:
        InputError: it cannot; says why.
    """
    if column.kind is Kind.NUMBER:
        if not _is_number(value):
            raise InputError("is no whole number from 0 to 2^53 - 1", where=column, mend="write digits alone.")
    elif not _is_name(value):
        raise InputError(
            f"is no name of 1 to {MAX_NAME} printable characters on one line", where=column, mend="correct it."
        )


def _is_number(value: Value) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


@lru_cache(NAMES_HELD)
def _is_name(value: Value) -> bool:
    if not isinstance(value, str):
        return False
    return 0 < len(value) <= MAX_NAME and value.isprintable() and value == value.strip()


def order_of(name: str) -> str:
    """Write a name so that comparing what is written, by code points, compares the names; see `name_of`."""
    return f"{len(name):02d}{name}" if _NUMBER.fullmatch(name) else _TEXT_MARK + name


def name_of(order: str) -> str:
    """Read back what `order_of` wrote."""
    return order[1:] if order.startswith(_TEXT_MARK) else order[2:]


def rank(column: Column, value: Value) -> Value:
    """What a value is compared by within its column: a number as it is, a name by its order."""
    return order_of(value) if isinstance(value, str) and column.kind is Kind.NAME else value
