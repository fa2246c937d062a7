"""One medicine's advice: what it says on page 1, how sure it is, what it cites."""

from dataclasses import replace

import pytest

from autonome.evidence.guidance import Action, Effect, Implication
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.values import Doubt
from tests.unit.plan.small_bundle import (
    CYP2B6,
    CYP2C19,
    CYP2D6,
    HASH,
    INTERMEDIATE,
    NORMAL,
    NORMAL_BUT_OPEN,
    POOR,
    SmallBundle,
    advised,
    bundle,
    called,
    clopidogrel,
    diplotype,
    statement,
)

CLOPIDOGREL = bundle(*clopidogrel())
TWO_GENES = bundle(
    statement("cpic:sertraline:1", {"CYP2C19": "Poor Metabolizer", "CYP2B6": "No Result"}, Action.AVOID),
    statement("cpic:sertraline:2", {"CYP2C19": "Normal Metabolizer", "CYP2B6": "No Result"}, Action.STANDARD),
)


def doubts(drug: str, knowledge: SmallBundle, *patient: GeneCall) -> list[Doubt]:
    return [each.doubt for each in advised(drug, knowledge, *patient).uncertainties]


def test_every_advice_cites_statements_publications_and_the_bundle() -> None:
    advice = advised("clopidogrel", CLOPIDOGREL, NORMAL_BUT_OPEN)
    assert advice.statements == ("cpic:clopidogrel:2", "cpic:clopidogrel:3", "cpic:clopidogrel:4")
    assert advice.pmids == ("20000002", "20000003", "20000004", "30000001")
    assert advice.bundle == HASH


def test_every_conclusion_names_the_gene_results_behind_it() -> None:
    for line in advised("clopidogrel", CLOPIDOGREL, NORMAL_BUT_OPEN).verdict.lines:
        assert [reading.gene for reading in line.readings] == [CYP2C19]
        assert line.lookup == ((CYP2C19, line.readings[0].phenotype),)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (Status.NOT_ASSESSED, "The file holds no usable data for CYP2C19."),
        (Status.NO_MATCH, "The data for CYP2C19 fit no known combination of alleles."),
        (Status.CONFLICTING, "The results for CYP2C19 contradict each other."),
    ],
)
def test_a_gene_without_an_answer_is_named_with_the_test_that_would_answer(status: Status, why: str) -> None:
    (missing,) = advised("clopidogrel", CLOPIDOGREL, GeneCall(CYP2C19, status)).unassessed
    assert missing.why == why
    assert "CYP2C19" in missing.test


def test_a_gene_that_a_file_cannot_settle_names_the_laboratory_test() -> None:
    rows = statement("cpic:codeine:1", {"CYP2D6": "0.0"}, Action.AVOID)
    (missing,) = advised("codeine", bundle(rows)).unassessed
    assert missing.gene == CYP2D6
    assert "copy number" in missing.test


def test_a_result_of_unknown_effect_is_not_taken_for_a_missing_one() -> None:
    rows = statement("cpic:clopidogrel:1", {"CYP2C19": "Indeterminate"}, Action.NOT_ASSESSED)
    advice = advised("clopidogrel", bundle(rows), called(CYP2C19, diplotype("*1/*99", "Indeterminate")))
    assert advice.verdict.consequence is Consequence.NOT_ASSESSED
    assert advice.unassessed[0].why == "CYP2C19 *1/*99 was found, and what it does is not known."
    assert [each.doubt for each in advice.uncertainties] == [Doubt.INDETERMINATE]


def test_advice_that_rests_on_one_gene_of_two_says_so() -> None:
    advice = advised("sertraline", TWO_GENES, POOR)
    assert advice.verdict.consequence is Consequence.AVOID
    assert [each.text for each in advice.uncertainties] == [
        "CYP2B6 has no result: what is said rests on CYP2C19 alone."
    ]
    assert [each.gene for each in advice.unassessed] == [CYP2B6]


def test_one_gene_of_two_is_no_conclusion_where_it_asks_for_nothing() -> None:
    advice = advised("sertraline", TWO_GENES, NORMAL)
    assert advice.verdict.consequence is Consequence.NOT_ASSESSED
    assert advice.instruction == "No conclusion: CYP2B6 has no usable result."


def test_assumed_reference_marks_every_conclusion_that_it_touched() -> None:
    assumed = replace(POOR, assumed=("rs1", "rs2"))
    assert doubts("clopidogrel", CLOPIDOGREL, assumed) == [Doubt.ASSUMED_REFERENCE]
    assert doubts("clopidogrel", CLOPIDOGREL, POOR) == []


def test_open_alleles_that_change_the_advice_are_a_doubt() -> None:
    assert doubts("clopidogrel", CLOPIDOGREL, NORMAL_BUT_OPEN) == [Doubt.OPEN_ALLELES]


def test_a_doubt_names_the_open_alleles_and_not_the_remote_ones() -> None:
    advice = advised("clopidogrel", CLOPIDOGREL, replace(NORMAL_BUT_OPEN, untested=("*3",)))
    (doubt,) = advice.uncertainties
    assert "CYP2C19 *3 is present" in doubt.text


