from __future__ import annotations

import pytest

import autonome.vcf.header
from autonome.genome import Build, GenomeError
from autonome.vcf import read_header
from autonome.vcf.header import Header
from tests.unit.vcf.small_vcf import header


def parsed(*lines: str) -> Header:
    return read_header(lines, where="x.vcf")


def refused(*lines: str) -> str:
    with pytest.raises(GenomeError) as caught:
        parsed(*lines)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "build"),
    [
        ("##contig=<ID=10,length=135534747>", Build.GRCH37),
        ("##contig=<ID=chr10,length=133797422>", Build.GRCH38),
        ('##contig=<ID=chrX,assembly=GRCh38.p14,species="Homo sapiens">', Build.GRCH38),
        ("##contig=<ID=NC_000010.10>", Build.GRCH37),
        ("##contig=<ID=NC_000010.11,length=133797422>", Build.GRCH38),
        ("##contig=<length=135534747,ID=chr10>", Build.GRCH37),
        ("##reference=file:///data/hg19.fa", Build.GRCH37),
        ("##reference=GRCh38", Build.GRCH38),
        ("##assembly=ftp://x/GRCh37.fa.gz", Build.GRCH37),
        ("##contig=<ID=chr10,length=1>", None),
        ("##contig=<ID=chr10,length=99999999999999999999>", None),
        ("##contig=<ID=chrUn_1,length=135534747>", None),
        ("##contig=<ID=chr10>", None),
        ("##contig=nonsense", None),
        ("##reference=file:///home/lab38/x.fa", None),
        ("##source=made from hg19", None),
    ],
)
def test_the_build_that_a_header_names(line: str, build: Build | None) -> None:
    assert parsed(*header(line)).build is build


def test_a_header_that_contradicts_itself_is_refused() -> None:
    said = refused(*header("##contig=<ID=chr10,length=133797422>", "##reference=hg19.fa"))
    assert said == (
        "x.vcf: the header contradicts itself: '##reference=hg19.fa' says GRCh37 but "
        "'##contig=<ID=chr10,length=133797422>' says GRCh38. "
        "Mend: correct the header with bcftools reheader, or lift the file over again."
    )


def test_one_contig_line_can_contradict_itself() -> None:
    assert "contradicts itself" in refused(*header("##contig=<ID=10,length=135534747,assembly=GRCh38>"))


def test_samples_are_the_columns_after_format() -> None:
    found = parsed(*header(samples=["S2", "S1", "a b"]))
    assert found.samples == ("S2", "S1", "a b")
    assert found.lines == 3
    assert parsed(*header(samples=[])).samples == ()


@pytest.mark.parametrize("version", ["VCFv4.1", "VCFv4.2", "VCFv4.3", "VCFv4.4"])
def test_versions_that_are_read(version: str) -> None:
    assert parsed(*header(version=version)).version == version


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "x.vcf: the line of column names (#CHROM …) is missing."),
        ([""], "x.vcf, line 1: is not a VCF: ##fileformat is missing."),
        (["##fileformat=VCFv4.2"], "x.vcf: the line of column names (#CHROM …) is missing."),
        (["##fileformat=VCFv4.2", "chr1\t1"], "x.vcf: the line of column names (#CHROM …) is missing."),
        (["##fileformat=VCFv3.3"], "x.vcf, line 1: version 'VCFv3.3' is not read."),
        (["##fileformat=VCFv4.5"], "x.vcf, line 1: version 'VCFv4.5' is not read."),
        (["\ufeff##fileformat=VCFv4.2"], "x.vcf, line 1: starts with a byte-order mark."),
        (['{"resourceType": "Bundle"}'], "x.vcf, line 1: is not a VCF: ##fileformat is missing."),
        (
            ["##fileformat=VCFv4.2", "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT S1"],
            "x.vcf, line 2: the column names are not those of a VCF.",
        ),
        (
            ["##fileformat=VCFv4.2", "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tS1"],
            "x.vcf, line 2: the column names are not those of a VCF.",
        ),
        (header(samples=["S1", "S2", "S1"]), "x.vcf, line 3: sample 'S1' stands twice."),
    ],
)
def test_headers_that_are_refused(lines: list[str], message: str) -> None:
    assert refused(*lines).startswith(f"{message} Mend: ")


def test_a_header_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autonome.vcf.header, "MAX_HEADER_LINES", 100)
    endless = ["##fileformat=VCFv4.2", *["##x=1"] * 200]
    assert refused(*endless).startswith("x.vcf, line 101: the header does not end. Mend: ")


def test_many_equal_sample_names_are_found_quickly() -> None:
    assert "stands twice" in refused(*header(samples=[f"S{number % 50_000}" for number in range(100_000)]))
