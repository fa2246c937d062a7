"""An advice that holds for hearts and for strokes tells neither reader that it is for the other."""

from __future__ import annotations

from dataclasses import replace

from autonome.clinical import RecordItem
from autonome.kernel import DrugName
from autonome.plan.advise import Wanted, advise
from autonome.plan.values import Origin, Plan, RecordedCondition
from autonome.plan.verdict import PatientFacts
from autonome.report.patient.page import patient_page
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import condition, record, state
from tests.unit.plan.small_bundle import INTERMEDIATE, POOR, calls
from tests.unit.report.patient.plans import drugs, plan_with
from tests.unit.report.patient.reading import words

STROKE = condition("Ischaemic stroke", "I63.9")
ONLY_HEARTS = "This advice is for people treated for a heart attack, or with a stent."
EVERY_VESSEL = (
    "This advice is for people after a heart attack or a stroke, with a stent, "
    "or with other illness of the heart or blood vessels."
)
DIFFER = "How strong the experts call this advice depends on what you take clopidogrel for."


def plan(*items: RecordItem, illness: str = "") -> Plan:
    patient = PatientFacts(calls(POOR), clinical=state(record(items)))
    made = plan_with(advise(Wanted(DrugName("clopidogrel"), Origin.CURRENT), patient, (), BUNDLE))
    recorded = (RecordedCondition(illness, "Condition/1"),) if illness else ()
    return replace(made, conditions=recorded)


def test_where_nobody_knows_what_it_is_for_all_who_are_meant_are_named() -> None:
    text = words(plan())
    assert EVERY_VESSEL in text
    assert ONLY_HEARTS not in text
    assert "We do not know what you take clopidogrel for: your doctor does." in text
    assert DIFFER in text


def test_words_of_the_record_about_any_of_them_are_quoted() -> None:
    text = words(plan(illness="Coronary stent"))
    assert "Your record names this, which may be what the advice is for: Coronary stent." in text
    assert "We do not know what you take" not in text


def test_a_recorded_stroke_is_told_the_advice_for_strokes_as_firm_as_that_is() -> None:
    text = words(plan(STROKE, illness="Ischaemic stroke"))
    assert "This advice is for people who had a stroke, or the warning signs of one." in text
    assert EVERY_VESSEL not in text
    assert DIFFER not in text
    assert "grade it as fairly strong" in text


def test_no_other_medicine_is_named_in_a_question_unless_it_is_known_what_this_one_is_for() -> None:
    assert patient_page(plan(), drugs()).questions[0] == (
        "Is clopidogrel still right for me, or would another medicine suit me better?"
    )
    assert "ticagrelor" in patient_page(plan(STROKE), drugs()).questions[0]


def test_what_is_not_advised_the_same_for_all_names_fewer() -> None:
    patient = PatientFacts(calls(INTERMEDIATE), clinical=state(record(())))
    text = words(plan_with(advise(Wanted(DrugName("clopidogrel"), Origin.CURRENT), patient, (), BUNDLE)))
    assert (
        "This advice is for people treated for a heart attack or with a stent, and for people after a stroke." in text
    )
    assert EVERY_VESSEL not in text
