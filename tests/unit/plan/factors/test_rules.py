from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import (
    AdministrativeSex,
    Comparator,
    Concept,
    GoalStatus,
    PartialDate,
    RecordItem,
    Voice,
)
from autonome.evidence.clinical import CODED, LISTED, MEASURED, Checked, FactorAction, FactorRule
from autonome.kernel import DrugName
from autonome.plan.consequence import Consequence, caution_rank
from autonome.plan.factors.overall import LedBy, overall
from autonome.plan.factors.rules import factors_on
from autonome.plan.factors.values import Factors, MissingFact
from autonome.plan.facts.goals import says
from autonome.plan.facts.values import RECORDED, FactState
from autonome.plan.reasons import Verdict
from tests.unit.pharmacogenomics.samples import BUNDLE
from tests.unit.plan.clinical_records import (
    NOT_PREGNANT,
    PREGNANT,
    SMOKES,
    allergy,
    answered,
    condition,
    factors,
    goal,
    measured,
    observation,
    record,
    rules,
    state,
    state_for,
)

RULES = BUNDLE.clinical
EVERY = {rule.id: (drug, rule) for drug, of_drug in RULES.rules.items() for rule in of_drug}
FEMALE = AdministrativeSex.FEMALE
WOMAN = {"born": PartialDate.of(1996, 3, 1), "sex": FEMALE}
AVOID, CHANGE, MONITOR = Consequence.AVOID, Consequence.CHANGE_DOSE, Consequence.MONITOR
UNASSESSED, SILENT = Consequence.NOT_ASSESSED, Consequence.NO_GUIDANCE


# Every row of the table


@pytest.mark.parametrize("name", EVERY)
def test_every_rule_fires_where_it_holds_and_not_right_beside(name: str) -> None:
    drug, rule = EVERY[name]
    enough = rule.tests[: rule.at_least]
    assert name in {line.rule for line in factors_on(drug, state_for(rule, enough)).lines if line.sure}
    for dropped in enough:
        fewer = [each for each in enough if each is not dropped]
        assert name not in rules(factors_on(drug, state_for(rule, fewer))), f"without {dropped}"


def test_every_rule_goes_by_facts_that_there_are() -> None:
    assert {kind.value for kind in RECORDED} == MEASURED | CODED
    assert {test.subject for _, rule in EVERY.values() for test in rule.tests} <= MEASURED | CODED | LISTED


def test_most_ingredients_that_need_it_have_rules_and_every_row_says_how_it_was_checked() -> None:
    assert len(RULES.rules) >= 60
    assert {rule.checked for _, rule in EVERY.values()} == set(Checked)
    assert all(rule.source and rule.place and rule.url.startswith("https://") for _, rule in EVERY.values())


# One test for each kind of factor: what the action is with it, and without


@pytest.mark.parametrize(
    ("egfr", "expected"),
    [("29.9", AVOID), ("30", CHANGE), ("44.9", CHANGE), ("45", MONITOR), ("59.9", MONITOR), ("60", SILENT)],
)
def test_kidneys(egfr: str, expected: Consequence) -> None:
    assert factors("metformin", measured("egfr", egfr)).consequence is expected


def test_creatinine_clearance_is_computed_from_what_the_record_has() -> None:
    found = factors("dabigatran", measured("creatinine", "250"), measured("weight", "60"))
    assert found.consequence is AVOID
    (used,) = found.lines[0].facts
    assert used.value == "26.52 mL/min"
    assert used.why.startswith("computed by Cockcroft-Gault")


def test_liver() -> None:
    assert factors("abacavir", condition("Cirrhosis, Child-Pugh class B")).consequence is AVOID
    assert factors("abacavir", condition("Cirrhosis, Child-Pugh class A")).consequence is CHANGE
    assert factors("abacavir").consequence is SILENT


@pytest.mark.parametrize(("day", "expected"), [(1, CHANGE), (2, SILENT)])
def test_age(day: int, expected: Consequence) -> None:
    """61 years on the day of the plan, and 60."""
    assert factors("citalopram", born=PartialDate.of(1965, 3, day)).consequence is expected


def test_an_age_that_may_be_past_the_bound_is_possible() -> None:
    found = factors("citalopram", born=PartialDate.of(1965))
    assert (found.consequence, found.sure) == (CHANGE, False)


@pytest.mark.parametrize(("kilograms", "expected"), [("59.9", CHANGE), ("60", SILENT)])
def test_weight(kilograms: str, expected: Consequence) -> None:
    assert factors("prasugrel", measured("weight", kilograms)).consequence is expected


