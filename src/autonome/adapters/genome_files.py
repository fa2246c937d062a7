"""VCF files on disk: plain or (b)gzipped, with an index when there is one.

Invariants: only a regular file is opened, and the bytes that were read are those whose digest is given. Memory is
bounded whatever the file holds (ADR 0017): no piece, line, header, number of samples or of kept
lines grows beyond a named limit, and no foreign code touches the file but zlib.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO

from autonome.adapters.block_file import indexed_lines
from autonome.adapters.line_blocks import LineBlocks
from autonome.adapters.text_lines import Block, TextLines, text_of
from autonome.adapters.unpacking import is_whole_bgzf, pieces
from autonome.genome import GenomeError, GenomeReading, Panel
from autonome.genome.builds import spellings
from autonome.kernel import SampleName, Sha256
from autonome.vcf import Column, Header, Selected, Windows, read_header, read_samples, select, settle_build
from autonome.vcf.header import SHOWN

REGION_GAP = 20_000
"""Bases: known positions closer than this are read in one stretch of an indexed file."""

MAX_SAMPLES_READ = 2_600
"""Samples that are read when none is named: the 2,504 of the 1000 Genomes, say. Each takes up to 100 kilobytes."""

Progress = Callable[[int], None]
"""Told how many lines have been read so far."""

PROGRESS_EVERY = 50_000
"""Lines between two reports."""

OPENING = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
"""Without waiting: opening a pipe that nobody writes to would never end. The names are those that the system has."""

State = tuple[int, int, int, int, int]
"""What tells one state of a file from another: device, number, size, times of change of contents and of anything."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A file that is being read from its first record to its last.

    Args:
        header: of it.
        sample: that is read.
        blocks: whole data lines, with the number of the first of each block; each once.
    """

    header: Header
    sample: SampleName
    blocks: Iterator[tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class GenomeFile:
    """A VCF on disk; a `GenomeSource`.

    Args:
        path: of the file; ``.tbi`` or ``.csi`` beside it is used.
        progress: told about the lines read, where the file is streamed.
    """

    path: Path
    progress: Progress | None = None
    _seen: list[State] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The file's own name, without its folder."""
        return self.path.name

    def read(self, panels: Sequence[Panel], *, sample: str | None = None) -> GenomeReading:
        """Read the known positions (see `GenomeSource.read`)."""
        with self._opened() as raw:
            header, selected, wanted = self._selected(raw, panels, sample)
        panel = settle_build(header, selected, panels, where=self.name)
        return GenomeReading(panel, read_samples(header, selected, panel, samples=wanted, where=self.name))

    def digest(self) -> Sha256:
        """SHA-256 of the file (see `GenomeSource.digest`): of the very bytes that were read, or an error."""
        with self._opened() as raw:
            return Sha256(hashlib.file_digest(raw, "sha256").hexdigest())

    @contextmanager
    def streamed(self, *, sample: str | None = None) -> Iterator[Streamed]:
        """All lines of one sample's file, from the first to the last.

        Args:
            sample: the one that is wanted; without it the file must hold one.

        Raises:
            GenomeError: it cannot be used, or holds several samples.
        """
        with self._opened() as raw:
            is_whole_bgzf(raw, self.name)
            lines = LineBlocks(pieces(raw, self.name), self.name)
            header = read_header(lines.one_by_one(), where=self.name)
            wanted = _wanted(header, sample, self.name)
            if len(wanted) > 1:
                raise GenomeError(
                    f"holds {len(wanted):,} samples", where=self.name, mend="choose one person with --sample."
                )
            yield Streamed(header, wanted[0], lines.blocks())

    def _selected(
        self, raw: IO[bytes], panels: Sequence[Panel], sample: str | None
    ) -> tuple[Header, Sequence[Selected], Sequence[SampleName]]:
        """Header and the lines at known positions of either build: a wrong header shows by the other's bases."""
        index = _index(self.path) if is_whole_bgzf(raw, self.name) else None
        lines = TextLines(pieces(raw, self.name), self.name)
        header = read_header(lines.one_by_one(), where=self.name)
        wanted = _wanted(header, sample, self.name)
        only = None
        if len(wanted) < len(header.samples):
            only = Column(header.samples.index(wanted[0]), len(header.samples))
            header = replace(header, samples=tuple(wanted))
        if index is None:
            blocks = _telling(lines.blocks(), self.progress) if self.progress else lines.blocks()
            near = Windows.of(panels).near(blocks, where=self.name)
            data: Iterator[tuple[int, str]] = ((number, text_of(line)) for number, line in near)
        else:
            data = indexed_lines(raw, index, _stretches(panels), name=self.name)
        return header, select(data, panels, where=self.name, only=only), wanted

    @contextmanager
    def _opened(self) -> Iterator[BufferedReader]:
        """The file, the same and unchanged from the first opening to the end of the last.

        Raises:
            GenomeError: it cannot be read, is no regular file, or changes.
        """
        try:
            with _regular(self.path) as raw:
                before = _state(raw)
                yield raw
                if {before, _state(raw), *self._seen} != {before}:
                    raise GenomeError(
                        "changed while it was read", where=self.name, mend="wait until it is written, and try again."
                    )
                self._seen[:] = [before]
        except OSError as error:
            raise _unreadable(self.path, error) from error


