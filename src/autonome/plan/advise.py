"""Advice on one medicine for one patient: the verdict, how sure it is, what would change it, and alternatives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from autonome.kernel import DrugName, GeneSymbol
from autonome.plan.acting import as_it_acts, interactions_of
from autonome.plan.alternatives import alternatives_of
from autonome.plan.amount_clauses import fitted
from autonome.plan.changes import changes_of
from autonome.plan.doubts import uncertainties_of
from autonome.plan.factors.rules import factors_on
from autonome.plan.headline import because_of, caution_of, instruction_of
from autonome.plan.interaction_news import interaction_changes, interaction_doubts
from autonome.plan.ports import Knowledge
from autonome.plan.reasons import Verdict
from autonome.plan.unassessed import unassessed_genes
from autonome.plan.values import Doubt, MedicationAdvice, OrderText, Origin, Uncertainty
from autonome.plan.verdict import PatientFacts, case_of, verdict_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """A medicine that advice is wanted on.

    Args:
        drug: the ingredient.
        origin: a current medicine, or one that is considered.
        orders: where the record orders it.
    """

    drug: DrugName
    origin: Origin
    orders: tuple[OrderText, ...] = ()


def advise(
    wanted: Wanted, patient: PatientFacts, taken: Collection[DrugName], knowledge: Knowledge
) -> MedicationAdvice:
    """Advise on one medicine.

    Args:
        wanted: which, and why it is in the plan.
        patient: gene calls, age, medicines that change enzymes, and what the record says else.
        taken: ingredients that the patient takes now.
        knowledge: the bundle.
    """
    genotype = case_of(wanted.drug, patient, knowledge)
    case = as_it_acts(genotype)
    verdict = verdict_on(case)
    changes, by_others = changes_of(case, patient.calls), interaction_changes(genotype, case)
    doubts = uncertainties_of(case, verdict, patient.calls, changes)
    return MedicationAdvice(
        verdict,
        wanted.origin,
        wanted.orders,
        instruction=fitted(instruction_of(verdict), patient.calls),
        because=because_of(verdict, _known_in_part(doubts)),
        caution=fitted(caution_of(verdict), patient.calls),
        uncertainties=(*doubts, *interaction_doubts(genotype, case, by_others)),
        unassessed=unassessed_genes(verdict, patient.calls, patient.clinical.facts.not_covered),
        changes=(*by_others, *changes),
        alternatives=alternatives_of(verdict, patient, taken, knowledge),
        pmids=_pmids(verdict),
        bundle=knowledge.hash,
        interactions=interactions_of(genotype),
        factors=factors_on(wanted.drug, patient.clinical),
    )


def _known_in_part(doubts: Collection[Uncertainty]) -> frozenset[GeneSymbol]:
    """Genes whose normal result is an expectation: not all was read, or not all that was read is known."""
    kinds = (Doubt.REMOTE_ALLELES, Doubt.UNDOCUMENTED_BASE)
    return frozenset(gene for each in doubts if each.doubt in kinds for gene in each.genes)


def _pmids(verdict: Verdict) -> tuple[str, ...]:
    """PubMed ids of the statements used, in ascending order of their number."""
    found = {pmid for line in verdict.lines if line.statement for pmid in line.statement.pmids}
    return tuple(sorted(found, key=lambda pmid: (len(pmid), pmid)))
