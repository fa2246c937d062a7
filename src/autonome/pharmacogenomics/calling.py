"""From a sample's genotypes to an answer for each gene.

Absence is not reference: a gene without any assessed position is `not_assessed`; alleles that only missing positions
could rule out are named, and when they would change the phenotype the answer is `ambiguous`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autonome.evidence.definitions import GeneDefinition
from autonome.evidence.phenotypes import PhenotypeTable
from autonome.genome import DELETED, Genotype, SampleGenotypes, Seen
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.pharmacogenomics.loci import GenePanel
from autonome.pharmacogenomics.lowest_calls import call_lowest
from autonome.pharmacogenomics.lowest_function import find
from autonome.pharmacogenomics.matching import CompiledGene, compile_gene
from autonome.pharmacogenomics.named_calls import call_named
from autonome.pharmacogenomics.phenotyping import Phenotyper
from autonome.pharmacogenomics.research import Research, combine, forget_undocumented

LOWEST_FUNCTION_GENES = frozenset(map(GeneSymbol, ("DPYD", "RYR1")))
"""Genes whose tables list variants one by one; one chromosome may carry several."""

CYP2D6 = GeneSymbol("CYP2D6")

NOT_FROM_VCF = frozenset(map(GeneSymbol, (CYP2D6, "HLA-A", "HLA-B", "MT-RNR1")))
"""Genes that short variants alone do not answer (copy number, hybrid genes, heteroplasmy): outside calls only."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Everything prepared to call many samples.

    Args:
        genes: compiled definitions, in the order of answers.
        phenotypers: by gene.
        research: readings asked for by name; none for patient care.
    """

    genes: Mapping[GeneSymbol, CompiledGene]
    phenotypers: Mapping[GeneSymbol, Phenotyper]
    research: frozenset[Research] = frozenset()


def prepare(
    definitions: Mapping[GeneSymbol, GeneDefinition],
    phenotypes: Mapping[GeneSymbol, PhenotypeTable],
    *,
    research: frozenset[Research] = frozenset(),
) -> Caller:
    """Compile what calling needs, once for any number of samples."""
    closed = NOT_FROM_VCF - ({CYP2D6} if Research.CYP2D6_FROM_VCF in research else set())
    wanted = {gene: definition for gene, definition in definitions.items() if gene not in closed}
    return Caller(
        {gene: compile_gene(definition) for gene, definition in wanted.items()},
        {
            gene: Phenotyper(
                gene, definition.reference.name, phenotypes.get(gene), tuple(each.name for each in definition.alleles)
            )
            for gene, definition in wanted.items()
        },
        research,
    )


def call_sample(caller: Caller, panel: GenePanel, sample: SampleGenotypes) -> tuple[GeneCall, ...]:
    """Call every gene of one sample.

    Args:
        caller: prepared.
        panel: of the build on which the sample was read.
        sample: its genotypes.
    """
    return tuple(
        call_gene(caller, gene, panel.of(sample, gene), remarks=_remarks(panel, sample, gene)) for gene in caller.genes
    )


def _remarks(panel: GenePanel, sample: SampleGenotypes, gene: GeneSymbol) -> tuple[str, ...]:
    return tuple(
        Text("{position} not used: {why}", position=panel.panel.loci[place].label, why=sample.remarks[place])
        for place in panel.places[gene]
        if place is not None and place in sample.remarks
    )


def call_gene(
    caller: Caller, gene: GeneSymbol, genotypes: Sequence[Genotype | None], *, remarks: Sequence[str] = ()
) -> GeneCall:
    """Answer for one gene.

    Args:
        caller: prepared.
        gene: which.
        genotypes: one for each position of its definition, None where not assessed.
        remarks: what the reader of the file found wrong with records, one sentence each.
    """
    compiled = caller.genes[gene]
    phenotyper = caller.phenotypers[gene]
    if gene in LOWEST_FUNCTION_GENES:
        genotypes = [_without_deleted(each) for each in genotypes]
    frame = _frame(compiled.definition, genotypes, remarks)
    if frame.assessed + len(frame.assumed) == 0:
        return frame
    if gene in LOWEST_FUNCTION_GENES:
        return call_lowest(frame, find(compiled.definition, genotypes), compiled.definition, phenotyper)
    if Research.UNDOCUMENTED_AS_REFERENCE in caller.research:
        genotypes, notes = forget_undocumented(compiled.definition, genotypes)
        frame = replace(frame, notes=(*frame.notes, *notes))
    call = call_named(frame, compiled, genotypes, phenotyper)
    if call.status is Status.NO_MATCH and frame.assumed:
        return _without_assumption(caller, gene, genotypes, remarks)
    if call.status is Status.NO_MATCH and Research.COMBINATIONS in caller.research:
        return combine(call, compiled.definition, genotypes, phenotyper)
    return call


def _without_assumption(
    caller: Caller, gene: GeneSymbol, genotypes: Sequence[Genotype | None], remarks: Sequence[str]
) -> GeneCall:
    """What was seen goes before what was assumed: where they fit together in no way, the assumption falls."""
    seen = [None if each is None or each.seen is Seen.ASSUMED else each for each in genotypes]
    note = Text("Reading absent positions as the reference contradicts what was seen: nothing was assumed here.")
    return call_gene(caller, gene, seen, remarks=(*remarks, note))


def _without_deleted(genotype: Genotype | None) -> Genotype | None:
    """A base that a larger variant removes is no base of these tables, and not the reference either: it is missing."""
    if genotype is None or DELETED not in genotype.alleles:
        return genotype
    alleles = tuple(None if allele == DELETED else allele for allele in genotype.alleles)
    return None if set(alleles) == {None} else replace(genotype, alleles=alleles)


def _frame(definition: GeneDefinition, genotypes: Sequence[Genotype | None], remarks: Sequence[str]) -> GeneCall:
    """What is true whatever the alleles turn out to be: what was looked at, and what was not."""
    names = [known.rsid or known.name for known in definition.positions]
    seen = [(name, each) for name, each in zip(names, genotypes, strict=True) if each is not None]
    half = [name for name, each in seen if None in each.alleles]
    assumed = tuple(name for name, each in seen if each.seen is Seen.ASSUMED)
    absent = {name for name, each in zip(names, genotypes, strict=True) if each is None} | set(half)
    return GeneCall(
        definition.gene,
        Status.NOT_ASSESSED,
        assessed=len(seen) - len(assumed),
        missing=tuple(name for name in names if name in absent),
        assumed=assumed,
        notes=(*remarks, *(Text("{position}: one of two alleles is missing.", position=name) for name in half)),
    )
