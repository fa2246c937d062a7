"""Sealed chunks of a genome: each opens in its own place, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autonome.adapters.postgres_gate.vault import Opener, Sealer, StoreError, cipher_of
from autonome.adapters.postgres_genomes.chunks import ChunkReader, ChunkWriter, Place
from autonome.adapters.postgres_genomes.content import GenomeFolder, HeldContent, NewContent
from autonome.adapters.postgres_genomes.manifest import Manifest, read_manifest
from autonome.adapters.system import SystemEntropy
from autonome.genome import Build
from autonome.genome.coordinates import coordinates
from autonome.kernel import SampleName, Sha256
from autonome.vcf.columns import CHUNK_ROWS, BlockReader, Texts, lines, mask_of

KEY = bytes(range(32))
PLACE = Place(b"n" * 16, b"p" * 32, b"s" * 32, Build.GRCH38)
WHERE = coordinates(Build.GRCH38)
LINES = [f"chr1\t{1_000 + at}\t.\tA\tC\t10\tPASS\t.\tGT\t0/1" for at in range(2 * CHUNK_ROWS)]


@pytest.fixture(scope="module")
def sealed() -> tuple[Manifest, bytes]:
    """Two chunks whose parts have the same sizes."""
    content = NewContent(GenomeFolder(Path("nowhere")), PLACE.number)
    writer = ChunkWriter(PLACE, Sealer(cipher_of(KEY), SystemEntropy()), content)
    reader = BlockReader("made", WHERE, (0, 1), Texts())
    writer.add(reader.read("".join(f"{line}\n" for line in LINES).encode(), 1))
    chunks = writer.finish()
    mask = writer.add_mask(mask_of([], WHERE))
    manifest = Manifest(
        "made.vcf",
        Sha256("0" * 64),
        SampleName("S"),
        Build.GRCH38,
        0,
        len(LINES),
        "",
        reader.texts.words,
        chunks,
        0,
        mask,
    )
    assert content.held is not None
    return manifest, content.held


def read(manifest: Manifest, content: bytes, place: Place = PLACE, key: bytes = KEY) -> list[str]:
    reader = ChunkReader(place, manifest, Opener(cipher_of(key)), HeldContent(content))
    return [line for table in reader.all() for line in lines(table, WHERE, Texts(manifest.words))]


def test_what_was_sealed_opens_in_its_place(sealed: tuple[Manifest, bytes]) -> None:
    manifest, content = sealed
    assert read(read_manifest(manifest.written()), content) == LINES


@pytest.mark.parametrize(
    "change",
    [{"number": b"o" * 16}, {"person": b"q" * 32}, {"sample": b"t" * 32}, {"build": Build.GRCH37}],
)
def test_it_opens_for_no_other_genome_person_sample_or_build(
    sealed: tuple[Manifest, bytes], change: dict[str, object]
) -> None:
    with pytest.raises(StoreError, match="damaged or out of its place"):
        read(*sealed, place=replace(PLACE, **change))  # type: ignore[arg-type]  # by name


def test_it_opens_under_no_other_key(sealed: tuple[Manifest, bytes]) -> None:
    with pytest.raises(StoreError, match="damaged or out of its place"):
        read(*sealed, key=bytes(32))


def test_chunks_do_not_change_places(sealed: tuple[Manifest, bytes]) -> None:
    manifest, content = sealed
    first, second = (sum(each.sizes) for each in manifest.chunks)
    assert manifest.chunks[0].sizes == manifest.chunks[1].sizes
    with pytest.raises(StoreError, match="damaged or out of its place"):
        read(manifest, content[first : first + second] + content[:first])


def test_parts_do_not_change_places(sealed: tuple[Manifest, bytes]) -> None:
    manifest, content = sealed
    (one, two, three), entry = manifest.chunks[0].sizes, manifest.chunks[0]
    swapped = content[one : one + two] + content[:one] + content[one + two :]
    other = replace(manifest, chunks=(replace(entry, sizes=(two, one, three)), *manifest.chunks[1:]))
    with pytest.raises(StoreError, match="damaged or out of its place"):
        read(other, swapped)


def test_a_content_that_is_cut_short_is_not_a_shorter_genome(sealed: tuple[Manifest, bytes]) -> None:
    manifest, content = sealed
    with pytest.raises(StoreError, match="damaged or out of its place"):
        read(manifest, content[: sum(manifest.chunks[0].sizes)])
