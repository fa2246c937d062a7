"""Whole files as text: what one sample shows at the loci of a small panel."""

from __future__ import annotations

from itertools import compress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.genome import Build, GenomeError, Genotype, Seen
from autonome.vcf import assume_reference
from tests.examples import examples
from tests.unit.vcf.small_vcf import GRCH38, LOCI, alleles, genotypes, header, line, only, read

NUMBERS = {locus.label: number for number, locus in enumerate(LOCI)}


def refused(*lines: str) -> str:
    with pytest.raises(GenomeError) as caught:
        only(lines)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def remarks(*lines: str) -> dict[str, str]:
    return {LOCI[number].label: text for number, text in only(lines).remarks.items()}


def unclear(*lines: str) -> set[str]:
    return {LOCI[number].label for number in only(lines).unclear}


def test_absence_is_not_reference() -> None:
    assert genotypes() == {}
    assert alleles(line(999, "C", "T", "0/0"), line(1_001, "C", "T", "0/0")) == {}


@pytest.mark.parametrize("name", ["chr10", "10", "NC_000010.11"])
def test_chromosomes_may_be_spelled_in_any_way(name: str) -> None:
    assert alleles(line(1_000, "A", "G", "0/1", chromosome=name)) == {"rs1": ("A", "G")}


def test_what_a_sample_shows() -> None:
    assert genotypes(
        line(1_000, "A", "G", "0|1:77", keys="GT:PS"),
        line(1_010, "C", "A,T", "1/2"),
        line(2_000, "CATAT", "CAT,CATATAT", "2|1"),
        line(3_004, "A", "AA", "1/1"),
        line(4_000, "TC", "CT", "0/1"),
        line(5_000, "T", "C", "1", chromosome="X"),
    ) == {
        "rs1": Genotype(("A", "G"), "77"),
        "rs2": Genotype(("A", "T")),
        "rs3": Genotype(("CATAT", "C"), ""),
        "rs4": Genotype(("GA", "GA")),
        "rs5": Genotype(("TC", "CT")),
        "rs6": Genotype(("C",), ""),
    }


@pytest.mark.parametrize("alt", ["<NON_REF>", "<*>", "."])
def test_blocks_cover_what_lies_in_them(alt: str) -> None:
    found = genotypes(line(1_005, "T", alt, "0/0:30:40", keys="GT:GQ:DP", info="END=2001"))
    assert found == {"rs2": Genotype(("C", "C"), None, Seen.REFERENCE_BLOCK)}


@pytest.mark.parametrize(
    ("keys", "entry", "remark"),
    [
        ("GT:GQ", "0/0:19", "genotype quality 19 is below 20"),
        ("GT:DP", "0/0:0", "no read covers it"),
        ("GT:FT", "0/0:LowQ", "its genotype was filtered (LowQ)"),
    ],
)
def test_blocks_in_doubt_assess_nothing_and_say_why(keys: str, entry: str, remark: str) -> None:
    block = line(1_005, "T", "<NON_REF>", entry, keys=keys, info="END=2001")
    assert genotypes(block) == {}
    assert remarks(block) == {"rs2": remark}


def test_a_variant_record_with_room_for_anything_else_speaks_of_its_whole_stretch() -> None:
    assert alleles(line(1_009, "GC", "G,<NON_REF>", "0/1")) == {"rs2": ("C", "*")}
    assert alleles(line(1_000, "A", "G,<NON_REF>", "0/2")) == {"rs1": ("A", None)}


def test_blocks_that_meet_inside_a_locus_cover_it_together() -> None:
    whole = Genotype(("CAT", "CAT"), None, Seen.REFERENCE_BLOCK)
    left = line(1_900, "A", "<NON_REF>", "0/0", info="END=2000")
    right = line(2_001, "A", "<NON_REF>", "0/0", info="END=2500")
    assert genotypes(left, right)["rs3"] == whole
    assert genotypes(right, left)["rs3"] == whole
    assert "rs3" not in genotypes(left)
    assert "rs3" not in genotypes(left, line(2_002, "T", "<NON_REF>", "0/0", info="END=2500"))
    assert "rs3" not in genotypes(left, line(2_001, "A", "<NON_REF>", "0", info="END=2500"))
    assert "rs3" not in genotypes(left, line(2_001, "A", "<NON_REF>", "0/0:3", keys="GT:GQ", info="END=2500"))
    assert "rs3" not in genotypes(left, line(2_001, "A", "<NON_REF>", "0/1", info="END=2500"))


