"""Bundles opened for looking into: resources by kind and profile, inputs and components by our own terms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from autonome.fhir.genomics import PublicCodes, plan_bundle
from autonome.fhir.genomics.codes import PROFILES, TERMS, VALUES
from autonome.kernel import Sha256, canonical_bytes, digest
from autonome.plan.values import Plan
from autonome.report.plan_json import plan_document
from tests.unit.plan.small_bundle import CYP2C19, DRUGS

Json = dict[str, Any]

CODES = PublicCodes({each.name: each for each in DRUGS}, {CYP2C19: "HGNC:2621"})


def identity_of(plan: Plan) -> Sha256:
    """What addresses are made from."""
    return digest(plan_document(plan))


def written(plan: Plan) -> Json:
    """What a receiver reads of a plan."""
    document: Json = json.loads(canonical_bytes(plan_bundle(plan, identity_of(plan), CODES)))
    return document


def resources(bundle: Json, kind: str, profile: str = "") -> list[Json]:
    """Resources of a kind; with a profile, those that claim it."""
    found = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]
    claimed = f"{PROFILES}{profile}"
    return [each for each in found if not profile or claimed in each.get("meta", {}).get("profile", [])]


def by_url(bundle: Json) -> dict[str, Json]:
    return {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}


def own(concept: Json, system: str = VALUES) -> str:
    return "".join(each["code"] for each in concept.get("coding", []) if each["system"] == system)


def inputs(task: Json, code: str) -> list[Json]:
    return [each for each in task.get("input", []) if own(each["type"], TERMS) == code]


def answers(task: Json, code: str) -> list[str]:
    return [own(each["valueCodeableConcept"]) for each in inputs(task, code)]


def components(observation: Json, code: str) -> list[Json]:
    """Components by code of any system."""
    return [each for each in observation["component"] if code in [coding["code"] for coding in each["code"]["coding"]]]


def gene(bundle: Json, symbol: str) -> Json:
    """The observation of one gene."""
    (found,) = (
        each
        for each in resources(bundle, "Observation")
        if [coding["code"] for coding in each["code"].get("coding", [])] == ["84413-4"]
        and symbol in [part.get("valueCodeableConcept", {}).get("text") for part in each["component"]]
    )
    return found


def advice(bundle: Json, drug: str) -> Json:
    """The task of one medicine."""
    (found,) = (
        each
        for each in resources(bundle, "Task", "medication-recommendation")
        if "partOf" not in each and inputs(each, "medicine")[0]["valueCodeableConcept"]["text"] == drug
    )
    return found


def guidelines(bundle: Json, drug: str) -> list[Json]:
    """The tasks under that of one medicine."""
    (parent,) = (url for url, each in by_url(bundle).items() if each is advice(bundle, drug))
    return [each for each in _under(bundle, parent) if not inputs(each, "rule")]


def by_record(bundle: Json, drug: str) -> list[Json]:
    """The tasks of rules on the record, under that of one medicine."""
    (parent,) = (url for url, each in by_url(bundle).items() if each is advice(bundle, drug))
    return [each for each in _under(bundle, parent) if inputs(each, "rule")]


def _under(bundle: Json, parent: str) -> list[Json]:
    return [each for each in resources(bundle, "Task") if {"reference": parent} in each.get("partOf", [])]


def texts(value: object) -> Iterator[str]:
    """Every text at any depth."""
    match value:
        case dict():
            yield from (text for each in value.values() for text in texts(each))
        case list():
            yield from (text for each in value for text in texts(each))
        case str():
            yield value
