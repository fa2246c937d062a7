"""Data lines of every kind that a caller writes, and of some that none should: plain ones, odd ones, broken ones."""

from __future__ import annotations

from hypothesis import strategies as st

from autonome.genome import Build
from autonome.genome.coordinates import coordinates

GRCH38 = coordinates(Build.GRCH38)
SAMPLES = 2
"""Sample columns of a made line; the second is read."""

SAMPLE = (1, SAMPLES)

bases = st.text("ACGT", min_size=1, max_size=4)
names = st.sampled_from(["chr10", "10", "chrX", "NC_000010.11", "chrUn_1", "chrM", "chr1"])
positions = st.one_of(
    st.integers(990, 1_060),
    st.sampled_from([0, 1, 16_570, 133_797_422, 133_797_424, 248_956_423, 248_956_425, 2**31 - 1]),
)
alternatives = st.one_of(
    bases,
    st.lists(bases, min_size=2, max_size=3).map(",".join),
    st.sampled_from(
        ["<NON_REF>", "<*>", ".", "*", "<DEL>", "A,<NON_REF>", "AC,<NON_REF>", "C,*", "acg", "N", "G]17:198982]"]
    ),
)
site_qualities = st.one_of(
    st.sampled_from(
        [".", "0", "99", "873.81", "45.3", "0.05", "7.30814", "1e-05", "inf", "-1", "007", "4294967295", "1."]
    ),
    st.decimals(0, 99_999, places=2).map(str),
)
filters = st.sampled_from(["PASS", ".", "LowQual", "q10;s50", "", "RefCall", "VQSRTrancheSNP99.90to99.95"])
infos = st.sampled_from(
    [".", "DP=12;AF=0.5", "END=1030", "END=1004", "END=.", "DP=3;END=1040", "END=1020;DP=3", "AEND=3",
     "CHR2=chr3;END=5", "SVTYPE=DEL;END=133797000"]
)  # fmt: skip
numbers = st.one_of(st.integers(0, 60).map(str), st.sampled_from([".", "", "99", "19.5", "070", "65534", "65535", "x"]))
genotypes = st.one_of(
    st.sampled_from(["0/0", "0/1", "1/1", "0|1", "1|0", "./.", ".", "1", "0", "0/.", "1/2", ""]),
    st.sampled_from(["0/0/1", "10/11", "7/0", "|0|1", "0/1|1", "A/B"]),
)
phase_sets = st.sampled_from([".", "1000", "0", "", "PS7", "0007", "4294967294", "4294967295", ".,."])
genotype_filters = st.sampled_from(["PASS", ".", "LowGQ", "RefCall", ""])
FORMATS = ["GT", "GT:DP:GQ", "GT:AD:DP:GQ:PL", "GT:GQ:DP:PS:FT", "DP:GT", "GT:RGQ:DP", "AD:PL", "GT:PSL:GQ", "GT:GT"]

_VALUES = {
    "GT": genotypes, "DP": numbers, "GQ": numbers, "RGQ": numbers, "PS": phase_sets, "PSL": phase_sets,
    "FT": genotype_filters, "AD": st.just("3,4"), "PL": st.just("30,0,90"),
}  # fmt: skip


@st.composite
def cells(draw: st.DrawFn, keys: str) -> str:
    """One sample's entry; fields at its end may be left out."""
    values = [draw(_VALUES[key]) for key in keys.split(":")]
    return ":".join(values[: draw(st.integers(1, len(values)))])


@st.composite
def sound_lines(draw: st.DrawFn) -> str:
    """A line that is read: as callers write it, or odd."""
    keys = draw(st.sampled_from(FORMATS))
    fixed = [draw(names), str(draw(positions)), draw(st.sampled_from([".", "rs1"])), draw(bases), draw(alternatives)]
    rest = [draw(site_qualities), draw(filters), draw(infos), keys]
    return "\t".join([*fixed, *rest, draw(cells(keys)), draw(cells(keys))])


def broken(line: str, how: int) -> str:
    """A line that no reader should take, or that is none."""
    columns = line.split("\t")
    match how:
        case 0:
            return "\t".join(columns[:-1])
        case 1:
            columns[1] = "-5"
        case 2:
            columns[3] = "AXA"
        case 3:
            columns[4] = "A,,C"
        case 4:
            return f"{line}\t0/0"
        case 5:
            return "# a comment"
        case 6:
            return ""
        case 7:
            return f"{line}\r"
        case 8:
            columns[7] = "NOTE=é"
        case _:
            columns[3] = ""
    return "\t".join(columns)


lines = st.one_of(sound_lines(), sound_lines(), sound_lines(), st.builds(broken, sound_lines(), st.integers(0, 9)))
