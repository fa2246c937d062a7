"""Our own reading through an index, held against htslib's, and against reading every line."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.adapters.block_file import indexed_lines
from autonome.adapters.genome_files import GenomeFile
from autonome.adapters.unpacking import BGZF_END
from autonome.genome import Build, GenomeError, Panel
from autonome.genome.builds import spellings
from tests.examples import examples
from tests.unit.vcf.small_vcf import CONTIG, LOCI, header, line

EVERY_BUILD = (Panel(Build.GRCH38, LOCI),)
NAMES = [name for chromosome in ("chr10", "chrX") for name in spellings(chromosome)]
PLACES = [locus.position for locus in LOCI]


@st.composite
def records(draw: st.DrawFn) -> str:
    """A line near known positions, far from them, or over many: short, long, a block, a symbol."""
    place = draw(st.sampled_from([*PLACES, 16_384, 131_072, 1 << 20, 1 << 26]))
    position = max(1, place + draw(st.integers(-3_000, 3_000) | st.integers(-40, 40)))
    kind = draw(st.sampled_from(["base", "deletion", "block", "symbol", "several"]))
    end = position + draw(st.integers(0, 5_000) | st.integers(0, 1 << 20) | st.integers(0, 1 << 27))
    ref = draw(st.text("N", min_size=1, max_size=1 if kind == "base" else 40))
    if kind == "deletion":
        ref *= draw(st.integers(1, 400))
    alts = {"base": "G", "deletion": "N", "block": "<NON_REF>", "symbol": "<DEL>", "several": "G,*,<NON_REF>"}
    info = f"DP=9;END={end};X" if kind in {"block", "symbol"} or draw(st.booleans()) else "."
    return line(position, ref, alts[kind], "./.", info=info, chromosome=draw(st.sampled_from(["chr10", "X", "chr7"])))


def in_order(lines: Sequence[str]) -> list[str]:
    found: dict[str, list[str]] = {}
    for each in lines:
        found.setdefault(each.split("\t")[0], []).append(each)
    return [each for rows in found.values() for each in sorted(rows, key=lambda row: int(row.split("\t")[1]))]


def indexed(folder: Path, lines: Sequence[str], *, csi: bool) -> Path:
    path = folder / "a.vcf.gz"
    with pysam.BGZFile(str(path), "wb", index=None) as out:
        out.write("".join(f"{each}\n" for each in (*header(CONTIG), *lines)).encode())
    pysam.tabix_index(str(path), preset="vcf", force=True, csi=csi)
    return path


def by_htslib(path: Path, index: Path, stretches: dict[str, list[tuple[int, int]]]) -> Iterator[str]:
    with pysam.TabixFile(str(path), index=str(index)) as tabix:
        for name in set(tabix.contigs).intersection(stretches):
            for first, last in stretches[name]:
                yield from tabix.fetch(name, first - 1, last)


def by_us(path: Path, index: Path, stretches: dict[str, list[tuple[int, int]]]) -> list[str]:
    with path.open("rb") as raw:
        return [text for _, text in indexed_lines(raw, index, stretches, name=path.name)]


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(records(), max_size=60), st.booleans(), st.lists(st.integers(1, 1 << 21), min_size=1, max_size=4))
def test_our_reading_finds_what_htslib_finds(lines: list[str], csi: bool, firsts: list[int]) -> None:  # noqa: FBT001
    stretches = {name: [(first, first + 500) for first in (*PLACES, *firsts)] for name in NAMES}
    with tempfile.TemporaryDirectory() as folder:
        path = indexed(Path(folder), in_order(lines), csi=csi)
        index = path.with_name(f"{path.name}.{'csi' if csi else 'tbi'}")
        ours = by_us(path, index, stretches)
        assert set(by_htslib(path, index, stretches)) <= set(ours) <= set(lines)
        assert len(ours) <= len(lines)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(records(), max_size=60), st.booleans())
def test_indexed_and_streamed_reading_are_the_same(lines: list[str], csi: bool) -> None:  # noqa: FBT001
    with tempfile.TemporaryDirectory() as folder:
        path = indexed(Path(folder), in_order(lines), csi=csi)
        through_index = GenomeFile(path).read(EVERY_BUILD)
        for each in Path(folder).glob("*.?[bs]i"):
            each.unlink()
        assert GenomeFile(path).read(EVERY_BUILD) == through_index


def many(number: int, step: int) -> list[str]:
    """Enough lines for several blocks."""
    return [line(at * step, "N", "G", "0/1", info="X" * 300) for at in range(1, number)]


@pytest.mark.parametrize("csi", [False, True])
def test_a_file_of_several_blocks(tmp_path: Path, *, csi: bool) -> None:
    path = indexed(tmp_path, many(3_000, 10), csi=csi)
    index = path.with_name(f"{path.name}.{'csi' if csi else 'tbi'}")
    stretches = {"chr10": [(20_001, 20_200), (20_100, 20_300)]}
    wanted = set(by_htslib(path, index, stretches))
    ours = by_us(path, index, stretches)
    assert len(wanted) == 30
    assert wanted <= set(ours)
    assert len(ours) == len(set(ours))


def test_an_index_of_another_file_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    path = indexed(tmp_path, many(3_000, 10), csi=False)
    other = indexed(tmp_path / "b", many(2_000, 15), csi=False)
    path.with_name("a.vcf.gz.tbi").write_bytes(other.with_name("a.vcf.gz.tbi").read_bytes())
    with pytest.raises(GenomeError, match=r"cannot be read through its index a\.vcf\.gz\.tbi"):
        GenomeFile(path).read(EVERY_BUILD)


def test_a_file_that_grew_after_its_index_was_made_is_found_out(tmp_path: Path) -> None:
    path = indexed(tmp_path, many(300, 10), csi=False)
    with pysam.BGZFile(str(tmp_path / "more.gz"), "wb", index=None) as out:
        out.write(f"{line(5_000, 'T', 'C', '0/1', chromosome='chrX')}\n".encode())
    path.write_bytes(path.read_bytes()[: -len(BGZF_END)] + (tmp_path / "more.gz").read_bytes())
    path.with_name("a.vcf.gz.tbi").touch()
    with pytest.raises(GenomeError, match="the file has lines that it does not know"):
        GenomeFile(path).read(EVERY_BUILD)


def test_a_file_without_records_and_its_index(tmp_path: Path) -> None:
    assert set(GenomeFile(indexed(tmp_path, [], csi=False)).read(EVERY_BUILD).samples[0].genotypes) == {None}
