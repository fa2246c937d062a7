from __future__ import annotations

import pytest

from autonome.genome import GenomeError
from autonome.vcf.genotype_fields import FieldOrder, GenotypeField, read_field


def entry(text: str, keys: str = "GT", alleles: int = 3) -> GenotypeField:
    return read_field(text, FieldOrder.of(tuple(keys.split(":"))), alleles, where="x.vcf, line 9")


@pytest.mark.parametrize(
    ("text", "indices", "phase_set"),
    [
        ("0/1", (0, 1), None),
        ("0|1", (0, 1), ""),
        ("2|1", (2, 1), ""),
        ("1", (1,), ""),
        ("0", (0,), ""),
        ("./1", (None, 1), None),
        ("0|.", (0, None), ""),
        ("./.", (), None),
        (".", (), None),
        (".|.", (), None),
    ],
)
def test_genotypes(text: str, indices: tuple[int | None, ...], phase_set: str | None) -> None:
    found = entry(text)
    assert found.indices == indices
    assert found.phase_set == phase_set


@pytest.mark.parametrize(
    ("text", "phase_set"),
    [("|0|1", ""), ("/0/1", None), ("/0|1", None), ("|0/1", None)],
)
def test_marks_of_phase_before_the_first_allele(text: str, phase_set: str | None) -> None:
    """VCF 4.4 marks each allele; a genotype that is phased in part counts as unphased."""
    assert entry(text) == GenotypeField((0, 1), phase_set)


@pytest.mark.parametrize(
    ("text", "keys", "phase_set"),
    [
        ("0|1:7", "GT:PS", "7"),
        ("0|1:.", "GT:PS", ""),
        ("0|1", "GT:PS", ""),
        ("0/1:7", "GT:PS", None),
        ("7:0|1", "PS:GT", "7"),
        ("0|1:a,a", "GT:PSL", "a,a"),
        ("0|1:.,.", "GT:PSL", ""),
        ("0|1:a,a:7", "GT:PSL:PS", "7"),
    ],
)
def test_phase_sets(text: str, keys: str, phase_set: str | None) -> None:
    assert entry(text, keys).phase_set == phase_set


@pytest.mark.parametrize(
    ("text", "keys", "doubt"),
    [
        ("0/0:19", "GT:GQ", "genotype quality 19 is below 20"),
        ("0/1:0", "GT:GQ", "genotype quality 0 is below 20"),
        ("0/1:19.9", "GT:GQ", "genotype quality 19.9 is below 20"),
        ("0/1:1e-3", "GT:GQ", "genotype quality 1e-3 is below 20"),
        ("0/1:-1", "GT:GQ", "genotype quality -1 is below 20"),
        ("0/0:7", "GT:RGQ", "genotype quality 7 is below 20"),
        ("0/0:0", "GT:DP", "no read covers it"),
        ("0/1:LowGQ", "GT:FT", "its genotype was filtered (LowGQ)"),
        ("0/1:q10;s50", "GT:FT", "its genotype was filtered (q10;s50)"),
        ("0/1:20:1:PASS", "GT:GQ:DP:FT", ""),
        ("0/1:20.0", "GT:GQ", ""),
        ("0/1:.:.:.", "GT:GQ:DP:FT", ""),
        ("0/1", "GT:GQ:DP:FT", ""),
        ("0/1:1e2", "GT:GQ", ""),
        ("0/1:99999999999999999999", "GT:GQ", "its genotype quality is no number (999999999)"),
        ("0/1:nan", "GT:GQ", "its genotype quality is no number (nan)"),
        ("0/1:inf", "GT:RGQ", "its genotype quality is no number (inf)"),
        ("0/1:many", "GT:DP", "its read depth is no number (many)"),
        ("0/1:-3", "GT:DP", "no read covers it"),
        ("0/1:0.0", "GT:DP", "no read covers it"),
    ],
)
def test_doubts(text: str, keys: str, doubt: str) -> None:
    assert entry(text, keys).doubt == doubt


def test_an_entry_without_a_genotype_is_no_call() -> None:
    assert entry("35:99", "DP:GQ").indices == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0/3", "genotype '0/3' names an allele that the line does not have"),
        ("0/x", "genotype '0/x' names an allele that the line does not have"),
        ("", "genotype '' names an allele that the line does not have"),
        ("0/", "genotype '0/' names an allele that the line does not have"),
        ("0/-1", "genotype '0/-1' names an allele that the line does not have"),
        ("0/٣", "genotype '0/٣' names an allele that the line does not have"),
        ("1" * 60, f"genotype '{'1' * 20}' names an allele that the line does not have"),
        ("0/0/1", "genotype '0/0/1' has more than two copies"),
        ("0|0|0|1", "genotype '0|0|0|1' has more than two copies"),
        ("0/" * 500, f"genotype '{'0/' * 10}' has more than two copies"),
    ],
)
def test_what_no_vcf_has_is_an_error_of_one_line(text: str, message: str) -> None:
    with pytest.raises(GenomeError) as caught:
        entry(text)
    assert str(caught.value).startswith(f"x.vcf, line 9: {message}. Mend: ")
    assert len(str(caught.value).splitlines()) == 1
