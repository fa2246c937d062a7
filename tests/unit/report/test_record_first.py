"""On a tie page 1 says first what the record asks for, and what of the genes' advice this patient cannot have."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from autonome.clinical import AdministrativeSex, PartialDate, RecordItem
from autonome.kernel import GeneSymbol, Instant, SampleName
from autonome.pharmacogenomics.calls import GeneCall
from autonome.plan.factor_words import genes_sentence, leading_sentence, record_first
from autonome.plan.factors.overall import LedBy
from autonome.plan.make import Context, make_plan
from autonome.plan.values import MedicationAdvice, Plan
from autonome.report.plan_html import render_html
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import PREGNANT, condition, measured, record
from tests.unit.plan.small_bundle import CYP2C9, POOR, VKORC1, called, diplotype
from tests.unit.plan.small_plan import order

CONTEXT = Context(Instant.parse("2026-03-01"), "autonome test", SampleName("S1"), {}, not_covered=frozenset())
BORN = PartialDate.of(1980, 5, 1)
DECREASED = called(GeneSymbol("SLCO1B1"), diplotype("*1/*15", "Decreased Function"))
HAEMORRHAGE = condition("Haemorrhagic stroke", "I61.9")
RULED_OUT = "Checked for this patient and ruled out: "


def plan(calls: tuple[GeneCall, ...], *items: RecordItem, born: PartialDate = BORN) -> Plan:
    health = record(items, born)
    woman = replace(health, patient=replace(health.patient, sex=AdministrativeSex.FEMALE))
    return make_plan(woman, (), calls, BUNDLE, CONTEXT)


def advice(calls: tuple[GeneCall, ...], *items: RecordItem) -> MedicationAdvice:
    (found,) = plan(calls, *items).medicines
    return found


def page_one(made: Plan) -> str:
    page = render_html(made).split('id="open"')[0]
    bare = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


def test_a_pregnancy_stands_before_another_statin_and_says_that_those_are_ruled_out_too() -> None:
    found = advice((DECREASED,), order("simvastatin"), PREGNANT)
    assert found.led_by is LedBy.BOTH
    assert "pregnancy" in leading_sentence(found)
    assert "Prescribe another statin" in genes_sentence(found)
    assert "pravastatin" in genes_sentence(found).split(RULED_OUT)[1]


def test_without_the_pregnancy_the_genes_lead_and_nothing_is_ruled_out() -> None:
    found = advice((DECREASED,), order("simvastatin"))
    assert leading_sentence(found) == found.instruction
    assert "Prescribe another statin" in found.instruction


def test_medicines_that_the_lead_names_and_the_record_forbids_are_named_as_ruled_out() -> None:
    found = advice((POOR,), order("clopidogrel"), HAEMORRHAGE)
    assert record_first(found)
    assert leading_sentence(found).startswith("The record holds a bleeding")
    assert genes_sentence(found).endswith(f"{RULED_OUT}prasugrel and ticagrelor.")
    assert "ruled out" not in genes_sentence(advice((POOR,), order("clopidogrel")))


def test_a_record_that_is_less_sure_than_the_genes_stands_second() -> None:
    found = advice((POOR,), order("clopidogrel"), HAEMORRHAGE)
    lines = tuple(replace(line, sure=False) for line in found.factors.lines)
    doubtful = replace(found, factors=replace(found.factors, lines=lines))
    assert doubtful.led_by is LedBy.BOTH
    assert not record_first(doubtful)


WARFARIN = (
    called(CYP2C9, diplotype("*1/*2", "Intermediate Metabolizer", "1.5")),
    called(VKORC1, diplotype("rs9923231 variant (T)/rs9923231 variant (T)", "-1639 AA")),
)


def test_an_inr_of_7_leads_page_1_which_says_that_no_dose_is_calculated() -> None:
    text = page_one(plan(WARFARIN, order("warfarin"), measured("inr", "7")))
    assert text.index("Hold or lower the next doses") < text.index("Dose from a pharmacogenetic algorithm")
    assert "No dose is calculated: what the record holds comes first." in text


@pytest.mark.parametrize(("code", "refused"), [("Z95.2", True), ("J45", False)])
def test_a_valve_that_keeps_the_dose_from_being_calculated_stands_on_page_1(code: str, *, refused: bool) -> None:
    made = plan(
        WARFARIN,
        order("warfarin"),
        condition("As recorded", code),
        measured("weight", "70"),
        born=PartialDate.of(1950, 5, 1),
    )
    assert ("No dose is calculated. The record speaks of a heart valve" in page_one(made)) is refused


def test_titles_of_sources_are_marked_as_english_in_every_language() -> None:
    page = render_html(plan((DECREASED,), order("simvastatin"), PREGNANT))
    title = plan((DECREASED,), order("simvastatin"), PREGNANT).medicines[0].factors.lines[0].source
    assert re.search(rf'lang="en">{re.escape(title)}<', page)