def test_pregnancy() -> None:
    assert factors("lisinopril", PREGNANT, measured("egfr", "90"), **WOMAN).consequence is AVOID  # type: ignore[arg-type]
    assert factors("lisinopril", NOT_PREGNANT, **WOMAN).consequence is not AVOID  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "expected"), [(PartialDate.of(2026, 7, 19), AVOID), (PartialDate.of(2026, 8, 2), SILENT)]
)
def test_the_week_of_a_pregnancy(due: PartialDate, expected: Consequence) -> None:
    found = factors("ibuprofen", observation("11778-8", due), measured("egfr", "90"), **WOMAN)  # type: ignore[arg-type]
    assert found.consequence is expected


def test_a_pregnancy_without_its_week_may_be_past_the_bound_and_says_what_is_missing() -> None:
    found = factors("ibuprofen", PREGNANT, measured("egfr", "90"), **WOMAN)  # type: ignore[arg-type]
    assert (found.consequence, found.sure) == (AVOID, False)
    assert "Week of pregnancy is not recorded." in {each.text for each in found.missing}


def test_breastfeeding() -> None:
    assert factors("codeine", answered("63895-7", "LA33-6"), **WOMAN).consequence is AVOID  # type: ignore[arg-type]
    assert factors("codeine", **WOMAN).consequence is SILENT  # type: ignore[arg-type]


def test_smoking_and_the_wish_to_stop() -> None:
    assert factors("clozapine").consequence is SILENT
    assert factors("clozapine", SMOKES).consequence is MONITOR
    assert factors("clozapine", SMOKES, goal("Wants to quit smoking")).consequence is CHANGE
    assert factors("clozapine", goal("Wants to quit smoking")).consequence is not CHANGE


@pytest.mark.parametrize(("value", "expected"), [("499.9", MONITOR), ("500", AVOID)])
def test_qtc(value: str, expected: Consequence) -> None:
    assert factors("methadone", measured("qtc", value)).consequence is expected


@pytest.mark.parametrize(("value", "expected"), [("5.0", SILENT), ("5.1", MONITOR), ("6.0", AVOID)])
def test_potassium(value: str, expected: Consequence) -> None:
    assert factors("losartan", measured("potassium", value)).consequence is expected


def test_alcohol_and_diet() -> None:
    heavy = observation("74013-4", Concept("Heavy"))
    assert "metformin-alcohol" in rules(factors("metformin", measured("egfr", "90"), heavy))
    assert factors("atorvastatin", observation("81663-7", Concept("Grapefruit juice"))).consequence is MONITOR


def test_two_of_three() -> None:
    old, light = PartialDate.of(1940, 1, 1), measured("weight", "60")
    weak = measured("creatinine", "133")
    assert "apixaban-two-of-three" in rules(factors("apixaban", light, measured("creatinine", "90"), born=old))
    assert "apixaban-two-of-three" in rules(factors("apixaban", weak, measured("weight", "61"), born=old))
    assert "apixaban-two-of-three" not in rules(
        factors("apixaban", measured("creatinine", "132.9"), measured("weight", "61"), born=old)
    )


# Goals


@pytest.mark.parametrize(
    ("text", "wording", "expected"),
    [
        ("Wants to become pregnant next year", "become pregnant", True),
        ("BECOME PREGNANT.", "become pregnant", True),
        ("Does not want to become pregnant", "become pregnant", False),
        ("Doesn\N{RIGHT SINGLE QUOTATION MARK}t wish to become pregnant", "become pregnant", False),
        ("Avoid becoming pregnant", "becoming pregnant", False),
        ("Her daughter wants to become pregnant", "become pregnant", False),
        ("Become pregnant if the plan allows", "become pregnant", False),
        ("avoid weight gain", "avoid weight gain", True),
        ("Do not avoid weight gain", "avoid weight gain", False),
        ("unbecome pregnantly", "become pregnant", False),
        ("", "become pregnant", False),
    ],
)
def test_a_goal_is_read_only_where_nothing_can_turn_it_round(text: str, wording: str, *, expected: bool) -> None:
    assert says(text, wording) is expected


