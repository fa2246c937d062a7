"""CYP2D6: activity values per allele and gene copy, and from the sum of two haplotypes to a phenotype.

CPIC's table of 2024-03 gives diplotypes; an allele's value is half the score of two of it. Haplotypes with several
gene copies that callers report but the table lacks follow by the same addition (`cpic-cyp2d6-copies`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations_with_replacement, permutations

from tools.knowledge.phenotypes import NO_SCORE, OLDER, Older, function, pair
from tools.knowledge.tables import Row, TableError

SCORE_RULE = "caudle-2020"
COPY_RULE = "cpic-cyp2d6-copies"

THRESHOLDS = (
    (Decimal("2.25"), "Ultrarapid Metabolizer"),
    (Decimal("1.0"), "Normal Metabolizer"),
    (Decimal(0), "Intermediate Metabolizer"),
)
"""Score above the bound → phenotype (Caudle 2020, PMID 31647186); 0 is a poor metabolizer.

The consensus draws the line of normal at 1.25; scores are multiples of 0.25, so that this is the line above 1.0."""

TANDEMS = (
    "*36+*10", "*36x2+*10", "*36+*10x2", "*36xN+*10", "*68+*4", "*68x2+*4", "*4N+*4", "*13+*1", "*13+*2", "*13+*4",
    "*13+*68+*4",
)  # fmt: skip
"""Structural haplotypes of PharmVar's list that callers report; *4N, *13, *36 and *68 have no activity."""

DUPLICATED = (
    "*1", "*2", "*4", "*6", "*9", "*10", "*17", "*27", "*29", "*33", "*35", "*36", "*39", "*41", "*45", "*146",
)  # fmt: skip
"""Alleles whose multiplications are reported (CPIC's table, PharmVar's structural variation document)."""

SUFFIXES = {
    "x2": ("", 2), "x3": ("", 3), "x4": ("", 4), "xN": ("≥", 2), "x≥2": ("≥", 2), "x≥3": ("≥", 3), "x≥4": ("≥", 4),
}  # fmt: skip
"""How callers write a multiplication → exact number or lower bound, gene copies."""


def tables(older: Older, values: Mapping[str, str]) -> tuple[list[Row], list[Row]]:
    """Functions and pairs.

    Args:
        older: CPIC's diplotypes.
        values: allele → activity value, from the package's second table: must agree with the first.

    Raises:
        TableError: the two tables disagree, or a diplotype does not follow from the rule.
    """
    listed = {allele: _own_value(older, allele) for allele in older.alleles("CYP2D6")}
    if wrong := {a: v for a, v in values.items() if listed.get(a, v) != v}:
        raise TableError(f"CYP2D6: the two tables of pharmcat-runner disagree about {wrong}")
    older.check("CYP2D6", listed.__getitem__, phenotype)
    composites = {name: value for name, value in _composites(listed) if name not in listed}
    functions = [function("CYP2D6", a, _name_of(v), v, v, OLDER) for a, v in listed.items()]
    functions += [function("CYP2D6", a, _name_of(v), v, v, COPY_RULE) for a, v in composites.items()]
    return functions, _pairs(sorted({row["key"] for row in functions}))


def phenotype(keys: tuple[str, ...]) -> tuple[str, str]:
    """Phenotype and score of a pair of values; a lower bound has one only where everything above has the same."""
    score = _total(keys)
    if score == NO_SCORE or (score.startswith("≥") and Decimal(score[1:]) <= THRESHOLDS[0][0]):
        return "Indeterminate", NO_SCORE
    number = Decimal(score.removeprefix("≥"))
    return next((name for bound, name in THRESHOLDS if number > bound), "Poor Metabolizer"), score


def _pairs(keys: list[str]) -> list[Row]:
    rows = []
    for both in combinations_with_replacement(keys, 2):
        name, score = phenotype(both)
        rows.append(pair("CYP2D6", both, (name, score, score), SCORE_RULE))
    return rows


def _own_value(older: Older, allele: str) -> str:
    """Half of the score of two copies of the haplotype."""
    score = older.results["CYP2D6"][allele, allele][1]
    return score if score == NO_SCORE else _times(score, Decimal("0.5"))


def _times(value: str, factor: Decimal | int) -> str:
    return _written("≥" if value.startswith("≥") else "", Decimal(value.removeprefix("≥")) * factor)


def _written(sign: str, number: Decimal) -> str:
    """One decimal at least, two where needed; a lower bound of nothing is nothing."""
    text = f"{number.normalize():f}"
    return (sign if number else "") + (text if "." in text else f"{text}.0")


def _composites(values: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for allele in DUPLICATED:
        for suffix, (sign, copies) in SUFFIXES.items():
            value = values[allele]
            known = value != NO_SCORE
            yield allele + suffix, _written(sign, Decimal(value) * copies) if known else NO_SCORE
    for tandem in TANDEMS:
        members = tandem.split("+")
        for order in permutations(members):  # callers disagree about which copy stands first
            yield "+".join(order), _total(_member(values, part) for part in members)


def _member(values: Mapping[str, str], part: str) -> str:
    base, _, copies = part.partition("x")
    if base == "*4N":  # PharmVar *4.013, no activity; the table of 2024 lacks the name
        return "0.0"
    number = 2 if copies == "N" else int(copies or 1)
    return _written("≥" if copies == "N" else "", Decimal(values[base]) * number)


def _total(values: Iterable[str]) -> str:
    """Sum of activity values; unknown when one is unknown, a lower bound when one is."""
    listed = list(values)
    if NO_SCORE in listed:
        return NO_SCORE
    sign = "≥" if any(value.startswith("≥") for value in listed) else ""
    return _written(sign, sum((Decimal(value.removeprefix("≥")) for value in listed), Decimal(0)))


def _name_of(value: str) -> str:
    """CPIC's function for an activity value; uncertain and unknown function share the value n/a."""
    if value == NO_SCORE:
        return "Uncertain or unknown function"
    number = Decimal(value.removeprefix("≥"))
    if number == 0:
        return "No function"
    if number > 1:
        return "Increased function"
    if value.startswith("≥"):
        return "Uncertain or unknown function"
    return "Normal function" if number == 1 else "Decreased function"
