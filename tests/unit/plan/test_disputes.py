from dataclasses import replace

import pytest

from autonome.evidence.guidance import Action
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.disputes import dispute_of
from autonome.plan.phenoconversion import converted
from autonome.plan.readings import readings_of
from autonome.plan.reasons import Basis
from autonome.plan.values import Doubt
from tests.unit.plan.small_bundle import (
    CYP2B6,
    CYP2C19,
    CYP2D6,
    INTERMEDIATE,
    NORMAL,
    POOR,
    advised,
    bundle,
    called,
    clopidogrel,
    diplotype,
    statement,
)

CLOPIDOGREL = bundle(*clopidogrel())


def disputed(laboratory: GeneCall, file: GeneCall) -> GeneCall:
    """As `with_outside` writes it."""
    return GeneCall(
        laboratory.gene,
        Status.CONFLICTING,
        diplotypes=laboratory.diplotypes,
        alternatives=file.diplotypes,
        recommendation_diplotypes=(*laboratory.diplotypes, *file.diplotypes),
        assessed=3,
    )


def contradicting(*results: Diplotype) -> GeneCall:
    return GeneCall(CYP2C19, Status.CONFLICTING, diplotypes=results[:1], recommendation_diplotypes=results)


def test_the_more_cautious_of_two_results_leads_as_possible() -> None:
    advice = advised("clopidogrel", CLOPIDOGREL, disputed(NORMAL, POOR))
    assert advice.verdict.consequence is Consequence.AVOID
    assert not advice.verdict.sure
    assert advice.instruction == "If CYP2C19 is *2/*2 (Poor Metabolizer): avoid clopidogrel."


def test_it_does_not_matter_which_of_the_two_is_the_laboratorys() -> None:
    one, other = (advised("clopidogrel", CLOPIDOGREL, disputed(*pair)) for pair in ((NORMAL, POOR), (POOR, NORMAL)))
    assert (one.verdict.consequence, one.verdict.sure) == (other.verdict.consequence, other.verdict.sure)


def test_the_doubt_names_both_results_and_what_to_do() -> None:
    (doubt,) = advised("clopidogrel", CLOPIDOGREL, disputed(NORMAL, POOR)).uncertainties
    assert doubt.doubt is Doubt.CONFLICT
    assert doubt.text == "Two CYP2C19 results disagree (laboratory *1/*1, file *2/*2); retest."


def test_two_results_that_ask_for_the_same_are_still_in_doubt() -> None:
    advice = advised(
        "clopidogrel", CLOPIDOGREL, disputed(POOR, called(CYP2C19, diplotype("*2/*3", "Poor Metabolizer")))
    )
    assert advice.verdict.consequence is Consequence.AVOID
    assert advice.verdict.sure
    assert [each.doubt for each in advice.uncertainties] == [Doubt.CONFLICT]


def test_two_results_that_both_say_standard_never_reassure() -> None:
    other = called(CYP2C19, diplotype("*1/*38", "Normal Metabolizer"))
    advice = advised("clopidogrel", CLOPIDOGREL, disputed(NORMAL, other))
    assert advice.verdict.consequence is advice.verdict.best_supported is Consequence.NOT_ASSESSED
    assert advice.instruction == "No conclusion: the CYP2C19 results contradict each other; retest."


def test_the_gene_stays_among_those_without_a_usable_result() -> None:
    (missing,) = advised("clopidogrel", CLOPIDOGREL, disputed(NORMAL, POOR)).unassessed
    assert missing.why == "Two CYP2C19 results disagree (laboratory *1/*1, file *2/*2); retest."


def test_a_laboratory_that_contradicts_itself_is_followed_both_ways() -> None:
    call = contradicting(diplotype("*1/*1", "Normal Metabolizer"), diplotype("*1/*1", "Poor Metabolizer"))
    advice = advised("clopidogrel", CLOPIDOGREL, call)
    assert advice.verdict.consequence is Consequence.AVOID
    assert advice.instruction == "If CYP2C19 is *1/*1 (Poor Metabolizer): avoid clopidogrel."
    assert dispute_of(call) == (
        "The laboratory's CYP2C19 result contradicts itself "
        "(*1/*1 as Normal Metabolizer and *1/*1 as Poor Metabolizer); retest."
    )


@pytest.mark.parametrize(
    "call", [None, NORMAL, replace(NORMAL, status=Status.AMBIGUOUS)], ids=["none", "called", "tie"]
)
def test_what_nobody_disputes_is_no_dispute(call: GeneCall | None) -> None:
    assert dispute_of(call) == ""


def test_a_gene_beside_it_without_a_result_is_still_named() -> None:
    rows = statement("cpic:sertraline:1", {"CYP2C19": "Poor Metabolizer", "CYP2B6": "No Result"}, Action.AVOID)
    advice = advised("sertraline", bundle(rows), disputed(POOR, INTERMEDIATE), GeneCall(CYP2B6, Status.NOT_ASSESSED))
    assert [each.doubt for each in advice.uncertainties] == [Doubt.CONFLICT, Doubt.INCOMPLETE_GENES]


def test_an_inhibitor_makes_a_disputed_result_slower_and_it_stays_disputed() -> None:
    call = replace(
        called(
            CYP2D6,
            diplotype("*1/*1", "Normal Metabolizer", "2.0"),
            diplotype("*1/*4", "Intermediate Metabolizer", "1.0"),
        ),
        status=Status.CONFLICTING,
    )
    found = converted(readings_of(CYP2D6, call, None), "0", (), None)
    assert {(r.phenotype, r.basis) for r in found} == {("Poor Metabolizer", Basis.DISPUTED)}
