"""What a stored genome is made of: its manifest, sealed beside it.

``length (4 bytes) ‖ canonical JSON ‖ columns``: where the genome came from (name and digest of the file, sample, build)
and the words of its filters; then, for each chunk, how many rows it has, where it begins, how far it reaches, and how
long its three sealed parts are: six columns, as the chunks have them themselves, and a seventh with the lengths of the
mask's sealed chunks. The parts lie end to end, chunk after chunk; the mask's chunks follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from autonome.adapters.postgres_gate.vault import StoreError
from autonome.genome import Build, Panel
from autonome.kernel import Json, SampleName, Sha256, canonical_bytes, read_json, sha256_hex
from autonome.vcf.columns import Part
from autonome.vcf.columns.column_bytes import Column, encode_column, frames
from autonome.vcf.columns.layout import U32

FORM: Final = "autonome-genome/1"

_ENTRY: Final = 6
"""Columns of the index of chunks."""

_LENGTH: Final = 4
"""Bytes of the length of the JSON before it."""


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
class Met:
    """A chunk that may speak of some stretches.

    Args:
        number: of it.
        rows: how many it has.
        laid: where its sealed parts lie, each as (first byte, bytes).
        firsts: of the stretches that it may speak of.
        lasts: of them.
    """

    number: int
    rows: int
    laid: Mapping[Part, tuple[int, int]]
    firsts: U32
    lasts: U32


@dataclass(frozen=True, slots=True)
class Came:
    """A stretch of the way by which a genome came here.

    Args:
        institution: that sent it.
        obligations: that went along.
    """

    institution: str
    obligations: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write it."""
        return {"from": self.institution, "obligations": list(self.obligations)}


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
        came: institutions that it went through, the first of them first, each with what it is bound to.
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
    came: tuple[Came, ...] = ()

    def numbered(self, version: int) -> Manifest:
        """The same as another version."""
        return replace(self, version=version)

    def written(self) -> bytes:
        """Its bytes."""
        head = canonical_bytes(
            {
                "form": FORM,
                "file": {"name": self.name, "sha256": self.digest, "sample": self.sample},
                "build": self.build.value,
                "version": self.version,
                "rows": self.rows,
                "panel": self.panel,
                "words": list(self.words),
                "chunks": len(self.chunks),
                "mask": {"stretches": self.stretches, "chunks": len(self.mask)},
                **({"came": [each.to_json() for each in self.came]} if self.came else {}),
            }
        )
        rows = [(each.rows, each.first, each.reach, *each.sizes) for each in self.chunks]
        columns = np.array(rows, np.uint32).reshape(-1, _ENTRY).T
        index = b"".join(map(encode_column, [*columns, np.array(self.mask, np.uint32)]))
        return len(head).to_bytes(_LENGTH, "little") + head + index

    @property
    def size(self) -> int:
        """Bytes of all that it names."""
        return sum(sum(each.sizes) for each in self.chunks) + sum(self.mask)

    def parts(self, number: int) -> dict[Part, tuple[int, int]]:
        """Where the parts of a chunk lie, each as (first byte, bytes)."""
        begun = sum(sum(each.sizes) for each in self.chunks[:number])
        return _laid_out(begun, self.chunks[number].sizes)

    def meeting(self, firsts: U32, lasts: U32) -> Iterator[Met]:
        """The chunks that may speak of some stretches.

        Args:
            firsts: of stretches, ascending; they do not touch each other.
            lasts: of stretches, included.
        """
        starts = np.array([each.first for each in self.chunks], np.int64)
        reaches = np.array([each.reach for each in self.chunks], np.int64)
        from_ = np.searchsorted(lasts, starts).tolist()
        to = np.searchsorted(firsts, reaches, side="right").tolist()
        begun = 0
        for number, entry in enumerate(self.chunks):
            if from_[number] < to[number]:
                here = slice(from_[number], to[number])
                yield Met(number, entry.rows, _laid_out(begun, entry.sizes), firsts[here], lasts[here])
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
        GenomeError: its columns are none.
    """
    behind = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
    match read_json(data[_LENGTH:behind], where="a stored genome"):
        case {
            "form": str(form),
            "file": {"name": str(name), "sha256": str(digest), "sample": str(sample)},
            "build": str(build),
            "version": int(version),
            "rows": int(rows),
            "panel": str(panel),
            "words": list(words),
            "chunks": int(chunks),
            "mask": {"stretches": int(stretches), "chunks": int(masks)},
            **more,
        } if form == FORM:
            entries, mask = _index(data[behind:], chunks, masks)
            return Manifest(
                name, Sha256(digest), SampleName(sample), Build(build), version, rows, panel,
                tuple(map(str, words)), entries, stretches, mask, tuple(ways(more.get("came", ()))),
            )  # fmt: skip
    raise StoreError("a stored genome is not one that this version wrote", mend="use the version that wrote it.")


def ways(value: object) -> Iterator[Came]:
    """By which way a genome came, as `Came` writes it.

    Raises:
        StoreError: it is written otherwise.
    """
    for each in value if isinstance(value, Sequence) and not isinstance(value, str) else [value]:
        match each:
            case {"from": str(institution), "obligations": [*codes], **more} if not more:
                yield Came(institution, tuple(map(str, codes)))
            case _:
                raise StoreError("says of a genome where it came from in another form", mend="send it anew.")


def _index(data: bytes, chunks: int, masks: int) -> tuple[tuple[ChunkEntry, ...], tuple[int, ...]]:
    found = frames(data)
    if len(found) != _ENTRY + 1:
        raise StoreError("a stored genome has no index", mend="restore the store from a backup.")
    *columns, mask = (
        Column(kind, content, masks if at == _ENTRY else chunks).all().tolist()
        for at, (kind, content) in enumerate(found)
    )
    entries = (
        ChunkEntry(rows, first, reach, (one, two, three))
        for rows, first, reach, one, two, three in zip(*columns, strict=True)
    )
    return tuple(entries), tuple(mask)


def panel_digest(panel: Panel) -> str:
    """What tells one set of loci from another: a genome that was cut around others is cut again."""
    return _panel_digest(_ThisPanel(panel))


@dataclass(frozen=True, slots=True, eq=False)
class _ThisPanel:
    """A panel that is known again by being the very same object: its loci are not compared."""

    panel: Panel

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ThisPanel) and self.panel is other.panel

    def __hash__(self) -> int:
        return id(self.panel)


@lru_cache(maxsize=8)
def _panel_digest(this: _ThisPanel) -> str:
    panel = this.panel
    loci: list[Json] = [[each.chromosome, each.position, each.ref, list(each.alts), each.names] for each in panel.loci]
    return sha256_hex(canonical_bytes([panel.build.value, loci]))
