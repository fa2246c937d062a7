"""A path that is no file, a file that changes under our eyes, an index that lies: one line, and no waiting."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pysam
import pytest

from autonome.adapters import genome_files, unpacking
from autonome.adapters.genome_files import GenomeFile
from autonome.genome import GenomeError
from tests.hostile.vcf.small_files import SOUND, STAR2, WHOLE, head, row
from tests.hostile.vcf.test_small_files import panels


def refused(path: Path) -> str:
    with pytest.raises(GenomeError) as caught:
        GenomeFile(path).read(panels())
    assert ". Mend: " in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.vcf").mkdir()
    assert refused(tmp_path / "x.vcf") == "x.vcf: is not a regular file. Mend: write the VCF into a file first."


def test_a_pipe_that_nobody_writes_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.vcf")
    assert refused(tmp_path / "x.vcf") == "x.vcf: is not a regular file. Mend: write the VCF into a file first."


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_behind_a_link(device: str, tmp_path: Path) -> None:
    (tmp_path / "x.vcf").symlink_to(device)
    assert refused(tmp_path / "x.vcf") == "x.vcf: is not a regular file. Mend: write the VCF into a file first."


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "x.vcf").symlink_to(tmp_path / "y.vcf")
    (tmp_path / "y.vcf").symlink_to(tmp_path / "x.vcf")
    assert refused(tmp_path / "x.vcf") == (
        "x.vcf: cannot be read (Too many levels of symbolic links). Mend: give a readable file."
    )


def test_a_link_into_the_void(tmp_path: Path) -> None:
    (tmp_path / "x.vcf").symlink_to(tmp_path / "nowhere.vcf")
    assert refused(tmp_path / "x.vcf") == f"{tmp_path / 'x.vcf'}: there is no such file. Mend: check the path."


def test_no_right_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(WHOLE)
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser may read everything: the refusal is played

        def deny(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", deny)
    assert refused(path) == "x.vcf: cannot be read (Permission denied). Mend: give a readable file."


def replace(path: Path) -> None:
    """Put another file with the same contents in its place."""
    path.with_name("new").write_bytes(WHOLE)
    path.with_name("new").replace(path)


def change_unseen(path: Path) -> None:
    """Change a genotype, and nothing that a listing of the folder shows."""
    before = path.stat()
    path.write_bytes(WHOLE.replace(b"0/1", b"1/1"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "grows": lambda path: path.write_bytes(WHOLE + f"{row(*STAR2, '1/1')}\n".encode()),
    "shrinks": lambda path: path.write_bytes(WHOLE[:-40]),
    "is-replaced": replace,
    "same-size-same-time": change_unseen,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changes_between_reading_and_digest(change: str, tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(WHOLE)
    genome = GenomeFile(path)
    genome.read(panels())
    CHANGES[change](path)
    with pytest.raises(GenomeError) as caught:
        genome.digest()
    assert str(caught.value) == "x.vcf: changed while it was read. Mend: wait until it is written, and try again."


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(WHOLE)

    def growing(raw: IO[bytes], name: str) -> Iterator[bytes]:
        yield from unpacking.pieces(raw, name)
        with path.open("ab") as more:
            more.write(b"#more\n")

    monkeypatch.setattr(genome_files, "pieces", growing)
    assert refused(path) == "x.vcf: changed while it was read. Mend: wait until it is written, and try again."


def test_an_unchanged_file_gives_the_digest_of_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "x.vcf"
    path.write_bytes(WHOLE)
    genome = GenomeFile(path)
    assert genome.read(panels()).samples
    assert genome.digest() == genome.digest()


def indexed(folder: Path, *lines: str) -> tuple[Path, Path]:
    plain, path = folder / "x.vcf", folder / "x.vcf.gz"
    plain.write_text("".join(f"{each}\n" for each in (*head(), *lines)), encoding="utf-8")
    pysam.tabix_compress(str(plain), str(path), force=True)
    pysam.tabix_index(str(path), preset="vcf", force=True)
    return path, path.with_name("x.vcf.gz.tbi")


def changed(index: Path, change: Callable[[bytes], bytes]) -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    index.write_bytes(packer.compress(change(zlib.decompress(index.read_bytes(), 31))) + packer.flush())


def patched(at: int, form: str, value: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


def outside(data: bytes) -> bytes:
    """Every chunk begins and ends in a block far behind the end of the file."""
    names = struct.unpack_from("<i", data, 32)[0]
    at = 36 + names
    (bins,) = struct.unpack_from("<i", data, at)
    assert bins > 0
    return data[: at + 12] + struct.pack("<QQ", 1 << 50, (1 << 50) + 1) + data[at + 28 :]


INDEXES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no-index-at-all": (lambda _: b"hello", "it is no index"),
    "empty": (lambda _: b"", "it is no index"),
    "cut-short": (lambda data: data[:-20], "it is cut short or damaged"),
    "of-a-bed": (patched(8, "<i", 0x10000), "it is no index of a VCF"),
    "of-a-billion-chromosomes": (patched(4, "<i", 1 << 30), "it names other chromosomes than it holds"),
    "names-without-end": (patched(32, "<i", (1 << 31) - 1), "it is cut short or damaged"),
    "of-less-than-no-chromosome": (patched(4, "<i", -1), "it names other chromosomes than it holds"),
    "pointing-outside": (outside, "it is not of this file"),
}


@pytest.mark.parametrize("fault", INDEXES)
def test_an_index_that_lies(fault: str, tmp_path: Path) -> None:
    path, index = indexed(tmp_path, row("chr10:94761900", "C>T", "0/0"))
    change, why = INDEXES[fault]
    changed(index, change)
    assert refused(path) == (
        f"x.vcf.gz: cannot be read through its index x.vcf.gz.tbi ({why}). "
        "Mend: copy the file again, or make its index anew with tabix -p vcf."
    )


def test_an_index_that_unpacks_without_end(tmp_path: Path) -> None:
    path, index = indexed(tmp_path, row("chr10:94761900", "C>T", "0/0"))
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    index.write_bytes(b"".join(packer.compress(b"TBI\1" * (1 << 18)) for _ in range(200)) + packer.flush())
    assert "(it is larger than an index can be)" in refused(path)


def test_an_index_of_another_file(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    path, index = indexed(tmp_path, *sorted(SOUND, key=lambda line: line.split("\t")[0]))
    _, other = indexed(tmp_path / "other", row("chr10:94781859", "G>A", "0/1"))
    index.write_bytes(other.read_bytes())
    assert "cannot be read through its index x.vcf.gz.tbi (" in refused(path)


def into_itself(path: Path) -> None:
    """A link that leads to itself."""
    path.symlink_to(path)


@pytest.mark.parametrize("kind", ["folder", "pipe", "circle"])
def test_an_index_that_is_no_file_is_not_used(kind: str, tmp_path: Path) -> None:
    path, index = indexed(tmp_path, row("chr10:94781859", "G>A", "0/1"))
    expected = GenomeFile(path).read(panels())
    index.unlink()
    make: dict[str, Callable[[Path], None]] = {"folder": Path.mkdir, "pipe": os.mkfifo, "circle": into_itself}
    make[kind](index)
    assert GenomeFile(path).read(panels()) == expected
