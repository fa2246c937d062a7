"""Items of a collection: comparing, ordering, distinguishing.

An item is a `Node` or a plain Python value. Dates compare by their shared precision; where that does not decide, the
answer is "undetermined" and not a guess.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from autonome.fhir.validate.fhirpath.errors import UndeterminedError, UnsupportedError
from autonome.fhir.validate.tree import Node

Items = Sequence[object]

_DATES = frozenset(("date", "dateTime", "instant"))
_DATE = re.compile(
    r"(?P<day>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T(?P<time>\d\d:\d\d:\d\d)(?P<fraction>\.\d+)?(?P<zone>Z|[+-]\d\d:\d\d))?"
)
_QUANTITIES = frozenset(("Quantity", "Age", "Count", "Distance", "Duration", "Money"))


def value_of(item: object) -> object:
    """The plain value of a primitive; None for what has none."""
    return item.value if isinstance(item, Node) else item


def is_number(value: object) -> bool:
    """Whether a plain value is a number; true and false are not."""
    return isinstance(value, (int, Decimal, float)) and not isinstance(value, bool)


def key_of(item: object) -> Hashable:
    """A key under which equal items are the same."""
    value = value_of(item)
    if value is not None:
        return ("number", Decimal(str(value))) if is_number(value) else (type(value).__name__, str(value))
    raw = item.raw if isinstance(item, Node) else item
    return ("complex", json.dumps(raw, sort_keys=True, default=str))


def distinct(items: Items) -> list[object]:
    """Items without repetition, in order."""
    return list({key_of(item): item for item in reversed(items)}.values())[::-1]


def equal(left: Items, right: Items) -> bool | None:
    """``=``: None where either side is empty."""
    if not left or not right:
        return None
    if len(left) != len(right):
        return False
    return all(_same(one, other) for one, other in zip(left, right, strict=True))


def _same(one: object, other: object) -> bool:
    if _is_date(one) and _is_date(other):
        return _order(one, other) == 0
    return key_of(one) == key_of(other)


def compare(left: Items, right: Items) -> int | None:
    """Order of two single items: negative, zero, positive; None where either side is empty.

    Raises:
        UndeterminedError: dates of different precision or quantities of different units.
        UnsupportedError: more than one item, or items that have no order.
    """
    if not left or not right:
        return None
    if len(left) > 1 or len(right) > 1:
        raise UnsupportedError("an order between collections")
    return _order(left[0], right[0])


def _order(one: object, other: object) -> int:
    if _is_quantity(one) and _is_quantity(other):
        return _quantity_order(one, other)
    if _is_date(one) and _is_date(other):
        return _date_order(str(value_of(one)), str(value_of(other)))
    first, second = value_of(one), value_of(other)
    if is_number(first) and is_number(second):
        a, b = Decimal(str(first)), Decimal(str(second))
        return (a > b) - (a < b)
    if isinstance(first, str) and isinstance(second, str):
        return (first > second) - (first < second)
    raise UnsupportedError("an order between different types")


def _is_date(item: object) -> bool:
    return isinstance(item, Node) and item.type in _DATES and isinstance(item.value, str)


def _is_quantity(item: object) -> bool:
    return isinstance(item, Node) and item.type in _QUANTITIES


def _quantity_order(one: object, other: object) -> int:
    if not isinstance(one, Node) or not isinstance(other, Node):
        raise UnsupportedError("an order between a quantity and something else")
    units = [(node.text("system"), node.text("code") or node.text("unit")) for node in (one, other)]
    values = [node.get("value")[:1] for node in (one, other)]
    if units[0] != units[1] or not values[0] or not values[1]:
        raise UndeterminedError("quantities of different units")
    return _order(values[0][0], values[1][0])


def _date_order(one: str, other: str) -> int:
    """Compare as far as both are precise; moments with a zone in UTC."""
    first, second = _DATE.fullmatch(one), _DATE.fullmatch(other)
    if not first or not second:
        raise UndeterminedError("what is not a date")
    if first["time"] and second["time"]:
        a, b = _moment(first), _moment(second)
        return (a > b) - (a < b)
    pairs = list(zip(first["day"].split("-"), second["day"].split("-"), strict=False))
    for a, b in ((x, y) for x, y in pairs if x != y):
        return 1 if a > b else -1
    if first["time"] or second["time"] or len(first["day"]) != len(second["day"]):
        raise UndeterminedError("dates of different precision")
    return 0


def _moment(match: re.Match[str]) -> tuple[datetime, Decimal]:
    zone = "+00:00" if match["zone"] == "Z" else match["zone"]
    text = f"{match['day']}T{match['time'].replace(':60', ':59')}{zone}"
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UndeterminedError("what is no date and time") from error
    return moment, Decimal(f"0{match['fraction'] or ''}")
