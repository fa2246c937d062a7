from __future__ import annotations

import pytest

from autonome.genome import CONTIG_LENGTHS, REFSEQ_BUILD, Build, build_named_in, chromosome
from autonome.genome.builds import spellings

EVERY = [f"chr{name}" for name in (*range(1, 23), "X", "Y")]


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("10", "chr10"),
        ("chr10", "chr10"),
        ("NC_000010.10", "chr10"),
        ("NC_000010.11", "chr10"),
        ("X", "chrX"),
        ("23", "chrX"),
        ("NC_000023.11", "chrX"),
        ("MT", "chrM"),
        ("chrUn_KI270302v1", None),
        ("GL000207.1", None),
        ("NC_000010.9", None),
        ("", None),
        ("CHR10", None),
    ],
)
def test_chromosome_names(name: str, usual: str | None) -> None:
    assert chromosome(name) == usual


def test_every_spelling_leads_back_to_its_chromosome() -> None:
    for usual in EVERY:
        assert len(spellings(usual)) >= 4
        assert {chromosome(name) for name in spellings(usual)} == {usual}


def test_no_contig_length_is_shared_by_the_builds() -> None:
    assert len(CONTIG_LENGTHS) == 2 * len(EVERY)


def test_no_accession_is_shared_by_the_builds() -> None:
    assert len(REFSEQ_BUILD) == 2 * len(EVERY)


@pytest.mark.parametrize(
    ("text", "build"),
    [
        ("##reference=file:///data/GRCh38_full_analysis_set.fa", Build.GRCH38),
        ("GRCh37.p13", Build.GRCH37),
        ("hg19.fa", Build.GRCH37),
        ("human_g1k_v37.fasta", Build.GRCH37),
        ("ftp://x/hs37d5.fa.gz", Build.GRCH37),
        ("/ref/hs38DH.fa", Build.GRCH38),
        ("/ref/b37/x.fa", Build.GRCH37),
        ("/home/lab38/x.fa", None),
        ("/home/web37/x.fa", None),
        ("lifted from hg19 to hg38", None),
        ("T2T-CHM13v2.0", None),
        ("", None),
    ],
)
def test_builds_named_in_headers(text: str, build: Build | None) -> None:
    assert build_named_in(text) is build
