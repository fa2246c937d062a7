import pytest

from autonome.evidence.guidance import Action
from autonome.plan.conditions import checks_first, headline_text, is_conditional, sentences
from autonome.plan.consequence import Consequence
from tests.unit.plan.small_bundle import POOR, advised, bundle, judged, statement

STATIN = "With further risk factors choose another statin. Without such risk factors use atorvastatin."
TWO_WAYS = "In depression, choose an alternative. In other indications, give 30 % of the normal dose."


@pytest.mark.parametrize(
    "text",
    [
        STATIN,
        TWO_WAYS,
        "For cough no action is needed.",
        "Choose another. Other indications need no action.",
        "Avoid it. The advice is for the higher starting doses used in, for example, depression.",
        "Halve the dose. No change is needed for doses under 1.5 mg/kg/day.",
        "Treat codeine as contraindicated above 20 mg every 6 hours; up to that no action is needed.",
    ],
)
def test_advice_for_some_of_the_patients_with_a_result_is_conditional(text: str) -> None:
    assert is_conditional(text)
    assert headline_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Avoid clopidogrel if possible and give prasugrel unless contraindicated.",
        "Use sertraline as usual: this genotype calls for no action.",
        "Choose another statin. If none is possible, give no more than 40 mg/day.",
    ],
)
def test_what_goes_with_every_guideline_is_no_condition(text: str) -> None:
    assert not is_conditional(text)


def test_page_one_keeps_the_sentences_that_limit_the_first_and_leaves_the_others_to_the_details() -> None:
    text = "Choose another statin. Fluvastatin depends on neither. If none is possible, give no more than 40 mg/day."
    assert headline_text(text) == "Choose another statin. If none is possible, give no more than 40 mg/day."


def test_a_conditional_dose_is_shown_with_its_condition() -> None:
    rows = statement(
        "dpwg:sertraline:1", {"CYP2C19": "Poor Metabolizer"}, Action.CHANGE_DOSE, amount="30 %", text=TWO_WAYS
    )
    advice = advised("sertraline", bundle(rows), POOR)
    assert advice.instruction == TWO_WAYS
    assert advice.verdict.conditional


def test_a_plain_warning_leads_before_a_conditional_one_however_strong() -> None:
    plain = statement("dpwg:sertraline:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, strength="")
    some = statement("cpic:sertraline:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, text=STATIN)
    assert judged("sertraline", bundle(some), POOR).conditional
    both = judged("sertraline", bundle(plain, some), POOR)
    assert both.consequence is Consequence.AVOID
    assert both.lead is not None
    assert both.lead.source == "DPWG"
    assert not both.conditional


def test_without_guidance_nothing_is_conditional() -> None:
    assert not judged("paracetamol", bundle(), POOR).conditional


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Avoid it. Give another.", "Avoid it."),
        ("Give it, e.g. with food. Watch INR.", "Give it, e.g. with food."),
        ("Start at 0.5 mg. Then rise.", "Start at 0.5 mg."),
        ("Only one sentence", "Only one sentence"),
        ("Less than 25 %. Then more.", "Less than 25 %."),
    ],
)
def test_the_first_sentence_ends_at_a_full_stop_before_a_capital(text: str, first: str) -> None:
    assert sentences(text)[0] == first


def test_what_a_statement_asks_to_be_checked_first_stays_on_page_1() -> None:
    check = "First check drug interactions and dose limits."
    text = f"Start simvastatin at the intended dose. The dose may be divided. {check}"
    assert str(headline_text(text)) == f"Start simvastatin at the intended dose. {check}"
    assert checks_first(text) == (check,)
    assert checks_first("Start at the intended dose.") == ()
