"""Whatever is done to a genome, it is read, or refused with one line: never a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import pysam
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autonome.adapters.genome_files import GenomeFile
from autonome.cli.plain_text import one_line
from autonome.genome import GenomeError
from tests.examples import examples
from tests.hostile.vcf.mutations import SEEDS, genome, mutated
from tests.hostile.vcf.small_files import SOUND, head
from tests.hostile.vcf.test_small_files import panels


def answered(path: Path) -> bool:
    """Whether the file was read; else its refusal was one line with a mend."""
    reading, said = None, ""
    try:
        reading = GenomeFile(path).read(panels())
    except GenomeError as error:
        said = str(error)
    if reading is None:
        assert said.startswith(path.name)
        assert ". Mend: " in said
        assert one_line(said).isprintable()
        return False
    assert all(len(sample.genotypes) == len(reading.panel.loci) for sample in reading.samples)
    return True


@settings(max_examples=examples(600), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_a_broken_genome_is_read_or_refused(draw: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.vcf"
        path.write_bytes(genome(draw))
        answered(path)


@settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_a_broken_index_is_followed_or_refused(draw: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, csi = Path(folder) / "x.vcf.gz", draw.random() < 0.5
        with pysam.BGZFile(str(path), "wb", index=None) as out:
            out.write("".join(f"{line}\n" for line in (*head(), *sorted(SOUND, key=place))).encode())
        pysam.tabix_index(str(path), preset="vcf", force=True, csi=csi)
        index = path.with_name(f"x.vcf.gz.{'csi' if csi else 'tbi'}")
        with pysam.BGZFile(str(index), "rb", index=None) as packed:
            inside = bytes(packed.read())
        with pysam.BGZFile(str(index), "wb", index=None) as out:
            out.write(mutated(inside, draw, 1 + draw.randrange(3)))
        answered(path)


def place(line: str) -> tuple[str, int]:
    """Where a line stands in a file in order."""
    name, position = line.split("\t")[:2]
    return name, int(position)


def test_the_sound_seed_is_read_and_most_mutations_break_it(tmp_path: Path) -> None:
    draw = Random(7)  # noqa: S311 - the same lots in each run
    path = tmp_path / "x.vcf"
    path.write_bytes(SEEDS[0])
    assert answered(path)
    refused = 0
    for _ in range(200):
        path.write_bytes(mutated(SEEDS[0], draw, 1))
        refused += not answered(path)
    assert 80 < refused < 180
