"""Rules that go by another medicine: what is taken, what only may be, and what a pair means on each side."""

from __future__ import annotations

import pytest

from autonome.clinical import MedicationOrder, OrderStatus
from autonome.evidence.clinical import FactorAction
from autonome.kernel import DrugName, Instant, SampleName
from autonome.plan.consequence import Consequence
from autonome.plan.factor_words import leading_sentence
from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.values import FactorKind
from autonome.plan.make import Context, make_plan
from autonome.plan.values import MedicationAdvice
from autonome.report.patient.html import render_patient
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import record
from tests.unit.plan.small_interactions import taken

CONTEXT = Context(Instant.parse("2026-03-01"), "autonome test", SampleName("S1"), {}, not_covered=frozenset())
AVOID, CHANGE, MONITOR = Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR
SILENT = Consequence.NO_GUIDANCE
RULES = BUNDLE.clinical.rules


def advice(drug: str, *orders: MedicationOrder, considered: tuple[str, ...] = ()) -> MedicationAdvice:
    """On one medicine of a man of 50 with these orders; no gene has a result."""
    plan = make_plan(record(orders), considered, (), BUNDLE, CONTEXT)
    return next(each for each in plan.medicines if each.verdict.drug == drug)


def pair(drug: str, other: str) -> MedicationAdvice:
    return advice(drug, taken(drug), taken(other))


def fired(found: MedicationAdvice) -> set[str]:
    return {line.rule for line in found.factors.lines if line.kind is FactorKind.MEDICINE}


@pytest.mark.parametrize(
    ("drug", "other", "expected"),
    [
        ("simvastatin", "itraconazole", AVOID),
        ("simvastatin", "clarithromycin", AVOID),
        ("simvastatin", "erythromycin", AVOID),
        ("simvastatin", "amlodipine", CHANGE),
        ("simvastatin", "pantoprazole", SILENT),
        ("pravastatin", "itraconazole", SILENT),
        ("atorvastatin", "itraconazole", CHANGE),
        ("rivaroxaban", "ketoconazole", AVOID),
        ("rivaroxaban", "clarithromycin", MONITOR),
        ("rivaroxaban", "rifampin", AVOID),
        ("apixaban", "itraconazole", CHANGE),
        ("colchicine", "clarithromycin", AVOID),
        ("colchicine", "diltiazem", CHANGE),
        ("midazolam", "ketoconazole", AVOID),
        ("ticagrelor", "carbamazepine", AVOID),
        ("ivabradine", "verapamil", AVOID),
        ("ergotamine", "ritonavir", AVOID),
        ("tacrolimus", "voriconazole", CHANGE),
        ("clopidogrel", "omeprazole", MONITOR),
        ("clopidogrel", "pantoprazole", SILENT),
        ("omeprazole", "clopidogrel", AVOID),
        ("esomeprazole", "clopidogrel", AVOID),
        ("pantoprazole", "clopidogrel", SILENT),
        ("clopidogrel", "fluconazole", AVOID),
        ("tamoxifen", "paroxetine", AVOID),
        ("tamoxifen", "citalopram", SILENT),
        ("warfarin", "amiodarone", MONITOR),
        ("sertraline", "linezolid", AVOID),
        ("linezolid", "sertraline", AVOID),
        ("methotrexate", "trimethoprim", AVOID),
        ("trimethoprim", "methotrexate", AVOID),
        ("azathioprine", "allopurinol", CHANGE),
        ("azathioprine", "febuxostat", AVOID),
        ("allopurinol", "azathioprine", MONITOR),
        ("sildenafil", "nitroglycerin", AVOID),
        ("nitroglycerin", "tadalafil", AVOID),
    ],
)
def test_a_pair_and_what_it_means(drug: str, other: str, expected: Consequence) -> None:
    found = pair(drug, other)
    lines = [line.consequence for line in found.factors.lines if line.kind is FactorKind.MEDICINE]
    assert next(iter(lines), SILENT) is expected
    assert not fired(advice(drug, taken(drug))), "alone it says nothing of others"


def test_a_listed_pair_leads_and_names_the_other_medicine() -> None:
    found = pair("simvastatin", "itraconazole")
    assert (found.consequence, found.led_by, found.overall.sure) == (AVOID, LedBy.RECORD, True)
    assert leading_sentence(found).startswith("With itraconazole: The label rules simvastatin out")
    (line,) = found.factors.lines
    assert [(each.label, each.value) for each in line.facts] == [("another medicine", "itraconazole")]


