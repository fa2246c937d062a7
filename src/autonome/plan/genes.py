"""The genes of a plan: each call, with the alleles that were looked at and those that were not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autonome.evidence.definitions import GeneDefinition
from autonome.kernel import DrugName, GeneSymbol
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.ports import Knowledge
from autonome.plan.values import GeneLine, MedicationAdvice


def gene_lines(
    calls: Mapping[GeneSymbol, GeneCall], medicines: Iterable[MedicationAdvice], knowledge: Knowledge
) -> tuple[GeneLine, ...]:
    """Every gene that was called or that the medicines' guidance looks at, in alphabetical order."""
    used: dict[GeneSymbol, list[DrugName]] = {}
    for advice in medicines:
        for gene in advice.verdict.genes:
            used.setdefault(gene, []).append(advice.verdict.drug)
    return tuple(
        _gene_line(
            calls.get(gene) or GeneCall(gene, Status.NOT_ASSESSED),
            knowledge.definitions.get(gene),
            tuple(sorted(used.get(gene, ()))),
        )
        for gene in sorted({*calls, *used})
    )


def _gene_line(call: GeneCall, definition: GeneDefinition | None, used_for: tuple[DrugName, ...]) -> GeneLine:
    tested, untested = _alleles(call, definition)
    return GeneLine(call, tested, untested, used_for, definition.release if definition else "")


def _alleles(call: GeneCall, definition: GeneDefinition | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split the alleles of the definition by whether all of their positions were looked at.

    An outside result names no positions, so nothing is claimed of it either way. The reference allele is left out:
    it is what remains when no other is found.
    """
    if definition is None or call.status is Status.OUTSIDE:
        return (), ()
    missing = _missing_indices(call, definition)
    names = [(allele.name, missing.isdisjoint(allele.defining)) for allele in definition.alleles[1:]]
    tested = tuple(name for name, whole in names if whole)
    return tested, tuple(name for name, whole in names if not whole)


def _missing_indices(call: GeneCall, definition: GeneDefinition) -> frozenset[int]:
    if call.assessed == 0:
        return frozenset(range(len(definition.positions)))
    unseen = {*call.missing, *call.assumed}
    return frozenset(i for i, place in enumerate(definition.positions) if place.rsid in unseen or place.name in unseen)
