"""What an advice goes by when another medicine changes the enzyme: each rule of ADR 0008 by its name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import MedicationOrder, OrderStatus
from autonome.evidence.bridge import GeneResult
from autonome.evidence.interactions import NO_INTERACTIONS, Strength, Use
from autonome.kernel import canonical_bytes
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.matching import result_of
from autonome.plan.phenoconversion import CLASSES
from autonome.plan.reasons import Basis, EffectState, Reading
from autonome.plan.values import Cause, Doubt, MedicationAdvice
from autonome.report.plan_json import plan_document
from tests.examples import examples
from tests.unit.evidence.shipped import bundle
from tests.unit.plan.small_bundle import CYP2C19, CYP2D6, called, diplotype
from tests.unit.plan.small_interactions import (
    NORMAL_2C19,
    NORMAL_2D6,
    POOR_2D6,
    ULTRARAPID_2D6,
    advice,
    cyp2d6,
    plan,
    taken,
)

CODEINE = taken("codeine 30 mg tablet")
FLUOXETINE = taken("fluoxetine 20 mg capsule")


def results(found: MedicationAdvice) -> set[Reading]:
    return {reading for line in found.verdict.lines for reading in line.readings}


def phenotypes(found: MedicationAdvice) -> set[str]:
    return {reading.phenotype for reading in results(found)}


def doubts(found: MedicationAdvice) -> list[str]:
    return [each.text for each in found.uncertainties if each.doubt is Doubt.INTERACTION]


def news(found: MedicationAdvice) -> list[tuple[str, Consequence]]:
    return [(each.condition, each.consequence) for each in found.changes if each.cause is Cause.INTERACTION]


def test_a_strong_inhibitor_in_force_makes_a_normal_metaboliser_act_as_a_poor_one() -> None:
    alone, beside = advice("codeine", CODEINE), advice("codeine", CODEINE, FLUOXETINE)
    assert (alone.verdict.consequence, phenotypes(alone)) == (Consequence.STANDARD, {"Normal Metabolizer"})
    assert (beside.verdict.consequence, phenotypes(beside)) == (Consequence.AVOID, {"Poor Metabolizer"})
    assert beside.verdict.sure
    assert doubts(beside) == []


def test_the_genotype_stays_visible_with_the_medicine_that_overrides_it() -> None:
    found = advice("codeine", CODEINE, FLUOXETINE)
    assert found.because[0].startswith(
        "CYP2D6 *1/*2: acts as Poor Metabolizer, activity score 0.0, because of fluoxetine; "
        "by genotype Normal Metabolizer, activity score 2.0."
    )
    (gene,) = [line for line in plan(CODEINE, FLUOXETINE).genes if line.call.gene == "CYP2D6"]
    assert gene.call == NORMAL_2D6


def test_the_chain_names_medicine_enzyme_state_and_sources() -> None:
    (chain,) = advice("codeine", CODEINE, FLUOXETINE).interactions
    assert (chain.drug, chain.gene, chain.direction, chain.strength) == ("fluoxetine", "CYP2D6", "inhibitor", "strong")
    assert (chain.state, chain.used, chain.washout_days) == (EffectState.IN_FORCE, True, 47)
    assert (chain.by_genotype, chain.acts_as) == (
        "Normal Metabolizer, activity score 2.0",
        "Poor Metabolizer, activity score 0.0",
    )
    assert chain.orders == ("MedicationRequest/fluoxetine",)
    assert set(chain.sources) <= {source.title for source in bundle().manifest.sources}


def test_stopping_it_would_change_the_advice_from_a_stated_time_on() -> None:
    ((condition, consequence),) = news(advice("codeine", CODEINE, FLUOXETINE))
    assert consequence is Consequence.STANDARD
    assert condition.startswith("fluoxetine is stopped, from about 47 days after the last dose on")


def test_a_moderate_inhibitor_halves_the_score() -> None:
    (reading,) = results(advice("codeine", CODEINE, taken("duloxetine")))
    assert (reading.phenotype, reading.activity_score) == ("Intermediate Metabolizer", "1.0")


def test_two_moderate_inhibitors_do_not_count_as_a_strong_one() -> None:
    (reading,) = results(advice("codeine", CODEINE, taken("duloxetine"), taken("mirabegron")))
    assert reading.activity_score == "1.0"
    assert reading.acting
    assert reading.acting.because == ("duloxetine", "mirabegron")


def test_a_strong_inhibitor_goes_before_a_moderate_one() -> None:
    (reading,) = results(advice("codeine", CODEINE, taken("duloxetine"), FLUOXETINE))
    assert reading.acting
    assert (reading.activity_score, reading.acting.because) == ("0.0", ("fluoxetine",))


def test_a_halved_score_that_no_guideline_lists_finds_its_statement() -> None:
    """*10/*41: 0.25 and 0.5, halved to 0.375."""
    calls = (cyp2d6("*10/*41", "Intermediate Metabolizer", "0.75"), NORMAL_2C19)
    found = advice("codeine", CODEINE, taken("duloxetine"), calls=calls)
    assert {reading.activity_score for reading in results(found)} == {"0.375"}
    assert found.statements
    assert all(line.statement for line in found.verdict.lines)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (taken("paroxetine", OrderStatus.STOPPED, end="2026-02-25"), "lasts until about 2026-03-12"),
        (taken("paroxetine", OrderStatus.STOPPED), "does not say when"),
        (taken("paroxetine", OrderStatus.ON_HOLD), "on hold"),
    ],
)
def test_wearing_off_or_unsure_both_results_are_possible_and_the_cautious_leads(
    order: MedicationOrder, said: str
) -> None:
    found = advice("codeine", CODEINE, order)
    assert phenotypes(found) == {"Normal Metabolizer", "Poor Metabolizer"}
    assert found.verdict.consequence is Consequence.AVOID
    assert not found.verdict.sure
    assert said in doubts(found)[0]


def test_an_inhibitor_takes_no_warning_away() -> None:
    calls = (ULTRARAPID_2D6, NORMAL_2C19)
    found = advice("codeine", CODEINE, taken("duloxetine"), calls=calls)
    assert phenotypes(found) == {"Ultrarapid Metabolizer", "Normal Metabolizer"}
    assert found.verdict.consequence is Consequence.AVOID
    assert "an inhibitor is no safeguard" in doubts(found)[0]


@pytest.mark.parametrize("drug", ["paroxetine", "fluvoxamine", "efavirenz"])
def test_a_medicine_does_not_change_the_advice_on_itself(drug: str) -> None:
    made = advice(drug, taken(drug))
    without = advice(drug, taken(drug), knowledge=replace(bundle(), interactions=NO_INTERACTIONS))
    assert made == without
    assert made.interactions == ()


def test_a_poor_metaboliser_stays_one_and_nothing_is_claimed_of_the_inhibitor() -> None:
    found = advice("codeine", CODEINE, FLUOXETINE, calls=(POOR_2D6, NORMAL_2C19))
    assert all(reading.acting is None for reading in results(found))
    assert [(chain.acts_as, chain.used) for chain in found.interactions] == [("", False)]
    assert news(found) == []


def test_a_gene_that_was_not_assessed_stays_so_and_the_inhibitor_is_said() -> None:
    found = advice("codeine", CODEINE, FLUOXETINE, calls=())
    assert found.verdict.consequence is Consequence.NOT_ASSESSED
    assert {reading.basis for reading in results(found)} == {Basis.NO_RESULT}
    assert [missing.gene for missing in found.unassessed] == ["CYP2D6"]
    (text,) = doubts(found)
    assert text.startswith("CYP2D6 has no usable result, and fluoxetine, a strong inhibitor of CYP2D6, lowers")


def test_without_an_agreed_method_the_effect_is_shown_and_not_used() -> None:
    clopidogrel, fluvoxamine = taken("clopidogrel 75 mg"), taken("fluvoxamine")
    alone, beside = advice("clopidogrel", clopidogrel), advice("clopidogrel", clopidogrel, fluvoxamine)
    assert beside.verdict == alone.verdict
    assert ("CYP2C19 acts as Poor Metabolizer because of fluvoxamine", Consequence.AVOID) in news(beside)
    assert "No guideline says how to reckon with that" in doubts(beside)[0]
    (chain,) = beside.interactions
    assert (chain.acts_as, chain.used) == ("Poor Metabolizer", False)


def test_a_considered_inhibitor_changes_nothing_yet_and_says_what_it_would() -> None:
    found = advice("codeine", CODEINE, considered=("paroxetine",))
    assert found.verdict == advice("codeine", CODEINE).verdict
    assert news(found) == [
        ("paroxetine is begun: CYP2D6 then acts as Poor Metabolizer, activity score 0.0", Consequence.AVOID)
    ]


def test_alternatives_are_checked_under_the_same_inhibitor() -> None:
    """A poor metaboliser by CYP2C19 takes imipramine; CPIC names nortriptyline, which CYP2D6 breaks down."""
    calls = (NORMAL_2D6, called(CYP2C19, diplotype("*2/*2", "Poor Metabolizer"), status=Status.OUTSIDE))

    def nortriptyline(*orders: MedicationOrder) -> Consequence | None:
        found = advice("imipramine", taken("imipramine"), *orders, calls=calls)
        return next(each.by_genes for each in found.alternatives if each.name == "nortriptyline")

    assert nortriptyline() is Consequence.STANDARD
    assert nortriptyline(taken("quinidine")) is Consequence.AVOID


def test_results_that_may_both_hold_are_no_tie_of_the_data_and_do_not_agree() -> None:
    found = advice("codeine", CODEINE, taken("paroxetine", OrderStatus.STOPPED))
    assert {each.doubt for each in found.uncertainties} == {Doubt.INTERACTION}
    assert not any(source.agree for source in found.verdict.sources)


def test_another_phase_acts_under_the_same_inhibitor() -> None:
    """*1/*4 or *1 and *4 on one chromosome: under fluoxetine both act as poor, and phase is no news."""
    call = GeneCall(
        CYP2D6,
        Status.CALLED,
        diplotypes=(diplotype("*1/*2", "Normal Metabolizer", "2.0", phased=False),),
        alternatives=(diplotype("*1/*4", "Intermediate Metabolizer", "1.0", phased=False),),
        recommendation_diplotypes=(diplotype("*1/*2", "Normal Metabolizer", "2.0", phased=False),),
    )
    alone, beside = (advice("codeine", CODEINE, *more, calls=(call,)) for more in ((), (FLUOXETINE,)))
    assert [each.cause for each in alone.changes] == [Cause.PHASE]
    assert [each.cause for each in beside.changes] == [Cause.INTERACTION]


def test_a_converted_result_is_not_looked_up_by_its_alleles() -> None:
    (reading,) = results(advice("codeine", CODEINE, FLUOXETINE))
    assert reading.alleles == ("*1", "*2")
    assert result_of(reading) == GeneResult((), "Poor Metabolizer", "0.0")


def test_without_perpetrators_the_plan_is_the_same_to_the_byte() -> None:
    orders = (CODEINE, taken("clopidogrel"), taken("sertraline"), taken("warfarin"))
    bare = replace(bundle(), interactions=NO_INTERACTIONS)
    one, other = (
        replace(each, sources=plan(*orders).sources) for each in (plan(*orders), plan(*orders, knowledge=bare))
    )
    assert canonical_bytes(plan_document(one)) == canonical_bytes(plan_document(other))


INHIBITORS = sorted(
    {
        effect.drug
        for effects in bundle().interactions.effects.values()
        for effect in effects
        if effect.gene == "CYP2D6" and effect.strength is not Strength.WEAK
    }
)


@settings(deadline=None, max_examples=examples(40))
@given(
    st.lists(st.sampled_from(INHIBITORS), max_size=2),
    st.sampled_from(INHIBITORS),
    st.sampled_from([POOR_2D6, NORMAL_2D6, ULTRARAPID_2D6]),
)
def test_adding_an_inhibitor_never_makes_an_enzyme_faster(taken_already: list[str], added: str, call: GeneCall) -> None:
    def classes(*drugs: str) -> list[int]:
        found = advice("codeine", CODEINE, *map(taken, drugs), calls=(call,))
        return sorted(CLASSES.index(phenotype) for phenotype in phenotypes(found))

    before, after = classes(*taken_already), classes(*taken_already, added)
    assert after[0] <= before[0]
    assert after[-1] <= before[-1]


def test_only_cyp2d6_inhibition_is_used_for_headlines() -> None:
    """Widening this is a decision: ADR 0008 and `knowledge/interactions/conversions.tsv` together."""
    used = {key[:2] for key, rule in bundle().interactions.conversions.items() if rule.use is Use.HEADLINE}
    assert used == {("CYP2D6", "inhibitor")}