def test_the_patients_page_names_the_other_medicine_and_calls_nothing_fine() -> None:
    page = render_patient(
        make_plan(record([taken("simvastatin"), taken("itraconazole")]), (), (), BUNDLE, CONTEXT), BUNDLE.drugs.drugs
    )
    assert "another medicine in your record (itraconazole)" in page
    alone = render_patient(make_plan(record([taken("simvastatin")]), (), (), BUNDLE, CONTEXT), BUNDLE.drugs.drugs)
    assert "another medicine in your record" not in alone


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (taken("itraconazole", OrderStatus.ON_HOLD), "on hold"),
        (taken("itraconazole", OrderStatus.STOPPED, end="2026-02-27"), "it was stopped (2026-02-27)"),
        (taken("itraconazole", OrderStatus.STOPPED), "does not say when"),
        (taken("itraconazole", start="2026-03-20"), "it has not begun"),
    ],
)
def test_what_may_be_taken_is_possible_and_says_why(other: MedicationOrder, why: str) -> None:
    found = advice("simvastatin", taken("simvastatin"), other)
    assert (found.consequence, found.overall.sure) == (AVOID, False)
    assert why in leading_sentence(found)


@pytest.mark.parametrize(
    "other",
    [
        taken("itraconazole", OrderStatus.STOPPED, end="2025-06-01"),
        taken("itraconazole", OrderStatus.CANCELLED),
        taken("itraconazole", OrderStatus.ENTERED_IN_ERROR),
    ],
)
def test_what_is_over_or_was_never_taken_says_nothing(other: MedicationOrder) -> None:
    assert not fired(advice("simvastatin", taken("simvastatin"), other))


def test_a_washout_without_a_listed_half_life_is_two_weeks() -> None:
    for end, expected in (("2026-02-16", True), ("2026-02-14", False)):
        found = advice("sertraline", taken("sertraline"), taken("phenelzine", OrderStatus.STOPPED, end=end))
        assert ("serotonergic-with-mao-inhibitor" in fired(found)) is expected


def test_a_medicine_that_somebody_asks_about_is_possible_beside_one_that_is_taken() -> None:
    found = advice("simvastatin", taken("simvastatin"), considered=("clarithromycin",))
    assert (found.consequence, found.overall.sure) == (AVOID, False)
    assert "it is considered, not taken" in leading_sentence(found)
    assert advice("simvastatin", taken("clarithromycin"), considered=("simvastatin",)).overall.sure


def test_one_that_is_taken_counts_before_one_that_may_be() -> None:
    found = advice(
        "simvastatin", taken("simvastatin"), taken("itraconazole", OrderStatus.ON_HOLD), taken("clarithromycin")
    )
    assert found.overall.sure
    assert leading_sentence(found).startswith("With clarithromycin: ")


def test_a_cream_is_not_taken() -> None:
    assert not fired(advice("simvastatin", taken("simvastatin"), taken("ketoconazole 2 % cream")))


def test_no_rule_asks_for_its_own_medicine_and_every_group_has_members() -> None:
    pairs = [
        (drug, test.answers)
        for drug, rules in RULES.items()
        for rule in rules
        for test in rule.tests
        if test.subject == "taking"
    ]
    assert pairs
    assert all(answers and drug not in answers for drug, answers in pairs)
    assert {other for _, answers in pairs for other in answers} <= set(BUNDLE.drugs.drugs)


STRONG = [
    (effect.drug, effect.direction)
    for effects in BUNDLE.interactions.effects.values()
    for effect in effects
    if (effect.gene, effect.strength) == ("CYP3A4", "strong")
]
CLEARED = (
    "alfentanil", "alprazolam", "amlodipine", "apixaban", "atorvastatin", "colchicine", "everolimus", "fentanyl",
    "ivabradine", "lovastatin", "methadone", "midazolam", "oxycodone", "quetiapine", "ranolazine", "rivaroxaban",
    "sildenafil", "simvastatin", "sirolimus", "tacrolimus", "ticagrelor", "triazolam",
)  # fmt: skip


@pytest.mark.parametrize("drug", CLEARED)
def test_nothing_that_cyp3a4_clears_stays_silent_beside_a_strong_inhibitor_or_inducer(drug: str) -> None:
    asked = [rule for rule in RULES[DrugName(drug)] if rule.action is not FactorAction.NOTE]
    named = {other for rule in asked for test in rule.tests if test.subject == "taking" for other in test.answers}
    assert {other for other, _ in STRONG} <= named


@pytest.mark.parametrize(
    ("text", "ingredient"),
    [
        ("Mycophenolate mofetil 500 mg", "mycophenolic acid"),
        ("CellCept 500 mg", "mycophenolic acid"),
        ("Valproate", "valproic acid"),
        ("Sodium valproate 200 mg", "valproic acid"),
        ("Depakote 500 mg", "divalproex sodium"),
        ("Roaccutane 20 mg", "isotretinoin"),
        ("Co-codamol 30/500", "codeine"),
        ("Marevan", "warfarin"),
        ("Coumadin 5mg", "warfarin"),
        ("Glyceryl trinitrate spray", "nitroglycerin"),
    ],
)
def test_common_names_of_medicines_are_known(text: str, ingredient: str) -> None:
    assert advice(ingredient, taken(text)).orders[0].text == text