def test_sites_written_base_by_base_cover_a_locus_together() -> None:
    sites = [line(2_000 + at, base, ".", "0/0") for at, base in enumerate("CAT")]
    assert alleles(*sites)["rs3"] == ("CAT", "CAT")
    for dropped in range(len(sites)):
        assert "rs3" not in alleles(*compress(sites, [at != dropped for at in range(len(sites))]))


@pytest.mark.parametrize("filter_", ["PASS", ".", "RefCall", ""])
def test_filters_that_pass(filter_: str) -> None:
    assert alleles(line(1_000, "A", "G", "0/1", filter_=filter_)) == {"rs1": ("A", "G")}


def test_a_filtered_record_is_not_used_and_says_why() -> None:
    text = line(1_000, "A", "G", "0/1", filter_="q10;VQSRTrancheSNP99.00to99.90")
    assert genotypes(text) == {}
    assert remarks(text) == {"rs1": "the record was filtered (q10;VQSRTrancheSNP99.00to99.90)"}


def test_a_doubtful_alternative_is_not_overruled_by_another_record_that_does_not_show_it() -> None:
    sure = line(1_010, "C", "A", "0/0")
    assert alleles(sure) == {"rs2": ("C", "C")}
    for doubtful in (
        line(1_010, "C", "T", "0/1", filter_="q10"),
        line(1_010, "C", "T", "0/1:5", keys="GT:GQ"),
    ):
        assert alleles(sure, doubtful) == {}
        assert "rs2" in remarks(doubtful, sure)
    # A doubtful "reference" takes nothing away from a sure one.
    assert alleles(sure, line(1_010, "C", "T", "0/0:5", keys="GT:GQ")) == {"rs2": ("C", "C")}
    assert remarks(sure, line(1_010, "C", "T", "0/0:5", keys="GT:GQ")) == {}


def test_split_records_are_merged_and_identical_ones_are_fine() -> None:
    split = [line(1_010, "C", "A", "0/1"), line(1_010, "C", "T", "1/0")]
    assert sorted(map(str, alleles(*split)["rs2"])) == ["A", "T"]
    assert alleles(split[0], split[0]) == {"rs2": ("C", "A")}
    assert alleles(line(2_000, "CAT", "C", "0|1"), line(2_000, "C", "CAT", "1|0")) == {"rs3": ("CATAT", "C")}


@pytest.mark.parametrize("other", ["0/0", "1/1"])
def test_contradictory_duplicates_are_refused(other: str) -> None:
    assert refused(line(1_000, "A", "G", "0/1"), line(1_000, "A", "G", other)) == (
        "small.vcf, sample S1: records at chr10:1000 (rs1) contradict each other. "
        "Mend: remove the wrong duplicate; bcftools norm -m +any joins split records."
    )


def test_one_indel_in_two_spellings_is_one_record_twice() -> None:
    left, right = line(3_000, "G", "GA", "0/1"), line(3_003, "A", "AA", "0/1")
    assert alleles(left, right) == {"rs4": ("G", "GA")}
    assert "contradict each other" in refused(left, line(3_003, "A", "AA", "0/0"))


def test_half_missing_genotypes_are_kept_as_halves() -> None:
    assert alleles(line(1_000, "A", "G", "./1")) == {"rs1": (None, "G")}


def test_a_single_copy_of_a_chromosome_that_comes_in_two_is_a_half() -> None:
    assert genotypes(line(1_000, "A", "G", "1")) == {"rs1": Genotype(("G", None), "")}
    assert alleles(line(1_005, "T", "<NON_REF>", "0", info="END=1999")) == {"rs2": ("C", None)}
    assert alleles(line(5_000, "T", "C", "1", chromosome="X")) == {"rs6": ("C",)}
    # Opposite to a deletion the single copy is the other chromosome's.
    assert alleles(line(1_009, "GCC", "G", "0/1"), line(1_010, "C", "T", "1")) == {"rs2": ("T", "*")}


