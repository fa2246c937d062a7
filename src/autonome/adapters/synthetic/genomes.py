"""A synthetic genome: a VCF on GRCh38, phased, at every known position of some genes.

Genotypes are written out from pairs of named alleles through the definitions of the knowledge bundle. Genes that are
not here are missing on purpose: a plan must call them "not assessed".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from autonome.adapters.synthetic.people import Person
from autonome.evidence.definitions import GeneDefinition, NamedAllele
from autonome.kernel import GeneSymbol

ALLELES: Final[Mapping[str, tuple[tuple[int, str], ...]]] = {
    "CYP2C19": ((58, "*1"), (22, "*2"), (4, "*3"), (16, "*17")),
    "CYP2C9": ((78, "*1"), (13, "*2"), (9, "*3")),
    "CYP3A5": ((70, "*3"), (30, "*1")),
    "CYP4F2": ((100, "*1"),),
    "DPYD": ((93, "Reference"), (7, "c.496A>G")),
    "SLCO1B1": ((80, "*1"), (8, "*5"), (12, "*15")),
    "TPMT": ((93, "*1"), (5, "*3A"), (2, "*3C")),
    "NUDT15": ((92, "*1"), (8, "*3")),
    "VKORC1": ((60, "rs9923231 reference (C)"), (40, "rs9923231 variant (T)")),
}
"""Gene → named alleles by their share of chromosomes, in hundredths (our own: rough, and mixed over populations)."""

STORIES: Final[Mapping[int, Mapping[str, tuple[str, str]]]] = {
    0: {"CYP2C19": ("*2", "*2")},  # takes clopidogrel, and cannot activate it
    1: {"CYP2C9": ("*2", "*3")},  # takes warfarin, and needs less of it
}
"""People whose pairs are given: there is something to be seen on their plan."""

CONTIGS: Final = {
    "chr1": 248_956_422,
    "chr2": 242_193_529,
    "chr6": 170_805_979,
    "chr7": 159_345_973,
    "chr10": 133_797_422,
    "chr12": 133_275_309,
    "chr13": 114_364_328,
    "chr16": 90_338_345,
    "chr19": 58_617_616,
}
"""Lengths on GRCh38 (GCA_000001405.15), base pairs."""


def genome_of(person: Person, definitions: Mapping[GeneSymbol, GeneDefinition]) -> str:
    """The VCF of a synthetic person.

    Args:
        person: whose.
        definitions: of the knowledge bundle.
    """
    rows = sorted(row for gene in ALLELES for row in _rows(person, definitions[GeneSymbol(gene)]))
    return "\n".join([*_header(person), *("\t".join(fields) for _, _, fields in rows)]) + "\n"


def _header(person: Person) -> Iterator[str]:
    yield "##fileformat=VCFv4.3"
    yield "##source=autonome synthetic people"
    yield "##note=Synthetic: written from named alleles, not measured"
    yield "##reference=GRCh38"
    yield '##FILTER=<ID=PASS,Description="All filters passed">'
    for name, length in CONTIGS.items():
        yield f"##contig=<ID={name},length={length},assembly=GRCh38>"
    yield '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">'
    yield '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set: first known position of the gene">'
    yield f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tSYNTHETIC-{person.number}"


def _rows(person: Person, definition: GeneDefinition) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """(contig's rank, 1-based position, the record's fields) of each known position of one gene."""
    by_name = {allele.name: allele for allele in definition.alleles}
    pair = [by_name[name] for name in _pair(person, definition.gene)]
    for index, position in enumerate(definition.positions):
        bases = [_base(definition, allele, index) for allele in pair]
        alts = sorted({base for base in bases if base != position.ref})
        alleles = [position.ref, *alts]
        genotype = "|".join(str(alleles.index(base)) for base in bases)
        place = (definition.chromosome, str(position.grch38), position.rsid or ".")
        told = (*place, position.ref, ",".join(alts) or ".", ".", "PASS", ".", "GT:PS")
        phase_set = definition.positions[0].grch38
        yield list(CONTIGS).index(definition.chromosome), position.grch38, (*told, f"{genotype}:{phase_set}")


def _pair(person: Person, gene: str) -> tuple[str, str]:
    given = STORIES.get(person.number, {}).get(gene)
    return given or (
        person.choice(f"{gene} one", ALLELES[gene]),
        person.choice(f"{gene} other", ALLELES[gene]),
    )


def _base(definition: GeneDefinition, allele: NamedAllele, index: int) -> str:
    """What an allele shows at a position; where it may show several bases, the reference, else the first known."""
    allowed = allele.defining.get(index) or definition.reference.defining[index]
    position = definition.positions[index]
    return next(base for base in (position.ref, *position.alts) if base in allowed)
