"""From the table of prevention to one file; checks that each condition can be met and each medicine recognised."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from tools.knowledge.tables import Row, TableError

from autonome.evidence.prevention import Asks

AND = " & "
_BOUND = re.compile(r"(?P<subject>[a-z-]+)>=(?P<least>[0-9]+(?:\.[0-9]+)?) (?P<unit>\S+)")


def prevention(
    rows: Iterable[Row], titles: Mapping[str, str], drugs: Collection[str], results: Mapping[str, Collection[str]]
) -> list[Any]:
    """The file of rules.

    Args:
        rows: of ``prevention/rules.tsv``.
        titles: source id → title.
        drugs: that an order can name.
        results: gene → every phenotype and named result that the tables know.
    """
    rules = sorted((_rule(row, titles) for row in rows), key=lambda rule: str(rule[0]))
    if len({rule[0] for rule in rules}) != len(rules):
        raise TableError("prevention/rules.tsv: two rules have one id")
    for name, requirements, relevant, *_ in rules:
        _check(name, requirements, relevant, drugs, results)
    return rules


def _rule(row: Row, titles: Mapping[str, str]) -> list[Any]:
    texts = [row[column] for column in ("who", "advice", "strength", "where", "url")]
    if not all(texts) or not row["url"].startswith("https://") or not row["checked"] or "{" in row["advice"]:
        raise TableError(f"prevention/rules.tsv: {row['id']}: a text is missing, or holds what it must not")
    requirements = [_requirement(part) for part in row["when"].split(AND)]
    relevant = [part for part in row["relevant"].split(";") if part]
    return [row["id"], requirements, relevant, row["relatives"] == "yes", *texts, titles[row["source"]]]


def _requirement(part: str) -> list[Any]:
    """``gene:HLA-B=*57:01 positive``, ``fact:bmi>=30 kg/m2``, ``taking:a|b``, ``family:name``, ``words:a|b=c|d``."""
    asks, _, rest = part.partition(":")
    if found := _BOUND.fullmatch(rest):
        return [Asks(asks), [found["subject"]], [], found["least"], found["unit"]]
    if Asks(asks) in (Asks.TAKING, Asks.FAMILY):
        subjects, values = ([], rest) if asks == Asks.TAKING else ([rest], "")
    else:
        subject, _, values = rest.partition("=")
        subjects = subject.split("|")
    return [Asks(asks), subjects, values.split("|") if values else [], "", ""]


def _check(
    name: str,
    requirements: list[Any],
    relevant: Collection[str],
    drugs: Collection[str],
    results: Mapping[str, Collection[str]],
) -> None:
    """Nothing is asked for that no patient could have."""
    asked = {drug for asks, _, values, *_ in requirements if asks is Asks.TAKING for drug in values}
    if unknown := {*relevant, *asked} - set(drugs):
        raise TableError(f"prevention/rules.tsv: {name} names drugs that no order can name: {sorted(unknown)}")
    for asks, subjects, values, *_ in requirements:
        if asks is Asks.GENE and (missing := set(values) - set(results.get(subjects[0], ()))):
            raise TableError(f"prevention/rules.tsv: {name}: {subjects[0]} never has the result {sorted(missing)}")