def test_no_call_is_not_assessed_and_unclear() -> None:
    for entry in ("./.", ".", ".|."):
        assert genotypes(line(1_000, "A", "G", entry)) == {}
        assert unclear(line(1_000, "A", "G", entry)) == {"rs1"}


def test_replacements_of_several_bases_are_read_base_by_base() -> None:
    found = alleles(line(999, "GACCCCCCCCCCT", "GGCCCCCCCCCTT", "0|1"))
    assert found == {"rs1": ("A", "G"), "rs2": ("C", "T")}


def test_bases_under_a_deletion_are_neither_reference_nor_known() -> None:
    assert alleles(line(1_009, "GCC", "G", "1/1")) == {"rs2": ("*", "*")}
    assert alleles(line(1_009, "GCC", "G", "0/1"), line(1_010, "C", "T,*", "1/2")) == {"rs2": ("T", "*")}
    assert alleles(line(1_009, "GCC", "G", "0/0")) == {}


def test_variants_that_do_not_fit_together_assess_nothing() -> None:
    odd = [line(1_009, "GCC", "G", "0/1"), line(1_010, "C", "T", "1/1")]
    assert genotypes(*odd) == {}
    assert remarks(*odd) == {"rs2": "variants that overlap there do not fit together"}


def test_a_structural_variant_closes_its_stretch_for_those_who_carry_it() -> None:
    bases = [line(1_000, "A", "G", "0/0"), line(1_010, "C", "T", "1/1")]
    deletion = line(900, "T", "<DEL>", "0/1", info="SVTYPE=DEL;END=1005")
    assert alleles(*bases, deletion) == {"rs2": ("T", "T")}
    assert remarks(*bases, deletion) == {"rs1": "a variant without a name lies over it"}
    absent = line(900, "T", "<DEL>", "0/0", info="SVTYPE=DEL;END=1005")
    assert alleles(*bases, absent) == {"rs1": ("A", "A"), "rs2": ("T", "T")}
    assert alleles(absent) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (line(1_000, "A", "G", "0/2"), "line 4: genotype '0/2' names an allele that the line does not have"),
        (line(1_000, "A", "G", "0/0/1"), "line 4: genotype '0/0/1' has more than two copies"),
        (line(1_000, "A", "G", "0/1", "0/1"), "line 4: has 2 sample columns, the header names 1"),
        (line(1_000, "A", "G"), "line 4: has 0 sample columns, the header names 1"),
        (line(1_000, "A", "G") + "\tGT", "line 4: has 0 sample columns, the header names 1"),
        (line(1_000, "A", ",".join(["G"] * 10_000), "0/1"), "line 4: has 10000 alternatives"),
        (line(1_000, "R", "G", "0/1"), "line 4: REF is 'R'"),
        (line(1_010, "A", "T", "0/1"), "line 4: REF is A at chr10:1010 (rs2), where the build has C"),
    ],
)
def test_damaged_records_at_known_positions_are_refused(text: str, message: str) -> None:
    said = refused(text)
    assert said.startswith(f"small.vcf, {message}")
    assert ". Mend: " in said


def test_the_other_build_is_read_with_its_own_reference_bases() -> None:
    (sample,) = read([*header("##reference=hg19"), line(11_000, "G", "A", "0/1"), line(11_010, "C", "T", "0/0")])
    assert sample.build is Build.GRCH37
    assert [each.alleles if each else None for each in sample.genotypes][:2] == [("G", "A"), ("C", "C")]


def test_the_order_of_lines_does_not_matter() -> None:
    lines = [line(1_010, "C", "T", "0/1"), line(5_000, "T", "C", "1/1", chromosome="X"), line(1_000, "A", "G", "1/1")]
    assert only(lines) == only(lines[::-1])


