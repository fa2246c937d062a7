"""``plan.fhir.json`` against the Genomics Reporting guide: every plan is valid, and reads back to the same actions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from autonome import bootstrap
from autonome.evidence import Bundle
from autonome.fhir import parse_json
from autonome.fhir.genomics import NO_CODES, PublicCodes, actions_of, plan_bundle, read_plan_bundle
from autonome.fhir.genomics.codes import PROFILES
from autonome.fhir.validate import Severity, Validator
from autonome.kernel import Instant, canonical_bytes
from autonome.plan import Context, Plan, make_plan
from autonome.workflows.call_pharmacogenes import CallingOptions, call_pharmacogenes
from tests.integration import fhir_packages
from tests.integration.commands import EXAMPLE
from tests.unit.fhir.genomics.bundles import identity_of
from tests.unit.fhir.genomics.generated import plans
from tests.unit.fhir.genomics.whole_plans import everything, wholes

UNCHECKABLE = "http://loinc.org/vs/LL4049-4"
"""The one binding of our output that no free package holds the codes of; the guide's own examples use the code."""


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(fhir_packages.definitions())


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return bootstrap.knowledge_bundle()


def example_plan(bundle: Bundle, outside: Path | None, considered: Sequence[str], *, assume: bool) -> Plan:
    """The example patient's plan."""
    given_outside = bootstrap.outside_calls(outside, bundle) if outside else ()
    with bootstrap.genome(EXAMPLE / "patient.vcf", quiet=True) as genome:
        options = CallingOptions(assume_reference=assume)
        (sample,) = call_pharmacogenes(genome, bundle, given_outside, options)
    record = bootstrap.health_record((EXAMPLE / "record.json").read_bytes(), "record.json")
    context = Context(Instant.parse("2026-03-01T10:00:00Z"), "autonome 0.1.0", sample.sample, {})
    return make_plan(record, considered, sample.calls, bundle, context)


def read(plan: Plan, bundle: Bundle | None) -> Any:  # noqa: ANN401 - what a strict reader makes of the bytes
    codes = PublicCodes(bundle.drugs.drugs, bundle.gene_ids) if bundle else NO_CODES
    return parse_json(canonical_bytes(plan_bundle(plan, identity_of(plan), codes)), "plan.fhir.json")


def wrong(validator: Validator, document: object) -> list[str]:
    """What the validator says, but for the narratives that most resources go without and the list it does not hold."""
    return [
        f"{issue.path}: {issue.message}"
        for issue in validator.validate(document).issues
        if issue.severity is Severity.ERROR
        or (issue.severity is Severity.WARNING and "narrative" not in issue.message)
        or (issue.severity is Severity.INFORMATION and UNCHECKABLE not in issue.message)
    ]


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


def test_every_kind_of_everything_is_valid(validator: Validator) -> None:
    assert [wrong(validator, read(plan, None)) for plan in everything()] == [[]] * len(list(everything()))


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
    document = json.loads(json.dumps(read(example_plan(bundle, None, (), assume=False), bundle)))
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
