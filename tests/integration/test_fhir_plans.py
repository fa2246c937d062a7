"""``plan.fhir.json`` against the Genomics Reporting guide: every plan is valid, and reads back to the same actions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from autonome import bootstrap
from autonome.consent import Wish
from autonome.evidence import Bundle
from autonome.fhir.genomics import actions_of, read_plan_bundle
from autonome.fhir.genomics.codes import PROFILES
from autonome.fhir.validate import Validator
from autonome.plan import Plan
from tests.integration import fhir_packages
from tests.integration.commands import EXAMPLE
from tests.integration.fhir_plans import example_plan, read, said, wrong
from tests.unit.fhir.genomics.generated import plans
from tests.unit.fhir.genomics.whole_plans import everything, wholes
from tests.unit.plan.ethics.cases import assessed, made, wishing
from tests.unit.plan.small_interactions import plan as inhibited
from tests.unit.plan.small_interactions import taken
from tests.unit.plan.small_plan import order, plan_of

TAGS = ("en", "zh-hans", "id")


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(fhir_packages.definitions())


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return bootstrap.knowledge_bundle()


@pytest.mark.parametrize("assume", [False, True])
@pytest.mark.parametrize("outside", [None, EXAMPLE / "outside-calls.tsv"], ids=["file", "outside"])
def test_the_example_plan_is_valid_and_reads_back(
    validator: Validator, bundle: Bundle, outside: Path | None, *, assume: bool
) -> None:
    plan = example_plan(bundle, outside, (), assume=assume)
    document = read(plan, bundle)
    assert wrong(validator, document) == []
    assert read_plan_bundle(document) == actions_of(plan)


def test_a_plan_of_every_medicine_with_guidance_is_valid_and_reads_back(validator: Validator, bundle: Bundle) -> None:
    plan = example_plan(bundle, EXAMPLE / "outside-calls.tsv", sorted(bundle.guidance), assume=False)
    assert len(plan.medicines) >= len(bundle.guidance)
    document = read(plan, bundle)
    assert wrong(validator, document) == []
    assert read_plan_bundle(document) == actions_of(plan)


@given(plan=plans())
@settings(max_examples=25, deadline=None)
def test_generated_plans_are_valid(validator: Validator, plan: Plan) -> None:
    assert wrong(validator, read(plan, None)) == []


@given(plan=wholes())
@settings(max_examples=25, deadline=None)
def test_generated_plans_with_a_record_are_valid(validator: Validator, plan: Plan) -> None:
    assert wrong(validator, read(plan, None)) == []


@pytest.mark.parametrize("tag", TAGS)
def test_the_example_plan_is_valid_and_reads_back_in_every_language(
    validator: Validator, bundle: Bundle, tag: str
) -> None:
    language = bootstrap.language(tag)
    plan = example_plan(bundle, EXAMPLE / "outside-calls.tsv", ("voriconazole", "abacavir"))
    document = read(plan, bundle, language)
    assert wrong(validator, document) == []
    assert read_plan_bundle(document) == said(plan, language)
    assert {each["resource"].get("language", "en") for each in document["entry"]} == {language.html}


@pytest.mark.parametrize("tag", TAGS)
def test_small_plans_are_valid_and_read_back_in_every_language(validator: Validator, tag: str) -> None:
    language = bootstrap.language(tag)
    small = (
        plan_of(order("clopidogrel"), order("warfarin"), order("zinc"), considered=("codeine", "moonshine")),
        plan_of(order("clopidogrel"), calls=()),
        inhibited(taken("codeine 30 mg"), taken("fluoxetine 20 mg")),
        assessed(made("clopidogrel"), wishing(treatable_risk=Wish.NO)),
        *everything(),
    )
    for plan in small:
        document = read(plan, None, language)
        assert wrong(validator, document) == []
        assert read_plan_bundle(document) == said(plan, language)


@pytest.mark.parametrize(
    ("profile", "element", "value"),
    [
        ("genotype", "valueCodeableConcept", None),
        ("haplotype", "valueCodeableConcept", None),
        ("therapeutic-implication", "derivedFrom", None),
        ("medication-recommendation", "status", "accepted"),
        ("followup-recommendation", "intent", "order"),
        ("genomic-report", "category", None),
    ],
)
def test_the_profiles_are_really_held_against_our_output(
    validator: Validator, bundle: Bundle, profile: str, element: str, value: str | None
) -> None:
    """One element less, or another fixed value, and the same document is refused at that place."""
    document = json.loads(json.dumps(read(example_plan(bundle), bundle)))
    at, resource = next(
        (at, each["resource"])
        for at, each in enumerate(document["entry"])
        if f"{PROFILES}{profile}" in each["resource"].get("meta", {}).get("profile", [])
    )
    resource.pop(element)
    if value:
        resource[element] = value
    places = [issue.path for issue in validator.validate(document).errors]
    assert [place for place in places if place.startswith(f"Bundle.entry[{at}].resource")]
