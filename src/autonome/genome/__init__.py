"""The genome: builds, known loci, genotypes, and how one variant's many spellings become one.

Read in this order: `builds` (assemblies and the names of chromosomes), `coordinates` (one number for each base),
`normalization` (trimming and shifting without a FASTA), `loci` (the places that are looked at), `genotypes` (what a
sample shows there), `samples` (a sample's genotypes over a panel). Nothing here knows what a position means: that is
`pharmacogenomics`. Nothing here reads a file: lines become values in `vcf`, and files are opened by `adapters`.
"""

from autonome.genome.builds import CONTIG_LENGTHS, REFSEQ_BUILD, Build, build_named_in, chromosome
from autonome.genome.errors import GenomeError
from autonome.genome.genotypes import DELETED, Genotype, Seen
from autonome.genome.loci import LONGEST_LOCUS, Locus, Panel
from autonome.genome.normalization import Variant, spellings, trim
from autonome.genome.ports import GenomeReading, GenomeSource
from autonome.genome.samples import SampleGenotypes

__all__ = [
    "CONTIG_LENGTHS",
    "DELETED",
    "LONGEST_LOCUS",
    "REFSEQ_BUILD",
    "Build",
    "GenomeError",
    "GenomeReading",
    "GenomeSource",
    "Genotype",
    "Locus",
    "Panel",
    "SampleGenotypes",
    "Seen",
    "Variant",
    "build_named_in",
    "chromosome",
    "spellings",
    "trim",
]
