"""``patient.html``: what a frightened reader must find, and what must never be said."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from autonome.evidence.guidance import Effect
from autonome.plan.consequence import Consequence
from autonome.plan.populations import Fit, Population
from autonome.plan.values import Cause, Doubt, Limit, Origin
from autonome.report.patient.disclosure import SENSITIVE
from autonome.report.patient.html import render_patient
from autonome.report.patient.page import patient_page
from autonome.report.patient.questions import AT_MOST
from tests.unit.plan.small_bundle import POOR
from tests.unit.plan.small_interactions import plan as real_plan
from tests.unit.plan.small_interactions import taken
from tests.unit.plan.small_plan import order, plan_of
from tests.unit.report.patient.plans import Wanted, advice, alternative, drugs, plan_with
from tests.unit.report.patient.readability import prose_by_section
from tests.unit.report.patient.reading import one, poor_on_clopidogrel, words
from tests.unit.report.test_plan_html import HOSTILE, STYLE_BREAKER, Elements

REASSURING = ("No gene reason", "in the usual way", "no reason", "gives a clear answer")


def test_a_poor_metaboliser_on_clopidogrel_learns_what_it_means_and_what_to_do() -> None:
    text = words(poor_on_clopidogrel())
    for said in (
        "Do not stop or change a medicine because of this page. Talk to your doctor or pharmacist first.",
        "Call your doctor or pharmacist today or tomorrow about: Clopidogrel",
        "Clopidogrel is a kind of blood thinner: it is often used to prevent blood clots.",
        "Your body has to turn clopidogrel into its working form, and may not do this well.",
        "It may then not protect you well from blood clots.",
        "Today or tomorrow counts from the day you read this. If nobody answers, call another doctor",
        "Keep taking clopidogrel until your doctor has told you what to take instead.",
        "Do not leave a gap, and do not take more than you were told to.",
        "Get help at once for chest pain, trouble breathing, sudden weakness on one side or trouble speaking.",
        "Do so for bleeding that does not stop, too. Call your emergency number (such as 112 or 911)",
        "How strong the experts call this advice depends on what you take clopidogrel for.",
        "CYP2C19 poor metaboliser (this gene hardly works): clopidogrel may not work.",
        "Do not stop clopidogrel before a doctor has named what to take instead: ask your doctor or pharmacist.",
        "This page knows only of these medicines. If you take others, nobody looked at them",
        "Is clopidogrel still right for me, or would another medicine suit me better?",
    ):
        assert said in text, said


def test_the_parts_come_in_the_order_in_which_they_are_needed() -> None:
    page = render_patient(poor_on_clopidogrel(), drugs())
    ids = re.findall(r'<section id="([a-z]+)"', page)
    assert ids == [
        "start", "medicines", "unknown", "genes", "card", "questions", "family", "data", "about", "words",
    ]  # fmt: skip
    assert page.index("Do not stop or change") < page.index("at a glance") < page.index("When to get help at once")


def test_headings_go_down_one_level_at_a_time() -> None:
    page = render_patient(plan_of(order("clopidogrel"), order("zinc"), considered=("codeine",)), drugs())
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "consequence", [each for each in Consequence if each is not Consequence.STANDARD and each is not Consequence.AVOID]
)
def test_what_is_not_known_or_not_clear_never_reads_like_normal(consequence: Consequence) -> None:
    text = one(Wanted(consequence=consequence, effect=None, doubts=[Doubt.INCOMPLETE_GENES]))
    assert not any(said in text for said in REASSURING)


def test_not_assessed_says_that_it_is_neither_normal_nor_wrong() -> None:
    text = one(Wanted(consequence=Consequence.NOT_ASSESSED, causes=[Cause.TEST]))
    assert "Not known does not mean normal, and it does not mean that something is wrong." in text
    assert "A test of the gene CYP2C19 could change this advice." in text
    assert "It could show that another medicine is better for you." in text


def test_normal_is_said_of_the_genes_that_were_looked_at_and_no_more() -> None:
    text = one(Wanted(consequence=Consequence.STANDARD, effect=Effect.NORMAL))
    assert "No gene reason for a change" in text
    assert "No gene that was looked at gave a reason to change clopidogrel." in text
    assert "Other things can still matter" in text


def test_normal_with_a_doubt_is_not_called_clear() -> None:
    text = one(Wanted(consequence=Consequence.STANDARD, effect=Effect.NORMAL, doubts=[Doubt.OPEN_ALLELES]))
    assert "Not certain" in text
    assert "gives a clear answer" not in text


def test_rare_changes_that_nobody_tests_for_are_no_warning() -> None:
    text = one(Wanted(consequence=Consequence.STANDARD, effect=Effect.NORMAL, doubts=[Doubt.REMOTE_ALLELES]))
    assert "gives a clear answer" in text
    assert "not for every rare one" in text


def test_a_possible_reason_says_so_before_anything_else_and_alarms_nobody() -> None:
    possible = Wanted(sure=False, best=Consequence.STANDARD, doubts=[Doubt.OPEN_ALLELES])
    text = one(possible)
    assert "Not certain: may not be right for you" in text
    assert text.index("This is not certain") < text.index("Your body has to turn")
    assert "The most likely answer gives no reason for a change." in text
    assert "in the next few days" in text
    assert "today or tomorrow about" not in words(plan_with(advice(possible)))


def test_results_that_contradict_each_other_are_said_to() -> None:
    conflict = Wanted(sure=False, doubts=[Doubt.CONFLICT], causes=[Cause.CONFLICT])
    assert "Two of your test results do not agree" in one(conflict)
    assert "can the test be done again?" in words(plan_with(advice(conflict)))


def test_advice_that_holds_in_some_cases_says_so() -> None:
    text = one(Wanted(text="With further risk factors choose another. Without such risk factors use it as usual."))
    assert "It depends" in text
    assert "holds only in some cases" in text
    some = Population("CVI ACS PCI", "acute coronary syndrome", Fit.MAY_APPLY)
    assert "This advice is for people treated for a heart attack, or with a stent" in one(Wanted(population=some))
    new = replace(some, code="a code of another year")
    assert "This advice is for some people only" in one(Wanted(population=new))


@pytest.mark.parametrize(
    ("drug", "gene", "effect", "says"),
    [
        (
            "capecitabine",
            "DPYD",
            Effect.TOXICITY,
            "Call your doctor or pharmacist today, and ask about your next dose.",
        ),
        ("abacavir", "HLA-B", Effect.HYPERSENSITIVITY, "today, and ask about your next dose."),
        ("codeine", "CYP2D6", Effect.MORE_ACTIVATION, "today, before your next dose of codeine."),
        ("clopidogrel", "CYP2C19", Effect.LESS_ACTIVATION, "today or tomorrow: another medicine may suit you better."),
        ("simvastatin", "SLCO1B1", Effect.HIGHER_EXPOSURE, "in the next few days: another medicine may suit"),
        ("siponimod", "CYP2C9", Effect.HIGHER_EXPOSURE, "today or tomorrow: another medicine may suit you better."),
    ],
)
def test_how_soon_to_call_goes_by_the_harm(drug: str, gene: str, effect: Effect, says: str) -> None:
    text = one(Wanted(drug=drug, gene=gene, effect=effect))
    assert says in text
    assert ("Do not stop" in text) is (effect in {Effect.TOXICITY, Effect.HYPERSENSITIVITY})  # an opioid: ask first


@pytest.mark.parametrize(
    ("drug", "gene", "effect", "says"),
    [
        (
            "warfarin",
            "VKORC1",
            Effect.HIGHER_EXPOSURE,
            "react more strongly than usual to warfarin. You may then bleed",
        ),
        ("simvastatin", "SLCO1B1", Effect.HIGHER_EXPOSURE, "Your liver may take up simvastatin slowly"),
        ("rasburicase", "G6PD", Effect.TOXICITY, "Rasburicase may break down your red blood cells."),
        ("gentamicin", "MT-RNR1", Effect.TOXICITY, "Gentamicin may harm your hearing for good."),
        ("sevoflurane", "RYR1", Effect.TOXICITY, "Sevoflurane may set off a dangerous reaction during an operation."),
        ("azathioprine", "TPMT", Effect.TOXICITY, "It may then harm your blood cells"),
        ("codeine", "CYP2D6", Effect.LESS_ACTIVATION, "It may then ease your pain too little."),
        ("codeine", "CYP2D6", Effect.MORE_ACTIVATION, "You may then get too sleepy or breathe too slowly."),
    ],
)
def test_what_it_means_goes_by_the_gene_and_the_kind_of_medicine(
    drug: str, gene: str, effect: Effect, says: str
) -> None:
    assert says in one(Wanted(drug=drug, gene=gene, effect=effect))


def test_a_considered_medicine_is_not_spoken_of_as_taken() -> None:
    text = one(Wanted(origin=Origin.CONSIDERED))
    assert "Before you take clopidogrel, tell your doctor about this page" in text
    for said in ("Keep taking", "Go on", "In your record", "Get help at once"):
        assert said not in text


def test_another_medicine_behind_the_result_is_named() -> None:
    plan = real_plan(taken("codeine"), taken("fluoxetine"))
    text = words(plan)
    assert "Because you take fluoxetine, your body may handle codeine in another way than your genes say." in text
    assert "while taking fluoxetine" in text


def test_an_order_that_may_not_count_asks_the_reader() -> None:
    plan = plan_with(advice(Wanted()))
    (medicine,) = plan.medicines
    doubtful = replace(medicine, orders=(replace(medicine.orders[0], doubt="the period ended"),))
    assert "Your record is not clear on whether you take clopidogrel now" in words(plan_with(doubtful))


def test_medicines_without_advice_are_listed_with_the_reason() -> None:
    text = words(plan_of(order("zinc lozenges"), order("clopidogrel")))
    assert "zinc lozenges: The program does not know it, so it was not checked." in text
    assert "Not checked does not mean that a medicine suits you." in text
    assert "Not checked, or not for genes: zinc lozenges" in text


def test_questions_are_few_and_the_most_pressing_comes_first() -> None:
    many = [Wanted(drug=f"medicine {n}", consequence=Consequence.MONITOR) for n in range(AT_MOST + 3)]
    pressing = Wanted(drug="warfarin", alternatives=[alternative("apixaban"), alternative("x", uncertain=True)])
    asked = patient_page(plan_with(*map(advice, [*many, pressing])), {}).questions
    assert len(asked) == AT_MOST
    assert asked[0] == "Is warfarin still right for me, or would apixaban suit me better?"


@pytest.mark.parametrize(
    "check",
    [
        alternative("apixaban", Consequence.AVOID),
        alternative("apixaban", Consequence.NOT_ASSESSED),
        alternative("apixaban", None),
        alternative("apixaban", uncertain=True),
        alternative("apixaban", conditional=True),
        alternative("apixaban", taken=True),
        alternative("apixaban", leading=False),
    ],
)
def test_an_alternative_that_may_not_suit_is_not_named_in_a_question(check: object) -> None:
    asked = patient_page(plan_with(advice(Wanted(alternatives=[check]))), {}).questions  # type: ignore[list-item]
    assert asked[0] == "Is clopidogrel still right for me, or would another medicine suit me better?"


def test_gene_results_are_folded_and_the_sensitive_ones_come_with_an_offer() -> None:
    plan = real_plan(taken("clopidogrel"), taken("capecitabine"), calls=[POOR])
    page = render_patient(plan, drugs())
    assert page.count("<details>") == 4, "two of genes, one of wishes, one for a helper"
    assert "<details open" not in page
    folded = page[page.index("<details>") : page.index("</details>")]
    assert "(poor metaboliser)" in re.sub(r"<[^>]+>", "", folded)
    assert "DPYD" not in folded
    offer = page.index("genetic counsellor")
    assert offer < page.index("Show the results of these genes")
    assert {"RYR1", "CACNA1S", "G6PD", "HLA-A", "HLA-B", "DPYD"} <= SENSITIVE


def test_a_gene_without_a_result_is_not_called_normal() -> None:
    plan = real_plan(taken("capecitabine"), calls=[])
    text = " ".join(prose_by_section(render_patient(plan, drugs()))["genes"])
    assert "gave no usable result, and that is not the same as normal" in text


def test_a_limit_without_plain_words_is_not_dropped_silently() -> None:
    plan = plan_with(advice(Wanted()))
    more = replace(plan, limits=(*plan.limits, Limit("a-new-limit", "Words for clinicians.")))
    assert "There are more limits" in words(more)
    assert "There are more limits" not in words(plan)
    assert "Words for clinicians." not in words(more)


def test_no_sentence_for_clinicians_gets_onto_the_page() -> None:
    plan = poor_on_clopidogrel()
    (medicine,) = plan.medicines
    text = words(plan)
    for theirs in (medicine.instruction, *medicine.because, *(limit.text for limit in plan.limits)):
        assert theirs not in text


def test_the_glossary_explains_the_words_of_the_page_and_no_others() -> None:
    page = render_patient(poor_on_clopidogrel(), drugs())
    linked = set(re.findall(r'href="#(w-[a-z-]+)"', page))
    explained = set(re.findall(r'<div id="(w-[a-z-]+)"', page))
    assert linked == explained
    assert {"w-gene", "w-dose", "w-consent", "w-poor-metaboliser", "w-working-form"} <= explained
    assert "w-hyperthermia" not in explained


def test_every_link_leads_somewhere_on_the_page() -> None:
    plan = plan_of(order("clopidogrel"), order("zinc"), considered=("codeine",))
    page = Elements(render_patient(plan, drugs()))
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {a["href"] for tag, a in page.found if tag == "a"}
    assert {target.removeprefix("#") for target in targets if target} <= set(ids)


def test_hostile_text_of_the_record_is_shown_and_never_run() -> None:
    plan = plan_of(order(f"codeine {HOSTILE}", dosage=(HOSTILE,)), order(f"zinc {HOSTILE}"), name=HOSTILE)
    page = Elements(render_patient(plan, drugs()))
    assert {"script", "img", "iframe", "object"}.isdisjoint(tag for tag, _ in page.found)
    assert not any(name.startswith("on") for _, attributes in page.found for name in attributes)
    assert page.words.count("{{ 7*7 }}") > 3
    assert "49" not in page.words


def test_the_style_sheet_takes_no_text_of_the_record_as_rules() -> None:
    page = render_patient(plan_of(order("codeine"), name=STYLE_BREAKER), drugs())
    style = page[page.index("<style>") : page.index("</style>")]
    assert "example.org" not in style
    assert "@import" not in style


def test_the_page_forbids_scripts_and_requests() -> None:
    page = Elements(render_patient(poor_on_clopidogrel(), drugs()))
    (policy,) = [a["content"] for t, a in page.found if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_a_plan_without_medicines_is_a_page_all_the_same() -> None:
    text = words(plan_of(order("zinc")))
    assert "Your record names no medicine that could be checked." in text
    assert "No medicine was checked: ask which ones I take." in text


def test_the_same_plan_gives_the_same_page() -> None:
    plan = poor_on_clopidogrel()
    assert render_patient(plan, drugs()) == render_patient(plan, drugs())


def test_news_that_would_change_no_more_than_a_detail_is_not_told_beside_a_clear_answer() -> None:
    assert "could change this advice" not in one(Wanted(causes=[Cause.OPEN_ALLELE]))
    assert "could change this advice" in one(Wanted(causes=[Cause.OPEN_ALLELE], doubts=[Doubt.OPEN_ALLELES]))
