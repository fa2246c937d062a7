"""What nobody asked about reaches the patient on a recorded yes alone, and what is held back shows through nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.consent import FINDINGS, Wish
from autonome.kernel import GeneSymbol
from autonome.plan.ethical_values import Beyond, Incidental, RecordedWish
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice
from autonome.plan.values import Plan
from autonome.report.patient.html import render_patient
from autonome.report.patient.page import patient_page
from autonome.report.patient.wishes import ANSWERS, KINDS, wishes_of
from tests.unit.plan.ethics.cases import MH_RESULT, TREATABLE, assessed, made, wishing
from tests.unit.plan.small_bundle import NORMAL, called, diplotype

RYR1 = GeneSymbol("RYR1")
HARMLESS = called(RYR1, diplotype("Reference", "Uncertain Susceptibility"))
ADVICE = PreventionAdvice(
    id="ryr1-mhs", advice="Avoid.", who="everyone", certain=True, doubt="", strength="Strong", relatives=True, where="",
    url="", grounds=(Ground(kind=GroundKind.GENE, name="RYR1", value="v"),),
)  # fmt: skip
KEPT_BACK = (Wish.NO, Wish.NOT_NOW, Wish.NOT_RECORDED)


def plan(wish: Wish, *, harmful: bool = True) -> Plan:
    """A result that no medicine asked for, and what follows from it."""
    found = made("clopidogrel", calls=(NORMAL, MH_RESULT if harmful else HARMLESS))
    return assessed(replace(found, prevention=(ADVICE,) if harmful else ()), wishing(treatable_risk=wish))


def test_a_yes_shows_the_result_and_what_follows_from_it() -> None:
    page = render_patient(plan(Wish.YES), {})
    assert "RYR1" in page
    assert "Before any operation" in page
    assert "You want to be told about:" in page


@pytest.mark.parametrize("wish", KEPT_BACK)
def test_no_not_now_and_silence_keep_it_off_the_page_and_say_that_one_can_ask(wish: Wish) -> None:
    page = render_patient(plan(wish), {})
    assert "RYR1" not in page
    assert "Before any operation" not in page.split("<main", 1)[1].split('id="genes"')[1].split("</section>")[0]
    assert ANSWERS[wish] in page
    assert "You can ask your doctor for the rest at any time" in page


@pytest.mark.parametrize("wish", KEPT_BACK)
def test_the_page_is_the_same_whether_or_not_there_is_something_to_hold_back(wish: Wish) -> None:
    with_result, without = plan(wish), plan(wish, harmful=False)
    assert render_patient(with_result, {}) == render_patient(without, {})


def test_a_gene_that_a_medicine_needs_is_told_whatever_the_wish() -> None:
    asked = assessed(made("clopidogrel", calls=(NORMAL,)), wishing(other_medicines=Wish.NO))
    assert [each.gene for each in patient_page(asked, {}).folded] == ["CYP2C19"]


def test_a_plan_that_was_never_assessed_holds_back() -> None:
    """Without the list of what nobody asked about, nothing is taken for asked."""
    blank = replace(plan(Wish.YES), incidental=())
    assert "RYR1" not in render_patient(blank, {})
    other = Incidental(Beyond.ADVICE, "RYR1", (RYR1,), TREATABLE, Wish.YES)
    assert "RYR1" not in render_patient(replace(blank, incidental=(other,)), {}), "an advice's yes is no gene's"


@pytest.mark.parametrize(("wish", "said"), [(Wish.NOT_RECORDED, False), (Wish.NO, True), (Wish.YES, True)])
def test_nobody_is_asked_about_what_the_page_does_not_look_for(wish: Wish, *, said: bool) -> None:
    told = replace(plan(Wish.YES), wishes=tuple(RecordedWish(code, wish) for code in FINDINGS))
    kinds = [str(kind) for group in wishes_of(told) for kind in group.kinds]
    assert (KINDS["untreatable-risk"] in kinds) is said
    assert KINDS["treatable-risk"] in kinds


def test_every_kind_and_every_answer_has_its_words() -> None:
    assert {*KINDS} == {*FINDINGS}
    assert {*ANSWERS} == {*Wish}
    every = replace(
        plan(Wish.YES),
        wishes=tuple(RecordedWish(code, wish) for code, wish in zip(FINDINGS, [*Wish, Wish.NO], strict=True)),
    )
    groups = wishes_of(every)
    assert sum(len(group.kinds) for group in groups) == len(FINDINGS)
    assert [group.answer for group in groups] == [each.of() for each in ANSWERS.values()]
