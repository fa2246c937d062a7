"""VCF files on disk: plain or (b)gzipped, with an index when there is one.

With a tabix or CSI index only the needed regions are read, through htslib; without one the file is streamed as text.
Everything that is read passes under limits: the length of a line, and the size of what is decompressed.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import IO, cast

from autonome.genome import GenomeError, GenomeReading, Panel
from autonome.genome.builds import spellings
from autonome.kernel import SampleName, Sha256
from autonome.vcf import Header, Selected, read_header, read_samples, select, settle_build

MAX_LINE = 64 * 1024 * 1024
"""Bytes of one line: 100,000 samples with rich FORMAT fields stay below; a file without line ends does not."""

MAX_UNPACKED = 2 * 1024**4
"""Bytes after decompression: two tebibytes, above the largest single VCF files in use."""

REGION_GAP = 20_000
"""Bases: known positions closer than this are read in one stretch of an indexed file."""

GZIP_MAGIC = b"\x1f\x8b"

BGZF_HEADER = b"\x1f\x8b\x08\x04"
BGZF_MARK = slice(12, 16), b"BC\x02\x00"
"""What tells a BGZF block from any gzip: an extra field BC of two bytes (SAM/BAM specification, section 4.1)."""

BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends every BGZF file (same specification, section 4.1.2): without it the file is cut short."""

Progress = Callable[[int], None]
"""Told how many data lines have been read so far."""

PROGRESS_EVERY = 50_000
"""Data lines between two reports."""


@dataclass(frozen=True, slots=True)
class GenomeFile:
    """A VCF on disk; a `GenomeSource`.

    Args:
        path: of the file; ``.tbi`` or ``.csi`` beside it is used.
        progress: told about the lines read, where the file is streamed.
    """

    path: Path
    progress: Progress | None = None

    @property
    def name(self) -> str:
        """The file's own name, without its folder."""
        return self.path.name

    def read(self, panels: Sequence[Panel], *, sample: str | None = None) -> GenomeReading:
        """Read the known positions (see `GenomeSource.read`)."""
        try:
            header, selected = self._selected(panels)
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(self.path, error) from error
        wanted = _wanted(header, sample, self.name)
        panel = settle_build(header, selected, panels, where=self.name)
        return GenomeReading(panel, read_samples(header, selected, panel, samples=wanted, where=self.name))

    def _selected(self, panels: Sequence[Panel]) -> tuple[Header, Sequence[Selected]]:
        """Header and the lines at known positions of either build: a wrong header shows by the other's bases."""
        with self.path.open("rb") as raw:
            index = _index(self.path) if _is_whole_bgzf(raw, self.name) else None
            lines = _lines(raw, self.path)
            header = read_header(lines, where=self.name)
            data = _fetched(self.path, index, panels) if index else _numbered(lines, header.lines, self.progress)
            return header, select(data, panels, where=self.name)

    def digest(self) -> Sha256:
        """SHA-256 of the file (see `GenomeSource.digest`)."""
        try:
            with self.path.open("rb") as raw:
                return Sha256(hashlib.file_digest(raw, "sha256").hexdigest())
        except OSError as error:
            raise _unreadable(self.path, error) from error


def _unreadable(path: Path, error: Exception) -> GenomeError:
    if isinstance(error, FileNotFoundError):
        return GenomeError("there is no such file", where=str(path), mend="check the path.")
    if isinstance(error, (IsADirectoryError, PermissionError)):
        return GenomeError(f"cannot be opened ({error.strerror})", where=path.name, mend="give a readable file.")
    return GenomeError(
        f"ends before its time or is damaged ({type(error).__name__})",
        where=path.name,
        mend="copy or download it again; gzip -t tells whether it is whole.",
    )


def _wanted(header: Header, sample: str | None, name: str) -> tuple[SampleName, ...]:
    if not header.samples:
        raise GenomeError("holds no sample", where=name, mend="give a VCF with genotype columns.")
    if sample is None:
        return header.samples
    if sample not in header.samples:
        some = ", ".join(header.samples[:5]) + (" …" if len(header.samples) > len(header.samples[:5]) else "")
        raise GenomeError(f"has no sample {sample!r}", where=name, mend=f"choose one of: {some}")
    return (SampleName(sample),)


def _is_whole_bgzf(raw: IO[bytes], name: str) -> bool:
    """Whether a file is in blocks that an index can point into.

    Raises:
        GenomeError: it is, and its end is missing.
    """
    start = raw.read(BGZF_MARK[0].stop)
    found = start.startswith(BGZF_HEADER) and start[BGZF_MARK[0]] == BGZF_MARK[1]
    if found and raw.seek(0, SEEK_END) >= len(BGZF_END):
        raw.seek(-len(BGZF_END), SEEK_END)
        if raw.read() != BGZF_END:
            raise GenomeError(
                "is cut short: the block that ends it is missing", where=name, mend="copy or download it again."
            )
    raw.seek(0)
    return found


def _lines(raw: IO[bytes], path: Path) -> Iterator[str]:
    """Lines of text without their ends."""
    magic = raw.read(2)
    raw.seek(0)
    stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if magic == GZIP_MAGIC else raw
    unpacked = number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        unpacked += len(line)
        if len(line) > MAX_LINE:
            raise GenomeError(
                f"is longer than {MAX_LINE >> 20} MiB",
                where=f"{path.name}, line {number}",
                mend="check for lost line ends.",
            )
        if unpacked > MAX_UNPACKED:
            raise GenomeError("unpacks to more than is sensible", where=path.name, mend="check where it came from.")
        try:
            yield line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise GenomeError("is not UTF-8 text", where=f"{path.name}, line {number}", mend="give a VCF.") from error


def _numbered(lines: Iterator[str], before: int, progress: Progress | None) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=before + 1):
        if line and not line.startswith("#"):
            yield number, line
        if progress is not None and number % PROGRESS_EVERY == 0:
            progress(number - before)


def _index(path: Path) -> Path | None:
    """The index beside a bgzipped file, unless it is older than the file."""
    for suffix in (".tbi", ".csi"):
        index = path.with_name(path.name + suffix)
        if index.exists() and index.stat().st_mtime >= path.stat().st_mtime:
            return index
    return None


def _fetched(path: Path, index: Path, panels: Sequence[Panel]) -> Iterator[tuple[int, str]]:
    """Lines of the needed regions; line numbers are not known."""
    import pysam  # noqa: PLC0415 - a tenth of a second that a plain file need not pay

    try:
        with pysam.TabixFile(str(path), index=str(index), encoding="utf-8") as tabix:
            seen: set[str] = set()
            for chromosome, first, last in _regions(panels):
                for name in set(spellings(chromosome)).intersection(tabix.contigs):
                    for line in tabix.fetch(name, max(first - 1, 0), last):
                        if line not in seen:
                            seen.add(line)
                            yield 0, line
    except UnicodeDecodeError as error:
        raise GenomeError("is not UTF-8 text", where=path.name, mend="give a VCF.") from error
    except (ValueError, OSError) as error:
        raise GenomeError(
            f"cannot be read through its index {index.name} ({error})",
            where=path.name,
            mend="copy the file again, or make its index anew with tabix -p vcf.",
        ) from error


def _regions(panels: Sequence[Panel]) -> Sequence[tuple[str, int, int]]:
    """The stretches of all builds, each once."""
    return list(dict.fromkeys(region for panel in panels for region in panel.regions(REGION_GAP)))
