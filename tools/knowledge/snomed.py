"""Numbers of SNOMED CT: which condition of the bundle each means, or that it is understood and means none of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from tools.knowledge.tables import Row, TableError

from autonome.evidence.clinical import Checked

NO_CONDITION = "none"
"""What a diagnosis means that is understood, and is no condition that a rule goes by."""

_NUMBER = re.compile(r"[1-9]\d{5,17}")


def with_snomed(terms: list[list[Any]], rows: list[Row]) -> list[list[Any]]:
    """The conditions with the numbers that mean each of them, and with the wordings that stand beside those."""
    _check(rows, {term[0] for term in terms})
    return [_with_own(term, rows) for term in terms]


def others(rows: list[Row]) -> list[Any]:
    """What is understood, and is none of the conditions."""
    return _with_own([NO_CONDITION, NO_CONDITION, [], []], rows)


def _with_own(term: list[Any], rows: list[Row]) -> list[Any]:
    name, label, icd10, texts = term
    own = [row for row in rows if name in row["means"].split(";")]
    words = [text for row in own for text in row["texts"].split(";")]
    return [name, label, icd10, list(dict.fromkeys([*texts, *words])), [row["code"] for row in own]]


def _check(rows: list[Row], known: Collection[str]) -> None:
    codes = [row["code"] for row in rows]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise TableError(f"snomed.tsv: {sorted(twice)} stand twice")
    for row in rows:
        if not _NUMBER.fullmatch(row["code"]) or checksum(row["code"]):
            raise TableError(f"snomed.tsv: {row['code']} is no number of SNOMED CT")
        if unknown := set(row["means"].split(";")) - {*known, NO_CONDITION}:
            raise TableError(f"snomed.tsv, {row['code']}: no condition is called {sorted(unknown)}")
        if row["texts"] != row["texts"].lower():
            raise TableError(f"snomed.tsv, {row['code']}: write its texts in lower case, as records are compared")
        Checked(row["checked"])


_TURNED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
_SIDES = 5


def checksum(code: str) -> int:
    """0 where the check digit is right (J. Verhoeff, Error Detecting Decimal Codes, 1969).

    >>> checksum("74474003"), checksum("74474030") == 0
    (0, False)
    """
    total = 0
    for place, digit in enumerate(map(int, reversed(code))):
        total = _product(total, _turned(digit, place % 8))
    return total


def _turned(digit: int, times: int) -> int:
    for _ in range(times):
        digit = _TURNED[digit]
    return digit


def _product(one: int, other: int) -> int:
    """Two moves of a pentagon after each other: below 5 it turns, from 5 on it is turned over as well."""
    turn = one + other if one < _SIDES else one - other
    over = (one < _SIDES) is not (other < _SIDES)
    return turn % _SIDES + (_SIDES if over else 0)
