"""A made whole genome: millions of variants of one person on GRCh38, bgzipped, the same bytes in every run.

Positions, alleles and fields are drawn at random from what a germline caller writes: nine in ten single bases, indels
of geometric length, two alternatives at times, twelve INFO keys, five FORMAT keys. The known positions of the
pharmacogenes are among them, with the true reference base, as in a file that was genotyped at them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysam

from autonome.genome import CONTIG_LENGTHS, Build, Locus, Panel

SEED = 20261122
"""Fixed, so that every run measures the same file."""

CHROMOSOMES = [f"chr{name}" for name in (*range(1, 23), "X")]

FORMAT_KEYS = "GT:AD:DP:GQ:PL"

HEADER = """##fileformat=VCFv4.2
##FILTER=<ID=PASS,Description="All filters passed">
##INFO=<ID=AC,Number=A,Type=Integer,Description="Allele count">
##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency">
##INFO=<ID=AN,Number=1,Type=Integer,Description="Alleles called">
##INFO=<ID=BaseQRankSum,Number=1,Type=Float,Description="Rank sum of base qualities">
##INFO=<ID=DP,Number=1,Type=Integer,Description="Depth">
##INFO=<ID=ExcessHet,Number=1,Type=Float,Description="Excess of heterozygotes">
##INFO=<ID=FS,Number=1,Type=Float,Description="Strand bias">
##INFO=<ID=MQ,Number=1,Type=Float,Description="Mapping quality">
##INFO=<ID=MQRankSum,Number=1,Type=Float,Description="Rank sum of mapping qualities">
##INFO=<ID=QD,Number=1,Type=Float,Description="Quality by depth">
##INFO=<ID=ReadPosRankSum,Number=1,Type=Float,Description="Rank sum of positions in reads">
##INFO=<ID=SOR,Number=1,Type=Float,Description="Strand odds ratio">
##INFO=<ID=END,Number=1,Type=Integer,Description="End of a block">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depth by allele">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">
##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="Least depth of a block">
##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods">
"""


@dataclass(frozen=True, slots=True)
class Made:
    """What to make.

    Args:
        records: how many lines.
        blocks: whether reference blocks stand between the variants (gVCF).
    """

    records: int
    blocks: bool = False

    @property
    def name(self) -> str:
        """The file's name: what it holds, so that another size is another file."""
        return f"{'gvcf' if self.blocks else 'wgs'}-{self.records}-{SEED}.vcf.gz"


