"""What the record makes pressing, on both pages: an INR of 7.2, a bleeding, and a record that names no medicine."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from autonome.clinical import PartialDate, RecordItem
from autonome.kernel import Instant, SampleName
from autonome.plan.make import Context, make_plan
from autonome.plan.values import Plan
from autonome.report.pages import pages_of
from autonome.report.patient.html import render_patient
from autonome.report.patient.page import patient_page
from autonome.report.patient.record_reasons import BLEEDING
from autonome.report.plan_html import render_html
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import condition, measured, record
from tests.unit.plan.small_bundle import POOR
from tests.unit.plan.small_plan import order
from tests.unit.plan.warfarin.known import cyp2c9

CONTEXT = Context(Instant.parse("2026-03-01"), "autonome test", SampleName("S1"), {}, not_covered=frozenset())
BORN = PartialDate.of(1980, 5, 1)


def plan(*items: RecordItem) -> Plan:
    """Of a man with a result for one of the genes that matter for warfarin."""
    return make_plan(record(items, BORN), (), (cyp2c9("*1/*2"),), BUNDLE, CONTEXT)


def words(page: str) -> str:
    bare = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split()).replace(" .", ".").replace(" ,", ",")


def for_patient(*items: RecordItem) -> str:
    return words(render_patient(plan(*items), BUNDLE.drugs.drugs))


def for_clinician(*items: RecordItem) -> str:
    return words(render_html(plan(*items)))


HIGH, CALM = measured("inr", "7.2"), measured("inr", "2.5")
TODAY = "Call your doctor or pharmacist today, before your next dose of warfarin."


def test_a_high_inr_is_worth_a_call_before_the_next_dose() -> None:
    text = for_patient(order("warfarin"), HIGH)
    assert TODAY in text
    assert "Call your doctor or pharmacist today, before your next dose, about: Warfarin" in text
    assert "Get help at once for bleeding that does not stop, black stools" in text
    assert "warfarin needs care. A doctor must decide the next doses." in text
    assert patient_page(plan(order("warfarin"), HIGH), BUNDLE.drugs.drugs).questions[0] == (
        "Is my dose of warfarin right for me?"
    )


def test_an_inr_in_range_is_not() -> None:
    text = for_patient(order("warfarin"), CALM)
    assert TODAY not in text
    assert "Not known yet for: Warfarin" in text
    assert "A doctor must decide the next doses." not in text


def test_a_bleeding_is_worth_a_call_today() -> None:
    text = for_patient(order("warfarin"), condition("GI haemorrhage", "K92.2"))
    assert "Call your doctor or pharmacist today, and ask about your next dose." in text
    assert "Get help at once for bleeding" in text
    assert "ask about your next dose" not in for_patient(order("warfarin"), condition("asthma", "J45"))


def test_another_change_of_dose_by_the_record_can_wait_for_a_visit() -> None:
    text = for_patient(order("gabapentin"), measured("creatinine", "250"), measured("weight", "60"))
    assert "Ask your doctor or pharmacist soon about: Gabapentin" in text
    assert "before your next dose" not in text


def test_the_labels_of_a_bleeding_are_those_of_the_bundle() -> None:
    labels = {str(each.label) for name, each in BUNDLE.clinical.conditions.items() if name in BLED}
    assert labels == BLEEDING - {"INR"}


BLED = {"active-bleeding", "intracranial-haemorrhage"}


def test_open_genes_make_an_inr_no_less_certain_and_stand_in_a_line_of_their_own() -> None:
    made = plan(order("warfarin"), HIGH)
    assert made.medicines[0].warnings, "of the genes"
    (view,) = pages_of(made).current
    assert not view.uncertain
    text = for_clinician(order("warfarin"), HIGH)
    assert "By genes: not assessed." in text
    found = patient_page(plan(order("warfarin"), HIGH), BUNDLE.drugs.drugs).current[0].badge
    assert [str(each) for each in found.tags] == []


def test_a_needed_fact_that_is_missing_still_makes_it_uncertain() -> None:
    (advice,) = plan(order("warfarin"), HIGH).medicines
    needed = replace(advice.factors.missing[0], needed=True)
    made = replace(plan(), medicines=(replace(advice, factors=replace(advice.factors, missing=(needed,))),))
    (view,) = pages_of(made).current
    assert view.uncertain
    assert patient_page(made, BUNDLE.drugs.drugs).current[0].badge.tags


@pytest.mark.parametrize("item", [measured("inr", "7.2", PartialDate.of(2024, 1, 5)), measured("inr", "7.2", None)])
def test_an_inr_that_is_too_old_to_rely_on_stays_uncertain(item: RecordItem) -> None:
    (view,) = pages_of(plan(order("warfarin"), item)).current
    assert view.uncertain or view.sign.possible


def test_no_dose_stands_beside_it_and_the_page_says_what_comes_first() -> None:
    text = for_clinician(order("warfarin"), HIGH)
    assert "No dose is calculated. These come before any dose:" in text
    calm = for_clinician(order("warfarin"), CALM)
    assert "No dose is calculated. The guideline's advice above stands." in calm


def test_what_else_rules_ask_about_stands_in_one_line() -> None:
    text = for_clinician(order("warfarin"))
    assert "INR is not recorded." in text
    (line,) = re.findall(r"Rules also ask about, and the record does not tell: ([^.]*)\.", text)
    assert {"alcohol", "Child-Pugh class"} <= set(line.split(", "))
    assert "INR" not in line
    asked = for_patient(order("warfarin"))
    assert "which matters for warfarin: the test of blood clotting (INR)." in asked
    assert "alcohol" not in asked


def test_a_record_without_medicines_reassures_nobody() -> None:
    mine, theirs = for_patient(), for_clinician()
    assert "Your record names no medicine, so nothing was checked." in mine
    assert "No medicine was checked: ask which ones I take." in mine
    assert "No medicine was assessed: the record names none that is current." in theirs
    assert "every medicine of the record was recognised" not in theirs
    whole = replace(plan(order("metformin"), measured("egfr", "90")), prevention=())
    assert "every medicine of the record was recognised" in words(render_html(whole))
    assert "nothing was checked" not in words(render_patient(whole, BUNDLE.drugs.drugs))


def test_an_alternative_says_what_is_not_known_for_it() -> None:
    """Prasugrel is given in half below 60 kg."""

    def page(*items: RecordItem) -> str:
        made = make_plan(record((order("clopidogrel"), *items), BORN), (), (POOR,), BUNDLE, CONTEXT)
        text = words(render_html(made))
        return text[text.index("Alternatives named by the guidelines") :]

    assert "Weight is not recorded." in page()
    assert "Weight is not recorded." not in page(measured("weight", "80"))