def test_two_hundred_samples_are_read_each_by_itself() -> None:
    names = [f"P{number}" for number in range(200)]
    entries = [["0/0", "0/1", "1/1", "./.", "1|0"][number % 5] for number in range(200)]
    found = read([*header(samples=names), line(1_000, "A", "G", *entries), line(1_010, "C", "T", *entries[::-1])])
    assert [each.sample for each in found] == names
    for entry, each in zip(entries, found, strict=True):
        assert each.genotypes[:1] == only([line(1_000, "A", "G", entry)]).genotypes[:1]
    assert found[0].genotypes[1] == Genotype(("T", "C"), "")


def test_assumed_reference_is_marked_and_touches_nothing_that_was_spoken_of() -> None:
    sample = only([line(1_000, "A", "G", "0/1"), line(1_010, "C", "T", "./.")])
    filled = assume_reference(sample, GRCH38, {"chrX": 1})
    assert filled.genotypes == (
        Genotype(("A", "G")),
        None,
        Genotype(("CAT", "CAT"), None, Seen.ASSUMED),
        Genotype(("G", "G"), None, Seen.ASSUMED),
        Genotype(("TC", "TC"), None, Seen.ASSUMED),
        Genotype(("T",), None, Seen.ASSUMED),
    )
    assert sample.genotypes[2] is None


@pytest.mark.parametrize(
    "text",
    [
        line(1_010, "C", "T", "./."),
        line(1_010, "C", "T", "0/1", filter_="q10"),
        line(1_010, "C", "T", "0/1:3", keys="GT:GQ"),
        line(1_010, "C", "*", "0/1"),
        line(1_010, "C", "<NON_REF>", "1/1"),
        line(900, "T", "<DEL>", "0/1", info="END=1500"),
        line(1_010, "C", "C[chr2:5[", "0/1"),
        line(1_005, "T", "<NON_REF>", "0/0:0", keys="GT:DP", info="END=1500"),
    ],
)
def test_what_is_unclear_is_never_assumed_reference(text: str) -> None:
    assert assume_reference(only([text]), GRCH38, {}).genotypes[NUMBERS["rs2"]] is None


def test_an_indel_across_the_edge_of_a_locus_is_never_assumed_reference() -> None:
    text = line(1_998, "GGC", "G", "0/1")
    assert assume_reference(only([text]), GRCH38, {}).genotypes[NUMBERS["rs3"]] is None


SOME_LINES = st.lists(
    st.sampled_from(
        [
            line(1_000, "A", "G", "0/1"),
            line(1_000, "A", "T", "0/0"),
            line(1_009, "GCC", "G", "0/1"),
            line(1_010, "C", "T,A", "1|2"),
            line(1_005, "T", "<NON_REF>", "0/0", info="END=3000"),
            line(2_000, "CAT", "C", "1/1"),
            line(2_002, "TAT", "T", "0/1"),
            line(3_002, "A", "AA", "0/1"),
            line(4_000, "T", "C", "0/1"),
            line(4_000, "TC", "CT", "0/0", filter_="q10"),
            line(5_000, "T", "C", "1", chromosome="X"),
            line(1_800, "T", "<DEL>", "0/1", info="END=2400"),
        ]
    ),
    max_size=5,
    unique=True,
)


@settings(max_examples=examples(50), deadline=None)
@given(SOME_LINES)
def test_a_locus_without_any_line_is_never_anything_but_not_assessed(lines: list[str]) -> None:
    try:
        sample = only(lines)
    except GenomeError as error:
        assert "contradict each other" in str(error)  # noqa: PT017 - allowed, and nothing else
        return
    for number, locus in enumerate(LOCI):
        touched = False
        for text in lines:
            name, position, _, ref, _, _, _, info = text.split("\t")[:8]
            last = int(info.removeprefix("END=")) if info.startswith("END=") else int(position) + len(ref) - 1
            near = int(position) <= max(locus.end, locus.reach) and locus.position <= last
            touched |= near and name.removeprefix("chr") == locus.chromosome.removeprefix("chr")
        if not touched:
            assert sample.genotypes[number] is None
            assert number not in sample.unclear
