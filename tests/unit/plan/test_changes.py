"""What would change an advice, and to what."""

from dataclasses import replace

from autonome.evidence.guidance import Action
from autonome.pharmacogenomics.calls import Status
from autonome.plan.consequence import Consequence
from autonome.plan.values import Cause, MedicationAdvice
from tests.unit.plan.small_bundle import (
    CYP2C19,
    HLA_B,
    NORMAL,
    NORMAL_BUT_OPEN,
    POOR,
    advised,
    bundle,
    called,
    clopidogrel,
    diplotype,
    statement,
)

CLOPIDOGREL = bundle(*clopidogrel())


def changes(advice: MedicationAdvice) -> list[tuple[Cause, str, Consequence]]:
    return [(change.cause, change.condition, change.consequence) for change in advice.changes]


def test_an_untested_gene_is_named_with_the_worst_that_a_test_could_lead_to() -> None:
    rows = (
        statement("cpic:carbamazepine:1", {"HLA-B": "*15:02 positive"}, Action.AVOID),
        statement("cpic:carbamazepine:2", {"HLA-B": "*15:02 negative"}, Action.STANDARD),
    )
    assert changes(advised("carbamazepine", bundle(*rows))) == [(Cause.TEST, "HLA-B is tested", Consequence.AVOID)]


def test_what_a_test_could_lead_to_counts_only_statements_that_fit_the_known_genes() -> None:
    rows = (
        statement("cpic:phenytoin:1", {"CYP2C19": "Poor Metabolizer", "HLA-B": "*15:02 positive"}, Action.AVOID),
        statement("cpic:phenytoin:2", {"CYP2C19": "Normal Metabolizer", "HLA-B": "*15:02 positive"}, Action.MONITOR),
        statement("cpic:phenytoin:3", {"CYP2C19": "Normal Metabolizer", "HLA-B": "No Result"}, Action.STANDARD),
    )
    assert changes(advised("phenytoin", bundle(*rows), NORMAL)) == [
        (Cause.TEST, "HLA-B is tested", Consequence.MONITOR)
    ]


def test_each_phenotype_that_an_open_allele_brings_is_listed_with_its_alleles() -> None:
    assert changes(advised("clopidogrel", CLOPIDOGREL, NORMAL_BUT_OPEN)) == [
        (Cause.OPEN_ALLELE, "CYP2C19 *3 is present (Intermediate Metabolizer)", Consequence.CHANGE_DOSE),
        (Cause.OPEN_ALLELE, "CYP2C19 *9 is present (Likely Intermediate Metabolizer)", Consequence.CHANGE_DOSE),
    ]


def test_an_open_allele_that_leaves_the_advice_as_it_is_is_no_change() -> None:
    rows = [
        statement(f"cpic:clopidogrel:{number}", {"CYP2C19": phenotype}, Action.STANDARD)
        for number, phenotype in enumerate(("Normal Metabolizer", "Intermediate Metabolizer"))
    ]
    call = replace(NORMAL_BUT_OPEN, changes_with=("Intermediate Metabolizer",))
    advice = advised("clopidogrel", bundle(*rows), call)
    assert advice.changes == ()
    assert advice.uncertainties == ()
    assert advice.verdict.sources[0].agree


def test_another_arrangement_of_unphased_variants_is_listed_when_it_changes_the_advice() -> None:
    unphased = replace(
        called(CYP2C19, diplotype("*1/*2", "Intermediate Metabolizer", phased=False)),
        alternatives=(diplotype("*2/*2", "Poor Metabolizer"), diplotype("*1/*3", "Intermediate Metabolizer")),
    )
    assert changes(advised("clopidogrel", CLOPIDOGREL, unphased)) == [
        (Cause.PHASE, "CYP2C19 is *2/*2 (Poor Metabolizer)", Consequence.AVOID)
    ]


def test_alternatives_of_a_phased_call_are_no_question_of_phase() -> None:
    phased = replace(NORMAL, alternatives=POOR.diplotypes)
    assert advised("clopidogrel", CLOPIDOGREL, phased).changes == ()


def test_two_results_in_conflict_are_both_followed() -> None:
    both = (*NORMAL.diplotypes, *POOR.diplotypes)
    call = replace(NORMAL, status=Status.CONFLICTING, recommendation_diplotypes=both)
    advice = advised("clopidogrel", CLOPIDOGREL, call)
    assert [(cause, to) for cause, _, to in changes(advice) if cause is Cause.CONFLICT] == [
        (Cause.CONFLICT, Consequence.STANDARD),
        (Cause.CONFLICT, Consequence.AVOID),
    ]


def test_a_called_gene_without_open_questions_changes_nothing() -> None:
    assert advised("clopidogrel", CLOPIDOGREL, POOR).changes == ()
    assert HLA_B not in advised("clopidogrel", CLOPIDOGREL, POOR).verdict.genes
