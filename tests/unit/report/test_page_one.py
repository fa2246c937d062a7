"""Page 1 in the words that a clinician in a hurry reads: what each line says, and what none of them may suggest."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest

from autonome.clinical import Concept, Condition, HealthRecord, RecordItem, Source
from autonome.evidence.clinical import FactorAction
from autonome.evidence.guidance import Action, Statement
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.factors.values import Factors
from autonome.plan.headline import instruction_of
from autonome.plan.make import make_plan
from autonome.report.grounds import _joined
from autonome.report.plan_html import render_html
from tests.unit.plan.small_bundle import (
    CYP2B6,
    CYP2C19,
    INTERMEDIATE,
    NORMAL,
    POOR,
    bundle,
    clopidogrel,
    diplotype,
    statement,
)
from tests.unit.plan.small_plan import CONTEXT, order, record
from tests.unit.report.patient.plans import Wanted, advice, factor, plan_with
from tests.unit.report.test_plan_html import Elements

STATIN = "With further risk factors choose another statin. Without such risk factors use it as usual."
DISPUTED = GeneCall(
    CYP2C19,
    Status.CONFLICTING,
    diplotypes=NORMAL.diplotypes,
    alternatives=POOR.diplotypes,
    recommendation_diplotypes=(*NORMAL.diplotypes, *POOR.diplotypes),
)


def page(*statements: Statement, calls: Iterable[GeneCall] = (POOR,), items: tuple[RecordItem, ...] = ()) -> str:
    drugs = dict.fromkeys(each.drug for each in statements)
    health: HealthRecord = record(*map(order, drugs))
    health = HealthRecord(patient=health.patient, items=(*health.items, *items))
    return render_html(make_plan(health, (), calls, bundle(*statements), CONTEXT))


def words(html: str) -> str:
    """The text of page 1: what stands before the details."""
    first = html[html.index('<section id="current"') : html.index('<section id="details"')]
    return " ".join(re.sub(r"<[^>]+>", " ", first).split())


def avoid(source: str = "cpic", drug: str = "codeine", **more: str) -> Statement:
    return statement(f"{source}:{drug}:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID, **more)  # type: ignore[arg-type]


def test_two_results_that_disagree_are_shown_as_possible_with_what_to_do() -> None:
    text = words(page(*clopidogrel(), calls=(DISPUTED,)))
    assert "Possibly avoid Results disagree" in text
    assert "Two CYP2C19 results disagree (laboratory *1/*1, file *2/*2); retest." in text
    assert "If CYP2C19 is *2/*2 (Poor Metabolizer): avoid clopidogrel." in text
    assert "tandard" not in text


def test_a_statement_that_reassures_is_shown_as_not_relied_upon_while_results_disagree() -> None:
    html = page(*clopidogrel(), calls=(DISPUTED,))
    assert html.count("Not relied upon, because the results contradict each other:") == 1
    assert "Not relied upon" not in page(*clopidogrel(), calls=(NORMAL,))


def test_results_that_agree_are_not_said_to_disagree() -> None:
    assert "Results disagree" not in words(page(*clopidogrel()))


def test_a_strength_is_not_printed_where_the_statement_could_not_be_applied() -> None:
    two = statement(
        "cpic:codeine:1",
        {"CYP2C19": "Intermediate Metabolizer", "CYP2B6": "No Result"},
        Action.STANDARD,
        strength="Strong",
    )
    html = page(two, calls=(INTERMEDIATE, GeneCall(CYP2B6, Status.NOT_ASSESSED)))
    assert "CPIC not assessed" in words(html)
    assert "Not relied upon, for want of a usable result of CYP2B6:" in html
    assert "strong)" not in words(html)
    assert ">strong<" not in html


def test_a_conditional_warning_says_if_and_shows_its_whole_text() -> None:
    text = words(page(avoid(text=STATIN)))
    assert "Avoid if … 1" in text
    assert STATIN in text
    assert "The “if” is not checked" in text
    assert "CPIC avoid if …" in text


def test_amounts_that_differ_are_both_on_page_one() -> None:
    text = words(page(avoid(amount="less than 20 mg/day"), avoid("dpwg", amount="no more than 40 mg/day", strength="")))
    assert "CPIC and DPWG differ in the dose" in text
    assert "CPIC avoid: if used, less than 20 mg/day (strong)" in text
    assert "DPWG avoid: if used, no more than 40 mg/day" in text


def test_checked_alternatives_stand_in_one_line_the_mildest_first() -> None:
    row = statement(
        "cpic:clopidogrel:1",
        {"CYP2C19": "Poor Metabolizer"},
        Action.AVOID,
        alternatives=("tramadol", "warfarin", "sertraline", "codeine"),
    )
    monitor = statement("cpic:sertraline:1", {"CYP2C19": "Poor Metabolizer"}, Action.MONITOR)
    change = statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer"}, Action.CHANGE_DOSE, amount="half")
    html = render_html(
        make_plan(
            record(order("clopidogrel")),
            (),
            (POOR,),
            bundle(row, monitor, change, avoid(drug="tramadol", text=STATIN)),
            CONTEXT,
        )
    )
    line = (
        "Checked alternatives: sertraline monitor · codeine change dose · warfarin no reason against it found · "
        "tramadol avoid if …"
    )
    assert line in words(html)


def test_what_is_not_considered_stands_above_the_medicines() -> None:
    text = words(page(avoid()))
    for said in (
        "Not a medical device.",
        "Not considered: interactions of medicines other than the pairs and enzymes listed.",
        "Without consent, so not looked at: allergies",
    ):
        assert text.index(said) < text.index("Codeine")


@pytest.mark.parametrize(("population", "shown"), [("CVI ACS PCI", True), ("adults", False), ("general", False)])
def test_the_records_diagnosis_stands_beside_advice_for_an_indication_and_is_not_used(
    population: str,
    shown: bool,  # noqa: FBT001 - a parameter
) -> None:
    stent = Condition(source=Source("Bundle.entry[9]"), code=Concept("Stent <b>placed</b>"))
    html = page(avoid(population=population), items=(stent,))
    assert ("Record, not used for this line: Stent &lt;b&gt;placed&lt;/b&gt;" in html) is shown
    assert "Record, not used" not in page(avoid(population=population))


def test_a_source_that_says_nothing_takes_no_column() -> None:
    silent = statement("dpwg:codeine:1", {"CYP2B6": "Poor Metabolizer"}, Action.AVOID, strength="")
    html = page(avoid(), silent)
    assert html.count('<section class="source"') == 1
    assert "no result for CYP2B6" in html


def test_statement_ids_stand_in_the_folded_origin_alone() -> None:
    html = page(avoid())
    assert html.count("cpic:codeine:1") == 1
    assert html.index("Where this comes from") < html.index("cpic:codeine:1")


def test_one_reason_for_two_genes_is_given_once() -> None:
    both = statement("cpic:codeine:1", {"CYP2C19": "Poor Metabolizer", "CYP2B6": "Poor Metabolizer"}, Action.AVOID)
    other = GeneCall(CYP2B6, Status.CALLED, recommendation_diplotypes=(diplotype("*6/*6", "Poor Metabolizer"),))
    assert page(both, calls=(POOR, other)).count("as CPIC writes it") == 1


def test_clauses_that_two_reasons_share_are_given_once() -> None:
    reasons = ("the guidance uses the same term", "the guidance uses the same term; the reference allele became *38")
    assert _joined(reasons) == ("the guidance uses the same term", "the reference allele became *38")


def test_silence_on_genes_stands_after_what_the_record_leads_to_and_sends_nobody_elsewhere() -> None:
    silent = "Genes: the bundle holds no guidance on them for this medicine."
    avoided = Factors((factor(FactorAction.AVOID),))
    by_record = Wanted(drug="metformin", consequence=Consequence.NO_GUIDANCE, factors=avoided)
    told = advice(by_record)
    plan = plan_with(replace(told, instruction=instruction_of(told.verdict)))
    page = Elements(render_html(plan)).words
    assert "prescribe by other knowledge" not in page
    assert page.count(silent) == 1
    assert page.index("Words for clinicians.") < page.index("What the record means for it") < page.index(silent)
    told = advice(replace(by_record, factors=Factors()))
    page = Elements(render_html(plan_with(replace(told, instruction=instruction_of(told.verdict))))).words
    assert "prescribe by other knowledge" in page
    assert silent not in page
