"""What the patient reads beside the genes' advice: the record's reasons, prevention, and the ethical assessment."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from autonome.evidence.clinical import FactorAction
from autonome.evidence.guidance import Effect
from autonome.plan.consequence import Consequence
from autonome.plan.ethical_values import Actor, EthicalStatement, Found, Principle, Rest, Task
from autonome.plan.ethical_values import Ground as EthicalGround
from autonome.plan.factors.values import FactorKind, FactorLine, Factors
from autonome.plan.facts.values import FactKind, FactState
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice
from autonome.report.patient.html import render_patient
from autonome.report.patient.page import patient_page
from tests.unit.report.patient.plans import Wanted, advice, drugs, factor, missing, plan_with
from tests.unit.report.patient.reading import one, poor_on_clopidogrel, words
from tests.unit.report.test_plan_html import HOSTILE, Elements


def test_the_record_leads_where_it_asks_for_more_than_the_genes() -> None:
    text = one(
        Wanted(
            drug="ibuprofen",
            gene="CYP2C9",
            effect=Effect.NORMAL,
            consequence=Consequence.STANDARD,
            factors=Factors((factor(FactorAction.AVOID),)),
        )
    )
    assert "May not be right for you" in text
    reason = "Your health record gives a reason to think again about ibuprofen: the kidneys."
    assert text.index(reason) < text.index("No gene that was looked at gave a reason")
    assert text.count(reason) == 1
    assert "Call your doctor or pharmacist today or tomorrow, and talk about ibuprofen. Do not stop ibuprofen" in text
    assert "Your record is clear on this." in text
    assert "Words for clinicians." not in text


def test_what_the_record_says_is_not_taken_back_by_silence_on_genes() -> None:
    silent = "So this page cannot say whether it suits you."
    wanted = Wanted(drug="metformin", consequence=Consequence.NO_GUIDANCE)
    assert silent in one(wanted)
    told = one(replace(wanted, factors=Factors((factor(FactorAction.AVOID),))))
    assert "reason to think again about metformin: the kidneys. The program knows of no expert advice on genes" in told
    assert silent not in told


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (factor(FactorAction.AVOID, kind=FactorKind.ALLERGY, label="allergy", value="aspirin"), "an allergy (aspirin)"),
        (factor(FactorAction.AVOID, "pregnancy", value="pregnant"), "pregnancy"),
    ],
)
def test_an_allergy_or_a_pregnancy_is_worth_a_call_today(line: FactorLine, says: str) -> None:
    text = one(Wanted(effect=Effect.NORMAL, consequence=Consequence.STANDARD, factors=Factors((line,))))
    assert says in text
    assert "Call your doctor or pharmacist today, and ask about your next dose." in text


def test_an_allergy_in_words_that_may_deny_it_is_a_note_that_nobody_could_read_and_no_allergy() -> None:
    said = "No known clopidogrel allergy"
    line = factor(FactorAction.MONITOR, kind=FactorKind.ALLERGY, label="entry about allergies", value=said, sure=False)
    unread = replace(line, facts=tuple(replace(each, state=FactState.NOT_USABLE) for each in line.facts))
    text = one(Wanted(effect=Effect.NORMAL, consequence=Consequence.STANDARD, factors=Factors((unread,))))
    assert f"a note about an allergy that the program could not read for sure ({said})" in text
    assert f"an allergy ({said})" not in text
    assert "Your record leaves this open." in text
    assert "ask about your next dose" not in text


def test_a_fact_that_is_needed_and_missing_is_not_known_and_asked_for() -> None:
    wanted = Wanted(
        effect=Effect.NORMAL,
        consequence=Consequence.STANDARD,
        factors=Factors(missing=(missing(FactKind.EGFR, needed=True), missing(FactKind.CREATININE, needed=True))),
    )
    text = one(wanted)
    assert "Not known" in text
    assert "your record does not tell it: the kidneys." in text
    assert "Ask your doctor to check what is missing." in text
    asked = patient_page(plan_with(advice(wanted)), {}).questions
    assert asked[0] == "Should you check this, as I take clopidogrel: the kidneys?"


def test_what_only_may_hold_of_the_record_says_may() -> None:
    line = factor(FactorAction.CHANGE_DOSE, sure=False)
    text = one(Wanted(effect=Effect.NORMAL, consequence=Consequence.STANDARD, factors=Factors((line,))))
    assert "Not certain: dose may need a change" in text
    assert "Your health record may give a reason to look at the dose of clopidogrel: the kidneys." in text
    assert "Your record leaves this open." in text


def test_a_hostile_word_of_the_record_in_a_reason_is_shown_and_never_run() -> None:
    line = factor(FactorAction.AVOID, kind=FactorKind.CONDITION, label="heart failure", value=HOSTILE)
    page = Elements(render_patient(plan_with(advice(Wanted(factors=Factors((line,))))), drugs()))
    assert {"script", "img"}.isdisjoint(tag for tag, _ in page.found)
    assert "{{ 7*7 }}" in page.words


def prevented(id_: str, gene: str = "", *, certain: bool = True) -> PreventionAdvice:
    kind = GroundKind.GENE if gene else GroundKind.FACT
    return PreventionAdvice(
        id=id_, advice="Words for clinicians.", who="", certain=certain, doubt="", strength="",
        grounds=(Ground(kind=kind, name=gene or "INR", value="a result"),), relatives=bool(gene), where="", url="",
    )  # fmt: skip


def test_what_follows_from_a_gene_is_folded_and_what_follows_from_the_record_is_not() -> None:
    plan = replace(poor_on_clopidogrel(), prevention=(prevented("cyp2c19-poor", "CYP2C19"), prevented("smoking-stop")))
    page = render_patient(plan, drugs())
    folded = re.sub(r"<[^>]+>", "", page[page.index("<details>") : page.index("</details>")])
    assert "Tell the team about this result before you get a stent" in folded
    assert "Your close family may have the same result" in folded
    text = words(plan)
    assert "your doctor can help you to stop when you want to" in text
    assert "A gene result can matter for a new medicine or an operation." in text
    assert "There is a plan for doctors of the same day, with more results and the reasons: ask for it." in text
    assert "can matter for your close family, even if they take no medicine" in text
    assert "Words for clinicians." not in text


def test_what_cannot_wait_stands_at_the_top() -> None:
    plan = replace(poor_on_clopidogrel(), prevention=(prevented("smoking-stop"), prevented("inr-high")))
    text = words(plan)
    assert "today, before your next dose, about: your blood test for the blood thinner" in text
    assert "today or tomorrow about: Clopidogrel" in text
    assert text.index("was far too high") < text.index("your doctor can help you to stop")


def test_prevention_that_is_not_certain_or_has_no_words_says_so() -> None:
    plan = replace(poor_on_clopidogrel(), prevention=(prevented("a-new-rule", certain=False),))
    assert "This is not certain. There is more advice, which stands in the plan for your doctor." in words(plan)


def statement(check: str, found: Found, *grounds: EthicalGround) -> EthicalStatement:
    task = None if found is Found.MET else Task(Actor.CLINICIAN, "Words for clinicians.")
    return EthicalStatement(Principle.JUSTICE, check, found, "Words for clinicians.", grounds, task)


def test_a_medicine_that_is_not_to_be_stopped_at_once_says_so() -> None:
    stopping = statement("stopping", Found.ATTENTION, EthicalGround(Rest.DRUG, "clopidogrel"))
    plan = replace(poor_on_clopidogrel(), ethics=(stopping,))
    assert "Stopping clopidogrel all at once can do harm." in words(plan)
    met = replace(plan, ethics=(statement("stopping", Found.MET, EthicalGround(Rest.DRUG, "clopidogrel")),))
    assert "all at once can do harm" not in words(met)


def test_what_the_assessment_found_is_said_and_asked_in_plain_words() -> None:
    found = (
        statement("ancestry", Found.ATTENTION, EthicalGround(Rest.GENE, "CYP2C19")),
        statement("cost", Found.NOT_ASSESSED),
        statement("goals", Found.ATTENTION),
    )
    text = words(replace(poor_on_clopidogrel(), ethics=found))
    assert "people with roots in some parts of the world" in text
    assert "What would I have to pay for another medicine?" in text
    assert "Words for clinicians." not in text


def test_a_remark_gives_nothing_away_of_a_result_that_is_held_back() -> None:
    held_back = statement("confirmation", Found.ATTENTION, EthicalGround(Rest.GENE, "RYR1"))
    assert "should be tested again" not in words(replace(poor_on_clopidogrel(), ethics=(held_back,)))
    told = statement("confirmation", Found.ATTENTION, EthicalGround(Rest.GENE, "CYP2C19"))
    assert "should be tested again" in words(replace(poor_on_clopidogrel(), ethics=(told,)))


def test_a_result_that_wants_a_talk_stands_behind_the_offer() -> None:
    talk = statement("counselling", Found.ATTENTION, EthicalGround(Rest.GENE, "CYP2C19"))
    page = patient_page(replace(poor_on_clopidogrel(), ethics=(talk,)), {})
    assert [each.gene for each in page.offered] == ["CYP2C19"]


def test_consent_is_said_to_have_been_checked_only_where_it_was() -> None:
    plan = plan_with(advice(Wanted()))
    assert "consent was checked first" not in words(plan)
    inputs = {**plan.sources.inputs, "consent": plan.sources.bundle}
    assert "consent was checked first" in words(replace(plan, sources=replace(plan.sources, inputs=inputs)))
