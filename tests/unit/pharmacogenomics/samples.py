"""Samples made from named alleles of the shipped definitions, with exceptions at single positions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from autonome.adapters.knowledge_pack import load_bundle
from autonome.genome import Genotype
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calling import call_gene, prepare
from autonome.pharmacogenomics.calls import GeneCall

BUNDLE = load_bundle()
CALLER = prepare(BUNDLE.definitions, BUNDLE.phenotypes)

NOTHING: Mapping[str, Genotype] = {}


def of_alleles(
    gene: str,
    names: Sequence[str],
    *,
    phase: str | None = "",
    without: Collection[str] = (),
    but: Mapping[str, Genotype] = NOTHING,
) -> list[Genotype | None]:
    """Genotypes of a sample that carries one or two named alleles.

    ``without`` are rsids that were not assessed; ``but`` gives other genotypes at single rsids.
    """
    definition = BUNDLE.definitions[GeneSymbol(gene)]
    alleles = {each.name: each for each in definition.alleles}
    found: list[Genotype | None] = []
    for at, known in enumerate(definition.positions):
        bases = tuple(min(alleles[name].defining.get(at, {known.ref})) for name in names)
        found.append(None if known.rsid in without else but.get(known.rsid, Genotype(bases, phase)))
    return found


def call(
    gene: str,
    *names: str,
    phase: str | None = "",
    without: Collection[str] = (),
    but: Mapping[str, Genotype] = NOTHING,
) -> GeneCall:
    """The answer for such a sample."""
    return call_gene(CALLER, GeneSymbol(gene), of_alleles(gene, names, phase=phase, without=without, but=but))


def labels(answer: GeneCall) -> list[str]:
    return [each.label for each in answer.diplotypes]


def phenotypes(answer: GeneCall) -> list[str]:
    return [each.phenotype for each in answer.recommendation_diplotypes]
