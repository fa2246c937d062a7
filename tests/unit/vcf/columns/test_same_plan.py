"""The columns say of known positions what the file says: by the reader of plans, for any file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autonome.genome import GenomeError, SampleGenotypes
from autonome.kernel import SampleName
from autonome.vcf import read_samples, select
from autonome.vcf.columns import BlockReader, Texts, lines
from autonome.vcf.header import Header
from tests.unit.vcf import small_vcf
from tests.unit.vcf.columns import made_lines
from tests.unit.vcf.columns.made_lines import GRCH38, SAMPLE

NAMES = (SampleName("one"), SampleName("two"))


def calls(text: list[str], names: tuple[SampleName, ...]) -> tuple[SampleGenotypes, ...] | str:
    header = Header("VCFv4.2", {}, names, None, 1)
    try:
        kept = select(enumerate(text, 1), [small_vcf.GRCH38], where="made")
        return read_samples(header, kept, small_vcf.GRCH38, samples=NAMES[1:], where="made")
    except GenomeError as error:
        return error.message


@given(st.lists(made_lines.sound_lines(), max_size=8))
def test_the_reader_of_plans_reads_the_same(text: list[str]) -> None:
    reader = BlockReader("made", GRCH38, SAMPLE, Texts())
    try:
        table = reader.read("".join(f"{line}\n" for line in text).encode(), 1)
    except GenomeError:
        return
    assert calls(lines(table, GRCH38, reader.texts), NAMES[1:]) == calls(text, NAMES)
