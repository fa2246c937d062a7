"""A made cohort: people whose named alleles are drawn at random, written as a VCF, phased or not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from autonome.evidence import Bundle, GeneDefinition, NamedAllele
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics import NOT_FROM_VCF

SEED = 20240325
"""Fixed, so that every run measures the same people."""


def write_cohort(path: Path, bundle: Bundle, samples: int, *, phased: bool) -> None:
    """Write a GRCh38 VCF with every known position of every gene that is called from a VCF."""
    draw = random.Random(SEED)  # noqa: S311 - made data, no secret
    genes = {gene: each for gene, each in bundle.definitions.items() if gene not in NOT_FROM_VCF}
    chosen = {gene: [_pair(definition, draw) for _ in range(samples)] for gene, definition in genes.items()}
    names = "\t".join(f"S{number:03}" for number in range(samples))
    with path.open("w", encoding="utf-8") as out:
        out.write("##fileformat=VCFv4.2\n##reference=GRCh38\n")
        out.write('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n')
        out.write(f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{names}\n")
        for line in _lines(genes, chosen, draw, phased=phased):
            out.write(line)


def _pair(definition: GeneDefinition, draw: random.Random) -> tuple[NamedAllele, NamedAllele]:
    """Half of all chromosomes carry the reference allele, as in most populations."""
    first, second = (definition.reference if draw.random() < 0.5 else draw.choice(definition.alleles) for _ in range(2))
    return first, second


def _lines(
    genes: Mapping[GeneSymbol, GeneDefinition],
    chosen: Mapping[GeneSymbol, list[tuple[NamedAllele, NamedAllele]]],
    draw: random.Random,
    *,
    phased: bool,
) -> Iterator[str]:
    mark = "|" if phased else "/"
    for gene, definition in genes.items():
        for number, position in enumerate(definition.positions):
            shown = [position.ref, *position.alts]
            cells = []
            for pair in chosen[gene]:
                indices = [shown.index(_base(allele, number, position.ref, shown)) for allele in pair]
                if not phased and draw.random() < 0.5:
                    indices.reverse()
                cells.append(mark.join(map(str, indices)))
            fixed = [definition.chromosome, str(position.grch38), ".", position.ref, ",".join(position.alts)]
            yield "\t".join([*fixed, ".", "PASS", ".", "GT", *cells]) + "\n"


def _base(allele: NamedAllele, number: int, ref: str, shown: list[str]) -> str:
    """What the allele shows at a position; of several bases the first that the VCF lists."""
    bases = allele.defining.get(number, frozenset({ref}))
    return next(base for base in shown if base in bases)
