"""Lines at known places of a bgzipped VCF, found through its index, which is not believed but followed.

Invariants: whatever the index says, each block is a whole block of this file, each line is on the chromosome that was
asked for, and behind the last line that the index knows there is none. So an index of another file, or of an earlier
state of this one, is found out. One that was forged for this very file can leave lines out: their positions are then
not assessed; it cannot put any in.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from autonome.adapters.tabix import Index, IndexFault, Span, Stretch, read_index
from autonome.adapters.text_lines import MAX_LINE, check_text, text_of, too_long
from autonome.adapters.unpacking import BGZF_BLOCK, BGZF_HEADER, BGZF_HEADER_BYTES, BGZF_MARK, GZIP
from autonome.genome import GenomeError
from autonome.vcf.records import MAX_DIGITS

FOREIGN = "it is not of this file"

ANYWHERE = (1 << 64) - 1
"""Behind the last place that a virtual offset can name."""

Place = int
"""A virtual offset: address of a block shifted by 16 bits, and the place inside it."""


def indexed_lines(
    raw: IO[bytes], index: Path, wanted: Mapping[str, Sequence[Stretch]], *, name: str
) -> Iterator[tuple[int, str]]:
    """The data lines that may lie over some stretches, each once; their numbers are not known and given as 0.

    Args:
        raw: the bgzipped file.
        index: beside it.
        wanted: chromosome in any spelling → stretches.
        name: of the file, for messages.

    Raises:
        GenomeError: the index is none, or does not fit the file; or a line is no text.
    """
    try:
        found = read_index(index, wanted)
        blocks = _Blocks(raw, name)
        blocks.check_end(found.end)
        yield from _lines(blocks, found, wanted, name)
    except (IndexFault, OSError) as error:
        raise GenomeError(
            f"cannot be read through its index {index.name} ({error})",
            where=name,
            mend="copy the file again, or make its index anew with tabix -p vcf.",
        ) from error


def _lines(
    blocks: _Blocks, found: Index, wanted: Mapping[str, Sequence[Stretch]], name: str
) -> Iterator[tuple[int, str]]:
    seen: set[Place] = set()
    for chromosome, rows in found.spans.items():
        for (_, last), spans in zip(wanted[chromosome], rows, strict=True):
            for place, line in _until(blocks, spans, chromosome.encode(), last):
                if place not in seen:
                    seen.add(place)
                    check_text(line, name)
                    yield 0, text_of(line)


def _until(blocks: _Blocks, spans: Sequence[Span], chromosome: bytes, last: int) -> Iterator[tuple[Place, bytes]]:
    """The lines of spans, up to the first that begins behind the last base: an indexed file is in order."""
    for span in spans:
        for place, line in blocks.lines(span):
            name, _, rest = line.partition(b"\t")
            if name != chromosome:
                raise IndexFault(FOREIGN)
            position = rest.partition(b"\t")[0]
            if position.isdigit() and len(position) <= MAX_DIGITS and int(position) > last:
                return
            yield place, line


class _Blocks:
    """A bgzipped file, block by block at any address."""

    def __init__(self, raw: IO[bytes], name: str) -> None:
        self._raw = raw
        self._name = name
        self._last: tuple[int, bytes, int] = (-1, b"", 0)

    def block(self, address: int) -> tuple[bytes, int]:
        """Contents of the block at an address, and the address of the next; nothing at the end of the file.

        Raises:
            IndexFault: no whole block begins there.
        """
        if self._last[0] != address:
            self._last = (address, *self._read(address))
        return self._last[1:]

    def _read(self, address: int) -> tuple[bytes, int]:
        self._raw.seek(address)
        head = self._raw.read(BGZF_HEADER_BYTES)
        if not head:
            return b"", address
        if not head.startswith(BGZF_HEADER) or head[BGZF_MARK[0]] != BGZF_MARK[1]:
            raise IndexFault(FOREIGN)
        size = int.from_bytes(head[16:18], "little") + 1
        member = zlib.decompressobj(GZIP)
        try:
            data = member.decompress(head + self._raw.read(size - len(head)), BGZF_BLOCK)
        except zlib.error as error:
            raise IndexFault("a block of the file is damaged") from error
        if not member.eof:
            raise IndexFault("a block of the file is damaged")
        return data, address + size

    def check_end(self, end: Place) -> None:
        """See that no line follows the last one that the index knows.

        Raises:
            IndexFault: there is one, or the file ends before.
        """
        if not end:
            known = all(line.startswith(b"#") or not line.strip() for _, line in self.lines((0, ANYWHERE)))
        else:
            address, within = end >> 16, end & 0xFFFF
            data, following = self.block(address)
            if len(data) < within:
                raise IndexFault(FOREIGN)
            rest = data[within:]
            while not rest.strip() and following != address:
                address = following
                rest, following = self.block(address)
            known = not rest.strip()
        if not known:
            raise IndexFault("the file has lines that it does not know")

    def lines(self, span: Span) -> Iterator[tuple[Place, bytes]]:
        """The lines from one place on that begin before another.

        Raises:
            GenomeError: a line is too long.
            IndexFault: no line begins at the first place.
        """
        place, (address, at) = span[0], divmod(span[0], 1 << 16)
        data, following = self.block(address)
        if at > len(data) or (at and data[at - 1 : at] != b"\n") or not data:
            raise IndexFault(FOREIGN)
        begun: list[bytes] = []
        length = 0
        while data:
            while (stop := data.find(b"\n", at)) >= 0:
                yield place, b"".join((*begun, data[at:stop]))
                begun, length, at = [], 0, stop + 1
                place = address << 16 | at if at < len(data) else following << 16
                if place >= span[1]:
                    return
            begun.append(data[at:])
            length += len(begun[-1])
            if length > MAX_LINE:
                raise too_long(self._name)
            address, at = following, 0
            data, following = self.block(address)
        if length:
            yield place, b"".join(begun)
