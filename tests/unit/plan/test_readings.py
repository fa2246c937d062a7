from dataclasses import replace

import pytest

from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.readings import readings_of
from autonome.plan.reasons import Basis
from tests.unit.plan.small_bundle import (
    CYP2C9,
    CYP2C19,
    CYP2C19_TABLE,
    NORMAL,
    NORMAL_BUT_OPEN,
    POOR,
    called,
    diplotype,
)


@pytest.mark.parametrize("status", [Status.NOT_ASSESSED, Status.NO_MATCH, Status.CONFLICTING])
def test_a_gene_without_an_answer_gives_no_result_even_if_diplotypes_were_noted(status: Status) -> None:
    call = GeneCall(CYP2C19, status, diplotypes=NORMAL.diplotypes)
    (reading,) = readings_of(CYP2C19, call, CYP2C19_TABLE)
    assert reading.basis is Basis.NO_RESULT
    assert not reading.determined


def test_one_variant_that_guidance_may_rest_on_is_a_partial_result() -> None:
    call = GeneCall(CYP2C19, Status.NO_MATCH, recommendation_diplotypes=NORMAL.diplotypes)
    (reading,) = readings_of(CYP2C19, call, CYP2C19_TABLE)
    assert reading.basis is Basis.PARTIAL
    assert not reading.determined


def test_two_results_in_conflict_are_both_looked_up_and_neither_is_relied_upon() -> None:
    both = (*NORMAL.diplotypes, *POOR.diplotypes)
    call = GeneCall(CYP2C19, Status.CONFLICTING, recommendation_diplotypes=both)
    found = readings_of(CYP2C19, call, None)
    assert [(reading.label, reading.basis) for reading in found] == [
        ("*1/*1", Basis.DISPUTED),
        ("*2/*2", Basis.DISPUTED),
    ]
    assert not any(reading.determined for reading in found)


def test_a_gene_that_nobody_called_gives_no_result() -> None:
    assert [r.basis for r in readings_of(CYP2C19, None, CYP2C19_TABLE)] == [Basis.NO_RESULT]


def test_a_call_without_any_diplotype_gives_no_result() -> None:
    assert readings_of(CYP2C19, GeneCall(CYP2C19, Status.CALLED), None)[0].basis is Basis.NO_RESULT


def test_guidance_goes_by_the_recommendation_diplotype() -> None:
    call = GeneCall(
        CYP2C19, Status.CALLED, diplotypes=NORMAL.diplotypes, recommendation_diplotypes=POOR.diplotypes, assessed=1
    )
    assert [reading.label for reading in readings_of(CYP2C19, call, None)] == ["*2/*2"]


def test_each_open_allele_takes_the_place_of_one_that_was_called() -> None:
    best, *opened = readings_of(CYP2C19, NORMAL_BUT_OPEN, CYP2C19_TABLE)
    assert best.label == "*1/*1"
    assert {(r.phenotype, r.via) for r in opened} == {
        ("Intermediate Metabolizer", ("*3",)),
        ("Likely Intermediate Metabolizer", ("*9",)),
    }
    assert {r.basis for r in opened} == {Basis.OPEN}


def test_an_open_allele_that_leads_to_a_phenotype_not_announced_is_left_to_the_caller() -> None:
    call = GeneCall(
        CYP2C19,
        Status.AMBIGUOUS,
        recommendation_diplotypes=NORMAL.diplotypes,
        cannot_exclude=("*3", "*9"),
        untested=("*3", "*9"),
        changes_with=("Intermediate Metabolizer",),
        assessed=2,
    )
    assert [r.via for r in readings_of(CYP2C19, call, CYP2C19_TABLE)] == [(), ("*3",)]


def test_an_announced_phenotype_that_no_single_allele_explains_is_kept_with_every_score() -> None:
    call = GeneCall(
        CYP2C19,
        Status.AMBIGUOUS,
        recommendation_diplotypes=NORMAL.diplotypes,
        cannot_exclude=("*3",),
        untested=("*3",),
        changes_with=("Poor Metabolizer",),
        assessed=2,
    )
    opened = readings_of(CYP2C19, call, CYP2C19_TABLE)[1:]
    assert [(r.phenotype, r.via) for r in opened] == [("Poor Metabolizer", ("*3",))]


def test_an_announced_phenotype_survives_without_a_table() -> None:
    opened = readings_of(CYP2C19, NORMAL_BUT_OPEN, None)[1:]
    assert [r.phenotype for r in opened] == ["Intermediate Metabolizer", "Likely Intermediate Metabolizer"]


@pytest.mark.parametrize("phenotype", ["", "Indeterminate", "No Result"])
def test_a_result_without_a_known_meaning_is_not_determined(phenotype: str) -> None:
    (reading,) = readings_of(CYP2C9, called(CYP2C9, diplotype("*1/*99", phenotype, "n/a")), None)
    assert reading.basis is Basis.BEST
    assert not reading.determined


def test_an_allele_that_nobody_is_expected_to_test_for_is_remote_and_one_that_should_be_is_open() -> None:
    opened = readings_of(CYP2C19, replace(NORMAL_BUT_OPEN, untested=("*3",)), CYP2C19_TABLE)[1:]
    assert {reading.via: reading.basis for reading in opened} == {("*3",): Basis.OPEN, ("*9",): Basis.REMOTE}