def test_a_goal_changes_an_action_or_adds_a_line_that_names_it() -> None:
    wish = goal("Hopes to conceive this year")
    assert factors("mycophenolic acid", NOT_PREGNANT, wish, **WOMAN).consequence is AVOID  # type: ignore[arg-type]
    assert factors("mycophenolic acid", NOT_PREGNANT, **WOMAN).consequence is SILENT  # type: ignore[arg-type]
    noted = factors("mirtazapine", goal("Lose weight"))
    assert (noted.consequence, noted.against_goals) == (SILENT, True)
    assert noted.lines[0].facts[0].value == "Lose weight"


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (goal("Dance at a wedding"), "none of the goals that this plan can use"),
        (goal("Lose weight", status=GoalStatus.CANCELLED), "it was given up"),
        (goal("Lose weight", voice=Voice.OTHER), "it is not the patient's own"),
        (goal("Lose weight", start=PartialDate.of(2027)), "it is for later"),
    ],
)
def test_a_goal_that_is_not_used_says_why(entry: RecordItem, why: str) -> None:
    (found,) = state(record([entry])).goals
    assert (found.means, found.unused) == ((), why)


# What is not known


def test_what_a_medicine_needs_and_nobody_recorded_is_named_and_is_not_normal() -> None:
    found = factors("dabigatran")
    assert (found.consequence, found.lead) == (UNASSESSED, None)
    (missing,) = [each for each in found.missing if each.needed]
    assert missing.text == (
        "Kidney function (creatinine clearance) is not recorded: it needs creatinine and weight. "
        "It must be known before dabigatran is given."
    )
    assert (missing.state, missing.at_worst) == (FactState.NOT_RECORDED, AVOID)


def test_what_is_not_needed_is_named_and_changes_nothing() -> None:
    found = factors("prasugrel")
    assert found.consequence is SILENT
    missing = [(each.fact, each.needed, each.asked) for each in found.missing]
    assert missing == [("weight", False, True), ("child-pugh", False, False), ("diagnoses", False, False)]


def test_an_old_value_warns_and_never_reassures() -> None:
    old = PartialDate.of(2024, 1, 1)
    warned = factors("metformin", measured("egfr", "25", old))
    assert (warned.consequence, warned.sure) == (AVOID, False)
    reassured = factors("metformin", measured("egfr", "95", old))
    assert reassured.consequence is UNASSESSED
    assert "it may be 790 days old" in reassured.missing[0].text


def test_two_values_of_one_day_warn_and_never_reassure() -> None:
    found = factors("metformin", measured("egfr", "25"), measured("egfr", "95"))
    assert (found.consequence, found.sure) == (AVOID, False)


@pytest.mark.parametrize(
    ("comparator", "value", "expected"), [(Comparator.GREATER, "60", SILENT), (Comparator.GREATER, "59", MONITOR)]
)
def test_a_laboratorys_more_than(comparator: Comparator, value: str, expected: Consequence) -> None:
    assert factors("metformin", measured("egfr", value, comparator=comparator)).consequence is expected


def test_egfr_can_stand_in_for_clearance_to_warn_and_never_to_reassure() -> None:
    low, high = factors("gabapentin", measured("egfr", "20")), factors("gabapentin", measured("egfr", "95"))
    assert (low.consequence, low.sure) == (CHANGE, False)
    assert high.consequence is UNASSESSED


def test_what_consent_does_not_cover_is_said_so() -> None:
    found = factors("metformin", measured("egfr", "20"), not_covered=("laboratory",))
    assert found.consequence is UNASSESSED
    assert found.missing[0].text.startswith("Consent does not cover kidney function (eGFR).")
    withheld = factors("prasugrel", condition(code="I63"), measured("weight", "80"), not_covered=("conditions",))
    assert withheld.consequence is SILENT


def test_a_pregnancy_is_asked_about_where_there_can_be_one() -> None:
    needed = {each.fact for each in factors("mycophenolic acid", **WOMAN).missing if each.needed}  # type: ignore[arg-type]
    assert needed == {"pregnancy"}
    assert factors("mycophenolic acid").missing == ()
    assert factors("mycophenolic acid", born=PartialDate.of(1950, 1, 1), sex=FEMALE).missing == ()


def test_a_pregnancy_that_is_recorded_counts_whatever_the_sex_on_record() -> None:
    assert factors("mycophenolic acid", PREGNANT).consequence is AVOID


def test_what_was_looked_at_and_asks_for_nothing_is_shown() -> None:
    (used,) = factors("metformin", measured("egfr", "90")).looked_at
    assert (used.value, used.state) == ("90 mL/min/1.73 m²", FactState.KNOWN)


