"""A VCF on its way into the store: read once, checked, sealed; visible to nobody until its rows are added.

Numbered steps of `stage`:

1. the header tells sample and build; where it names no build, the known positions do, in a first reading;
2. blocks of lines become rows, rows become sealed chunks; usable reference blocks become the callability mask;
3. lines at known positions of either build are kept, in their normal form;
4. the build is settled on them, and they are read, as for a plan: what a plan would refuse, is refused now;
5. the file is the same as it was at the beginning, to its last byte;
6. the pharmacogenes' rows are sealed a second time, by themselves: to read them opens nothing else (the hot panel).

Whatever ends before its end leaves nothing: see `content`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from autonome.adapters.genome_files import GenomeFile, Streamed
from autonome.adapters.postgres_gate.vault import Sealer
from autonome.adapters.postgres_genomes.chunks import ChunkWriter, Place
from autonome.adapters.postgres_genomes.content import NewContent
from autonome.adapters.postgres_genomes.manifest import Came, Manifest, panel_digest
from autonome.genome import Build, GenomeError, Panel
from autonome.genome.coordinates import ELSEWHERE, Coordinates, coordinates
from autonome.kernel import SampleName
from autonome.vcf import Header, Selected, read_samples, settle_build
from autonome.vcf.columns import BlockReader, Places, Table, Texts, assessed, joined, lines, mask_of
from autonome.vcf.columns.layout import U32
from autonome.vcf.windows import NEIGHBOUR

MOST_KEPT = 100_000
"""Rows at known positions: as many as a plan reads (`vcf.selection`)."""

Stretches = tuple[U32, U32]
"""First and last coordinates, ascending; none touches the next."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sealed genome that has no version yet.

    Args:
        place: what it is bound to.
        manifest: of it.
        content: its sealed parts; None where they lie in a file.
    """

    place: Place
    manifest: Manifest
    content: bytes | None


@dataclass(slots=True)
class Found:
    """What was met on the way through a file."""

    rows: int = 0
    blocks: list[Stretches] = field(default_factory=list)
    known: list[Table] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)


def stretches_of(panels: Sequence[Panel], where: Coordinates) -> Stretches:
    """The loci of panels with their neighbours, in coordinates.

    Args:
        panels: of any build: those of another one than the file's tell that its header is wrong.
        where: coordinates of the file's build.
    """
    found: list[tuple[int, int]] = []
    regions = (region for panel in panels for region in panel.regions(0))
    for first, last in sorted(
        (where.of(name, max(first - NEIGHBOUR, 0)), where.of(name, last + NEIGHBOUR)) for name, first, last in regions
    ):
        if last == ELSEWHERE:
            continue
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    firsts, lasts = (np.array([each[at] for each in found], np.uint32) for at in range(2))
    return firsts, lasts


class Staging:
    """Reads one file.

    Args:
        file: to be read.
        panels: known positions, one for each build.
        sample: the column that is wanted; without it the file must hold one.
        came: institutions that it went through.
    """

    def __init__(
        self, file: GenomeFile, panels: Sequence[Panel], *, sample: str | None, came: Sequence[Came] = ()
    ) -> None:
        self._came = tuple(came)
        self._file = file
        self._panels = panels
        self._sample = sample
        self._build = self._header_build()

    @property
    def build(self) -> Build:
        """The build that the file is on, as far as its header, or its known positions, tell before it is read."""
        return self._build

    @property
    def sample(self) -> SampleName:
        """The column that is read."""
        return self._name

    def _header_build(self) -> Build:
        with self._file.streamed(sample=self._sample) as stream:
            self._name = stream.sample
            build = stream.header.build
        return build or self._file.read(self._panels, sample=self._sample).panel.build

    def sealed(self, place: Place, sealer: Sealer, content: NewContent) -> tuple[Manifest, Found]:
        """Read and seal the whole file.

        Raises:
            GenomeError: a line that cannot be read, or what a plan would refuse.
        """
        writer, found, where = ChunkWriter(place, sealer, content), Found(), coordinates(place.build)
        with self._file.streamed(sample=self._sample) as stream:
            self._read(stream, writer, found)
        chunks = writer.finish()
        mask = mask_of(found.blocks, where)
        sizes = writer.add_mask(mask)
        content.finish()
        manifest = Manifest(
            self._file.name, self._file.digest(), self._name, place.build, 0, found.rows, "",
            found.texts.words, chunks, len(mask), sizes, self._came,
        )  # fmt: skip
        self._check(manifest, found)
        return manifest, found

    def _read(self, stream: Streamed, writer: ChunkWriter, found: Found) -> None:
        where = coordinates(self._build)
        columns = stream.header.samples.index(stream.sample), len(stream.header.samples)
        reader = BlockReader(self._file.name, where, columns, found.texts)
        firsts, lasts = stretches_of(self._panels, where)
        known = 0
        for number, text in stream.blocks:
            table = reader.read(text, number)
            writer.add(table)
            found.rows += len(table)
            found.blocks.append(_joined(assessed(table, found.texts).blocks, where))
            near = Places.of(table).meeting_any(firsts, lasts)
            found.known.append(table.rows(near))
            known += len(near)
            if known > MOST_KEPT:
                raise GenomeError(
                    f"holds more than {MOST_KEPT:,} records at known positions",
                    where=self._file.name,
                    mend="check where the file came from.",
                )

    def _check(self, manifest: Manifest, found: Found) -> None:
        """Settle the build and read the known positions, as a plan does."""
        header = Header("", {}, (self._name,), manifest.build, 0)
        text = lines(joined(found.known), coordinates(manifest.build), found.texts) if found.known else []
        selected = [Selected(0, line) for line in text]
        panel = settle_build(header, selected, self._panels, where=self._file.name)
        read_samples(header, selected, panel, samples=[self._name], where=self._file.name)


def sealed_extract(
    place: Place,
    sealer: Sealer,
    content: NewContent,
    whole: tuple[Manifest, Sequence[Table], Texts],
    panels: Sequence[Panel],
) -> Manifest:
    """Seal the rows around the loci of a genome's build by themselves.

    Args:
        place: of the extract.
        sealer: of the person.
        content: takes the sealed parts.
        whole: the genome, those of its rows that may touch the loci, and its words.
        panels: one for each build.
    """
    manifest, known, texts = whole
    panel = next(each for each in panels if each.build is manifest.build)
    firsts, lasts = stretches_of([panel], coordinates(manifest.build))
    writer, rows = ChunkWriter(place, sealer, content), 0
    for table in known:
        some = table.rows(Places.of(table).meeting_any(firsts, lasts))
        rows += len(some)
        writer.add(some)
    chunks = writer.finish()
    content.finish()
    return replace(
        manifest, rows=rows, panel=panel_digest(panel), words=texts.words, chunks=chunks, stretches=0, mask=()
    )


def _joined(blocks: Stretches, where: Coordinates) -> Stretches:
    mask = mask_of([blocks], where)
    return mask.firsts, mask.lasts
