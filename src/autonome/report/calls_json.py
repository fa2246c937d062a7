"""Gene calls as lines of JSON: one object for each sample and gene (``docs/formats/calls.md``)."""

from __future__ import annotations

from collections.abc import Iterator

from autonome.kernel import Json, Sha256
from autonome.pharmacogenomics import Diplotype, GeneCall, SampleCalls


def call_objects(sample: SampleCalls, bundle: Sha256) -> Iterator[dict[str, Json]]:
    """One object for each gene of a sample.

    Args:
        sample: its calls.
        bundle: hash of the knowledge that they were made with.
    """
    for call in sample.calls:
        yield {"sample": sample.sample, "gene": call.gene, "build": sample.build.value, **_call(call), "bundle": bundle}


def _call(call: GeneCall) -> dict[str, Json]:
    positions: dict[str, Json] = {"assessed": call.assessed, "missing": list(call.missing)}
    if call.assumed:
        positions["assumed_reference"] = list(call.assumed)
    if call.undocumented:
        positions["undocumented"] = list(call.undocumented)
    return {
        "status": call.status.value,
        "diplotypes": [diplotype_object(each) for each in call.diplotypes],
        "alternatives": [diplotype_object(each) for each in call.alternatives],
        "recommendation_diplotypes": [diplotype_object(each) for each in call.recommendation_diplotypes],
        "cannot_exclude": list(call.cannot_exclude),
        "untested": list(call.untested),
        "changes_with": list(call.changes_with),
        "positions": positions,
        "notes": list(call.notes),
    }


def diplotype_object(diplotype: Diplotype) -> dict[str, Json]:
    """A diplotype; what the tables do not say is null, never a default."""
    return {
        "label": diplotype.label,
        "phenotype": diplotype.phenotype or None,
        "activity_score": diplotype.activity_score or None,
        "phased": diplotype.phased,
    }