# Beside the genes


VERDICTS = st.sampled_from(Consequence)


def verdict(consequence: Consequence, *, sure: bool = True) -> Verdict:
    return Verdict(
        DrugName("codeine"), consequence, consequence, sure, differ=False, lead=None, supported=None, sources=()
    )


def made(lines: list[tuple[FactorAction, bool]], *, needed: bool) -> Factors:
    """Lines of these actions, most cautious first, as `factors_on` orders them."""
    line = factors("sertraline", allergy("sertraline")).lines[0]
    ordered = sorted(lines, key=lambda each: (list(FactorAction).index(each[0]), not each[1]))
    missing = (MissingFact("egfr", FactState.NOT_RECORDED, needed=True, text="", at_worst=AVOID),) if needed else ()
    return Factors(tuple(replace(line, action=action, sure=sure) for action, sure in ordered), missing)


FACTORS = st.builds(
    made, st.lists(st.tuples(st.sampled_from(FactorAction), st.booleans()), max_size=4), needed=st.booleans()
)


@given(VERDICTS, st.booleans(), FACTORS)
def test_the_record_never_makes_a_plan_less_cautious_than_the_genes(
    genes: Consequence,
    sure: bool,  # noqa: FBT001 - drawn
    found: Factors,
) -> None:
    shown = overall(verdict(genes, sure=sure), found)
    assert caution_rank(shown.consequence) <= caution_rank(genes)
    if genes is not UNASSESSED:
        assert caution_rank(shown.consequence) == min(caution_rank(genes), caution_rank(found.consequence))
    if shown.led_by is LedBy.GENES:
        assert (shown.consequence, shown.sure) == (genes, sure)
    if shown.led_by is LedBy.RECORD:
        assert caution_rank(found.consequence) < caution_rank(genes)


@pytest.mark.parametrize(("action", "expected"), [("avoid", AVOID), ("change-dose", CHANGE), ("monitor", UNASSESSED)])
def test_genes_that_are_not_assessed_are_not_made_usable_by_the_record(action: str, expected: Consequence) -> None:
    shown = overall(verdict(UNASSESSED), made([(FactorAction(action), True)], needed=False))
    assert shown.consequence is expected


@given(VERDICTS, FACTORS)
def test_a_needed_fact_that_is_missing_is_never_standard(genes: Consequence, found: Factors) -> None:
    if any(each.needed for each in found.missing):
        assert overall(verdict(genes), found).consequence not in (Consequence.STANDARD, SILENT)


EXTRA = st.lists(
    st.sampled_from(
        [
            measured("egfr", "25"),
            measured("egfr", "50", PartialDate.of(2026, 1, 1)),
            measured("weight", "45"),
            measured("potassium", "6.5"),
            measured("qtc", "510"),
            condition(code="I50"),
            condition(code="I63"),
            allergy("aspirin"),
            goal("Lose weight"),
            SMOKES,
        ]
    ),
    unique_by=str,
)
DRUGS = st.sampled_from(sorted(RULES.rules))


@settings(deadline=None)
@given(DRUGS, EXTRA, st.decimals(min_value=1, max_value=150, places=1))
def test_a_warning_holds_whatever_else_is_recorded(drug: str, items: list[RecordItem], egfr: Decimal) -> None:
    """An allergy, a condition, a QTc: what rules a medicine out is not undone by another fact."""
    alone = factors(drug, allergy(drug))
    more = factors(drug, allergy(drug), measured("egfr", str(egfr)), *items)
    assert alone.consequence is AVOID
    assert more.consequence is AVOID


@settings(deadline=None)
@given(DRUGS, EXTRA)
def test_the_same_record_in_another_order_means_the_same(drug: str, items: list[RecordItem]) -> None:
    assert factors(drug, *items).consequence is factors(drug, *reversed(items)).consequence


@settings(deadline=None)
@given(st.text(max_size=60), DRUGS)
def test_hostile_words_match_nothing_and_break_nothing(text: str, drug: str) -> None:
    found = factors(drug, condition(text), goal(text), allergy(text, categories=("environment",)))
    assert found.consequence in (SILENT, UNASSESSED) or rules(found)


def test_rules_are_values_with_text_for_the_drug() -> None:
    (line,) = factors("clozapine", SMOKES).lines
    assert line.text.startswith("Smoke (not nicotine) speeds the enzyme that clears clozapine")
    assert isinstance(EVERY["metformin-renal-30"][1], FactorRule)
