"""What nobody asked about: results of genes that no medicine of the plan needs, and advice that rests on them.

What matters for a medicine that is taken or considered was asked about with it, and is no incidental finding. Advice
that rests on the record alone is none either: the patient said or lived it. The kind of a finding goes by the gene,
never by the result: else a kind that is withheld would tell what was found.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.consent import FINDINGS, FindingCode, Wish
from autonome.evidence.ethics import EthicalFacts
from autonome.kernel import GeneSymbol
from autonome.plan.ethical_values import Beyond, Incidental, RecordedWish
from autonome.plan.ethics.consent_basis import ConsentBasis
from autonome.plan.ethics.results import has_result
from autonome.plan.prevention.values import GroundKind, PreventionAdvice
from autonome.plan.values import Plan

UNKNOWN_KIND = FindingCode("unclear-meaning")
"""Kind of a gene that the bundle says nothing of."""

STRICTEST = (Wish.NO, Wish.NOT_NOW, Wish.NOT_RECORDED, Wish.YES)
"""Of several kinds behind one advice, the one that the patient least wants to be told decides."""


def recorded_wishes(consent: ConsentBasis | None) -> tuple[RecordedWish, ...]:
    """What the patient wants to be told, kind by kind; nothing is recorded where nobody looked."""
    if consent is None:
        return tuple(RecordedWish(code, Wish.NOT_RECORDED) for code in FINDINGS)
    return tuple(RecordedWish(each.finding, each.wish, each.act.id if each.act else "") for each in consent.preferences)


def incidental_of(plan: Plan, facts: EthicalFacts, wishes: tuple[RecordedWish, ...]) -> tuple[Incidental, ...]:
    """Everything of a plan that nobody asked about: genes with a result, then advice."""
    said = {each.finding: each.wish for each in wishes}
    return (*_genes(plan, facts, said), *_advice(plan, facts, said))


def _genes(plan: Plan, facts: EthicalFacts, said: dict[FindingCode, Wish]) -> Iterator[Incidental]:
    for line in plan.genes:
        if not line.used_for and has_result(line.call):
            kind = kind_of(line.call.gene, facts)
            yield Incidental(Beyond.GENE, line.call.gene, (line.call.gene,), kind, said.get(kind, Wish.NOT_RECORDED))


def _advice(plan: Plan, facts: EthicalFacts, said: dict[FindingCode, Wish]) -> Iterator[Incidental]:
    asked = {line.call.gene for line in plan.genes if line.used_for}
    for advice in plan.prevention:
        genes = genes_behind(advice)
        if not genes or asked.intersection(genes) or _is_for_a_medicine(advice):
            continue
        kinds = sorted({kind_of(gene, facts) for gene in genes})
        kind = min(kinds, key=lambda each: STRICTEST.index(said.get(each, Wish.NOT_RECORDED)))
        yield Incidental(Beyond.ADVICE, advice.id, genes, kind, said.get(kind, Wish.NOT_RECORDED))


def kind_of(gene: GeneSymbol, facts: EthicalFacts) -> FindingCode:
    """The kind of finding that a gene's result is."""
    heredity = facts.genes.get(gene)
    return FindingCode(heredity.finding) if heredity else UNKNOWN_KIND


def genes_behind(advice: PreventionAdvice) -> tuple[GeneSymbol, ...]:
    """The genes that advice rests on."""
    return tuple(GeneSymbol(ground.name) for ground in advice.grounds if ground.kind is GroundKind.GENE)


def _is_for_a_medicine(advice: PreventionAdvice) -> bool:
    return any(ground.kind is GroundKind.MEDICINE for ground in advice.grounds)
