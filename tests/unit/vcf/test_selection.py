"""Which lines are kept, and on which build they are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.genome import Build, GenomeError, Locus, Panel
from autonome.vcf import Column, read_header, select, selection, settle_build
from tests.examples import examples
from tests.unit.vcf.small_vcf import GRCH37, GRCH38, PANELS, header, line, only

SILENT = "##source=nobody"


def settled(lines: Sequence[str], *head: str) -> Build:
    kept = select(list(enumerate(lines, start=4)), PANELS, where="x.vcf")
    return settle_build(read_header(header(*head), where="x.vcf"), kept, PANELS, where="x.vcf").build


def refused(lines: Sequence[str], *head: str) -> str:
    with pytest.raises(GenomeError) as caught:
        settled(lines, *head)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


@settings(max_examples=examples(50), deadline=None)
@given(st.sampled_from(PANELS), st.data())
def test_a_line_is_kept_when_it_touches_a_locus_of_either_build_or_the_base_beside_it(
    panel: Panel, data: st.DataObject
) -> None:
    locus = data.draw(st.sampled_from(panel.loci))
    position = data.draw(st.integers(max(1, locus.position - 40), locus.reach + 10))
    ref = data.draw(st.text("ACGT", min_size=1, max_size=12))
    end = data.draw(st.none() | st.integers(position, position + 40))
    info = "." if end is None else f"DP=1;END={end}"
    last = max(position + len(ref) - 1, end or 0)
    touched = any(
        other.chromosome == locus.chromosome
        and position <= max(other.end, other.reach) + 1
        and other.position - 1 <= last
        for each in PANELS
        for other in each.loci
    )
    name = data.draw(st.sampled_from([locus.chromosome, locus.chromosome.removeprefix("chr")]))
    text = line(position, ref, "<NON_REF>", "0/0", chromosome=name, info=info)
    assert [kept.text for kept in select([(9, text)], PANELS, where="x.vcf")] == ([text] if touched else [])


@pytest.mark.parametrize("end", ["5", "99999999999999999999", "soon"])
def test_a_block_whose_end_is_none_is_refused_wherever_a_locus_may_follow(end: str) -> None:
    text = line(500, "T", "<NON_REF>", "0/0", info=f"END={end}")
    with pytest.raises(GenomeError, match=rf"^small\.vcf, line \d+: END is '{end}', and POS 500\. Mend: write END"):
        only([text])


def test_lines_of_other_contigs_are_passed_over_unread() -> None:
    others = [line("garbage", "A", "G", chromosome="chr9"), line(1_000, "A", "G", chromosome="GL000207.1")]
    assert select(list(enumerate(others)), PANELS, where="x.vcf") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chr10 1000 . A G . PASS .", "x.vcf, line 4: has 1 columns, fewer than 8."),
        ("chr10\t1000\t.\tA\tG", "x.vcf, line 4: has 5 columns, fewer than 8."),
        (line("12e4", "A", "G"), "x.vcf, line 4: POS is '12e4'."),
        (line("²", "A", "G"), "x.vcf, line 4: POS is '²'."),
        (line("9" * 12, "A", "G"), "x.vcf, line 4: POS is '999999999999'."),
    ],
)
def test_damaged_lines_are_refused(text: str, message: str) -> None:
    assert refused([text]).startswith(f"{message} Mend: ")


@pytest.mark.parametrize(
    ("lines", "build"),
    [
        ([line(1_000, "A", "G")], Build.GRCH38),
        ([line(11_000, "G", "A")], Build.GRCH37),
        ([line(1_000, "A", "G"), line(2_000, "CAT", "C"), line(11_000, "C", "T")], Build.GRCH38),
        ([line(14_000, "TC", "CT", chromosome="10")], Build.GRCH37),
    ],
)
def test_known_positions_decide_where_the_header_is_silent(lines: list[str], build: Build) -> None:
    assert settled(lines, SILENT) is build


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [line(7, "A", "G")],
        [line(1_000, "C", "G")],
        [line(1_000, "A", "G"), line(11_000, "G", "A")],
        [line(1_000, "A", "G"), line(1_010, "G", "A")],
    ],
)
def test_where_nothing_tells_the_build_the_file_is_refused(lines: list[str]) -> None:
    assert refused(lines, SILENT) == (
        "x.vcf: neither header nor known positions tell the build (GRCh37 or GRCh38). "
        "Mend: add ##contig lines with lengths, or ##reference=GRCh38."
    )


def test_a_header_alone_is_enough_where_no_position_is_known() -> None:
    assert settled([], "##contig=<ID=10,length=135534747>") is Build.GRCH37


OTHERS = [line(locus.position, locus.ref, locus.alts[0], chromosome=locus.chromosome) for locus in GRCH37.loci]
CONTIG_38 = "##contig=<ID=chr10,length=133797422>"


@pytest.mark.parametrize("by_chance", [[], [line(1_000, "C", "T")], [line(1_000, "A", "T")]])
def test_positions_of_the_other_build_refute_the_header(by_chance: list[str]) -> None:
    own = sum(text.split("\t")[3] == "A" for text in by_chance)
    assert refused([*OTHERS, *by_chance], CONTIG_38) == (
        "x.vcf: the header says GRCh38, but 6 known positions have the reference bases of GRCh37, "
        f"and {own} those of GRCh38. "
        "Mend: correct the header's contig lines, or lift the file over again."
    )


def test_another_base_where_one_is_known_refutes_the_header_with_the_first_position_of_the_other_build() -> None:
    assert "the header says GRCh38" in refused([OTHERS[0], line(1_000, "C", "T")], CONTIG_38)


def test_a_few_positions_met_by_chance_do_not_refute_the_header() -> None:
    assert settled(OTHERS[:4], CONTIG_38) is Build.GRCH38


def test_a_build_for_which_there_is_no_panel_is_refused() -> None:
    with pytest.raises(GenomeError, match=r"^x\.vcf: is on GRCh37, which is not read here\. Mend: "):
        settle_build(read_header(header("##reference=hg19"), where="x.vcf"), [], [GRCH38], where="x.vcf")


@pytest.mark.parametrize(("shift", "side"), [(1, "after"), (-1, "before")])
def test_a_file_whose_positions_are_shifted_by_one_is_refused(shift: int, side: str) -> None:
    panel = Panel(Build.GRCH38, tuple(Locus("chr10", 1_000 * at, "A", ("G",), f"rs{at}") for at in range(1, 8)))
    lines = [line(1_000 * at + shift, "a", "g", "0/1") for at in range(1, 8)]

    def settle(number: int) -> Panel:
        kept = select(list(enumerate(lines[:number], start=4)), [panel], where="x.vcf")
        return settle_build(read_header(header(), where="x.vcf"), kept, [panel], where="x.vcf")

    with pytest.raises(GenomeError) as caught:
        settle(7)
    assert str(caught.value) == (
        f"x.vcf: 7 records stand one base {side} known positions, with the alleles of these. "
        "Mend: positions count from 1 in a VCF; write the file again from its source."
    )
    assert settle(4) is panel  # as many as chance may give prove nothing


@pytest.mark.parametrize(
    ("number", "message"),
    [(101, "holds more than 100 lines"), (2, "holds more than 100 lines")],
)
def test_lines_at_known_positions_without_end_are_refused(
    number: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "MAX_KEPT_LINES", 100)
    monkeypatch.setattr(selection, "MAX_KEPT", 10_000)
    text = line(1_000, "A", "G", "0/1", info="X" * (10 if number > 100 else 5_000))
    with pytest.raises(GenomeError, match=rf"^x\.vcf, line {number}: {message}"):
        select(enumerate([text] * 200, start=1), PANELS, where="x.vcf")


def test_one_sample_is_cut_out_of_a_line() -> None:
    text = line(1_000, "A", "G", "0/1", "1/1", "0/0")
    for number, cell in enumerate(("0/1", "1/1", "0/0")):
        (kept,) = select([(4, text)], PANELS, where="x.vcf", only=Column(number, 3))
        assert kept.text == line(1_000, "A", "G", cell)
    with pytest.raises(GenomeError, match=r"^x\.vcf, line 4: has 3 sample columns, the header names 2"):
        select([(4, text)], PANELS, where="x.vcf", only=Column(0, 2))
