"""VCF files on disk: plain, gzipped, bgzipped with each kind of index, and damaged in every usual way."""

from __future__ import annotations

import gzip
import os
from collections.abc import Sequence
from pathlib import Path

import pysam
import pytest

from autonome.adapters import genome_files, text_lines, unpacking
from autonome.adapters.genome_files import GenomeFile
from autonome.genome import GenomeError, GenomeReading
from tests.unit.vcf.small_vcf import CONTIG, PANELS, header, line

NAMES = ["S1", "S2"]
LINES = [
    *header(CONTIG, "##source=Größe", samples=NAMES),
    line(1_000, "A", "G", "0/1", "1|1", info="WHO=Ärztin"),
    line(1_005, "T", "<NON_REF>", "0/0", "./.", info="END=1999"),
    line(2_000, "CAT", "C", "0|0", "0|1"),
    line(90_000, "A", "T", "0/0", "0/0"),
    line(3_003, "A", "AA", "0/1", "0/0", chromosome="chr10"),
    line(5_000, "T", "C", "1", "0/1", chromosome="chrX"),
]
SORTED = [*LINES[:-3], LINES[-2], LINES[-3], LINES[-1]]


def written(folder: Path, lines: Sequence[str] = SORTED, *, name: str = "a.vcf", end: str = "\n") -> Path:
    path = folder / name
    path.write_bytes("".join(each + end for each in lines).encode())
    return path


def bgzipped(plain: Path, name: str = "a.vcf.gz") -> Path:
    path = plain.with_name(name)
    pysam.tabix_compress(str(plain), str(path), force=True)
    return path


def indexed(plain: Path, *, csi: bool = False) -> Path:
    path = bgzipped(plain)
    pysam.tabix_index(str(path), preset="vcf", force=True, csi=csi)
    return path


def read(path: Path, sample: str | None = None) -> GenomeReading:
    return GenomeFile(path).read(PANELS, sample=sample)


def refused(path: Path, sample: str | None = None) -> str:
    with pytest.raises(GenomeError) as caught:
        read(path, sample)
    assert len(str(caught.value).splitlines()) == 1
    assert ". Mend: " in str(caught.value)
    return str(caught.value)


def damaged(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_plain_gzipped_bgzipped_and_indexed_files_read_the_same(tmp_path: Path) -> None:
    plain = written(tmp_path)
    expected = read(plain)
    assert [each.genotypes[0] is not None for each in expected.samples] == [True, True]
    ordinary = damaged(tmp_path / "o.vcf.gz", gzip.compress(plain.read_bytes()))
    assert read(ordinary) == expected
    assert read(bgzipped(plain, "b.vcf.gz")) == expected
    assert read(indexed(plain)) == expected
    (tmp_path / "a.vcf.gz.tbi").unlink()
    assert read(indexed(plain, csi=True)) == expected
    assert (tmp_path / "a.vcf.gz.csi").exists()


def test_the_order_of_lines_in_a_file_without_index_does_not_matter(tmp_path: Path) -> None:
    assert read(written(tmp_path, LINES, name="unsorted.vcf")) == read(written(tmp_path))


def test_with_an_index_only_the_needed_regions_are_read(tmp_path: Path) -> None:
    broken = "\t".join(line(50_000_000, "A", "G").split("\t")[:5])
    plain = written(tmp_path, [*SORTED[:-1], broken, SORTED[-1]])
    assert refused(plain) == (
        f"a.vcf, line {len(SORTED)}: has 5 columns, fewer than 8. Mend: columns are separated by tabs; write it anew."
    )
    assert read(indexed(plain)) == read(written(tmp_path))


def test_an_index_older_than_its_file_is_not_used(tmp_path: Path) -> None:
    path = indexed(written(tmp_path))
    stale = path.with_name(path.name + ".tbi")
    stale.write_bytes(b"not an index")
    changed = path.stat().st_mtime_ns
    os.utime(stale, ns=(changed - 10**9, changed - 10**9))
    assert read(path) == read(written(tmp_path))
    os.utime(stale, ns=(changed + 10**9, changed + 10**9))
    assert refused(path).startswith("a.vcf.gz: cannot be read through its index a.vcf.gz.tbi (")


def test_an_index_beside_a_file_that_is_not_bgzipped_is_not_used(tmp_path: Path) -> None:
    plain = written(tmp_path)
    for path in (plain, damaged(tmp_path / "o.vcf.gz", gzip.compress(plain.read_bytes()))):
        path.with_name(path.name + ".tbi").write_bytes(b"not an index")
        assert read(path).samples[0].genotypes[0] is not None


def test_an_index_without_a_needed_contig_leaves_its_loci_not_assessed(tmp_path: Path) -> None:
    path = indexed(written(tmp_path, SORTED[:-1]))
    assert read(path).samples[0].genotypes[-1] is None


def test_messages_from_an_indexed_file_name_the_position(tmp_path: Path) -> None:
    path = indexed(written(tmp_path, [*header(samples=NAMES), line(1_000, "A", "G", "0/7", "0/0")]))
    assert refused(path).startswith("a.vcf.gz, chr10:1000: genotype '0/7' names an allele that the line does not have.")
    assert refused(tmp_path / "a.vcf").startswith("a.vcf, line 4: genotype '0/7' names an allele")


def test_one_sample_can_be_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert read(path, "S2").samples == read(path).samples[1:]
    assert refused(path, "S3") == "a.vcf: has no sample 'S3'. Mend: choose one of: S1, S2"


def test_a_long_list_of_samples_is_cut_in_the_message(tmp_path: Path) -> None:
    path = written(tmp_path, header(samples=[f"P{number}" for number in range(2_000)]))
    assert refused(path, "x") == "a.vcf: has no sample 'x'. Mend: choose one of: P0, P1, P2, P3, P4 …"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_of_either_kind(tmp_path: Path, end: str) -> None:
    plain = written(tmp_path, end=end, name="e.vcf")
    expected = read(written(tmp_path))
    assert read(plain) == expected
    assert read(bgzipped(plain)) == expected


def test_crlf_in_an_indexed_file(tmp_path: Path) -> None:
    assert read(indexed(written(tmp_path, end="\r\n"))) == read(written(tmp_path))


def test_a_missing_end_of_the_last_line_is_fine(tmp_path: Path) -> None:
    path = written(tmp_path)
    expected = read(path)
    assert read(damaged(path, path.read_bytes().rstrip(b"\n"))) == expected


def test_blank_lines_are_passed_over(tmp_path: Path) -> None:
    assert read(written(tmp_path, [*SORTED, "", ""], name="b.vcf")) == read(written(tmp_path))


def test_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    assert refused(damaged(tmp_path / "bom.vcf", b"\xef\xbb\xbf" + written(tmp_path).read_bytes())) == (
        "bom.vcf, line 1: starts with a byte-order mark. Mend: save it as UTF-8 without BOM."
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.vcf: is empty."),
        (b"\n", "x.vcf, line 1: is not a VCF: ##fileformat is missing."),
        (b"\x89PNG\r\n", "x.vcf, line 1: is not UTF-8 text."),
        ("##fileformat=VCFv4.2".encode("utf-16"), "x.vcf, line 1: is not UTF-8 text."),
        (b"##fileformat=VCFv4.2\n##x=\xff\n", "x.vcf, line 2: is not UTF-8 text."),
        ("\n".join(header(samples=[])).encode(), "x.vcf: holds no sample."),
        (b"\x1f\x8b", "x.vcf: ends before its time."),
        (b"\x1f\x8b\x07garbage", "x.vcf: is damaged (Error -3 while decompressing data: unknown compression method)."),
    ],
)
def test_files_that_are_no_vcf(tmp_path: Path, data: bytes, message: str) -> None:
    assert refused(damaged(tmp_path / "x.vcf", data)).startswith(f"{message} Mend: ")


