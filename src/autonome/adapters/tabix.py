"""A tabix (``.tbi``) or CSI index: where in a bgzipped VCF the lines of a stretch of a chromosome may lie.

Invariants: an index is a hint from outside. It is read under a limit of size, only the bins that are asked for are
kept, and it decides where we look, never what a line says; `block_file` sees that what lies there was asked for.
Coordinates are 1-based and inclusive here; the index counts from 0. Source of both formats: samtools/hts-specs, tabix
and CSIv1; the arithmetic of bins is that of the SAM specification, section 5.3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from autonome.adapters.unpacking import GZIP

MAX_INDEX = 128 * 1024 * 1024
"""Bytes of an index, packed or unpacked: that of a whole genome takes 2 packed and 10 unpacked."""

TABIX_SHIFT, TABIX_DEPTH = 14, 5
"""Smallest bin 2^14 bases, five levels above it: fixed in ``.tbi``, stated in ``.csi``."""

SHIFTS = range(10, 31)
"""Exponents of a smallest bin that make sense: with smaller ones a gene has more bins than a chromosome has genes."""

DEPTHS = range(1, 10)
"""Levels that are needed for any chromosome: 2^10 bases times 8^9 is more than there is."""

VCF_FORM = (2, 1, 2)
"""Format VCF, chromosome in column 1, position in column 2, as ``tabix -p vcf`` writes."""

FORM_BYTES = 28
"""The seven numbers of the form: format, three columns, comment letter, lines to skip, bytes of names."""

SUMMARY_BINS = 1
"""A bin after the last one holds counts, not places."""

Span = tuple[int, int]
"""Virtual offsets of the first line and of the end: address of a block shifted by 16 bits, and the place inside it."""

Stretch = tuple[int, int]
"""First and last base, 1-based and inclusive."""


class IndexFault(Exception):  # noqa: N818 - it never leaves the adapters: a `GenomeError` is made of it
    """The index says what no index says."""


@dataclass(frozen=True, slots=True)
class Index:
    """Where lines may lie.

    Args:
        spans: chromosome as the index spells it → for each stretch asked for, spans in order, disjoint.
        end: the largest virtual offset that the index knows of any line.
    """

    spans: Mapping[str, Sequence[Sequence[Span]]]
    end: int


@dataclass(slots=True)
class _Reference:
    """What the index says of one chromosome."""

    chunks: dict[int, list[Span]] = field(default_factory=dict)
    least: dict[int, int] = field(default_factory=dict)
    linear: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class _Bins:
    """How a chromosome is cut into bins: the smallest have ``2^shift`` bases, each level above eight times as many."""

    shift: int
    depth: int

    def over(self, stretch: Stretch) -> Iterator[int]:
        """The bins of all levels that a stretch touches, the largest first."""
        first, last = stretch[0] - 1, stretch[1] - 1
        before = 0
        for level in range(self.depth + 1):
            width = self.shift + 3 * (self.depth - level)
            yield from range(before + (first >> width), before + (last >> width) + 1)
            before += 1 << 3 * level

    @property
    def count(self) -> int:
        """How many there are."""
        return ((1 << 3 * (self.depth + 1)) - 1) // 7


def read_index(path: Path, wanted: Mapping[str, Sequence[Stretch]]) -> Index:
    """Read what an index says of some stretches.

    Args:
        path: of the ``.tbi`` or ``.csi``.
        wanted: chromosome, in any spelling that the index may use → stretches.

    Raises:
        IndexFault: it is damaged, too large, or no index of a VCF.
        OSError: it cannot be read.
    """
    data = _unpacked(path)
    try:
        return _Reader(data).read(wanted)
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
        raise IndexFault("it is cut short or damaged") from error


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as stream:
        packed = stream.read(MAX_INDEX + 1)
    if len(packed) > MAX_INDEX:
        raise IndexFault("it is larger than an index can be")
    parts, total = [], 0
    while packed:
        member = zlib.decompressobj(GZIP)
        try:
            parts.append(member.decompress(packed, MAX_INDEX + 1 - total))
        except zlib.error as error:
            raise IndexFault("it is cut short or damaged") from error
        total += len(parts[-1])
        if total > MAX_INDEX:
            raise IndexFault("it is larger than an index can be")
        if not member.eof:
            raise IndexFault("it is cut short or damaged")
        packed = member.unused_data
    return b"".join(parts)


class _Reader:
    """One pass over the bytes of an index."""

    MAGIC: Final = {b"TBI\x01": False, b"CSI\x01": True}

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 4
        if data[:4] not in self.MAGIC:
            raise IndexFault("it is no index")
        self.is_csi = self.MAGIC[data[:4]]

    def take(self, form: str) -> tuple[int, ...]:
        """The next numbers."""
        found = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return found

    def read(self, wanted: Mapping[str, Sequence[Stretch]]) -> Index:
        bins, count, names = self._head()
        if len(names) != count:
            raise IndexFault("it names other chromosomes than it holds")
        spans, end = {}, 0
        for name in names:
            stretches = wanted.get(name, ())
            needed = {number for stretch in stretches for number in bins.over(stretch)}
            reference, last = self._reference(bins, needed)
            end = max(end, last)
            if stretches:
                spans[name] = [_spans(reference, bins, stretch) for stretch in stretches]
        return Index(spans, end)

    def _head(self) -> tuple[_Bins, int, list[str]]:
        if not self.is_csi:
            (count,) = self.take("<i")
            return _Bins(TABIX_SHIFT, TABIX_DEPTH), count, self._names()
        shift, depth, extra = self.take("<3i")
        if shift not in SHIFTS or depth not in DEPTHS:
            raise IndexFault("its bins have no sensible size")
        if extra < FORM_BYTES:
            raise IndexFault("it is no index of a VCF")
        after = self.at + extra
        names = self._names()
        self.at = after
        (count,) = self.take("<i")
        return _Bins(shift, depth), count, names

    def _names(self) -> list[str]:
        form = self.take("<7i")
        if form[:3] != VCF_FORM:
            raise IndexFault("it is no index of a VCF")
        text = self.data[self.at : self.at + max(form[6], 0)]
        self.at += len(text)
        return text.decode("utf-8").split("\0")[:-1]

    def _reference(self, bins: _Bins, needed: set[int]) -> tuple[_Reference, int]:
        """What is needed of the next chromosome, and the largest offset in it."""
        found, end = _Reference(), 0
        (count,) = self.take("<i")
        summary = bins.count + SUMMARY_BINS
        for _ in range(count):
            number, least, chunks = self.take("<IQi") if self.is_csi else self._bin()
            if number == summary:
                self.at += 16 * chunks
                continue
            if chunks > 0:
                (last,) = struct.unpack_from("<Q", self.data, self.at + 16 * chunks - 8)
                end = max(end, last)
            if number in needed:
                numbers = self.take(f"<{2 * max(chunks, 0)}Q")
                found.chunks[number] = list(zip(numbers[::2], numbers[1::2], strict=True))
                found.least[number] = least
            else:
                self.at += 16 * max(chunks, 0)
        if not self.is_csi:
            (intervals,) = self.take("<i")
            found.linear = self.take(f"<{max(intervals, 0)}Q")
        return found, end

    def _bin(self) -> tuple[int, int, int]:
        number, chunks = self.take("<Ii")
        return number, 0, chunks


def _spans(reference: _Reference, bins: _Bins, stretch: Stretch) -> list[Span]:
    """The spans of a stretch: chunks of all its bins that do not end before the first line over it, joined."""
    window = (stretch[0] - 1) >> bins.shift
    if reference.linear:
        least = reference.linear[min(window, len(reference.linear) - 1)]
    else:
        # The smallest bin over the first base says where its lines begin; a larger one says less, and nothing wrong.
        least = max((reference.least.get(each, 0) for each in bins.over((stretch[0], stretch[0]))), default=0)
    found: list[Span] = []
    chunks = [chunk for number in bins.over(stretch) for chunk in reference.chunks.get(number, ())]
    for begin, end in sorted(chunk for chunk in chunks if chunk[1] > least):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found
