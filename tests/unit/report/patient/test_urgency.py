"""How pressing a medicine is stands in two places: at the top of the page and beside the medicine. They agree."""

from __future__ import annotations

import itertools
import re

import pytest

from autonome.evidence.guidance import Effect
from autonome.plan.consequence import Consequence
from autonome.report.patient.page import patient_page
from tests.unit.report.patient.plans import Wanted, advice, drugs, plan_with

ASKED = {
    "today": r"pharmacist today,",
    "now": r"pharmacist today or tomorrow",
    "soon": r"soon|next few days|which checks you need",
}
"""What stands beside the medicine, by the group that it stands in at the top."""

MEDICINES = (
    ("capecitabine", "DPYD"), ("clopidogrel", "CYP2C19"), ("codeine", "CYP2D6"), ("simvastatin", "SLCO1B1"),
)  # fmt: skip
GRADES = (Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR)


@pytest.mark.parametrize(("medicine", "effect"), list(itertools.product(MEDICINES, Effect)), ids=str)
def test_the_top_of_the_page_presses_as_the_medicines_own_part_does(medicine: tuple[str, str], effect: Effect) -> None:
    drug, gene = medicine
    for consequence, sure in itertools.product(GRADES, (True, False)):
        wanted = Wanted(drug=drug, gene=gene, effect=effect, consequence=consequence, sure=sure)
        shown = patient_page(plan_with(advice(wanted)), drugs()).current[0]
        told = [call for call, words in ASKED.items() if re.search(words, " ".join(map(str, shown.steps[:1])))]
        assert told[:1] == [str(shown.call)], (consequence, sure, shown.steps)


def test_a_dose_that_can_kill_does_not_stand_under_soon() -> None:
    wanted = Wanted(
        drug="capecitabine", gene="DPYD", effect=Effect.TOXICITY, consequence=Consequence.CHANGE_DOSE, sure=True
    )
    assert str(patient_page(plan_with(advice(wanted)), drugs()).current[0].call) == "now"
