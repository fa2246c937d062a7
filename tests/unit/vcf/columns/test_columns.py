"""Records to columns and back: nothing that is kept may change, in bulk or line by line, in bytes or in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.genome import GenomeError
from autonome.vcf.columns import (
    BlockReader,
    Part,
    Places,
    Table,
    Texts,
    decode,
    decode_places,
    encode,
    joined,
    keep,
    lines,
)
from autonome.vcf.columns.column_bytes import decode_columns, encode_column
from autonome.vcf.columns.encoding import PARTS
from autonome.vcf.columns.layout import WHOLE
from tests.unit.vcf.columns import made_lines
from tests.unit.vcf.columns.made_lines import GRCH38, SAMPLE

WHERE = "made.vcf"


def by_the_specification(text: Sequence[str]) -> list[str] | str:
    """What is kept of lines, one by one; or why they are refused."""
    found = []
    try:
        for number, line in enumerate(text, 7):
            if line.strip() and not line.startswith("#"):
                found.append(keep(line.rstrip("\r"), number, where=WHERE, sample=SAMPLE).line())
    except GenomeError as error:
        return str(error)
    return found


def in_bulk(text: Sequence[str]) -> tuple[BlockReader, Table]:
    reader = BlockReader(WHERE, GRCH38, SAMPLE, Texts())
    return reader, reader.read("".join(f"{line}\n" for line in text).encode(), 7)


def read(text: Sequence[str]) -> list[str] | str:
    """The same as by the specification, in bulk."""
    try:
        reader, table = in_bulk(text)
    except GenomeError as error:
        return str(error)
    return lines(table, GRCH38, reader.texts)


@given(st.lists(made_lines.sound_lines(), max_size=12))
def test_sound_lines_come_back_in_their_normal_form(text: list[str]) -> None:
    assert read(text) == by_the_specification(text)


@given(st.lists(made_lines.lines, max_size=6))
def test_broken_lines_are_refused_as_line_by_line(text: list[str]) -> None:
    assert read(text) == by_the_specification(text)


@given(made_lines.sound_lines())
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    try:
        line = keep(text, 1, where=WHERE, sample=SAMPLE).line()
    except GenomeError:
        return
    assert keep(line, 1, where=WHERE, sample=(0, 1)).line() == line


@given(st.lists(made_lines.sound_lines(), max_size=12), st.integers(0, 12))
def test_a_chunk_comes_back_from_its_bytes(text: list[str], cut: int) -> None:
    try:
        reader, whole = in_bulk(text)
    except GenomeError:
        return
    cut = min(cut, len(whole))
    table = joined([whole.part(0, cut), whole.part(cut, len(whole))])
    ordered = table.sorted()
    parts = encode(ordered)
    places = decode_places(parts[Part.PLACES], len(table))
    assert (places.coordinate[1:] >= places.coordinate[:-1]).all()
    back = decode(places, parts[Part.CALLS], parts[Part.SITES])
    some = np.arange(cut % 2, len(table), 2)
    part = decode(places, parts[Part.CALLS], parts[Part.SITES], rows=some)
    assert lines(part, GRCH38, reader.texts) == [lines(ordered, GRCH38, reader.texts)[row] for row in some]
    as_they_came = back.rows(np.argsort(back.turn))
    assert lines(as_they_came, GRCH38, Texts(reader.texts.words)) == lines(whole, GRCH38, reader.texts)


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 2**32 - 1)), max_size=80), st.integers(0, 300))
def test_a_column_of_any_numbers_comes_back(some: list[int], many: int) -> None:
    values = np.array([*([5] * many), *some], np.uint32)
    (back,) = decode_columns(encode_column(values), 1, len(values))
    assert back.tolist() == values.tolist()


stretches = st.lists(st.tuples(st.integers(985, 1_070), st.integers(0, 9)), max_size=4)


@given(st.lists(made_lines.sound_lines(), max_size=8), stretches)
def test_the_rows_that_touch_a_stretch_are_those_that_reach_it(text: list[str], wanted: list[tuple[int, int]]) -> None:
    try:
        as_it_came = in_bulk(text)[1]
    except GenomeError:
        return
    table = as_it_came.sorted()
    ends: list[tuple[int, int]] = []
    for first, more in sorted(wanted):
        if not ends or first > ends[-1][1] + 1:
            ends.append((first, first + more))
    offset = GRCH38.offsets["chr10"]
    firsts, lasts = (np.array([offset + each[at] for each in ends], np.uint32) for at in range(2))
    places = decode_places(encode(table)[Part.PLACES], len(table))
    naive = [
        row
        for row, (at, span) in enumerate(zip(table.coordinate.tolist(), table.span.tolist(), strict=True))
        if any(at <= offset + last and offset + first <= at + span for first, last in ends)
    ]
    assert places.meeting(firsts, lasts).tolist() == naive
    anyhow = Places.of(as_it_came).meeting_any(firsts, lasts)
    assert sorted(anyhow.tolist()) == sorted(table.turn[naive].tolist())


def test_what_callers_write_takes_no_text() -> None:
    plain = [
        "chr1\t100\trs1\tA\tG\t873.81\tPASS\tDP=3\tGT:AD:DP:GQ:PL\t.\t0/1:3,4:7:99:1,2,3",
        "chr1\t120\t.\tA\t<NON_REF>\t.\t.\tEND=180\tGT:DP:GQ\t.\t0/0:30:99",
        "chr1\t200\t.\tC\tT,<NON_REF>\t30.5\tLowQual\tDP=3\tGT:PS:FT\t.\t0|1:200:LowGQ",
        "chr1\t210\t.\tC\t.\t.\t.\t.\tGT:RGQ\t.\t0/0:45",
    ]
    _, table = in_bulk(plain)
    assert table.heap == b""
    assert table.span.tolist() == [0, 60, 0, 0]
    _, table = in_bulk(["chr1\t100\t.\tAT\tA\t1\tPASS\t.\tGT\t.\t0/1", "chrUn_7\t1\t.\tA\tC\t1\tPASS\t.\tGT\t.\t0/1"])
    assert table.heap.startswith(b"AT\tAchrUn_7\t1\t")
    assert table.alleles.tolist() == [255, WHOLE]


def test_more_words_of_filters_than_a_byte_tells_apart_are_kept() -> None:
    text = [f"chr1\t{100 + at}\t.\tA\tG\t1\tfilter{at}\t.\tGT\t.\t0/1" for at in range(600)]
    reader, table = in_bulk(text)
    assert lines(table, GRCH38, reader.texts) == by_the_specification(text)
    assert np.count_nonzero(table.alleles == WHOLE) == 350


def test_bytes_that_are_no_chunk_are_refused() -> None:
    _, table = in_bulk(["chr1\t100\t.\tAT\tA\t1\tPASS\t.\tGT\t.\t0/1"])
    places, calls, _ = encode(table)
    for damaged in (places[:-1], places + b"\0", places + places, b""):
        with pytest.raises(GenomeError, match="not written as it should be"):
            decode_places(damaged, 1)
    for damaged in (calls[:-1], calls[: len(calls) // 2], calls.replace(b"AT\tA", b"AT\tAA")):
        with pytest.raises(GenomeError, match="not written as it should be"):
            decode(decode_places(places, 1), damaged)
    assert set(PARTS) == set(Part)
