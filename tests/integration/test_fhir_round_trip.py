"""The same plan read back from FHIR gives the same actions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.clinical import RecordError
from autonome.evidence.guidance import Action
from autonome.fhir import parse_json
from autonome.fhir.genomics import actions_of, plan_bundle, read_plan_bundle
from autonome.kernel import canonical_bytes
from autonome.plan.consequence import Consequence
from autonome.plan.factors.values import FactorKind
from autonome.plan.values import Plan
from tests.examples import examples
from tests.unit.fhir.genomics.bundles import Json, by_url, identity_of, own, written
from tests.unit.fhir.genomics.generated import plans
from tests.unit.fhir.genomics.whole_plans import everything, wholes
from tests.unit.plan.small_bundle import INTERMEDIATE
from tests.unit.plan.small_plan import order, plan_of

PLAN = plan_of(order("clopidogrel"), order("warfarin"), order("zinc"), considered=("codeine",))


def read(plan: Plan) -> Any:  # noqa: ANN401 - what a strict reader makes of the bytes
    return parse_json(canonical_bytes(plan_bundle(plan, identity_of(plan))), "plan.fhir.json")


@given(plans())
@settings(max_examples=examples(60), deadline=None)
def test_actions_survive_the_way_through_fhir(plan: Plan) -> None:
    assert read_plan_bundle(read(plan)) == actions_of(plan)


@given(wholes())
@settings(max_examples=examples(60), deadline=None)
def test_record_doses_and_prevention_survive_it_too(plan: Plan) -> None:
    assert read_plan_bundle(read(plan)) == actions_of(plan)


def test_every_kind_of_everything_survives_it() -> None:
    for plan in everything():
        found = read_plan_bundle(read(plan))
        assert found == actions_of(plan)
        assert {each.kind for each in found.medicines[0].record} == set(FactorKind)


@given(wholes())
@settings(max_examples=examples(20), deadline=None)
def test_every_reference_leads_somewhere_and_every_address_is_its_own(plan: Plan) -> None:
    document = read(plan)
    urls = [entry["fullUrl"] for entry in document["entry"]]
    assert len(urls) == len(set(urls))
    assert all(
        re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", url)
        for url in urls
    )
    assert all(url == f"urn:uuid:{each['id']}" for url, each in by_url(document).items())
    named = re.findall(r'"reference":"([^"]*)"', canonical_bytes(document).decode())
    assert set(named) <= set(urls)


@given(plans())
@settings(max_examples=examples(10), deadline=None)
def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert canonical_bytes(plan_bundle(plan, identity_of(plan))) == canonical_bytes(
        plan_bundle(plan, identity_of(plan))
    )


def test_what_is_read_is_what_the_plan_says() -> None:
    clopidogrel, *_ = read_plan_bundle(read(plan_of(order("clopidogrel"), calls=(INTERMEDIATE,)))).medicines
    assert (clopidogrel.drug, clopidogrel.consequence, clopidogrel.sure) == (
        "clopidogrel",
        Consequence.CHANGE_DOSE,
        True,
    )
    assert [(line.source, line.action, line.strength, line.amount) for line in clopidogrel.guidelines] == [
        ("CPIC", Action.CHANGE_DOSE, "Strong", "150 mg/day"),
        ("DPWG", Action.CHANGE_DOSE, "Strong", "150 mg/day"),
    ]


def test_two_plans_share_no_address() -> None:
    one, other = (set(by_url(read(plan_of(order("clopidogrel"), calls=calls)))) for calls in ((), (INTERMEDIATE,)))
    assert not one & other


def drop_tag(bundle: Json) -> None:
    del bundle["meta"]["tag"]


def drop_tasks(bundle: Json) -> None:
    bundle["resourceType"] = "Parameters"


def edit_first_task(bundle: Json, edit: Callable[[Json], object]) -> None:
    edit(next(each for each in by_url(bundle).values() if each["resourceType"] == "Task"))


def drop_inputs(bundle: Json) -> None:
    edit_first_task(bundle, lambda task: task.pop("input"))


def double_inputs(bundle: Json) -> None:
    edit_first_task(bundle, lambda task: task.update(input=[*task["input"], *task["input"]]))


def same_address(bundle: Json) -> None:
    bundle["entry"][-1]["fullUrl"] = bundle["entry"][-2]["fullUrl"]


def drop_parent(bundle: Json) -> None:
    tasks = [each for each in bundle["entry"] if each["resource"]["resourceType"] == "Task"]
    bundle["entry"].remove(next(each for each in tasks if "partOf" not in each["resource"]))


def invent_consequence(bundle: Json) -> None:
    def edit(task: Json) -> None:
        for each in task["input"]:
            if own(each.get("valueCodeableConcept", {})) == "change-dose":
                each["valueCodeableConcept"]["coding"][0]["code"] = "harmless"

    edit_first_task(bundle, edit)


def word_for_flag(bundle: Json) -> None:
    def edit(task: Json) -> None:
        for each in task["input"]:
            if "valueBoolean" in each:
                each["valueString"] = str(each.pop("valueBoolean"))

    edit_first_task(bundle, edit)


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (drop_tag, "no Bundle with the tag autonome-plan-fhir-1"),
        (drop_tasks, "no Bundle with the tag autonome-plan-fhir-1"),
        (drop_inputs, "holds 0 times ingredient, not once"),
        (double_inputs, "holds 2 times ingredient, not once"),
        (same_address, "two entries have one fullUrl"),
        (drop_parent, "a task is part of one that is not there"),
        (invent_consequence, "'harmless', which is no consequence"),
        (word_for_flag, "neither true nor false"),
    ],
)
def test_what_is_not_whole_is_refused_in_one_line(break_it: Callable[[Json], None], said: str) -> None:
    document = written(PLAN)
    break_it(document)
    with pytest.raises(RecordError, match=re.escape(said)) as refused:
        read_plan_bundle(document, "some.json")
    assert str(refused.value).startswith("some.json: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("document", [None, [], "Bundle", {}, {"resourceType": "Bundle", "meta": []}])
def test_no_document_of_another_shape_is_read(document: object) -> None:
    with pytest.raises(RecordError):
        read_plan_bundle(document)


def test_the_tag_of_another_system_does_not_count() -> None:
    document = written(PLAN)
    document["meta"]["tag"][0]["system"] = "urn:oid:1.2.3"
    with pytest.raises(RecordError, match="no Bundle with the tag"):
        read_plan_bundle(document)


@cache
def whole_documents() -> list[str]:
    return [json.dumps(written(plan)) for plan in everything()]


JUNK: tuple[object, ...] = (None, True, 7, "", "junk", [], [[]], {}, {"coding": [{}]}, [{"reference": "urn:uuid:0"}])


def places(value: object) -> Iterator[tuple[Any, Any]]:
    """Every holder with a key or an index of it, at any depth."""
    listed = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in listed:
        yield value, key
        yield from places(each)


@given(st.integers(min_value=0), st.randoms(use_true_random=False), st.sampled_from(JUNK))
@settings(max_examples=examples(60), deadline=None)
def test_a_broken_document_is_refused_in_one_line_or_read_and_never_a_traceback(
    which: int, random: Random, junk: object
) -> None:
    document = json.loads(whole_documents()[which % len(whole_documents())])
    tasks = [each["resource"] for each in document["entry"] if each["resource"]["resourceType"] != "Patient"]
    holder, key = random.choice(list(places(random.choice(tasks))))
    holder[key] = junk
    try:
        read_plan_bundle(document)
    except RecordError as error:
        assert "\n" not in str(error)  # noqa: PT017 - it may be readable still
