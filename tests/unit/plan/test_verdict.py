"""What page 1 says, rule by rule."""

from dataclasses import replace

import pytest

from autonome.evidence.guidance import Action
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.populations import AgeRange
from autonome.plan.values import Cause
from tests.unit.plan.small_bundle import (
    CYP2B6,
    CYP2C9,
    CYP2C19,
    HLA_B,
    INTERMEDIATE,
    NORMAL,
    NORMAL_BUT_OPEN,
    POOR,
    VKORC1,
    advised,
    bundle,
    called,
    clopidogrel,
    diplotype,
    judged,
    statement,
)

CLOPIDOGREL = bundle(*clopidogrel())
BOTH = bundle(*clopidogrel("cpic"), *clopidogrel("dpwg"))


@pytest.mark.parametrize("status", [Status.NOT_ASSESSED, Status.NO_MATCH, Status.CONFLICTING])
def test_a_gene_without_an_answer_makes_the_drug_not_assessed(status: Status) -> None:
    call = GeneCall(CYP2C19, status, diplotypes=NORMAL.diplotypes, recommendation_diplotypes=NORMAL.diplotypes)
    verdict = judged("clopidogrel", BOTH, call)
    assert verdict.consequence is Consequence.NOT_ASSESSED
    assert verdict.genes == (CYP2C19,)


def test_a_gene_that_was_never_called_makes_the_drug_not_assessed() -> None:
    assert judged("clopidogrel", CLOPIDOGREL).consequence is Consequence.NOT_ASSESSED


def test_a_called_gene_leads_to_its_statement() -> None:
    verdict = judged("clopidogrel", CLOPIDOGREL, POOR)
    assert verdict.consequence is verdict.best_supported is Consequence.AVOID
    assert verdict.lead is not None
    assert verdict.lead.lookup == ((CYP2C19, "Poor Metabolizer"),)
    assert verdict.lead.statement is not None
    assert verdict.lead.statement.id == "cpic:clopidogrel:1"


def test_a_drug_without_a_guideline_is_no_guidance_and_not_standard() -> None:
    verdict = judged("paracetamol", CLOPIDOGREL, POOR)
    assert verdict.consequence is Consequence.NO_GUIDANCE
    assert verdict.lead is None
    assert verdict.sources == ()


def test_several_best_results_that_agree_say_so() -> None:
    both = (diplotype("*1/*2", "Intermediate Metabolizer"), diplotype("*1/*9", "Likely Intermediate Metabolizer"))
    verdict = judged("clopidogrel", CLOPIDOGREL, called(CYP2C19, *both, status=Status.AMBIGUOUS))
    assert verdict.consequence is Consequence.CHANGE_DOSE
    assert verdict.sources[0].agree
    assert len(verdict.lines) == 2


def test_several_best_results_that_differ_take_the_most_cautious_and_keep_each() -> None:
    both = (diplotype("*1/*1", "Normal Metabolizer"), diplotype("*2/*2", "Poor Metabolizer"))
    verdict = judged("clopidogrel", CLOPIDOGREL, called(CYP2C19, *both, status=Status.AMBIGUOUS))
    assert verdict.consequence is Consequence.AVOID
    assert not verdict.sources[0].agree
    assert [line.consequence for line in verdict.lines] == [Consequence.AVOID, Consequence.STANDARD]


def test_results_that_ask_for_different_amounts_do_not_agree() -> None:
    rows = (
        statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.CHANGE_DOSE, amount="25 %"),
        statement("cpic:codeine:2", {"CYP2C19": "Normal Metabolizer"}, Action.CHANGE_DOSE, amount="50 %"),
    )
    call = called(CYP2C19, *POOR.diplotypes, *NORMAL.diplotypes, status=Status.AMBIGUOUS)
    assert not judged("codeine", bundle(*rows), call).sources[0].agree


def test_an_open_allele_makes_page_one_cautious_and_keeps_what_is_best_supported() -> None:
    verdict = judged("clopidogrel", CLOPIDOGREL, NORMAL_BUT_OPEN)
    assert verdict.consequence is Consequence.CHANGE_DOSE
    assert verdict.best_supported is Consequence.STANDARD
    assert not verdict.sure
    assert verdict.supported is not None
    assert verdict.supported.readings[0].label == "*1/*1"