@dataclass(frozen=True, slots=True)
class GenomeBytes(GenomeFile):
    """A VCF that lies in memory and on no disk, such as one that came from elsewhere.

    Args:
        path: how messages, and a plan, call it.
        data: all of it.
    """

    data: bytes = b""

    @contextmanager
    def _opened(self) -> Iterator[BufferedReader]:
        yield BufferedReader(BytesIO(self.data))


def _regular(path: Path) -> BufferedReader:
    """Open a regular file; what else has a path may have no end, or wait for ever.

    Raises:
        GenomeError: it is none.
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, OPENING)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return open(descriptor, "rb")  # noqa: PTH123 - a descriptor, not a path
    os.close(descriptor)
    raise GenomeError("is not a regular file", where=path.name, mend="write the VCF into a file first.")


def _state(raw: IO[bytes]) -> State:
    found = os.fstat(raw.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _unreadable(path: Path, error: OSError) -> GenomeError:
    if isinstance(error, FileNotFoundError):
        return GenomeError("there is no such file", where=str(path), mend="check the path.")
    return GenomeError(f"cannot be read ({error.strerror})", where=path.name, mend="give a readable file.")


def _wanted(header: Header, sample: str | None, name: str) -> Sequence[SampleName]:
    if not header.samples:
        raise GenomeError("holds no sample", where=name, mend="give a VCF with genotype columns.")
    if sample is None and len(header.samples) > MAX_SAMPLES_READ:
        raise GenomeError(
            f"holds {len(header.samples):,} samples, more than are read at once",
            where=name,
            mend="choose one person with --sample.",
        )
    if sample is None:
        return header.samples
    if sample not in header.samples:
        some = ", ".join(each[:SHOWN] for each in header.samples[:5])
        some += " …" if len(header.samples) > len(header.samples[:5]) else ""
        raise GenomeError(f"has no sample {sample[:SHOWN]!r}", where=name, mend=f"choose one of: {some}")
    return (SampleName(sample),)


def _telling(blocks: Iterator[Block], progress: Progress) -> Iterator[Block]:
    """The same blocks, while somebody is told how far they are."""
    told = 0
    for first, lines in blocks:
        yield first, lines
        if first + len(lines) - told > PROGRESS_EVERY:
            told = first + len(lines) - 1
            progress(told)


def _index(path: Path) -> Path | None:
    """The index beside a bgzipped file, unless it is older than the file."""
    for suffix in (".tbi", ".csi"):
        index = path.with_name(path.name + suffix)
        if index.is_file() and index.stat().st_mtime >= path.stat().st_mtime:
            return index
    return None


def _stretches(panels: Sequence[Panel]) -> dict[str, list[tuple[int, int]]]:
    """The stretches of all builds, each once, under every name that a chromosome may have."""
    found: dict[str, list[tuple[int, int]]] = {}
    for chromosome, first, last in dict.fromkeys(region for panel in panels for region in panel.regions(REGION_GAP)):
        for name in spellings(chromosome):
            found.setdefault(name, []).append((max(first, 1), last))
    return found