def whole_genome(folder: Path, made: Made, panel: Panel) -> Path:
    """The file, made once and kept; an index lies beside it."""
    path = folder / made.name
    if path.with_name(path.name + ".tbi").exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"half-{path.name}")
    with pysam.BGZFile(str(half), "wb", index=None) as out:
        out.write(HEADER.encode())
        for chromosome in CHROMOSOMES:
            out.write(f"##contig=<ID={chromosome},length={_length(chromosome)}>\n".encode())
        out.write(b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tWGS\n")
        for lines in _batches(made, panel):
            out.write("".join(lines).encode())
    half.replace(path)
    pysam.tabix_index(str(path), preset="vcf", force=True)
    return path


def _length(chromosome: str) -> int:
    return next(
        length for (name, length), build in CONTIG_LENGTHS.items() if (name, build) == (chromosome, Build.GRCH38)
    )


def _batches(made: Made, panel: Panel) -> Iterator[list[str]]:
    draw = random.Random(SEED)  # noqa: S311 - made data, no secret
    lengths = {chromosome: _length(chromosome) for chromosome in CHROMOSOMES}
    spacing = 2 * sum(lengths.values()) / made.records
    known: dict[str, list[Locus]] = {}
    for locus in sorted(panel.loci, key=lambda each: each.position):
        known.setdefault(locus.chromosome, []).append(locus)
    shapes = [_shape(draw) for _ in range(2_000)]
    for chromosome, length in lengths.items():
        yield from _of_chromosome(chromosome, length, spacing, (known.get(chromosome, []), shapes, draw, made.blocks))


def _of_chromosome(
    chromosome: str,
    length: int,
    spacing: float,
    rest: tuple[Sequence[Locus], Sequence[tuple[str, str, str]], random.Random, bool],
) -> Iterator[list[str]]:
    known, shapes, draw, blocks = rest
    waiting = list(reversed(known))
    position, lines = 10_000, []
    while position < length:
        while waiting and waiting[-1].position <= position:
            locus = waiting.pop()
            lines.append(_known(chromosome, locus, draw))
            position = max(position, locus.end)
        step = 1 + int(draw.random() * spacing)
        if blocks and step > 1:
            end = min(position + step - 1, waiting[-1].position - 1 if waiting else length)
            if end > position:
                lines.append(_block(chromosome, position + 1, end, draw))
        position += step
        alleles, tail, number = shapes[int(draw.random() * len(shapes))]
        if not waiting or position + len(alleles) < waiting[-1].position:
            lines.append(f"{chromosome}\t{position}\t{number}\t{alleles}\t{tail}\n")
        if len(lines) > 10_000:
            yield lines
            lines = []
    yield lines


def _shape(draw: random.Random) -> tuple[str, str, str]:
    """Everything of a line but its place: drawing it anew for each line would take an hour."""
    ref = draw.choice("ACGT")
    others = [base for base in "ACGT" if base != ref]
    kind = draw.random()
    alt = draw.choice(others)
    if kind > 0.995:
        alt = ",".join(draw.sample(others, 2))
    elif kind > 0.94:
        ref += "".join(draw.choices("ACGT", k=1 + int(draw.expovariate(0.3))))
        alt = ref[0]
    elif kind > 0.88:
        alt = ref + "".join(draw.choices("ACGT", k=1 + int(draw.expovariate(0.3))))
    return f"{ref}\t{alt}", _fields(draw, alt.count(",") + 1), f"rs{draw.randrange(1, 10**9)}"


def _fields(draw: random.Random, alts: int) -> str:
    depth = draw.randrange(18, 50)
    half = depth // 2
    het = draw.random() < 0.6 or alts > 1
    counts = ",".join(["1" if het else "2"] * alts)
    info = (
        f"AC={counts};AF={','.join(['0.500' if het else '1.00'] * alts)};AN=2;BaseQRankSum={draw.gauss(0, 1):.3f};"
        f"DP={depth};ExcessHet=3.0103;FS={draw.expovariate(0.5):.3f};MQ=60.00;MQRankSum={draw.gauss(0, 1):.3f};"
        f"QD={draw.uniform(10, 35):.2f};ReadPosRankSum={draw.gauss(0, 1):.3f};SOR={draw.uniform(0.3, 2):.3f}"
    )
    if alts > 1:
        sample = f"1/2:0,{half},{depth - half}:{depth}:99:900,400,350,400,0,350"
    elif het:
        sample = f"0/1:{depth - half},{half}:{depth}:99:{half * 30},0,{half * 31}"
    else:
        sample = f"1/1:0,{depth}:{depth}:{min(3 * depth, 99)}:{depth * 30},{3 * depth},0"
    return f"{draw.uniform(30, 2000):.2f}\tPASS\t{info}\t{FORMAT_KEYS}\t{sample}"


def _known(chromosome: str, locus: Locus, draw: random.Random) -> str:
    """The reference at a known position."""
    depth = draw.randrange(18, 50)
    sample = f"0/0:{depth},0:{depth}:99:0,{depth * 3},{depth * 30}"
    fixed = f"{chromosome}\t{locus.position}\t.\t{locus.ref}\t{locus.alts[0]}\t.\tPASS\tDP={depth}"
    return f"{fixed}\t{FORMAT_KEYS}\t{sample}\n"


def _block(chromosome: str, first: int, last: int, draw: random.Random) -> str:
    depth = draw.randrange(18, 50)
    sample = f"0/0:{depth}:{min(3 * depth, 99)}:{depth - 5}:0,{3 * depth},{30 * depth}"
    return f"{chromosome}\t{first}\t.\tA\t<NON_REF>\t.\t.\tEND={last}\tGT:DP:GQ:MIN_DP:PL\t{sample}\n"
