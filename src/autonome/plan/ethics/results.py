"""Which results of a plan matter beyond a dose: looked up by phenotype or name, as they were called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autonome.evidence.ethics import EthicalFacts, Heredity, WeightyResult
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import Diplotype, GeneCall
from autonome.plan.values import GeneLine, Plan


@dataclass(frozen=True, slots=True)
class FoundResult:
    """A result of the plan that stands in the table.

    Args:
        line: the gene.
        result: as it was called.
        weighty: what the table says of it.
        heredity: how it is inherited.
    """

    line: GeneLine
    result: str
    weighty: WeightyResult
    heredity: Heredity | None

    @property
    def gene(self) -> GeneSymbol:
        """Whose result it is."""
        return self.line.call.gene


def weighty_results(plan: Plan, facts: EthicalFacts) -> tuple[FoundResult, ...]:
    """Every result of the plan that the table names, in the order of the genes."""
    return tuple(found for line in plan.genes for found in _of_line(line, facts))


def has_result(call: GeneCall) -> bool:
    """Whether anything was called at all."""
    return bool(results_of(call))


def results_of(call: GeneCall) -> tuple[str, ...]:
    """Phenotypes and named results of a call, those included that contradict one another or are only possible now."""
    found: tuple[Diplotype, ...] = (*call.recommendation_diplotypes, *call.diplotypes)
    return tuple(dict.fromkeys(each.phenotype or each.label for each in found if each.phenotype or each.label))


def _of_line(line: GeneLine, facts: EthicalFacts) -> Iterator[FoundResult]:
    gene = line.call.gene
    for weighty in facts.results_of(gene):
        for result in results_of(line.call):
            if result in weighty.results:
                yield FoundResult(line, result, weighty, facts.genes.get(gene))
