"""What is known of medicines that change an enzyme, as shipped."""

from __future__ import annotations

import pytest

from autonome.evidence.interactions import (
    HALF_LIVES_TO_CLEAR,
    Conversion,
    Direction,
    EnzymeEffect,
    Interactions,
    Persistence,
    Strength,
    Use,
)
from autonome.kernel import DrugName, GeneSymbol
from tests.unit.evidence.shipped import bundle

DRUG, GENE = DrugName("x"), GeneSymbol("CYP2D6")


def small(*, hours: int = 10, turnover: int = 70, induction: int = 336) -> Interactions:
    return Interactions(
        persistence={DRUG: Persistence(hours, "x", local_forms=False, source="label")},
        turnover_hours={GENE: turnover},
        induction_hours={GENE: induction},
        conversions={(GENE, Direction.INHIBITOR, Strength.STRONG): Conversion("0", Use.HEADLINE, "why", "who")},
    )


def effect(
    direction: Direction = Direction.INHIBITOR, strength: Strength = Strength.STRONG, *, mechanism_based: bool = False
) -> EnzymeEffect:
    return EnzymeEffect(DRUG, GENE, direction, strength, mechanism_based, "table")


def test_a_reversible_inhibitor_is_gone_after_five_half_lives() -> None:
    assert HALF_LIVES_TO_CLEAR == 5
    assert small().washout_hours(effect()) == 50


def test_an_inactivated_enzyme_needs_its_own_half_lives_where_they_are_longer() -> None:
    assert small().washout_hours(effect(mechanism_based=True)) == 350
    assert small(hours=100).washout_hours(effect(mechanism_based=True)) == 500


def test_induction_comes_late_and_fades_late() -> None:
    inducer = effect(Direction.INDUCER)
    assert small().onset_hours(inducer) == 336
    assert small().washout_hours(inducer) == 50 + 336
    assert small().onset_hours(effect()) == 0


def test_a_weak_effect_converts_nothing() -> None:
    assert small().conversion(effect()) == Conversion("0", Use.HEADLINE, "why", "who")
    assert small().conversion(effect(strength=Strength.WEAK)) is None


@pytest.mark.parametrize(
    ("drug", "gene", "direction", "strength"),
    [
        ("bupropion", "CYP2D6", "inhibitor", "strong"),
        ("fluoxetine", "CYP2D6", "inhibitor", "strong"),
        ("paroxetine", "CYP2D6", "inhibitor", "strong"),
        ("quinidine", "CYP2D6", "inhibitor", "strong"),
        ("duloxetine", "CYP2D6", "inhibitor", "moderate"),
        ("sertraline", "CYP2D6", "inhibitor", "weak"),
        ("fluconazole", "CYP2C19", "inhibitor", "strong"),
        ("fluvoxamine", "CYP2C19", "inhibitor", "strong"),
        ("fluconazole", "CYP2C9", "inhibitor", "moderate"),
        ("clarithromycin", "CYP3A4", "inhibitor", "strong"),
        ("rifampin", "CYP2C19", "inducer", "strong"),
        ("rifampin", "CYP2C9", "inducer", "moderate"),
        ("carbamazepine", "CYP3A4", "inducer", "strong"),
        ("carbamazepine", "CYP2B6", "inducer", "strong"),
    ],
)
def test_strengths_are_those_of_the_sources(drug: str, gene: str, direction: str, strength: str) -> None:
    found = [(each.gene, each.direction, each.strength) for each in bundle().interactions.effects[DrugName(drug)]]
    assert (gene, direction, strength) in found


def test_cyp2d6_is_not_induced() -> None:
    effects = [each for listed in bundle().interactions.effects.values() for each in listed]
    assert not [each for each in effects if each.gene == GENE and each.direction is Direction.INDUCER]


def test_every_effect_above_weak_has_a_half_life_a_conversion_and_known_sources() -> None:
    known = bundle().interactions
    titles = {source.title for source in bundle().manifest.sources}
    for listed in known.effects.values():
        for each in listed:
            assert each.source in titles
            assert (each.strength is Strength.WEAK) == (known.conversion(each) is None)
            if each.strength is not Strength.WEAK:
                assert known.persistence[each.drug].source in titles
                assert known.washout_hours(each) >= HALF_LIVES_TO_CLEAR * known.persistence[each.drug].hours > 0


def test_every_perpetrator_can_be_named_by_an_order() -> None:
    assert set(bundle().interactions.effects) <= set(bundle().drugs.by_text)
