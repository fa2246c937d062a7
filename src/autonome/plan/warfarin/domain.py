"""For whom the equations give no number, and why: every reason is named, those of `reasons_against` first.

The bounds are those of the patients that the equations were made from, and of CPIC's guideline of 2017 (PMID 28198005).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from autonome.kernel import Text
from autonome.plan.medicines.doses import Caution
from autonome.plan.populations import ADULT_FROM
from autonome.plan.warfarin.company import company_of, lowers_dose
from autonome.plan.warfarin.facts import TARGET_INR, Measured, WarfarinFacts
from autonome.plan.warfarin.genes import ADDED_BY_CPIC, CYP2C9, VKORC1, genotypes_of
from autonome.plan.warfarin.reasons_against import reasons_against

HEIGHT_CM = (Decimal(125), Decimal(202))
WEIGHT_KG = (Decimal(30), Decimal(238))
"""Least and greatest among the consortium's patients (data set IWPC, PharmGKB PA162355460), to whole units inwards."""


def refusals(facts: WarfarinFacts) -> tuple[Caution, ...]:
    """Every reason against a number; none: it can be calculated."""
    return (
        *reasons_against(facts),
        *_age(facts),
        *_size("height", Text("height"), facts.height, HEIGHT_CM, "cm"),
        *_size("weight", Text("weight"), facts.weight, WEIGHT_KG, "kg"),
        *_target(facts),
        *_alleles(facts),
        *_strangers(facts),
    )


def _age(facts: WarfarinFacts) -> Iterator[Caution]:
    if facts.age is None:
        yield Caution("age", Text("The age is needed, and the record does not tell it."))
    elif facts.age.youngest < ADULT_FROM:
        yield Caution("child", Text("The equation was made for adults; children need a paediatric one (CPIC 2017)."))


def _size(id_: str, label: Text, found: Measured, bounds: tuple[Decimal, Decimal], unit: str) -> Iterator[Caution]:
    low, high = bounds
    if found.value is None:
        yield Caution(id_, Text("The {what} is needed: {problem}.", what=label, problem=found.problem))
    elif not low <= found.value <= high:
        yield Caution(
            f"{id_}-range",
            Text(
                "The {what}, {value} {unit}, lies outside {low} to {high} {unit}, the patients that the equation was "
                "made from.",
                what=label,
                value=f"{found.value.normalize():f}",
                unit=unit,
                low=low,
                high=high,
            ),
        )


def _target(facts: WarfarinFacts) -> Iterator[Caution]:
    low, high = TARGET_INR
    if len({(each.low, each.high) for each in facts.targets}) > 1:
        yield Caution("target-inr-conflict", Text("The record holds several INR targets that differ."))
    for each in facts.targets:
        if each.low < low or each.high > high:
            yield Caution(
                "target-inr",
                Text(
                    "The INR aimed at is {low} to {high}; the equation knows 2 to 3 alone.",
                    low=f"{each.low.normalize():f}",
                    high=f"{each.high.normalize():f}",
                ),
            )


def _alleles(facts: WarfarinFacts) -> Iterator[Caution]:
    foreign = genotypes_of(facts.calls.get(VKORC1), facts.calls.get(CYP2C9)).foreign
    if not foreign:
        return
    named = ", ".join(foreign)
    yield Caution(
        "cyp2c9-allele",
        Text("The equation does not know CYP2C9 {alleles}, and would count too high or not at all.", alleles=named),
    )
    if set(foreign) & set(ADDED_BY_CPIC):
        yield Caution(
            "cyp2c9-cpic",
            Text(
                "For each CYP2C9 *5, *6, *8 or *11 CPIC (2017) takes 15 to 30 % off a calculated dose, or names "
                "another anticoagulant: a specialist's decision, not a sum."
            ),
        )


def _strangers(facts: WarfarinFacts) -> Iterator[Caution]:
    for each in company_of(facts.influences).strangers:
        drug = each.effect.drug.capitalize()
        slows = Text("{drug} slows the breakdown of warfarin, and the equation does not know it.", drug=drug)
        speeds = Text("{drug} speeds up the breakdown of warfarin, and the equation does not know it.", drug=drug)
        yield Caution("co-medication", slows if lowers_dose(each) else speeds)
