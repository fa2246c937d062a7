"""From the pack's file of clinical rules to frozen values; `parsing` guards it against malformed bytes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from autonome.evidence.clinical import (
    MEASURED,
    NO_TERM,
    AllergyClass,
    Checked,
    ClinicalRules,
    Cost,
    CostBand,
    FactorAction,
    FactorRule,
    FactTest,
    Relation,
    Term,
)
from autonome.kernel import DrugName


def clinical_rules(raw: dict[str, Any]) -> ClinicalRules:
    """Read the whole file; each rule stands with every ingredient that it is for, in the order of the table."""
    rules: dict[DrugName, tuple[FactorRule, ...]] = {}
    for drugs, row in raw["rules"]:
        rule = _rule(row)
        for drug in map(DrugName, drugs):
            rules[drug] = (*rules.get(drug, ()), rule)
    return ClinicalRules(
        rules,
        {term.id: term for term in map(_term, raw["conditions"])},
        tuple(map(_class, raw["classes"])),
        {term.id: term for term in map(_term, raw["goals"])},
        {
            DrugName(drug): Cost(CostBand(band), source, Checked(checked))
            for drug, (band, source, checked) in raw["costs"].items()
        },
        _term(raw["others"]) if "others" in raw else NO_TERM,
    )


def _rule(row: list[Any]) -> FactorRule:
    name, at_least, tests, action, amount, text, needs, source, url, place, checked = row
    return FactorRule(
        id=name,
        tests=tuple(_test(*test) for test in tests),
        at_least=int(at_least),
        action=FactorAction(action),
        amount=amount,
        text=text,
        needs=bool(needs),
        source=source,
        url=url,
        place=place,
        checked=Checked(checked),
    )


def _test(subject: str, relation: str, value: str) -> FactTest:
    if subject in MEASURED:
        return FactTest(subject, Relation(relation), Decimal(value))
    return FactTest(subject, Relation(relation), None, tuple(value.split("|")))


def _term(row: list[Any]) -> Term:
    name, label, codes, texts, *snomed = row
    return Term(name, label, tuple(codes), tuple(texts), tuple(*snomed))


def _class(row: list[Any]) -> AllergyClass:
    name, label, members, texts, action, text, source, url, place, checked = row
    return AllergyClass(
        id=name,
        label=label,
        members=tuple(map(DrugName, members)),
        texts=tuple(texts),
        action=FactorAction(action),
        text=text,
        source=source,
        url=url,
        place=place,
        checked=Checked(checked),
    )
