"""From a plan to ``plan.fhir.json``, after the Genomics Reporting guide STU3.

Invariants: the same plan gives the same value; no clock, no lots; nothing that was not assessed has a value; every
action of `actions_of` can be read back (`reader`). The patient's name is not written. What each resource holds is
documented in ``docs/formats/plan-fhir.md``, and why it is so in ``docs/adr/0011-fhir-output.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autonome.evidence.drugs import Drug
from autonome.fhir.genomics.doses import dose_observation
from autonome.fhir.genomics.entries import bundle_of
from autonome.fhir.genomics.ethics import ethical_observations, unasked
from autonome.fhir.genomics.facts import fact_names, fact_observations
from autonome.fhir.genomics.genes import gene_observations
from autonome.fhir.genomics.implications import implications
from autonome.fhir.genomics.origin import origin_resources
from autonome.fhir.genomics.pieces import Piece
from autonome.fhir.genomics.prevention import prevention_resources
from autonome.fhir.genomics.recommendations import follow_ups, recommendations
from autonome.fhir.genomics.report import report
from autonome.fhir.genomics.speech import IN_ENGLISH, Speech
from autonome.fhir.genomics.subject import left_out_list, medications, subject_resources
from autonome.kernel import DrugName, GeneSymbol, Json, Sha256
from autonome.plan.ethical_values import Beyond
from autonome.plan.values import Plan


@dataclass(frozen=True, slots=True)
class PublicCodes:
    """Codes that the knowledge has for what a plan names; what is not among them goes by its name.

    Args:
        drugs: ingredients, with their RxNorm codes.
        genes: HGNC ids, such as ``HGNC:2621``.
    """

    drugs: Mapping[DrugName, Drug] = field(default_factory=dict)
    genes: Mapping[GeneSymbol, str] = field(default_factory=dict)


NO_CODES = PublicCodes()


def plan_bundle(plan: Plan, identity: Sha256, codes: PublicCodes = NO_CODES, speech: Speech = IN_ENGLISH) -> Json:
    """The plan as a FHIR R4 Bundle of type collection.

    Args:
        plan: as made.
        identity: SHA-256 of the plan's ``plan.json``; all addresses are made from it.
        codes: of the knowledge bundle.
        speech: the language of all words; codes are the same in each.
    """
    held = list(_resources(plan, codes))
    return bundle_of([report(plan, held, speech), *held], plan.as_of, identity, speech)


def _resources(plan: Plan, codes: PublicCodes) -> Iterator[Piece]:
    facts, genes, told = fact_names(plan), {str(line.call.gene) for line in plan.genes}, unasked(plan.incidental)
    yield from subject_resources(plan.patient)
    yield from origin_resources(plan.sources, plan.as_of)
    for line in plan.genes:
        gene = line.call.gene
        yield from gene_observations(line, codes.genes.get(gene, ""), told.get((Beyond.GENE, gene)))
    yield from fact_observations(facts)
    for number, advice in enumerate(plan.medicines, 1):
        yield from medications(number, advice, codes.drugs)
        yield from implications(number, advice.verdict, codes.drugs)
        if advice.dose_estimate is not None:
            yield dose_observation(number, advice.dose_estimate, genes)
        yield from recommendations(number, advice, codes.drugs, facts)
    yield from follow_ups(plan)
    yield from prevention_resources(plan)
    yield from ethical_observations(plan.ethics)
    yield from left_out_list(plan.left_out)
