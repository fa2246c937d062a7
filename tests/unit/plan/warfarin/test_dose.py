"""Who gets a number, who does not and why, and what stands beside the number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from autonome.adapters.knowledge_pack import load_bundle
from autonome.evidence.interactions import Direction
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.medicines.doses import Caution, DoseEstimate, DoseRefusal
from autonome.plan.populations import AgeRange
from autonome.plan.reasons import EffectState
from autonome.plan.warfarin import Measured, RecordedRace, TargetInr, WarfarinFacts, warfarin_dose
from autonome.plan.warfarin.company import AMIODARONE, INDUCERS
from autonome.plan.warfarin.equation import Race
from tests.unit.plan.warfarin.known import (
    CYP3A4,
    WHOLE,
    answer,
    calls,
    cyp2c9,
    estimate,
    influence,
    inr,
    measured,
    reasons,
    rule,
    vkorc1,
)

MISSING = Measured()


def ids(found: DoseEstimate) -> set[str]:
    return {each.id for each in found.cautions}


def unknown(found: DoseEstimate) -> set[str]:
    return {each.id for each in found.unknown}


def recorded(race: Race) -> RecordedRace:
    return RecordedRace(race=race, text="as recorded", source="Patient")


def target(low: str, high: str) -> TargetInr:
    return TargetInr(low=Decimal(low), high=Decimal(high), source="Goal/1")


def test_a_whole_patient_gets_a_number() -> None:
    found = estimate()
    # 5.6044 - 0.2614 x 6 + 0.0087 x 172 + 0.0128 x 80 - 0.8677 - 0.5211 - 0.1032 = 5.0640; squared: 25.64
    assert (found.weekly_mg, found.daily_mg) == ("25.6", "3.7")
    assert found.equation == "iwpc-2009-pharmacogenetic"
    # without genes 4.0376 - 0.2546 x 6 + 0.0118 x 172 + 0.0134 x 80 + 0.0443 = 5.6559; squared: 31.99
    assert found.without_genes_mg == "32.0"


def test_every_input_says_where_it_is_from_and_of_which_day() -> None:
    by_id = {each.id: each for each in estimate().inputs}
    assert (by_id["height"].value, by_id["height"].source, by_id["height"].date) == (
        "172 cm",
        "Observation/1",
        "2026-01-05",
    )
    assert (by_id["vkorc1"].value, by_id["cyp2c9"].value) == ("A/G", "*1/*2")
    assert set(by_id) == {
        "age", "height", "weight", "vkorc1", "cyp2c9", "race", "amiodarone", "inducer", "target-inr"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"age": None}, "age"),
        ({"age": AgeRange(17, 17)}, "child"),
        ({"age": AgeRange(17, 18)}, "child"),
        ({"height": MISSING}, "height"),
        ({"height": measured("124.9")}, "height-range"),
        ({"height": measured("202.1")}, "height-range"),
        ({"weight": MISSING}, "weight"),
        ({"weight": measured("29.9")}, "weight-range"),
        ({"weight": measured("238.1")}, "weight-range"),
        ({"pregnant": True}, "pregnancy"),
        ({"pregnancy_open": "it is not recorded"}, "pregnancy-open"),
        ({"by_record": (rule(None),)}, "record-rule"),
        ({"by_record": (rule(None, sure=False),)}, "record-rule"),
        ({"by_record": (rule(FactKind.PREGNANCY),)}, "record-rule"),
        ({"inr": inr("3.1")}, "inr-high"),
        ({"inr": inr("7.2"), "taken": True}, "inr-high"),
        ({"inr": inr("2.9", least=True)}, "inr-high"),
        ({"inr": inr("3.1", FactState.TOO_OLD)}, "inr-high"),
        ({"inr": inr("2.6"), "targets": (target("2", "2.5"),)}, "inr-high"),
        ({"valves": ("mechanical mitral valve",)}, "mechanical-valve"),
        ({"targets": (target("2.5", "3.5"),)}, "target-inr"),
        ({"targets": (target("1.5", "2.5"),)}, "target-inr"),
        ({"targets": (target("2", "3"), target("2", "2.5"))}, "target-inr-conflict"),
        ({"calls": calls(cyp2c9("*1/*5"), vkorc1("AG"))}, "cyp2c9-cpic"),
        ({"calls": calls(cyp2c9("*1/*13"), vkorc1("AG"))}, "cyp2c9-allele"),
        ({"calls": calls(cyp2c9("*1/*1", "*1/*8"), vkorc1("AG"))}, "cyp2c9-allele"),
        ({"influences": {GeneSymbol("CYP2C9"): (influence("fluconazole"),)}}, "co-medication"),
        ({"influences": {GeneSymbol("CYP2C9"): (influence("fluconazole", EffectState.WASHOUT),)}}, "co-medication"),
        ({"influences": {GeneSymbol("CYP2C9"): (influence("enzalutamide", direction=Direction.INDUCER),)}},
         "co-medication"),
    ],
)  # fmt: skip
def test_outside_the_domain_there_is_no_number(changed: dict[str, object], reason: str) -> None:
    assert reason in reasons(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"age": AgeRange(18, 18)},
        {"age": AgeRange(101, 101)},
        {"height": measured("125")},
        {"height": measured("202")},
        {"weight": measured("30")},
        {"weight": measured("238")},
        {"targets": (target("2", "3"),)},
        {"targets": (target("2.0", "2.5"),)},
        {"pregnant": False},
        {"inr": inr("3")},
        {"inr": inr("2.5", FactState.TOO_OLD)},
        {"inr": inr("2.4"), "targets": (target("2", "2.5"),)},
        {"valves": ("mechanical aortic valve",), "targets": (target("2", "3"),)},
    ],
)
def test_the_bounds_belong_to_the_domain(changed: dict[str, object]) -> None:
    assert reasons(**changed) == set()


def test_a_refusal_names_every_reason_and_each_is_a_sentence() -> None:
    found = warfarin_dose(WarfarinFacts())
    assert isinstance(found, DoseRefusal)
    assert [each.id for each in found.reasons] == ["age", "height", "weight"]
    assert all(each.text.endswith(".") and isinstance(each.text, Text) for each in found.reasons)


def test_what_the_record_forbids_comes_first_and_nothing_is_said_twice() -> None:
    found = answer(
        by_record=(rule(FactKind.INR), rule(FactKind.PREGNANCY), rule(None, sure=False)),
        inr=inr("7.2"),
        pregnant=True,
        valves=("mechanical mitral valve",),
        height=measured("124.9"),
    )
    assert isinstance(found, DoseRefusal)
    ids = [each.id for each in found.reasons]
    assert ids == ["record-rule", "record-rule", "mechanical-valve", "pregnancy", "height-range"]
    assert found.reasons[0].text == "The record speaks against it (INR, as recorded, 2026-01): It is ruled out."
    assert found.reasons[1].text.startswith("The record may speak against it (bleeding")


def test_the_reason_names_the_inr_its_day_and_the_range() -> None:
    (known,) = (each for each in _refused(inr=inr("3.4")) if each.id == "inr-high")
    assert known.text.startswith("The INR, 3.4 on 2026-01-05, lies above 3,")
    (old,) = (each for each in _refused(inr=inr("3.4", FactState.TOO_OLD)) if each.id == "inr-high")
    assert old.text.startswith("The last INR, 3.4 (a reason), lies above 3,")


def _refused(**changed: object) -> tuple[Caution, ...]:
    found = answer(**changed)
    assert isinstance(found, DoseRefusal)
    return found.reasons


def test_what_could_not_be_seen_is_said_beside_the_number() -> None:
    assert {"record-unseen", "inr-missing"} <= {
        each.id for each in estimate(unseen=("diagnoses",), taken=True).cautions
    }
    assert "inr-missing" in {each.id for each in estimate(inr=inr("2.5", FactState.TOO_OLD), taken=True).cautions}
    seen = {each.id for each in estimate(inr=inr("2.5"), taken=True).cautions}
    assert not {"record-unseen", "inr-missing"} & seen
    assert "inr-missing" not in {each.id for each in estimate().cautions}, "who does not take it needs none"


def test_an_unknown_gene_is_said_aloud_and_compared() -> None:
    found = estimate(calls=calls(cyp2c9("*1/*1")))
    assert unknown(found) >= {"vkorc1"}
    (said,) = (each.text for each in found.cautions if each.id == "unknown-gene")
    assert said.startswith("VKORC1 was not assessed.")
    assert found.without_genes_mg in said


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (GeneCall(GeneSymbol("CYP2C9"), Status.NOT_ASSESSED), "was not assessed"),
        (GeneCall(GeneSymbol("CYP2C9"), Status.NO_MATCH), "fit no known combination"),
        (cyp2c9("*1/*1", "*1/*2", status=Status.CONFLICTING), "contradict each other"),
        (cyp2c9("*1/*1", "*1/*2", status=Status.AMBIGUOUS), "no single result"),
        (cyp2c9("*1/*1", untested=("*3",)), "*3 could not be looked for"),
    ],
)
def test_missing_unmatched_disputed_and_ambiguous_results_look_different(call: GeneCall, words: str) -> None:
    found = estimate(calls=calls(call, vkorc1("GG")))
    assert {each.value for each in found.inputs if each.id == "cyp2c9"} == {"unknown"}
    assert any(words in each.text for each in found.cautions if each.id == "unknown-gene")


def test_without_both_genes_the_equation_without_genes_is_used() -> None:
    found = estimate(calls={})
    assert found.equation == "iwpc-2009-clinical"
    assert (found.weekly_mg, found.without_genes_mg) == ("32.0", "")
    assert "no-genes" in ids(found)
    assert {each.id for each in found.inputs} & {"vkorc1", "cyp2c9"} == set()


class TestRace:
    def test_a_race_that_is_not_recorded_is_not_guessed(self) -> None:
        found = estimate()
        assert "race" in unknown(found)
        groups = {each.group for each in found.errors}
        assert {"patients recorded as White", "patients recorded as Asian", "patients recorded as Black"} <= groups

    def test_a_recorded_one_gets_its_own_term_and_error(self) -> None:
        found = estimate(race=recorded(Race.ASIAN))
        assert "race" not in unknown(found)
        assert [each.figure for each in found.errors if "Asian" in each.group] == ["7.41"]
        assert not any("White" in each.group for each in found.errors)

    def test_people_recorded_as_black_are_dosed_clinically_unless_their_alleles_were_looked_for(self) -> None:
        unread = estimate(race=recorded(Race.BLACK), calls=calls(cyp2c9("*1/*1", untested=("*8",)), vkorc1("GG")))
        assert unread.equation == "iwpc-2009-clinical"
        assert "untested-alleles" in ids(unread)
        read = estimate(race=recorded(Race.BLACK), calls=calls(cyp2c9("*1/*1"), vkorc1("GG")))
        assert (read.equation, "untested-alleles" in ids(read)) == ("iwpc-2009-pharmacogenetic", False)

    def test_others_are_told_which_alleles_were_not_looked_for(self) -> None:
        found = estimate(calls=calls(cyp2c9("*1/*1", untested=("*5", "*8")), vkorc1("GG")))
        (said,) = (each.text for each in found.cautions if each.id == "untested-alleles")
        assert "*5, *8" in said

    def test_a_laboratorys_result_does_not_say_what_it_looked_for(self) -> None:
        found = estimate(calls=calls(cyp2c9("*1/*1", status=Status.OUTSIDE), vkorc1("GG")))
        assert "untested-alleles" in ids(found)


class TestOtherGenes:
    def call(self, gene: str, label: str) -> GeneCall:
        found = (Diplotype(tuple(label.split("/")), label, "", "", (), phased=True),)
        return GeneCall(GeneSymbol(gene), Status.CALLED, found, recommendation_diplotypes=found, assessed=1)

    @pytest.mark.parametrize(
        ("gene", "label", "race", "said"),
        [
            ("rs12777823", "A/G", Race.BLACK, True),
            ("rs12777823", "A/A", None, True),
            ("rs12777823", "A/G", Race.ASIAN, False),
            ("rs12777823", "G/G", Race.BLACK, False),
            ("CYP4F2", "*1/*3", Race.WHITE, True),
            ("CYP4F2", "*1/*3", None, True),
            ("CYP4F2", "*1/*3", Race.BLACK, False),
            ("CYP4F2", "*1/*1", Race.WHITE, False),
        ],
    )
    def test_cpics_additions_follow_its_populations(
        self, gene: str, label: str, race: Race | None, *, said: bool
    ) -> None:
        found = estimate(
            calls={**WHOLE.calls, GeneSymbol(gene): self.call(gene, label)}, race=recorded(race) if race else None
        )
        assert (gene.lower() in ids(found)) is said


class TestOtherMedicines:
    @pytest.mark.parametrize("state", [EffectState.IN_FORCE, EffectState.WASHOUT, EffectState.UNCERTAIN])
    def test_amiodarone_lowers_the_dose_also_where_it_may_be_over(self, state: EffectState) -> None:
        found = estimate(influences={GeneSymbol("CYP2C9"): (influence("amiodarone", state),)})
        assert Decimal(found.weekly_mg) < Decimal(estimate().weekly_mg)
        assert ("amiodarone" in unknown(found)) is (state is not EffectState.IN_FORCE)

    @pytest.mark.parametrize("drug", INDUCERS)
    def test_an_inducer_raises_the_dose_only_where_it_surely_acts(self, drug: str) -> None:
        def with_(state: EffectState) -> DoseEstimate:
            return estimate(influences={CYP3A4: (influence(drug, state, CYP3A4, Direction.INDUCER),)})

        assert Decimal(with_(EffectState.IN_FORCE).weekly_mg) > Decimal(estimate().weekly_mg)
        for state in (EffectState.WASHOUT, EffectState.UNCERTAIN):
            assert with_(state).weekly_mg == estimate().weekly_mg
            assert "inducer" in unknown(with_(state))

    def test_a_planned_one_is_said_and_not_counted(self) -> None:
        found = estimate(influences={GeneSymbol("CYP2C9"): (influence("amiodarone", EffectState.PLANNED),)})
        assert found.weekly_mg == estimate().weekly_mg
        assert "planned" in ids(found)

    def test_a_planned_stranger_is_said_and_forbids_nothing(self) -> None:
        found = estimate(influences={GeneSymbol("CYP2C9"): (influence("fluconazole", EffectState.PLANNED),)})
        assert "planned" in ids(found)

    def test_the_bundle_can_tell_all_of_the_equations_medicines(self) -> None:
        effects = load_bundle().interactions
        for drug in (AMIODARONE, *INDUCERS):
            assert any(effects.conversion(each) for each in effects.effects[drug]), drug


def test_a_birth_year_that_leaves_two_decades_open_takes_the_lower_dose() -> None:
    found = estimate(age=AgeRange(69, 70))
    assert found.weekly_mg == estimate(age=AgeRange(70, 70)).weekly_mg
    assert "age" in unknown(found)


def test_who_takes_it_already_is_told_that_the_inr_knows_better() -> None:
    assert "taken" in ids(estimate(taken=True))
    assert "taken" not in ids(estimate())


def test_it_never_passes_for_an_order() -> None:
    assert {"aid", "left-out"} <= ids(estimate())
    for each in estimate().cautions:
        assert isinstance(each.text, Text)


def test_the_published_error_is_that_of_the_equation_used() -> None:
    def whole_cohort(found: DoseEstimate) -> str:
        return next(each.figure for each in found.errors if "1,009" in each.group)

    assert whole_cohort(estimate()) == "8.5"
    assert whole_cohort(estimate(calls={})) == "9.9"


def test_nothing_of_the_facts_is_changed() -> None:
    before = replace(WHOLE)
    answer()
    assert before == WHOLE
