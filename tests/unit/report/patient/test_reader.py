"""What a reader who has only this page asks of it: no gap, no dead end, no unwished news, no claim too many."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from autonome.consent import FINDINGS, Wish
from autonome.kernel import GeneSymbol, Text
from autonome.plan.ethical_values import RecordedWish
from autonome.plan.populations import Fit, Population
from autonome.plan.values import Limit, Origin, Plan, RecordedCondition
from autonome.report.patient.genes import results_of
from autonome.report.patient.html import render_patient
from autonome.report.patient.kinds import Kind, kind_of
from autonome.report.patient.page import patient_page
from autonome.report.patient.use import PURPOSES, Use
from autonome.report.patient.wishes import FAMILY_KEPT
from tests.unit.plan.small_bundle import CYP2C9, called, diplotype
from tests.unit.report.patient.plans import Wanted, advice, drugs, plan_with
from tests.unit.report.patient.reading import poor_on_clopidogrel, words
from tests.unit.report.test_plan_html import HOSTILE, Elements

STENT = Population("CVI ACS PCI", "acute coronary syndrome", Fit.MAY_APPLY)
USE = Use(actor="Synthetic Clinician", organisation="Synthetic Clinic", purpose="TREAT", log="log.example/plans")


def with_illness(text: str, status: str = "") -> str:
    plan = plan_with(advice(Wanted(population=STENT)))
    return words(replace(plan, conditions=(RecordedCondition(text, "Condition/1", status),)))


def test_the_record_that_names_a_stent_is_quoted_and_nothing_is_made_of_it() -> None:
    text = with_illness("Coronary stent")
    assert "Your record names this, which may be what the advice is for: Coronary stent." in text
    assert "We do not know whether this is you." not in text


@pytest.mark.parametrize(
    ("illness", "status"),
    [("Asthma", ""), ("No stent", ""), ("Family history of heart attack", ""), ("Coronary stent", "entered-in-error")],
)
def test_without_it_nobody_knows_whether_the_advice_is_for_the_reader(illness: str, status: str) -> None:
    assert "We do not know whether this is you." in with_illness(illness, status)


def test_the_card_tells_to_keep_what_is_taken_and_not_what_was_asked_about() -> None:
    (taken,) = patient_page(plan_with(advice(Wanted())), drugs()).card
    assert "Do not stop clopidogrel before a doctor has named what to take instead" in taken
    (asked,) = patient_page(plan_with(advice(Wanted(origin=Origin.CONSIDERED))), drugs()).card
    assert "Do not stop" not in asked


def test_each_sign_to_watch_for_leads_to_the_whole_list() -> None:
    page = render_patient(poor_on_clopidogrel(), drugs())
    article = page[page.index('<article class="medicine') : page.index("</article>")]
    assert 'href="#urgent-h"' in article
    assert "112 or 911" in article


def children(wish: Wish) -> Plan:
    wishes = tuple(RecordedWish(code, wish if code == "carrier-status" else Wish.YES) for code in FINDINGS)
    return replace(poor_on_clopidogrel(), wishes=wishes)


@pytest.mark.parametrize("wish", FAMILY_KEPT)
def test_a_wish_not_to_be_told_of_children_is_kept_and_said_to_be(wish: Wish) -> None:
    text = words(children(wish))
    assert FAMILY_KEPT[wish] in text
    assert "What follows is true of every family, and says nothing about yours." in text
    assert "Should my family know about these results?" not in text


def test_without_such_a_wish_the_family_is_asked_about() -> None:
    text = words(children(Wish.YES))
    assert "this page keeps to it" not in text
    assert "Should my family know about these results?" in text


def test_illnesses_that_the_program_does_not_know_are_named_and_escaped() -> None:
    limit = Limit("conditions-unknown", Text("Words for clinicians: {words}.", words=HOSTILE))
    plan = plan_with(advice(Wanted()))
    page = Elements(render_patient(replace(plan, limits=(*plan.limits, limit)), drugs()))
    assert "illnesses that the program does not know:" in page.words
    assert "{{ 7*7 }}" in page.words
    assert "img" not in {tag for tag, _ in page.found}


def test_who_used_the_data_and_what_for_is_said_where_it_is_known() -> None:
    page = re.sub(r"<[^>]+>", "", render_patient(poor_on_clopidogrel(), drugs(), use=USE))
    for said in ("Synthetic Clinician (Synthetic Clinic)", "your treatment", "log.example/plans", "named above"):
        assert said in page, said
    without = words(poor_on_clopidogrel())
    assert "Used by:" not in without
    assert "tell the place that gave you this page" in without


@pytest.mark.parametrize("organisation", ["", "local"])
def test_a_use_that_names_no_place_sends_nobody_to_the_one_above(organisation: str) -> None:
    page = render_patient(poor_on_clopidogrel(), drugs(), use=replace(USE, organisation=organisation))
    assert "named above" not in page
    assert "tell the place that gave you this page" in page


def test_a_purpose_of_another_code_is_shown_and_names_are_escaped() -> None:
    use = replace(USE, actor=HOSTILE, purpose="HMARKT")
    assert use.purpose not in PURPOSES
    page = Elements(render_patient(poor_on_clopidogrel(), drugs(), use=use))
    assert "another purpose (HMARKT)" in page.words
    assert {"script", "img"}.isdisjoint(tag for tag, _ in page.found)


def test_a_result_without_a_name_is_usual_only_where_it_is_known_to_be() -> None:
    usual = called(GeneSymbol("CYP4F2"), diplotype("*1/*1", ""))
    assert results_of(usual) == ("Your result is *1/*1: in you it works in the usual way.",)
    other = called(CYP2C9, diplotype("*1/*1", ""))
    assert results_of(other) == ("Your result is *1/*1: we cannot say what it means.",)


def test_blood_thinners_of_all_kinds_are_called_so() -> None:
    assert kind_of("apixaban", ("B01AF02",)) is Kind.BLOOD_THINNER
    assert "Clopidogrel is a kind of blood thinner" in words(poor_on_clopidogrel())


def test_the_page_claims_nothing_of_what_a_doctor_has_and_no_file_beside_it() -> None:
    text = words(poor_on_clopidogrel())
    for claim in ("your doctor has the", "plan.html", "clinician", "medical device", "full plan", "beside this page"):
        assert claim not in text, claim


def test_the_glossary_leads_back_to_where_a_word_stood_first() -> None:
    page = render_patient(poor_on_clopidogrel(), drugs())
    assert set(re.findall(r'href="#t-([a-z-]+)"', page)) == set(re.findall(r'id="t-([a-z-]+)"', page)) != set()
