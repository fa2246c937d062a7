"""The validator against the genomics guide: its examples are accepted, changes that break a rule are rejected."""

from __future__ import annotations

import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain
from time import perf_counter

import pytest

from autonome.fhir import parse_json
from autonome.fhir.validate import Report, Rule, Validator
from autonome.fhir.validate.fhirpath import UnsupportedError, parse, unsupported
from tests.integration import fhir_packages
from tests.integration.commands import EXAMPLE
from tests.integration.fhir_harmless import harmless
from tests.integration.fhir_mutations import Mutation, place_mutations
from tests.integration.fhir_resource_mutations import resource_mutations
from tests.integration.fhir_slices import slice_mutations
from tests.integration.fhir_snapshots import BASE, Json, Snapshots

EXAMPLES = 204
"""Examples of the Genomics Reporting guide 3.0.0."""

FAULTY = {
    "Basic-referral.json": "a modifier extension that nobody defines",
    "Bundle-10bb101f-a121-4264-a920-67be9cb82c74.json": "an entry's address names another id",
    "Bundle-3a0707d3-549e-4467-b8b8-5a2ab3800efe.json": "an entry's address names another id",
    "Bundle-hla-1.json": "a part of an extension that its definition calls otherwise",
    "Bundle-lri-example.json": "entries' addresses name other ids",
    "DeviceMetric-example.json": "a reference to another type than is allowed",
    "DeviceUseStatement-example.json": "a reference to another type than is allowed",
    "EventDefinition-example.json": "a narrative without content",
    "ActivityDefinition-blood-tubes-supply.json": "a narrative without content",
    "ActivityDefinition-heart-valve-replacement.json": "a narrative without content",
    "Questionnaire-zika-virus-exposure-assessment.json": "a narrative without content",
    "MedicationRequest-medrx0301.json": "a reference to another type than is allowed",
    "Observation-clinical-gender.json": "a reference to another type than is allowed",
    "Questionnaire-qs1.json": "items without linkId",
}
"""Clinical examples of R4 that break R4, looked at one by one."""

CLINICAL = (
    "AllergyIntolerance ActivityDefinition Basic Bundle CarePlan Condition Consent Device Diagnostic DocumentReference "
    "Encounter EventDefinition FamilyMemberHistory Goal Group Immunization List Location Medication MolecularSequence "
    "Observation Organization Patient PlanDefinition Practitioner Procedure Provenance Questionnaire RelatedPerson "
    "RiskAssessment ServiceRequest Specimen Task"
)
MANY = 20
"""Entries of a bundle; larger ones are not changed as a whole, which would tell nothing new in ten times the time."""

LARGE = 400_000
"""Characters of a printed document; the larger ones of R4's examples are collections of definitions."""


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(fhir_packages.definitions())


@pytest.fixture(scope="module")
def guide() -> dict[str, Json]:
    return dict(fhir_packages.documents(fhir_packages.tarballs()[0], "package/example"))


def test_every_example_of_the_guide_is_accepted(validator: Validator, guide: dict[str, Json]) -> None:
    begun = perf_counter()
    reports = {name: validator.validate(document) for name, document in guide.items()}
    refused = {name: report for name, report in reports.items() if not report.valid}
    print(f"\n{len(reports) - len(refused)} of {len(reports)} examples accepted in {perf_counter() - begun:.1f} s")
    for name, report in refused.items():
        print(f"  {name}: {report.errors[0].path}: {report.errors[0].message}")
    assert len(reports) == EXAMPLES
    assert not refused


def test_the_example_record_is_valid(validator: Validator) -> None:
    record = EXAMPLE / "record.json"
    report = validator.validate(parse_json(record.read_bytes(), record.name))
    assert report.valid
    assert not [issue for issue in report.issues if issue.rule is not Rule.INVARIANT], "more than a missing narrative"


def test_changes_that_break_a_rule_are_rejected_for_that_rule(validator: Validator, guide: dict[str, Json]) -> None:
    snapshots = Snapshots(fhir_packages.definitions())
    tried: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    missed: list[str] = []
    for name, seed in _seeds(guide):
        for mutation in _chosen(_breaking(seed, snapshots)):
            report = _mutated(validator, seed, mutation)
            tried[mutation.kind] += 1
            if any(issue.rule in mutation.breaks for issue in report.errors):
                rejected[mutation.kind] += 1
            else:
                missed.append(f"{mutation.kind} in {name} at {mutation.where}")
    print(f"\n{sum(rejected.values()):,} of {sum(tried.values()):,} changes rejected, by kind:")
    for kind, count in sorted(tried.items()):
        print(f"  {rejected[kind]:5,} of {count:5,}  {kind}")
    print("\n".join(missed[:20]))
    assert len(tried) > 60, "the kinds of changes have become fewer"
    assert sum(rejected.values()) >= 0.9 * sum(tried.values())
    assert not missed


def test_changes_that_break_no_rule_are_accepted(validator: Validator, guide: dict[str, Json]) -> None:
    snapshots = Snapshots(fhir_packages.definitions())
    tried: Counter[str] = Counter()
    refused: list[str] = []
    for name, seed in _seeds(guide):
        places = snapshots.places(seed, _profile(seed)) if seed["resourceType"] != "Bundle" else []
        for mutation in _chosen(chain.from_iterable(harmless(place, seed) for place in places)):
            report = _mutated(validator, seed, mutation)
            tried[mutation.kind] += 1
            refused += [f"{mutation.kind} in {name} at {mutation.where}: {issue.message}" for issue in report.errors]
    print(f"\n{sum(tried.values()):,} harmless changes: {dict(tried)}")
    assert not refused
    assert len(tried) >= 7


