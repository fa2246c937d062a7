"""A small world for reading: two panels with few loci, and VCF text made line by line."""

from __future__ import annotations

from collections.abc import Sequence

from autonome.genome import Build, Genotype, Locus, Panel, SampleGenotypes
from autonome.kernel import SampleName
from autonome.vcf import read_header, read_samples, select, settle_build
from autonome.vcf.records import Record

NAME = "small.vcf"

LOCI = (
    Locus("chr10", 1_000, "A", ("G",), "rs1"),
    Locus("chr10", 1_010, "C", ("T", "A"), "rs2"),
    # The reference reads C ATATAT A from 2,000 on: three copies of TA.
    Locus("chr10", 2_000, "CAT", ("C", "CATAT"), "rs3", "g.2002TA[2];g.2002TA[4]"),
    # … and GAAAAC from 3,000 on.
    Locus("chr10", 3_000, "G", ("GA",), "rs4", "g.3004dup"),
    Locus("chr10", 4_000, "TC", ("CT",), "rs5", "g.4000_4001delinsCT"),
    Locus("chrX", 5_000, "T", ("C",), "rs6"),
)

GRCH38 = Panel(Build.GRCH38, LOCI)

GRCH37 = Panel(
    Build.GRCH37,
    (
        # The builds differ in the reference base of the first locus.
        Locus("chr10", 11_000, "G", ("A",), "rs1"),
        Locus("chr10", 11_010, "C", ("T", "A"), "rs2"),
        Locus("chr10", 12_000, "CAT", ("C", "CATAT"), "rs3", "g.12002TA[2];g.12002TA[4]"),
        Locus("chr10", 13_000, "G", ("GA",), "rs4", "g.13004dup"),
        Locus("chr10", 14_000, "TC", ("CT",), "rs5", "g.14000_14001delinsCT"),
        Locus("chrX", 15_000, "T", ("C",), "rs6"),
    ),
)

PANELS = (GRCH37, GRCH38)

CONTIG = "##contig=<ID=chr10,length=133797422>"


def header(*extra: str, samples: Sequence[str] = ("S1",), version: str = "VCFv4.2") -> list[str]:
    """Header lines; with a contig of GRCh38 unless others are given."""
    columns = [
        "#CHROM",
        "POS",
        "ID",
        "REF",
        "ALT",
        "QUAL",
        "FILTER",
        "INFO",
        *(["FORMAT", *samples] if samples else []),
    ]
    return [f"##fileformat={version}", *(extra or (CONTIG,)), "\t".join(columns)]


def line(  # noqa: PLR0913 - the columns of a VCF
    position: int | str,
    ref: str,
    alt: str,
    *samples: str,
    chromosome: str = "chr10",
    keys: str = "GT",
    info: str = ".",
    filter_: str = "PASS",
) -> str:
    """A data line."""
    fixed = [chromosome, str(position), ".", ref, alt, ".", filter_, info]
    return "\t".join([*fixed, *([keys, *samples] if samples else [])])


def read(lines: Sequence[str], panels: Sequence[Panel] = PANELS) -> tuple[SampleGenotypes, ...]:
    """Every sample of a file given as lines, header included."""
    taken = iter(lines)
    head = read_header(taken, where=NAME)
    kept = select([(number, text) for number, text in enumerate(taken, start=head.lines + 1)], panels, where=NAME)
    panel = settle_build(head, kept, panels, where=NAME)
    return read_samples(head, kept, panel, samples=head.samples, where=NAME)


def genotypes(*lines: str) -> dict[str, Genotype]:
    """What one sample shows on GRCh38, by label, without the loci of which nothing is known."""
    (sample,) = read([*header(), *lines])
    pairs = zip(LOCI, sample.genotypes, strict=True)
    return {locus.label: genotype for locus, genotype in pairs if genotype is not None}


def alleles(*lines: str) -> dict[str, tuple[str | None, ...]]:
    """The alleles alone."""
    return {label: genotype.alleles for label, genotype in genotypes(*lines).items()}


def only(lines: Sequence[str]) -> SampleGenotypes:
    """The one sample of a file without its own header."""
    (sample,) = read([*header(), *lines])
    return sample


def record(position: int, *spelled: str, end: int | None = None) -> Record:
    """A parsed record on chr1."""
    last = position + len(spelled[0]) - 1
    return Record(1, "chr1", position, tuple(spelled), last if end is None else end, "PASS", ("GT",), "0/1")


S1 = SampleName("S1")
