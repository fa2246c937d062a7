"""From a plan to ``plan.fhir.json``, after the Genomics Reporting guide STU3.

Invariants: the same plan gives the same value; no clock, no lots; nothing that was not assessed has a value; every
action of `actions_of` can be read back (`reader`). The patient's name is not written. What each resource holds is
documented in ``docs/formats/plan-fhir.md``, and why it is so in ``docs/adr/0011-fhir-output.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from autonome.evidence.drugs import Drug
from autonome.fhir.genomics.entries import bundle_of
from autonome.fhir.genomics.genes import gene_observations
from autonome.fhir.genomics.implications import implications
from autonome.fhir.genomics.origin import origin_resources
from autonome.fhir.genomics.pieces import Piece
from autonome.fhir.genomics.recommendations import follow_ups, recommendations
from autonome.fhir.genomics.report import report
from autonome.fhir.genomics.subject import left_out_list, medications, subject_resources
from autonome.kernel import DrugName, Json, Sha256
from autonome.plan.values import Plan

NO_DRUGS: Mapping[DrugName, Drug] = MappingProxyType({})


def plan_bundle(plan: Plan, identity: Sha256, drugs: Mapping[DrugName, Drug] = NO_DRUGS) -> Json:
    """The plan as a FHIR R4 Bundle of type collection.

    Args:
        plan: as made.
        identity: SHA-256 of the plan's ``plan.json``; all addresses are made from it.
        drugs: the knowledge's ingredients, for their RxNorm codes; a medicine that is not among them goes by name.
    """
    held = list(_resources(plan, drugs))
    return bundle_of([report(plan, held), *held], plan.as_of, identity)


def _resources(plan: Plan, drugs: Mapping[DrugName, Drug]) -> Iterator[Piece]:
    yield from subject_resources(plan.patient)
    yield from origin_resources(plan.sources, plan.as_of)
    for line in plan.genes:
        yield from gene_observations(line)
    for number, advice in enumerate(plan.medicines, 1):
        yield from medications(number, advice, drugs)
        yield from implications(number, advice.verdict, drugs)
        yield from recommendations(number, advice, drugs)
    yield from follow_ups(plan)
    yield from left_out_list(plan.left_out)
