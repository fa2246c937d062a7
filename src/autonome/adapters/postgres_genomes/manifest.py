"""What a stored genome is made of: its manifest, sealed beside it.

Canonical JSON: where the genome came from (name and digest of the file, sample, build), the words of its filters, and
for each chunk how many rows it has, where it begins, how far it reaches, and how long its three sealed parts are. The
parts lie end to end, chunk after chunk; the mask's chunks follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from autonome.adapters.postgres_gate.vault import StoreError
from autonome.genome import Build, Panel
from autonome.kernel import Json, SampleName, Sha256, canonical_bytes, read_json, sha256_hex
from autonome.vcf.columns import Part
from autonome.vcf.columns.layout import U32, Bools

FORM: Final = "autonome-genome/1"

_ENTRY = 6
"""Numbers of a chunk's entry."""


@dataclass(frozen=True, slots=True)
class ChunkEntry:
    """One chunk.

    Args:
        rows: how many it has.
        first: coordinate at which it begins.
        reach: last coordinate that a row of it speaks of.
        sizes: bytes of its sealed parts.
    """

    rows: int
    first: int
    reach: int
    sizes: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A stored genome.

    Args:
        name: of the file that it came from.
        digest: of that file's bytes.
        sample: the column that was read.
        build: on which it is.
        version: 0 for the first of this sample; a later one corrects it.
        rows: records of the file.
        panel: digest of the loci around which it was cut; "" for a whole genome.
        words: of FILTER and FT.
        chunks: in the order of the file.
        stretches: of the callability mask.
        mask: bytes of each sealed chunk of the mask.
    """

    name: str
    digest: Sha256
    sample: SampleName
    build: Build
    version: int
    rows: int
    panel: str
    words: tuple[str, ...]
    chunks: tuple[ChunkEntry, ...]
    stretches: int
    mask: tuple[int, ...]

    def numbered(self, version: int) -> Manifest:
        """The same as another version."""
        return replace(self, version=version)

    def written(self) -> bytes:
        """Canonical JSON."""
        chunks: list[Json] = [[each.rows, each.first, each.reach, *each.sizes] for each in self.chunks]
        return canonical_bytes(
            {
                "form": FORM,
                "file": {"name": self.name, "sha256": self.digest, "sample": self.sample},
                "build": self.build.value,
                "version": self.version,
                "rows": self.rows,
                "panel": self.panel,
                "words": list(self.words),
                "chunks": chunks,
                "mask": [self.stretches, *self.mask],
            }
        )

    @property
    def size(self) -> int:
        """Bytes of all that it names."""
        return sum(sum(each.sizes) for each in self.chunks) + sum(self.mask)

    def parts(self, number: int) -> dict[Part, tuple[int, int]]:
        """Where the parts of a chunk lie, each as (first byte, bytes)."""
        begun = sum(sum(each.sizes) for each in self.chunks[:number])
        return _laid_out(begun, self.chunks[number].sizes)

    def meeting(self, firsts: U32, lasts: U32) -> Iterator[tuple[int, ChunkEntry, dict[Part, tuple[int, int]]]]:
        """The chunks that may speak of some stretches, with their numbers and the places of their parts.

        Args:
            firsts: of stretches, ascending; they do not touch each other.
            lasts: of stretches, included.
        """
        starts = np.array([each.first for each in self.chunks], np.int64)
        reaches = np.array([each.reach for each in self.chunks], np.int64)
        next_ = np.searchsorted(lasts, starts)
        there: Bools = next_ < len(firsts)
        there[there] = firsts[next_[there]] <= reaches[there]
        begun = 0
        for number, (entry, met) in enumerate(zip(self.chunks, there.tolist(), strict=True)):
            if met:
                yield number, entry, _laid_out(begun, entry.sizes)
            begun += sum(entry.sizes)

    def mask_chunks(self) -> Iterator[tuple[int, int]]:
        """Where the chunks of the mask lie."""
        begun = sum(sum(each.sizes) for each in self.chunks)
        for size in self.mask:
            yield begun, size
            begun += size


def _laid_out(begun: int, sizes: tuple[int, int, int]) -> dict[Part, tuple[int, int]]:
    places, calls, sites = sizes
    return {
        Part.PLACES: (begun, places),
        Part.CALLS: (begun + places, calls),
        Part.SITES: (begun + places + calls, sites),
    }


def read_manifest(data: bytes) -> Manifest:
    """Read what `Manifest.written` wrote.

    Raises:
        StoreError: it is another form.
    """
    match read_json(data, where="a stored genome"):
        case {
            "form": str(form),
            "file": {"name": str(name), "sha256": str(digest), "sample": str(sample)},
            "build": str(build),
            "version": int(version),
            "rows": int(rows),
            "panel": str(panel),
            "words": list(words),
            "chunks": list(chunks),
            "mask": [int(stretches), *mask],
        } if form == FORM:
            return Manifest(
                name, Sha256(digest), SampleName(sample), Build(build), version, rows, panel,
                tuple(map(str, words)), tuple(map(_entry, chunks)), stretches, tuple(_numbers(mask)),
            )  # fmt: skip
    raise StoreError("a stored genome is not one that this version wrote", mend="use the version that wrote it.")


def _entry(value: Json) -> ChunkEntry:
    numbers = _numbers(value if isinstance(value, list) else ())
    if len(numbers) != _ENTRY:
        raise StoreError("a stored genome names a chunk wrongly", mend="restore the store from a backup.")
    rows, first, reach, *sizes = numbers
    return ChunkEntry(rows, first, reach, (sizes[0], sizes[1], sizes[2]))


def _numbers(values: Sequence[Json]) -> list[int]:
    return [value for value in values if isinstance(value, int)]


def panel_digest(panel: Panel) -> str:
    """What tells one set of loci from another: a genome that was cut around others is cut again."""
    loci: list[Json] = [[each.chromosome, each.position, each.ref, list(each.alts), each.names] for each in panel.loci]
    return sha256_hex(canonical_bytes([panel.build.value, loci]))
