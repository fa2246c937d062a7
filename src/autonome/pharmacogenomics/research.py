"""Readings that are not for patient care, each asked for by name; what they touch says so.

The plan never uses them: a chromosome that no definition describes has no established function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from autonome.evidence.definitions import GeneDefinition, NamedAllele
from autonome.genome import Genotype
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.pharmacogenomics.lowest_function import documented, find
from autonome.pharmacogenomics.naming import combination
from autonome.pharmacogenomics.phenotyping import Phenotyper


class Research(StrEnum):
    """What may be asked for.

    ``combinations`` names several alleles on one chromosome, and unknown bases by their genomic name, where no single
    allele fits; ``undocumented-as-reference`` reads bases that no definition knows as the reference;
    ``cyp2d6-from-vcf`` names CYP2D6 alleles by their short variants alone, blind to deletions, copies and hybrids.
    """

    COMBINATIONS = "combinations"
    CYP2D6_FROM_VCF = "cyp2d6-from-vcf"
    UNDOCUMENTED_AS_REFERENCE = "undocumented-as-reference"


def forget_undocumented(
    definition: GeneDefinition, genotypes: Sequence[Genotype | None]
) -> tuple[tuple[Genotype | None, ...], tuple[str, ...]]:
    """Put unknown bases back to the reference, and say where."""
    shown = {number: genotype for number, genotype in enumerate(genotypes) if genotype is not None}
    seen, replaced = documented(definition, shown)
    names = [known.rsid or known.name for known in definition.positions]
    notes = tuple(f"{names[number]}: an unknown base was read as the reference (research)." for number in replaced)
    return tuple(seen.get(number) for number in range(len(genotypes))), notes


def combine(
    frame: GeneCall, definition: GeneDefinition, genotypes: Sequence[Genotype | None], phenotyper: Phenotyper
) -> GeneCall:
    """Name what each chromosome carries where no pair of single alleles fits.

    Args:
        frame: the answer so far, `no_match`.
        definition: of the gene.
        genotypes: of the sample; nothing is combined unless the phase is known.
        phenotyper: of the gene; combinations have no phenotype.
    """
    found = find(_with_unknown_bases(definition, genotypes), genotypes)
    if not found.phased:
        return frame
    reference = definition.reference.name
    names = [combination(each) if each else reference for each in found.pairs[0]]
    diplotype = phenotyper.diplotype(names, phased=True)
    note = "Several alleles or unknown bases on one chromosome: no function is established (research)."
    return replace(
        frame,
        status=Status.CALLED,
        diplotypes=(diplotype,),
        recommendation_diplotypes=(diplotype,),
        notes=(*frame.notes, note),
    )


def _with_unknown_bases(definition: GeneDefinition, genotypes: Sequence[Genotype | None]) -> GeneDefinition:
    known = [{position.ref} for position in definition.positions]
    for allele in definition.alleles:
        for number, bases in allele.defining.items():
            known[number] |= bases
    unknown = [
        NamedAllele(f"g.{position.grch38}{position.ref}>{base}", "", {number: frozenset({base})})
        for number, (position, genotype) in enumerate(zip(definition.positions, genotypes, strict=True))
        for base in sorted({each for each in (genotype.alleles if genotype else ()) if each} - known[number])
    ]
    return replace(definition, alleles=(*definition.alleles, *unknown))
