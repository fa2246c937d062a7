"""Prevention: what follows from a gene's result or from a fact of the record before any medicine is chosen.

A rule holds where all of its requirements hold; whether they do for one patient is decided in `plan.prevention`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from autonome.evidence.wording import sentences_of
from autonome.kernel import DrugName, Text, term


class Asks(StrEnum):
    """What a requirement looks at."""

    GENE = "gene"
    """A gene's phenotype, or a whole result by name, such as ``*57:01 positive``."""
    FACT = "fact"
    """A fact of the record: one of several answers, or at least a value."""
    TAKING = "taking"
    """A current medicine."""
    FAMILY = "family"
    """A condition of a relative, by the name of a recogniser."""
    WORDS = "words"
    """Words in what the record says of the way of life: occupation, environment."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of a rule.

    Args:
        asks: what it looks at.
        subjects: gene, kind of fact, kinds of findings, or name of a recogniser.
        values: any of which fulfils it; empty where a bound does.
        at_least: the least value that fulfils it, or None.
        unit: UCUM code of that bound, or "".
    """

    asks: Asks
    subjects: tuple[str, ...]
    values: tuple[str, ...]
    at_least: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PreventionRule:
    """One piece of advice, and when it holds.

    Args:
        id: stable, such as ``hla-b-5701``.
        requirements: all of them must hold.
        relevant: ingredients that make it worth saying that a gene was not assessed.
        who: for whom it was written.
        advice: in our words.
        strength: the source's grade, or ``not graded``.
        relatives: whether relatives are concerned.
        where: guideline, year and section.
        url: where it can be read.
        source: title of the source.
    """

    id: str
    requirements: tuple[Requirement, ...]
    relevant: tuple[DrugName, ...]
    who: Text
    advice: Text
    strength: Text
    relatives: bool
    where: str
    url: str
    source: str


def rules_of(raw: list[Any]) -> tuple[PreventionRule, ...]:
    """The rules of a pack's file."""
    return tuple(_rule(*row) for row in raw)


def _rule(id_: str, requirements: list[Any], relevant: list[str], relatives: bool, *texts: str) -> PreventionRule:  # noqa: FBT001 - a row of the file
    who, advice, strength, where, url, source = texts
    return PreventionRule(
        id_,
        tuple(_requirement(*each) for each in requirements),
        tuple(map(DrugName, relevant)),
        sentences_of(who),
        sentences_of(advice),
        term(strength),
        bool(relatives),
        where,
        url,
        source,
    )


def _requirement(asks: str, subjects: list[str], values: list[str], at_least: str, unit: str) -> Requirement:
    return Requirement(Asks(asks), tuple(subjects), tuple(values), Decimal(at_least) if at_least else None, unit)
