"""From the tables of inhibitors and inducers to one file; checks that each effect that counts can be dated and used."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tools.knowledge.tables import Object, Row, TableError

from autonome.evidence.interactions import Direction, Shift, Strength, Use

TABLES = ("inhibitors", "inducers", "persistence", "recovery", "conversions")
MOVES = frozenset(Shift)
SCORED = "CYP2D6"


def interactions(tables: Mapping[str, list[Row]], titles: Mapping[str, str], known: Collection[str]) -> Object:
    """The file of interactions.

    Args:
        tables: name of each of TABLES → its rows.
        titles: source id → title, under which a plan lists what it rests on.
        known: drugs that an order can name.
    """
    effects = sorted(
        [
            *(_effect(row, Direction.INHIBITOR, titles) for row in tables["inhibitors"]),
            *(_effect(row, Direction.INDUCER, titles) for row in tables["inducers"]),
        ]
    )
    kept = {row["drug"]: _persistence(row, titles) for row in tables["persistence"]}
    conversions = sorted(_conversion(row, titles) for row in tables["conversions"])
    _check(effects, kept, conversions, known)
    return {
        "effects": effects,
        "persistence": dict(sorted(kept.items())),
        "recovery": sorted([row["gene"], row["process"], _hours(row["hours"])] for row in tables["recovery"]),
        "conversions": conversions,
    }


def _effect(row: Row, direction: Direction, titles: Mapping[str, str]) -> list[Any]:
    irreversible = row.get("mechanism_based", "no") == "yes"
    return [row["drug"], row["gene"], direction, Strength(row["strength"]), irreversible, titles[row["source"]]]


def _persistence(row: Row, titles: Mapping[str, str]) -> list[Any]:
    return [_hours(row["half_life_hours"]), row["of"], row["local_forms"] == "yes", titles[row["source"]]]


def _conversion(row: Row, titles: Mapping[str, str]) -> list[str]:
    direction, strength, use = Direction(row["direction"]), Strength(row["strength"]), Use(row["use"])
    if row["effect"] not in MOVES and not _is_factor(row["effect"]):
        raise TableError(f"conversions.tsv: {row['effect']!r} is neither a shift nor a factor below 1")
    if row["effect"] not in MOVES and row["gene"] != SCORED:
        raise TableError(f"conversions.tsv: a factor for {row['gene']}; it is defined for the scores of {SCORED} alone")
    return [row["gene"], direction, strength, row["effect"], use, row["reason"], titles[row["source"]]]


def _is_factor(cell: str) -> bool:
    return re.fullmatch(r"0(\.\d+)?", cell) is not None


def _hours(cell: str) -> int:
    if not cell.isdecimal() or int(cell) == 0:
        raise TableError(f"{cell!r} is no number of hours")
    return int(cell)


def _check(
    effects: Iterable[list[Any]],
    kept: Collection[str],
    conversions: Iterable[list[str]],
    known: Collection[str],
) -> None:
    """Every drug can be recognised, and every effect above weak has a half-life and a conversion."""
    listed = list(effects)
    usable = {tuple(row[:3]) for row in conversions}
    if len({tuple(row[:3]) for row in listed}) != len(listed):
        raise TableError("an effect of one drug on one enzyme is listed twice")
    if unknown := {row[0] for row in listed} - set(known):
        raise TableError(f"interactions name drugs that no order can name: {sorted(unknown)}")
    counting = [row for row in listed if row[3] is not Strength.WEAK]
    if undated := {row[0] for row in counting} ^ set(kept):
        raise TableError(f"persistence.tsv and the strong or moderate effects differ in {sorted(undated)}")
    if unused := {(row[1], row[2], row[3]) for row in counting} - usable:
        raise TableError(f"conversions.tsv says nothing of {sorted(unused)}")
