"""Cases that a clinical reviewer tried: from genotypes over the shipped tables and guidance to what page 1 says."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any, cast

import pytest

from autonome.evidence.clinical import NO_CLINICAL_RULES
from autonome.evidence.guidance import Action
from autonome.genome import Genotype
from autonome.kernel import DrugName, GeneSymbol
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.plan.advise import Wanted, advise
from autonome.plan.amount_clauses import fitted
from autonome.plan.conditions import sentences
from autonome.plan.consequence import Consequence
from autonome.plan.increases import raises_dose
from autonome.plan.make import make_plan
from autonome.plan.populations import AgeRange
from autonome.plan.values import Cause, Doubt, MedicationAdvice, Origin
from autonome.plan.verdict import PatientFacts
from autonome.plan.watching import watching_text
from autonome.report.plan_html import render_html
from autonome.report.plan_json import plan_document
from tests.unit.pharmacogenomics.samples import BUNDLE, call
from tests.unit.plan.small_plan import CONTEXT, record

RS3918290 = "rs3918290"
"""DPYD c.1905+1G>A (*2A): every laboratory should test it. On the plus strand C>T."""

RS72549309 = "rs72549309"
"""DPYD *7, which no body asks laboratories for."""

VKORC1_GG = call("VKORC1", "rs9923231 reference (C)", "rs9923231 reference (C)")


def said_of(drug: str, *calls: GeneCall) -> MedicationAdvice:
    patient = PatientFacts({each.gene: each for each in calls}, AgeRange(40, 40))
    return advise(Wanted(DrugName(drug), Origin.CURRENT), patient, frozenset(), BUNDLE)


def doubts(advice: MedicationAdvice) -> list[Doubt]:
    return [each.doubt for each in advice.uncertainties]


def not_asked(gene: str) -> list[str]:
    """Positions that laboratories are not expected to test."""
    definition = BUNDLE.definitions[GeneSymbol(gene)]
    asked = definition.must_test or ()
    return [place.rsid for number, place in enumerate(definition.positions) if number not in asked]


def dpyd(*, without: Collection[str] = (), unknown_at: str = "") -> GeneCall:
    but = {unknown_at: Genotype(("C", "A"), None)} if unknown_at else {}
    return call("DPYD", "Reference", "Reference", without=without, but=but)


def from_laboratory(gene: str, label: str, phenotype: str) -> GeneCall:
    found = Diplotype(tuple(label.split("/")), label, phenotype, "", (phenotype,), phased=True)
    return GeneCall(GeneSymbol(gene), Status.OUTSIDE, (found,), recommendation_diplotypes=(found,))


# Bases that no definition knows


def test_an_unknown_base_where_every_laboratory_looks_is_never_standard() -> None:
    advice = said_of("capecitabine", dpyd(unknown_at=RS3918290))
    assert advice.verdict.best_supported is Consequence.NOT_ASSESSED
    assert advice.verdict.consequence is Consequence.CHANGE_DOSE
    assert not advice.verdict.sure
    assert doubts(advice) == [Doubt.UNDOCUMENTED_BASE, Doubt.OPEN_ALLELES]
    assert "rs3918290" in advice.instruction
    assert [missing.gene for missing in advice.unassessed] == ["DPYD"]


def test_an_unknown_base_elsewhere_leaves_standard_with_a_doubt() -> None:
    advice = said_of("capecitabine", dpyd(unknown_at=RS72549309))
    assert (advice.verdict.consequence, advice.verdict.sure) == (Consequence.STANDARD, False)
    assert doubts(advice) == [Doubt.UNDOCUMENTED_BASE]
    assert "is expected to be normal" in advice.because[0]


def test_a_whole_gene_of_known_bases_is_a_sure_standard() -> None:
    advice = said_of("capecitabine", dpyd())
    assert (advice.verdict.consequence, advice.verdict.sure, advice.uncertain) == (Consequence.STANDARD, True, False)
    assert "DPD activity is normal" in advice.because[0]


def test_an_unknown_base_beside_a_known_harmful_variant_does_not_soften_it() -> None:
    found = call("DPYD", "c.1905+1G>A (*2A)", "Reference", but={RS72549309: Genotype(("C", "A"), None)})
    advice = said_of("capecitabine", found)
    assert advice.verdict.consequence is Consequence.CHANGE_DOSE
    assert Doubt.UNDOCUMENTED_BASE in doubts(advice)


# What a normal result rests on


def test_standard_that_rests_on_part_of_a_gene_says_on_how_much() -> None:
    advice = said_of("capecitabine", dpyd(without=not_asked("DPYD")))
    assert (advice.verdict.consequence, advice.verdict.sure) == (Consequence.STANDARD, True)
    (rests_on,) = advice.uncertainties
    assert rests_on.doubt is Doubt.REMOTE_ALLELES
    assert rests_on.text == (
        "DPYD rests on the 7 of 83 known positions that were read, all that laboratories are asked to test among them."
    )
    assert advice.warnings == ()
    assert advice.uncertain
    assert "DPD activity is expected to be normal" in advice.because[0]


def test_an_answer_that_no_unread_allele_could_change_rests_on_nothing_more() -> None:
    poor = call("CYP2C19", "*2", "*2", without=not_asked("CYP2C19"))
    assert poor.missing
    assert doubts(said_of("clopidogrel", poor)) == []


# What page 1 says of monitoring


def test_thiopurines_by_one_gene_of_two_say_on_page_one_what_to_watch() -> None:
    advice = said_of("azathioprine", call("TPMT", "*1", "*1"))
    assert advice.verdict.consequence is Consequence.MONITOR
    assert "This rests on TPMT alone (no NUDT15 result)" in advice.instruction
    assert "watch closely for toxicity" in advice.instruction


def test_every_statement_that_asks_to_watch_says_on_page_one_what() -> None:
    words = ("watch", "monitor", "measure", "follow", "alert", "report", "caution", "check")
    for statement in (each for every in BUNDLE.guidance.values() for each in every if each.action is Action.MONITOR):
        shown = watching_text(statement.text)
        hidden = [each for each in sentences(statement.text) if each not in shown]
        assert not any(re.search(rf"\b{word}", each.lower()) for each in hidden for word in words), statement.id


# Dose increases


ABCG2_DECREASED = call("ABCG2", "rs2231142 reference (G)", "rs2231142 variant (T)")


def test_more_allopurinol_waits_for_the_test_that_could_forbid_it() -> None:
    advice = said_of("allopurinol", ABCG2_DECREASED)
    assert advice.verdict.consequence is advice.verdict.best_supported is Consequence.NOT_ASSESSED
    assert advice.instruction.startswith("Test HLA-B first")
    assert any(line.consequence is Consequence.CHANGE_DOSE for line in advice.verdict.lines), "the details keep it"
    assert (Cause.TEST, Consequence.AVOID) in {(each.cause, each.consequence) for each in advice.changes}


@pytest.mark.parametrize(
    ("result", "consequence"),
    [("*58:01 negative", Consequence.CHANGE_DOSE), ("*58:01 positive", Consequence.AVOID)],
)
def test_more_allopurinol_no_longer_waits_once_hla_b_is_known(result: str, consequence: Consequence) -> None:
    found = Diplotype((), result, result, "", (result,), phased=True)
    hla = GeneCall(GeneSymbol("HLA-B"), Status.OUTSIDE, (found,), recommendation_diplotypes=(found,))
    assert said_of("allopurinol", ABCG2_DECREASED, hla).verdict.consequence is consequence


def test_a_dose_reduction_waits_for_nothing() -> None:
    advice = said_of("azathioprine", call("TPMT", "*1", "*3C", phase=None))
    assert advice.verdict.consequence is Consequence.CHANGE_DOSE


def test_increases_are_told_from_reductions_in_all_of_the_guidance() -> None:
    raised = {each.amount for every in BUNDLE.guidance.values() for each in every if raises_dose(each)}
    assert any("1.25 times the standard dose" in amount for amount in raised)
    lowering = ("50 % of", "25 % of", "below", "no more than", "reduc", "lower")
    assert [amount for amount in sorted(raised) for word in lowering if amount.startswith(word)] == []


# Populations


def test_clopidogrel_in_rapid_metabolizers_is_standard_where_one_population_has_advice() -> None:
    advice = said_of("clopidogrel", call("CYP2C19", "*1", "*17", phase=None))
    assert (advice.verdict.consequence, advice.verdict.sure) == (Consequence.STANDARD, True)
    assert "75 mg/day" in advice.instruction
    assert "No advice for: cardiovascular" in advice.instruction
    assert "neurovascular indications (stroke, TIA)." in advice.instruction
    assert advice.because[0].startswith("CYP2C19 *1/*17: Rapid Metabolizer.")


def test_a_guideline_with_fewer_classes_is_quoted_with_the_patients_own() -> None:
    only_dpwg = tuple(each for each in BUNDLE.guidance[DrugName("clopidogrel")] if each.source == "DPWG")
    knowledge = replace(BUNDLE, guidance={DrugName("clopidogrel"): only_dpwg})
    patient = PatientFacts({GeneSymbol("CYP2C19"): call("CYP2C19", "*1", "*17", phase=None)})
    advice = advise(Wanted(DrugName("clopidogrel"), Origin.CURRENT), patient, frozenset(), knowledge)
    assert advice.verdict.consequence is Consequence.NO_RECOMMENDATION
    assert advice.instruction == (
        "DPWG gives no advice on clopidogrel for CYP2C19 Rapid Metabolizer (DPWG: Normal Metabolizer)."
    )
    assert "Rapid Metabolizer (DPWG: Normal Metabolizer)." in advice.because[0]


# Warfarin


def warfarin(*alleles: str, without: Collection[str] = ()) -> str:
    cyp2c9 = call("CYP2C9", *alleles, phase=None, without=without)
    return said_of("warfarin", cyp2c9, VKORC1_GG, call("CYP4F2", "*1", "*1")).instruction


def test_warfarin_says_nothing_of_alleles_that_were_looked_for_and_are_absent() -> None:
    assert warfarin("*1", "*2") == "Dose from a pharmacogenetic algorithm; final dose expected near the standard."


def test_warfarin_names_the_allele_that_is_there() -> None:
    assert "less 15 to 30 % for CYP2C9*8 if it ignores this allele" in warfarin("*1", "*8")


def test_warfarin_keeps_its_warning_of_alleles_that_were_not_looked_for() -> None:
    assert "*5, *6, *8 or *11 allele that it ignores" in warfarin("*1", "*2", without=["rs7900194"])


def test_warfarin_keeps_its_warning_beside_a_laboratorys_result() -> None:
    text = "dose, less 15 to 30 % for each CYP2C9*5, *6, *8 or *11 allele that it ignores; near"
    laboratory = replace(from_laboratory("CYP2C9", "*1/*2", "Intermediate Metabolizer"), assessed=60)
    assert fitted(text, {laboratory.gene: laboratory}) == text


def test_every_warfarin_clause_about_single_alleles_is_understood() -> None:
    amounts = {each.amount for each in BUNDLE.guidance[DrugName("warfarin")] if "for each CYP2C9" in each.amount}
    whole = call("CYP2C9", "*1", "*1")
    assert amounts
    assert [each for each in amounts if "*5" in fitted(each, {whole.gene: whole})] == []


# Copies


def test_codeine_warns_where_an_unstated_number_of_copies_could_make_it_dangerous() -> None:
    advice = said_of("codeine", from_laboratory("CYP2D6", "*2xN/*4", "Indeterminate"))
    assert (advice.verdict.consequence, advice.verdict.sure) == (Consequence.AVOID, False)
    assert advice.verdict.best_supported is Consequence.NOT_ASSESSED
    assert "CYP2D6 *2x≥3 is present (Ultrarapid Metabolizer" in advice.caution
    assert [missing.test for missing in advice.unassessed] == ["a CYP2D6 test that counts the copies of the gene"]


def test_each_number_of_copies_counts_where_three_or_more_are_not_known_to_mean_one_thing() -> None:
    advice = said_of("codeine", from_laboratory("CYP2D6", "*10xN/*4", "Indeterminate"))
    assert advice.verdict.consequence is Consequence.MONITOR
    assert "*10x2, *10x3 or *10x4 is possible" in advice.uncertainties[0].text


def test_copies_that_decide_nothing_open_nothing() -> None:
    advice = said_of("codeine", from_laboratory("CYP2D6", "*1xN/*1", "Ultrarapid Metabolizer"))
    assert (advice.verdict.consequence, advice.verdict.sure) == (Consequence.AVOID, True)


# Lists with a date


def test_what_is_said_of_cftr_variants_bears_the_date_of_its_list() -> None:
    reference = "ivacaftor non-responsive CFTR sequence"
    found = (call("CFTR", reference, reference),)
    plan, other = (make_plan(record(), (drug,), found, BUNDLE, CONTEXT) for drug in ("ivacaftor", "codeine"))
    assert plan.medicines[0].verdict.consequence is Consequence.AVOID
    limits = {limit.id: limit.text for limit in plan.limits}
    assert "The label may list more variants today" in limits["cftr-variants"]
    assert "cftr-variants" not in {limit.id for limit in other.limits}


# Nothing known


@pytest.mark.parametrize("drug", ["codeine", "clopidogrel", "capecitabine"])
def test_what_was_not_assessed_is_neither_sure_nor_certain(drug: str) -> None:
    advice = said_of(drug)
    assert advice.verdict.consequence is Consequence.NOT_ASSESSED
    assert not advice.verdict.sure
    assert advice.uncertain


def test_the_document_says_so_too() -> None:
    (medicine,) = cast("Any", plan_document(make_plan(record(), ("codeine",), (), BUNDLE, CONTEXT)))["medicines"]
    assert (medicine["consequence"], medicine["sure"], medicine["uncertain"]) == ("not-assessed", False, True)


# Page 1


def page_one(drug: str, *calls: GeneCall) -> str:
    """By the genes alone: no clinical rule of the bundle is applied."""
    knowledge = replace(BUNDLE, clinical=NO_CLINICAL_RULES)
    return render_html(make_plan(record(), (drug,), calls, knowledge, CONTEXT)).split('<section id="details"')[0]


def test_page_one_says_quietly_how_much_of_a_gene_was_read() -> None:
    page = page_one("capecitabine", dpyd(without=not_asked("DPYD")))
    assert '<p class="why">DPYD rests on the 7 of 83 known positions' in page
    assert "Not certain" not in page


def test_page_one_flags_a_standard_beside_an_unknown_base() -> None:
    page = page_one("capecitabine", dpyd(unknown_at=RS72549309))
    assert "Not certain" in page
    assert "DPYD shows a base at rs72549309 that no definition knows" in page
