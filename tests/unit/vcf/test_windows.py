"""The fast look at a line's bytes holds back nothing that the exact one would keep or refuse."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.genome import GenomeError
from autonome.vcf import Selected, Windows, select, windows
from tests.examples import examples
from tests.unit.vcf.small_vcf import LOCI, PANELS, line

PLACES = [locus.position for panel in PANELS for locus in panel.loci]
WORDS = [
    "",
    ".",
    "END=",
    "END=5",
    "END=x;END=4000",
    ";END=2000",
    "CIEND=1;END=99999999999",
    "X;END=1500;END=1",
    "END=-1",
]


@st.composite
def lines(draw: st.DrawFn) -> str:
    """Data lines, sound and broken, near known positions and far from them."""
    place = draw(st.sampled_from(PLACES)) + draw(st.integers(-60, 60))
    position = draw(st.sampled_from([str(place), str(place), str(place), "", "1_0", "+7", "٣", "99999999999", "0"]))
    ref = draw(st.text("ACGTN", min_size=1, max_size=60))
    alt = draw(st.sampled_from(["A", "g", "ACC", "A,C", "<NON_REF>", ".", "", "*", "<DEL>", "G]chr1:5]", "A,<*>", "N"]))
    info = draw(st.sampled_from(WORDS) | st.integers(place, place + 3_000).map(lambda end: f"DP=3;END={end}"))
    name = draw(st.sampled_from(["chr10", "10", "NC_000010.11", "X", "chr9", "GL1", "", "##x", "#CHROM"]))
    text = line(position, ref, alt, "0/1:END=9;END=8", chromosome=name, info=info)
    columns = draw(st.sampled_from([0, 1, 5, 7, 8, 9, 10, 10, 10, 10]))
    return "\t".join(text.split("\t")[:columns])


def exact(numbered: list[tuple[int, str]]) -> list[Selected] | str:
    try:
        return select(numbered, PANELS, where="x.vcf")
    except GenomeError as error:
        return str(error)


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(lines(), max_size=12))
def test_the_fast_look_and_the_exact_one_give_the_same_lines_and_the_same_error(texts: list[str]) -> None:
    every = [(number, text) for number, text in enumerate(texts, start=7) if text.strip() and not text.startswith("#")]
    near = Windows.of(PANELS).near([(7, [text.encode() for text in texts])], where="x.vcf")
    assert exact([(number, text.decode()) for number, text in near]) == exact(every)


def test_what_lies_far_from_known_positions_is_held_back() -> None:
    far = [line(500, "A", "G", "0/1", info="END=1500"), line(500_000, "A", "<NON_REF>", "0/0", info="END=500999"),
           line(1_100, "ACGT" * 20, "A", "0/1"), line(1_000, "A", "G", chromosome="chr7")]  # fmt: skip
    near = [line(locus.position, locus.ref, locus.alts[0], "0/1", chromosome=locus.chromosome) for locus in LOCI]
    found = Windows.of(PANELS).near([(1, [text.encode() for text in (*far, *near)])], where="x.vcf")
    assert [text.decode() for _, text in found] == near


@pytest.mark.parametrize("nothing", [b"", b"\r", b"#", b"#CHROM\tPOS"])
def test_lines_that_are_no_records_are_passed_over_for_a_while(nothing: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "MAX_PASSED_OVER", 5)
    near = Windows.of(PANELS).near([(8, [nothing] * 3), (11, [nothing] * 2)], where="x.vcf")
    assert list(near) == []
    near = Windows.of(PANELS).near([(8, [nothing] * 3), (11, [nothing] * 3)], where="x.vcf")
    with pytest.raises(
        GenomeError, match=r"^x\.vcf, line 13: is one of more than 5 that are empty or comments\. Mend: "
    ):
        list(near)