def test_a_consequence_that_is_only_possible_is_always_a_doubt() -> None:
    call = replace(NORMAL_BUT_OPEN, changes_with=("Poor Metabolizer",))
    advice = advised("clopidogrel", CLOPIDOGREL, call)
    assert (advice.verdict.consequence, advice.verdict.sure) == (Consequence.AVOID, False)
    assert [each.doubt for each in advice.uncertainties] == [Doubt.OPEN_ALLELES]


def test_open_alleles_that_could_only_add_to_avoid_are_no_doubt() -> None:
    call = replace(POOR, cannot_exclude=("*99",), untested=("*99",), changes_with=("Indeterminate",))
    assert doubts("clopidogrel", CLOPIDOGREL, call) == []


def test_open_alleles_of_unknown_effect_are_a_doubt_of_their_own() -> None:
    call = replace(NORMAL_BUT_OPEN, changes_with=("Indeterminate",))
    assert doubts("clopidogrel", CLOPIDOGREL, call) == [Doubt.UNKNOWN_EFFECT]


def test_remote_alleles_of_unknown_effect_are_no_doubt() -> None:
    call = replace(NORMAL_BUT_OPEN, untested=(), changes_with=("Indeterminate",))
    assert doubts("clopidogrel", CLOPIDOGREL, call) == []


def test_several_best_results_that_ask_for_different_things_are_a_doubt() -> None:
    both = called(CYP2C19, *NORMAL.diplotypes, *POOR.diplotypes, status=Status.AMBIGUOUS)
    advice = advised("clopidogrel", CLOPIDOGREL, both)
    assert [each.doubt for each in advice.uncertainties] == [Doubt.SEVERAL_RESULTS]
    assert "*1/*1 or *2/*2" in advice.uncertainties[0].text
    assert not advice.verdict.sure


def test_several_best_results_that_agree_are_no_doubt() -> None:
    both = (diplotype("*1/*2", "Intermediate Metabolizer"), diplotype("*1/*9", "Likely Intermediate Metabolizer"))
    assert doubts("clopidogrel", CLOPIDOGREL, called(CYP2C19, *both, status=Status.AMBIGUOUS)) == []


def test_a_partial_result_says_what_it_rests_on() -> None:
    assert doubts("clopidogrel", CLOPIDOGREL, replace(POOR, status=Status.NO_MATCH)) == [Doubt.PARTIAL]


def test_page_one_gives_the_amount_of_a_dose_change() -> None:
    assert advised("clopidogrel", CLOPIDOGREL, INTERMEDIATE).instruction == "150 mg/day."


def test_page_one_says_what_the_best_supported_result_asks_for_and_what_is_not_excluded() -> None:
    advice = advised("clopidogrel", CLOPIDOGREL, NORMAL_BUT_OPEN)
    assert advice.instruction == "standard clopidogrel."
    assert advice.because == ("CYP2C19 *1/*1: Normal Metabolizer. What Normal Metabolizer does to clopidogrel.",)
    assert advice.caution == (
        "Not excluded: CYP2C19 *3 is present (Intermediate Metabolizer). That would mean: 150 mg/day."
    )


def test_a_drug_without_guidance_is_not_called_standard() -> None:
    advice = advised("paracetamol", CLOPIDOGREL, POOR)
    assert advice.verdict.consequence is Consequence.NO_GUIDANCE
    assert advice.instruction.startswith("No pharmacogenomic guidance in this bundle")
    assert advice.statements == ()


def test_genes_that_mean_the_same_together_are_said_once() -> None:
    row = statement("cpic:warfarin:1", {"CYP2C19": "Poor Metabolizer", "CYP2B6": "Poor Metabolizer"}, Action.AVOID)
    same = Implication(Effect.HIGHER_EXPOSURE, "Clearance is slow.")
    knowledge = bundle(replace(row, implications={CYP2C19: same, CYP2B6: same}))
    advice = advised("warfarin", knowledge, POOR, called(CYP2B6, diplotype("*6/*6", "Poor Metabolizer")))
    assert advice.because == ("CYP2B6 *6/*6: Poor Metabolizer. CYP2C19 *2/*2: Poor Metabolizer. Clearance is slow.",)


def test_the_reason_is_the_gene_that_is_one_and_not_the_normal_one() -> None:
    row = statement("cpic:warfarin:1", {"CYP2C19": "Poor Metabolizer", "CYP2B6": "Normal Metabolizer"}, Action.AVOID)
    meanings = {
        CYP2C19: Implication(Effect.HIGHER_EXPOSURE, "Clearance is slow."),
        CYP2B6: Implication(Effect.NORMAL, "Clearance is normal."),
    }
    knowledge = bundle(replace(row, implications=meanings))
    advice = advised("warfarin", knowledge, POOR, called(CYP2B6, diplotype("*1/*1", "Normal Metabolizer")))
    assert advice.because == ("CYP2C19 *2/*2: Poor Metabolizer. Clearance is slow.",)
