"""The whole plan: which medicines are in it, in what order, and what is said of those that are not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import Concept, LeftOut, Observation, ObservationStatus, OrderStatus, Source
from autonome.kernel import Instant, canonical_bytes
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.consequence import Consequence
from autonome.plan.make import make_plan
from autonome.plan.values import Left, Origin, Plan
from autonome.report.plan_json import plan_document
from tests.unit.plan.small_bundle import CYP2C19, HLA_B, NORMAL, POOR, called, diplotype
from tests.unit.plan.small_plan import CALLS, CONTEXT, KNOWLEDGE, order, plan_of, record


def medicines(plan: Plan) -> list[tuple[str, Consequence]]:
    return [(advice.verdict.drug, advice.verdict.consequence) for advice in plan.medicines]


def test_the_worst_consequence_comes_first() -> None:
    plan = plan_of(*map(order, ("morphine", "tramadol", "warfarin", "clopidogrel", "codeine")), calls=(NORMAL,))
    assert medicines(plan) == [
        ("codeine", Consequence.AVOID),
        ("tramadol", Consequence.MONITOR),
        ("warfarin", Consequence.NOT_ASSESSED),
        ("clopidogrel", Consequence.STANDARD),
        ("morphine", Consequence.NO_GUIDANCE),
    ]


def test_a_sure_consequence_comes_before_a_possible_one() -> None:
    typed = called(HLA_B, diplotype("*15:02/*07:02", "*15:02 positive"))
    plan = plan_of(order("codeine"), order("warfarin"), calls=(*CALLS, typed))
    assert [(advice.verdict.drug, advice.verdict.sure) for advice in plan.medicines] == [
        ("warfarin", True),
        ("codeine", False),
    ]
    assert {consequence for _, consequence in medicines(plan)} == {Consequence.AVOID}


def test_a_considered_medicine_is_advised_alike_and_marked_so() -> None:
    plan = plan_of(order("morphine"), considered=("codeine",), calls=(NORMAL,))
    current, considered = plan.medicines
    assert (current.origin, considered.origin) == (Origin.CURRENT, Origin.CONSIDERED)
    assert considered.verdict == plan_of(order("codeine"), calls=(NORMAL,)).medicines[0].verdict


def test_a_considered_medicine_that_is_taken_already_stands_once() -> None:
    plan = plan_of(order("codeine"), considered=("codeine", "Codeine"))
    assert [advice.origin for advice in plan.medicines] == [Origin.CURRENT]


def test_an_unknown_considered_medicine_is_listed_and_not_dropped() -> None:
    (left,) = plan_of(considered=("unobtainium",)).left_out
    assert (left.order.text, left.origin, left.why) == ("unobtainium", Origin.CONSIDERED, Left.UNRECOGNISED)


def test_two_orders_of_one_ingredient_are_one_advice_that_names_both() -> None:
    plan = plan_of(order("codeine 15 mg", number=1), order("codeine 30 mg", number=2))
    (advice,) = plan.medicines
    assert [each.text for each in advice.orders] == ["codeine 15 mg", "codeine 30 mg"]
    assert [each.source for each in advice.orders] == ["MedicationRequest/1", "MedicationRequest/2"]


def test_medicines_without_advice_are_listed_with_the_reason() -> None:
    unreadable = LeftOut(Source("Bundle.entry[9]", "MedicationRequest/9"), "it names no medicine")
    health = record(
        order("zinc", number=1),
        order("codeine", OrderStatus.STOPPED, number=2),
        order("morphine", number=3, parts=("morphine", "sugar")),
        left_out=(unreadable,),
    )
    plan = make_plan(health, (), CALLS, KNOWLEDGE, CONTEXT)
    assert [(left.order.text, left.why) for left in plan.left_out] == [
        ("sugar", Left.UNRECOGNISED),
        ("zinc", Left.UNRECOGNISED),
        ("MedicationRequest/9", Left.UNREADABLE),
        ("codeine", Left.INACTIVE),
    ]
    assert medicines(plan) == [("morphine", Consequence.NO_GUIDANCE)]


def test_an_entry_that_repeats_another_is_a_limit_and_no_medicine_that_was_not_read() -> None:
    places = ("MedicationRequest/1", "Observation/7")
    again = [LeftOut(Source(f"Bundle.entry[{each}]", each), "it repeats one", repeats=True) for each in places]
    health = record(order("codeine", number=1), left_out=tuple(again))
    plan = make_plan(health, (), CALLS, KNOWLEDGE, CONTEXT)
    assert plan.left_out == ()
    said = {limit.id: str(limit.text) for limit in plan.limits}
    assert "record-not-usable" not in said
    assert all(f"{each} (it repeats one)" in said["record-repeated"] for each in places)


def test_an_order_that_may_not_count_is_advised_on_and_says_why() -> None:
    (advice,) = plan_of(order("codeine", OrderStatus.UNKNOWN)).medicines
    assert advice.orders[0].doubt == "the record says that the status is unknown"


def test_genes_of_guidance_and_calls_are_all_listed() -> None:
    plan = plan_of(order("warfarin"))
    assert [line.call.gene for line in plan.genes] == [CYP2C19, HLA_B]


def test_limits_are_said_and_assumed_reference_adds_one() -> None:
    assumed = replace(NORMAL, assumed=("rs1",))
    always = ["clinician-review", "co-medication", "clinical-state", "known-alleles", "releases"]
    assert [limit.id for limit in plan_of(order("codeine"), calls=(NORMAL,)).limits] == [
        *always,
        "consent",
        "consent-not-asked",
    ]
    touched = plan_of(order("codeine"), calls=(assumed,)).limits
    assert [limit.id for limit in touched] == [*always, "assumed-reference", "consent", "consent-not-asked"]


def test_a_plan_for_a_day_before_its_knowledge_says_so() -> None:
    earlier = replace(CONTEXT, as_of=Instant.parse("2025-11-04T23:59:59Z"))
    limits = {limit.id: limit.text for limit in make_plan(record(), (), (), KNOWLEDGE, earlier).limits}
    assert "some of it is of 2025-11-05" in limits["knowledge-after-as-of"]
    same_day = replace(CONTEXT, as_of=Instant.parse("2025-11-05T00:00:00Z"))
    assert "knowledge-after-as-of" not in {
        limit.id for limit in make_plan(record(), (), (), KNOWLEDGE, same_day).limits
    }


def test_what_the_record_holds_and_nobody_read_is_a_limit() -> None:
    health = replace(record(), not_read=(("Condition", 2),))
    limits = {limit.id: limit.text for limit in make_plan(health, (), (), KNOWLEDGE, CONTEXT).limits}
    assert limits["record-not-read"] == "These entries of the record are not read: Condition (2)."


def test_observations_that_no_rule_asks_about_are_counted_among_the_limits() -> None:
    ferritin = Observation(
        source=Source("Observation/1"), code=Concept("Ferritin"), status=ObservationStatus.FINAL, value=None
    )
    health = replace(record(), items=(*record().items, ferritin))
    limits = {limit.id: limit.text for limit in make_plan(health, (), (), KNOWLEDGE, CONTEXT).limits}
    assert "from which nothing is concluded: 1 (" in limits["observations-not-used"]
    assert "observations-not-used" not in {each.id for each in make_plan(record(), (), (), KNOWLEDGE, CONTEXT).limits}


@pytest.mark.parametrize(
    ("reference", "medicine"),
    [("Observation/x", False), ("ORU^R01/7", False), ("MedicationRequest/x", True), ("RDE^O11/7", True), ("", True)],
)
def test_what_could_not_be_used_stands_among_the_medicines_or_the_limits_never_nowhere(
    reference: str, *, medicine: bool
) -> None:
    health = replace(record(), left_out=(LeftOut(Source("Bundle.entry[3]", reference), "its date is no date"),))
    plan = make_plan(health, (), (), KNOWLEDGE, CONTEXT)
    limits = {limit.id: limit.text for limit in plan.limits}
    assert [left.why for left in plan.left_out] == ([Left.UNREADABLE] if medicine else [])
    assert ("record-not-usable" in limits) is not medicine
    if not medicine:
        assert "its date is no date" in limits["record-not-usable"]


def test_the_label_holds_what_the_record_says() -> None:
    label = plan_of().patient
    assert (label.name, label.birth_date, label.sex, label.sample) == ("Synthetic Patient", "1958", "female", "S1")


def test_advice_for_children_does_not_lead_for_an_adult_and_does_without_a_birth_date() -> None:
    adult = make_plan(record(order("sertraline")), (), (NORMAL,), KNOWLEDGE, CONTEXT)
    unknown = make_plan(record(order("sertraline"), born=None), (), (NORMAL,), KNOWLEDGE, CONTEXT)
    assert medicines(adult) == [("sertraline", Consequence.NO_RECOMMENDATION)]
    assert medicines(unknown) == [("sertraline", Consequence.AVOID)]
    (told,) = (limit.text for limit in unknown.limits if limit.id == "age")
    assert told.startswith("The record gives no birth date")
    unseen = replace(CONTEXT, not_covered=frozenset({*CONTEXT.not_covered, "demographics"}))
    withheld = make_plan(record(order("sertraline"), born=None), (), (NORMAL,), KNOWLEDGE, unseen)
    assert [each.text[:7] for each in withheld.limits if each.id == "age"] == ["The age"]
    assert "age" not in [limit.id for limit in adult.limits]


RESULTS = (
    diplotype("*1/*1", "Normal Metabolizer"),
    diplotype("*1/*2", "Intermediate Metabolizer"),
    diplotype("*2/*2", "Poor Metabolizer"),
    diplotype("*1/*99", "Indeterminate"),
)
DRUGS = ("clopidogrel", "codeine", "tramadol", "warfarin", "morphine")


@st.composite
def gene_calls(draw: st.DrawFn) -> GeneCall:
    status = draw(st.sampled_from(Status))
    best = draw(st.lists(st.sampled_from(RESULTS), max_size=2, unique=True))
    open_alleles = draw(st.lists(st.sampled_from(("*3", "*9", "*17")), unique=True, max_size=3))
    phenotypes = st.sampled_from(("Poor Metabolizer", "Intermediate Metabolizer", "Indeterminate", ""))
    changes = draw(st.lists(phenotypes, unique=True, max_size=3)) if open_alleles else []
    return replace(
        called(CYP2C19, *best, status=status),
        cannot_exclude=tuple(open_alleles),
        untested=tuple(open_alleles),
        changes_with=tuple(changes),
    )


@settings(deadline=None)  # whole plans, on cores that others use too
@given(gene_calls())
def test_never_standard_when_a_gene_of_the_statement_is_not_assessed(call: GeneCall) -> None:
    plan = plan_of(*map(order, DRUGS), calls=(call,))
    for advice in plan.medicines:
        for line in advice.verdict.lines:
            assert line.consequence is not Consequence.STANDARD or not line.undetermined
        if call.status in (Status.NOT_ASSESSED, Status.NO_MATCH, Status.CONFLICTING):
            assert advice.verdict.consequence is not Consequence.STANDARD
            assert advice.verdict.best_supported is not Consequence.STANDARD


@settings(deadline=None)  # whole plans, on cores that others use too
@given(gene_calls())
def test_page_one_is_never_milder_than_any_line_that_can_apply(call: GeneCall) -> None:
    rank = list(Consequence).index
    for advice in plan_of(*map(order, DRUGS), calls=(call,)).medicines:
        said = [line.consequence for line in advice.verdict.lines]
        speaking = [rank(each) for each in said if each is not Consequence.NO_RECOMMENDATION]
        assert rank(advice.verdict.consequence) <= min(speaking, default=len(Consequence))


@settings(deadline=None)  # whole plans, on cores that others use too
@given(gene_calls(), st.permutations(DRUGS), st.booleans())
def test_the_same_inputs_give_the_same_bytes_in_whatever_order(
    call: GeneCall,
    drugs: list[str],
    turned: bool,  # noqa: FBT001 - drawn
) -> None:
    calls = [call, GeneCall(HLA_B, Status.NOT_ASSESSED)]
    first = plan_of(*map(order, DRUGS), calls=calls)
    inputs = dict(reversed(tuple(CONTEXT.inputs.items())))
    statements = {drug: tuple(reversed(KNOWLEDGE.guidance[drug])) for drug in reversed(tuple(KNOWLEDGE.guidance))}
    again = make_plan(
        record(*map(order, drugs)),
        (),
        reversed(calls) if turned else calls,
        replace(KNOWLEDGE, guidance=statements),
        replace(CONTEXT, inputs=inputs),
    )
    assert canonical_bytes(plan_document(first)) == canonical_bytes(plan_document(again))


def test_a_poor_metaboliser_is_told_to_avoid_clopidogrel() -> None:
    plan = plan_of(order("clopidogrel"), calls=(POOR,))
    assert medicines(plan) == [("clopidogrel", Consequence.AVOID)]
