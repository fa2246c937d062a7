"""Opioids: ask before the next dose where breath is at risk, and what to watch for in a baby."""

from __future__ import annotations

import pytest

from autonome.evidence.clinical import FactorAction
from autonome.evidence.guidance import Effect
from autonome.plan.consequence import Consequence
from autonome.plan.factors.values import Factors
from autonome.report.patient.html import render_patient
from autonome.report.patient.opioids import BABY
from autonome.report.patient.page import patient_page
from tests.unit.report.patient.plans import Wanted, advice, drugs, factor, plan_with

BREAST = factor(FactorAction.AVOID, "breastfeeding", value="yes")
CHILD = factor(FactorAction.AVOID, "age", value="5 years")
KIDNEYS = factor(FactorAction.AVOID)
STRONG = Wanted(drug="codeine", gene="CYP2D6", effect=Effect.TOXICITY)
ASK = "Ask before the next dose, even if it is due."
ALONE = "Do not stop codeine on your own."


def told(wanted: Wanted) -> tuple[str, str, str]:
    """How pressing, what to do, and what to watch for."""
    shown = patient_page(plan_with(advice(wanted)), drugs()).current[0]
    return str(shown.call), " ".join(map(str, shown.steps)), str(shown.watch or "")


def by_record(line: object, drug: str = "codeine") -> Wanted:
    return Wanted(
        drug=drug, gene="CYP2D6", effect=Effect.NORMAL, consequence=Consequence.STANDARD,
        factors=Factors((line,)),  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("wanted", [STRONG, by_record(BREAST), by_record(CHILD)])
def test_an_opioid_that_can_stop_breath_is_asked_about_before_the_next_dose(wanted: Wanted) -> None:
    call, steps, watch = told(wanted)
    assert call == "today"
    assert ASK in steps
    assert ALONE not in steps
    assert "very sleepy, confused or breathe slowly" in watch


@pytest.mark.parametrize(("wanted", "asks"), [(STRONG, True), (by_record(BREAST), True), (by_record(KIDNEYS), False)])
def test_the_card_asks_for_the_same(wanted: Wanted, asks: bool) -> None:  # noqa: FBT001
    card = " ".join(map(str, patient_page(plan_with(advice(wanted)), drugs()).card))
    assert (ASK in card) is asks
    assert ("Do not stop codeine before" in card) is not asks


@pytest.mark.parametrize("wanted", [by_record(KIDNEYS), by_record(BREAST, "simvastatin")])
def test_other_reasons_and_other_medicines_keep_their_own_advice(wanted: Wanted) -> None:
    assert ASK not in told(wanted)[1]


def test_signs_in_a_baby_stand_open_beside_the_medicine() -> None:
    assert str(BABY.of()) in told(by_record(BREAST))[2]
    assert str(BABY.of()) not in told(STRONG)[2]
    assert str(BABY.of()) not in told(by_record(BREAST, "simvastatin"))[2]
    page = render_patient(plan_with(advice(by_record(BREAST))), drugs())
    before = page[: page.index(str(BABY.of()))]
    assert before.count("<details") == before.count("</details")
