"""The callability mask: observed, reference-called and not assessed survive, base by base."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autonome.genome import GenomeError
from autonome.vcf.columns import BlockReader, Mask, State, Texts, assessed, keep, mask_of, states
from autonome.vcf.genotype_fields import FieldOrder, read_field
from autonome.vcf.records import PASSING_FILTERS, parse
from tests.unit.vcf.columns import made_lines
from tests.unit.vcf.columns.made_lines import GRCH38, SAMPLE

FIRST = GRCH38.of("chr10", 980)
WANTED = np.arange(FIRST, FIRST + 120, dtype=np.uint32)


def naive(text: list[str]) -> list[State]:
    """Base by base, record by record, by the reader of plans."""
    found = [State.NOT_ASSESSED] * len(WANTED)
    for line in text:
        record = parse(keep(line, 1, where="made", sample=SAMPLE).line(), 1, where="made")
        try:
            entry = read_field(record.samples, FieldOrder.of(record.format), len(record.alleles), where="made")
        except GenomeError:
            continue
        if record.chromosome != "chr10" or not entry.indices or entry.doubt or record.filter not in PASSING_FILTERS:
            continue
        for at, place in enumerate(WANTED.tolist()):
            if record.position <= place - FIRST + 980 <= record.end:
                if not record.is_block:
                    found[at] = State.OBSERVED
                elif set(entry.indices) == {0} and found[at] is State.NOT_ASSESSED:
                    found[at] = State.REFERENCE_CALLED
    return found


@given(st.lists(made_lines.sound_lines(), max_size=8))
def test_every_base_is_what_the_records_say(text: list[str]) -> None:
    reader = BlockReader("made", GRCH38, SAMPLE, Texts())
    try:
        table = reader.read("".join(f"{line}\n" for line in text).encode(), 1)
    except GenomeError:
        return
    found = assessed(table, reader.texts)
    mask = mask_of([found.blocks], GRCH38)
    back = Mask.of_chunks(mask.chunks(), len(mask))
    assert states(WANTED, found.records, back) == naive(text)


def test_stretches_that_touch_are_one_and_end_with_their_chromosome() -> None:
    end = GRCH38.end_of("chr10")
    blocks = np.array([5, 20, 9, end - 3], np.uint32), np.array([8, 30, 12, end + 50], np.uint32)
    mask = mask_of([blocks], GRCH38)
    assert list(zip(mask.firsts.tolist(), mask.lasts.tolist(), strict=True)) == [(5, 12), (20, 30), (end - 3, end)]
    assert mask.bases == 8 + 11 + 4


def test_without_blocks_nothing_is_called_reference() -> None:
    mask = mask_of([], GRCH38)
    assert len(mask) == 0
    assert mask.chunks() == []
    assert not mask.covers(WANTED).any()