def test_a_consequence_that_every_possible_result_leads_to_is_sure() -> None:
    verdict = judged("clopidogrel", CLOPIDOGREL, POOR)
    assert verdict.sure


def test_an_open_allele_of_unknown_effect_leaves_the_advice_as_it_is() -> None:
    call = replace(NORMAL_BUT_OPEN, changes_with=("Indeterminate", ""))
    verdict = judged("clopidogrel", CLOPIDOGREL, call)
    assert verdict.consequence is Consequence.STANDARD
    assert len(verdict.lines) == 1


def test_the_line_that_needs_the_fewest_open_alleles_leads() -> None:
    rows = [
        statement(f"cpic:citalopram:{number}", {"CYP2C19": phenotype}, Action.AVOID)
        for number, phenotype in enumerate(("Poor Metabolizer", "Intermediate Metabolizer"))
    ]
    call = replace(NORMAL_BUT_OPEN, changes_with=("Poor Metabolizer", "Intermediate Metabolizer"))
    lead = judged("citalopram", bundle(*rows), call).lead
    assert lead is not None
    assert lead.readings[0].phenotype == "Intermediate Metabolizer"


def test_one_variant_alone_can_warn_and_never_reassure() -> None:
    partial = replace(NORMAL, status=Status.NO_MATCH)
    assert judged("clopidogrel", CLOPIDOGREL, partial).consequence is Consequence.NOT_ASSESSED
    assert judged("clopidogrel", CLOPIDOGREL, replace(POOR, status=Status.NO_MATCH)).consequence is Consequence.AVOID


def test_sources_that_differ_take_the_more_cautious_and_say_so() -> None:
    rows = (
        *clopidogrel("cpic"),
        statement("dpwg:clopidogrel:2", {"CYP2C19": "Intermediate Metabolizer"}, Action.MONITOR),
    )
    verdict = judged("clopidogrel", bundle(*rows), INTERMEDIATE)
    assert verdict.differ
    assert verdict.consequence is Consequence.CHANGE_DOSE
    assert [(s.source, s.consequence) for s in verdict.sources] == [
        ("CPIC", Consequence.CHANGE_DOSE),
        ("DPWG", Consequence.MONITOR),
    ]


def test_sources_that_agree_do_not_differ() -> None:
    assert not judged("clopidogrel", BOTH, POOR).differ


def test_a_source_that_is_silent_on_a_known_result_neither_differs_nor_overrules() -> None:
    rows = (
        statement("cpic:abacavir:1", {"HLA-B": "*57:01 negative"}, Action.STANDARD),
        statement("dpwg:abacavir:1", {"HLA-B": "*57:01 positive"}, Action.AVOID),
    )
    verdict = judged("abacavir", bundle(*rows), called(HLA_B, diplotype("*07:02/*08:01", "*57:01 negative")))
    assert verdict.consequence is Consequence.STANDARD
    assert not verdict.differ


def test_a_source_that_lacks_a_gene_keeps_another_sources_standard_from_page_one() -> None:
    rows = (
        statement("cpic:sertraline:1", {"CYP2C19": "Normal Metabolizer", "CYP2B6": "No Result"}, Action.STANDARD),
        statement("dpwg:sertraline:1", {"CYP2C19": "Normal Metabolizer"}, Action.STANDARD),
    )
    verdict = judged("sertraline", bundle(*rows), NORMAL)
    assert verdict.consequence is Consequence.NOT_ASSESSED
    assert {s.source: s.consequence for s in verdict.sources}["DPWG"] is Consequence.STANDARD


def test_a_warning_that_rests_on_one_gene_of_two_stands() -> None:
    rows = (statement("cpic:sertraline:1", {"CYP2C19": "Poor Metabolizer", "CYP2B6": "No Result"}, Action.AVOID),)
    verdict = judged("sertraline", bundle(*rows), POOR)
    assert verdict.consequence is Consequence.AVOID
    assert verdict.lead is not None
    assert verdict.lead.undetermined == (CYP2B6,)