def test_text_that_is_not_utf8_after_the_header(tmp_path: Path) -> None:
    plain = damaged(tmp_path / "a.vcf", written(tmp_path).read_bytes().replace("Ä".encode(), b"\xc4"))
    assert refused(plain) == "a.vcf, line 5: is not UTF-8 text. Mend: give a VCF, saved as UTF-8."
    assert refused(indexed(plain)) == "a.vcf.gz, line 5: is not UTF-8 text. Mend: give a VCF, saved as UTF-8."


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_truncated_gzip(tmp_path: Path, keep: float) -> None:
    data = gzip.compress(written(tmp_path).read_bytes())
    path = damaged(tmp_path / "cut.vcf.gz", data[: int(len(data) * keep)])
    assert refused(path) == (
        "cut.vcf.gz: ends before its time. Mend: copy or download it again; gzip -t tells whether it is whole."
    )


def test_bgzip_cut_between_two_blocks(tmp_path: Path) -> None:
    """Such a file unpacks without an error: only the missing last block tells that lines are missing."""
    whole = bgzipped(written(tmp_path))
    path = damaged(tmp_path / "cut.vcf.gz", whole.read_bytes()[: -len(unpacking.BGZF_END)])
    assert gzip.decompress(path.read_bytes())
    assert refused(path) == (
        "cut.vcf.gz: is cut short: the block that ends it is missing. Mend: copy or download it again."
    )


def test_damaged_bytes_inside_a_bgzipped_file(tmp_path: Path) -> None:
    path = indexed(written(tmp_path))
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 2, len(data) // 2 + 40):
        data[at] ^= 0x55
    index = path.with_name(path.name + ".tbi")
    damaged(path, bytes(data))
    assert refused(path).startswith("a.vcf.gz: ")
    index.unlink()
    assert refused(path).startswith("a.vcf.gz: is damaged (")


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_lines, "MAX_LINE", 1 << 20)
    path = written(tmp_path, [*header(), "A" * (2 << 20)])
    assert refused(path) == "a.vcf, line 4: is longer than 1 MiB. Mend: check for lost line ends."


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1 << 20)
    far = line(5, "A", "G", "0/1", chromosome="chr9")
    bomb = gzip.compress("\n".join([*header(), *[far] * (1 << 16)]).encode())
    path = damaged(tmp_path / "bomb.vcf.gz", bomb)
    assert refused(path) == "bomb.vcf.gz: unpacks to more than is sensible. Mend: check where it came from."


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    assert (
        refused(tmp_path / "absent.vcf") == f"{tmp_path / 'absent.vcf'}: there is no such file. Mend: check the path."
    )
    assert refused(tmp_path).startswith(f"{tmp_path.name}: is not a regular file. Mend: ")
    with pytest.raises(GenomeError, match="there is no such file"):
        GenomeFile(tmp_path / "absent.vcf").digest()


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    empty = damaged(tmp_path / "e", b"")
    assert GenomeFile(empty).digest() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_progress_is_told_while_lines_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(genome_files, "PROGRESS_EVERY", 2)
    told: list[int] = []
    GenomeFile(written(tmp_path), told.append).read(PANELS)
    assert told == sorted(told)
    assert 1 <= len(told) <= len(SORTED)
