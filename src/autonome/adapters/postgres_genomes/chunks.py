"""Rows to sealed chunks and back, for one genome.

Each part of a chunk is sealed by itself, under the person's key, and bound to its place: the genome's number, the
person, the sample, the build, which part, and which chunk. So parts cannot change places within a genome or between
genomes, versions or people; that none is missing at the end, the manifest says, which is sealed and bound likewise, to
its version too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from autonome.adapters.postgres_gate.vault import Opener, Sealer
from autonome.adapters.postgres_genomes.content import Content, NewContent
from autonome.adapters.postgres_genomes.manifest import ChunkEntry, Manifest
from autonome.genome import Build
from autonome.vcf.columns import CHUNK_ROWS, Mask, Part, Table, decode, decode_places, encode, joined
from autonome.vcf.columns.layout import U32, Rows


@dataclass(frozen=True, slots=True)
class Place:
    """What the parts of one genome are bound to.

    Args:
        number: of the genome, drawn at random.
        person: pseudonym.
        sample: pseudonym.
        build: of the genome.
    """

    number: bytes
    person: bytes
    sample: bytes
    build: Build

    def part(self, part: Part, chunk: int) -> tuple[bytes, ...]:
        """The place of a chunk's part."""
        return self._of(part.name.lower(), chunk)

    def mask(self, chunk: int) -> tuple[bytes, ...]:
        """The place of a chunk of the mask."""
        return self._of("mask", chunk)

    def manifest(self, version: int) -> tuple[bytes, ...]:
        """The place of the manifest; the build is told in it, and not known to who opens it."""
        return b"genome", self.number, self.person, self.sample, b"manifest", version.to_bytes(4, "big")

    def _of(self, what: str, chunk: int) -> tuple[bytes, ...]:
        build = self.build.value.encode()
        return b"genome", self.number, self.person, self.sample, build, what.encode(), chunk.to_bytes(4, "big")


class ChunkWriter:
    """Cuts rows into chunks, and seals them.

    Args:
        place: of the genome.
        sealer: of the person.
        content: takes the sealed parts.
    """

    def __init__(self, place: Place, sealer: Sealer, content: NewContent) -> None:
        self._place = place
        self._sealer = sealer
        self._content = content
        self._waiting: list[Table] = []
        self._rows = 0
        self._entries: list[ChunkEntry] = []

    def add(self, table: Table) -> None:
        """Take rows, in the order of the file."""
        self._waiting.append(table)
        self._rows += len(table)
        if self._rows >= CHUNK_ROWS:
            rows = joined(self._waiting)
            behind = len(rows) - len(rows) % CHUNK_ROWS
            for first in range(0, behind, CHUNK_ROWS):
                self._seal(rows.part(first, first + CHUNK_ROWS))
            self._waiting, self._rows = [rows.part(behind, len(rows))], len(rows) - behind

    def finish(self) -> tuple[ChunkEntry, ...]:
        """Seal what is left."""
        if self._rows:
            self._seal(joined(self._waiting))
            self._waiting, self._rows = [], 0
        return tuple(self._entries)

    def add_mask(self, mask: Mask) -> tuple[int, ...]:
        """Seal the mask, behind all chunks; gives the bytes of each of its chunks."""
        sizes = []
        for number, chunk in enumerate(mask.chunks()):
            sealed = self._sealer.seal(self._place.mask(number), chunk)
            self._content.add(sealed)
            sizes.append(len(sealed))
        return tuple(sizes)

    def _seal(self, rows: Table) -> None:
        table, number = rows.sorted(), len(self._entries)
        sizes = []
        for part, data in zip(Part, encode(table), strict=True):
            sealed = self._sealer.seal(self._place.part(part, number), data)
            self._content.add(sealed)
            sizes.append(len(sealed))
        reach = int((table.coordinate.astype(np.int64) + table.span).max())
        self._entries.append(ChunkEntry(len(table), int(table.coordinate[0]), reach, (sizes[0], sizes[1], sizes[2])))


@dataclass(frozen=True, slots=True)
class ChunkReader:
    """Opens the chunks of one genome.

    Args:
        place: of the genome.
        manifest: of it.
        opener: of the person, under a permit.
        content: the sealed parts.
    """

    place: Place
    manifest: Manifest
    opener: Opener
    content: Content

    def meeting(self, firsts: U32, lasts: U32, *, sites: bool = False) -> Iterator[tuple[int, Table]]:
        """Rows that touch some stretches, chunk by chunk.

        Args:
            firsts: of stretches, ascending; they do not touch each other.
            lasts: of stretches, included.
            sites: whether the sites' qualities are wanted too.

        Yields:
            Number of the chunk, and rows of it in the order of coordinates.

        Raises:
            StoreError: a part is damaged, missing or out of its place.
        """
        for met in self.manifest.meeting(firsts, lasts):
            places = decode_places(self._opened(Part.PLACES, met.number, met.laid), met.rows)
            rows = places.meeting(met.firsts, met.lasts)
            if len(rows):
                calls = self._opened(Part.CALLS, met.number, met.laid)
                quality = self._opened(Part.SITES, met.number, met.laid) if sites else None
                yield met.number, decode(places, calls, quality, rows=rows)

    def all(self) -> Iterator[Table]:
        """All rows, in the order of the file, chunk by chunk.

        Raises:
            StoreError: a part is damaged, missing or out of its place.
        """
        for number, entry in enumerate(self.manifest.chunks):
            laid = self.manifest.parts(number)
            places = decode_places(self._opened(Part.PLACES, number, laid), entry.rows)
            calls, sites = (self._opened(part, number, laid) for part in (Part.CALLS, Part.SITES))
            table = decode(places, calls, sites)
            order: Rows = np.argsort(table.turn, kind="stable")
            yield table.rows(order)

    def mask(self) -> Mask:
        """The callability mask.

        Raises:
            StoreError: a part is damaged, missing or out of its place.
        """
        laid = enumerate(self.manifest.mask_chunks())
        chunks = [self.opener.open(self.place.mask(number), self.content.read(*where)) for number, where in laid]
        return Mask.of_chunks(chunks, self.manifest.stretches)

    def _opened(self, part: Part, number: int, laid: Mapping[Part, tuple[int, int]]) -> bytes:
        return self.opener.open(self.place.part(part, number), self.content.read(*laid[part]))