def test_clinical_examples_of_r4_are_accepted_but_for_the_faulty_ones(validator: Validator) -> None:
    package = fhir_packages.tarballs()[1]
    kinds = tuple(CLINICAL.split())
    documents = ((n, d) for n, d in fhir_packages.documents(package, "package") if n.startswith(kinds))
    small = ((name, document) for name, document in documents if len(json.dumps(document, default=str)) < LARGE)
    outcomes = {name: validator.validate(document).valid for name, document in small}
    refused = {name for name, valid in outcomes.items() if not valid}
    print(f"\n{len(outcomes) - len(refused)} of {len(outcomes)} accepted; faulty by R4 itself: {len(refused)}")
    assert len(outcomes) > 300
    assert refused == FAULTY.keys() & outcomes.keys()
    assert len(refused) == len(FAULTY)


def test_every_invariant_of_the_packages_can_be_evaluated() -> None:
    expressions: dict[str, str] = {}
    structures = fhir_packages.definitions().structures
    for url in structures:
        snapshot: Json = structures[url]
        for element in snapshot.get("snapshot", {}).get("element", []):
            expressions |= {c["expression"]: c["key"] for c in element.get("constraint", []) if "expression" in c}
    unread = {key: reason for text, key in expressions.items() if (reason := _unread(text))}
    print(
        f"\n{len(expressions) - len(unread)} of {len(expressions)} distinct invariants can be evaluated; not: {unread}"
    )
    assert len(expressions) > 200
    assert not unread


def test_nothing_is_called_checked_that_is_not(validator: Validator, guide: dict[str, Json]) -> None:
    issues = chain.from_iterable(validator.validate(document).issues for document in guide.values())
    unchecked = Counter(issue.message for issue in issues if issue.severity == "information")
    for message, count in unchecked.most_common():
        print(f"  {count:4} {message}")
    assert all(message.startswith(("not checkable", "not checked", "not evaluated")) for message in unchecked)
    assert any("LL1971-2" in message for message in unchecked), "LOINC's answer lists are in no package"


OBSERVATION = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
IMPLICATION = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/therapeutic-implication"


def test_large_and_tangled_documents_end_in_time(validator: Validator) -> None:
    begun = perf_counter()
    wide = {"resourceType": "Parameters", "parameter": [{"name": "x", "valueString": "y"}] * 100_000}
    assert validator.validate(wide).valid
    contained = [{"resourceType": "Patient", "id": f"p{at}"} for at in range(3_000)]
    report = validator.validate({**OBSERVATION, "contained": contained})  # dom-3 compares each with all
    assert [issue.message for issue in report.errors if issue.rule is Rule.LIMIT]
    tangled = {
        **OBSERVATION,
        "meta": {"profile": [IMPLICATION]},
        "derivedFrom": [{"reference": f"urn:uuid:{at}"} for at in range(60)],
    }
    entries = [{"fullUrl": f"urn:uuid:{at}", "resource": tangled} for at in range(60)]
    assert not validator.validate({"resourceType": "Bundle", "type": "collection", "entry": entries}).valid
    took = perf_counter() - begun
    print(f"\n{took:.1f} s")
    assert took < 60


def _unread(expression: str) -> str:
    try:
        return ", ".join(unsupported(parse(expression)))
    except UnsupportedError as error:
        return str(error)


def _seeds(guide: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    """The examples; and of each bundle one entry of each profile, so that each is changed on its own."""
    for name, document in guide.items():
        entries = document.get("entry", []) if document["resourceType"] == "Bundle" else []
        if len(entries) <= MANY:
            yield name, document
        for profile, entry in {_profile(item["resource"]): item["resource"] for item in entries}.items():
            yield f"{name} ({profile.rpartition('/')[2]})", entry


def _profile(resource: Json) -> str:
    declared = resource.get("meta", {}).get("profile", [])
    return str(declared[0]).partition("|")[0] if declared else BASE + resource["resourceType"]


def _breaking(seed: Json, snapshots: Snapshots) -> Iterator[Mutation]:
    yield from resource_mutations(seed)
    if seed["resourceType"] == "Bundle":
        return  # its entries are seeds of their own
    for place in snapshots.places(seed, _profile(seed)):
        yield from place_mutations(place, snapshots)
    yield from slice_mutations(seed, snapshots, _profile(seed))


def _chosen(mutations: Iterator[Mutation]) -> Iterator[Mutation]:
    """One of each kind, each seed another one: the middle of the list."""
    by_kind: defaultdict[str, list[Mutation]] = defaultdict(list)
    for mutation in mutations:
        by_kind[mutation.kind].append(mutation)
    for number, group in enumerate(by_kind.values()):
        yield group[(number * 7 + len(by_kind)) % len(group)]


def _mutated(validator: Validator, seed: Json, mutation: Mutation) -> Report:
    copy = pickle.loads(pickle.dumps(seed))  # noqa: S301 - our own bytes, five times as fast as deepcopy
    mutation.change(copy)
    return validator.validate(copy)


def test_a_rule_that_is_broken_names_its_section(validator: Validator) -> None:
    report = validator.validate({"resourceType": "Patient", "gender": "unheard-of"})
    assert [(issue.path, issue.rule) for issue in report.errors] == [("Patient.gender", Rule.BINDING)]