def test_separate_gene_sets_of_one_source_are_separate_voices() -> None:
    rows = (
        statement("dpwg:warfarin:1", {"CYP2C9": "Normal Metabolizer"}, Action.STANDARD),
        statement("dpwg:warfarin:2", {"VKORC1": "-1639 AA"}, Action.CHANGE_DOSE, amount="60 %"),
    )
    nine = called(CYP2C9, diplotype("*1/*1", "Normal Metabolizer", "2.0"))
    vkorc = called(VKORC1, diplotype("-1639 AA", "-1639 AA"))
    knowledge = bundle(*rows)
    assert judged("warfarin", knowledge, nine, vkorc).consequence is Consequence.CHANGE_DOSE
    assert judged("warfarin", knowledge, nine).consequence is Consequence.NOT_ASSESSED


POPULATIONS = bundle(
    statement("cpic:clopidogrel:1", {"CYP2C19": "Poor Metabolizer"}, Action.MONITOR, population="NVI"),
    statement("cpic:clopidogrel:2", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, population="CVI ACS PCI"),
)


def test_the_most_cautious_population_leads_and_is_named() -> None:
    verdict = judged("clopidogrel", POPULATIONS, POOR)
    assert verdict.consequence is Consequence.AVOID
    assert verdict.lead is not None
    assert verdict.lead.population.code == "CVI ACS PCI"
    assert {line.population.code for line in verdict.lines} == {"NVI", "CVI ACS PCI"}


CHILDREN_FIRST = bundle(
    statement("cpic:voriconazole:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, population="pediatrics"),
    statement("cpic:voriconazole:2", {"CYP2C19": "Poor Metabolizer"}, Action.MONITOR, population="adults"),
)


def test_a_population_that_the_birth_date_rules_out_does_not_lead_and_is_kept() -> None:
    verdict = judged("voriconazole", CHILDREN_FIRST, POOR, age=AgeRange(50, 50))
    assert verdict.consequence is Consequence.MONITOR
    assert len(verdict.lines) == 2


def test_without_a_birth_date_every_population_may_lead() -> None:
    assert judged("voriconazole", CHILDREN_FIRST, POOR).consequence is Consequence.AVOID


def test_a_guideline_whose_populations_are_all_ruled_out_recommends_nothing() -> None:
    rows = statement("cpic:voriconazole:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, population="pediatrics")
    verdict = judged("voriconazole", bundle(rows), POOR, age=AgeRange(50, 50))
    assert verdict.consequence is Consequence.NO_RECOMMENDATION


def test_the_stronger_statement_leads_among_equals() -> None:
    rows = (
        statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, strength="Optional", population="x"),
        statement("cpic:codeine:2", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, strength="Strong", population="y"),
    )
    lead = judged("codeine", bundle(*rows), POOR).lead
    assert lead is not None
    assert lead.population.code == "y"


def test_a_result_in_the_tables_of_no_guideline_is_not_standard() -> None:
    call = called(GeneSymbol("CYP2C19"), diplotype("*1/*17", "Rapid Metabolizer"))
    assert judged("clopidogrel", CLOPIDOGREL, call).consequence is Consequence.NO_RECOMMENDATION


def test_an_allele_that_nobody_is_expected_to_test_for_is_listed_and_raises_no_alarm() -> None:
    remote = replace(NORMAL_BUT_OPEN, untested=())
    assert judged("clopidogrel", CLOPIDOGREL, remote).consequence is Consequence.STANDARD
    causes = {change.cause for change in advised("clopidogrel", CLOPIDOGREL, remote).changes}
    assert causes == {Cause.REMOTE_ALLELE}


def test_a_remote_allele_makes_a_sure_warning_neither_possible_nor_led_by_it() -> None:
    remote = replace(INTERMEDIATE, cannot_exclude=("*3",), changes_with=("Poor Metabolizer",))
    verdict = judged("clopidogrel", CLOPIDOGREL, remote)
    assert (verdict.consequence, verdict.sure) == (Consequence.CHANGE_DOSE, True)
    assert verdict.lead is not None
    assert not verdict.lead.open
    assert verdict.sources[0].agree
