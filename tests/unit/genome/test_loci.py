"""Finding loci by place, against a twin that looks at each of them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.genome import Build, Locus, Panel
from tests.examples import examples
from tests.strategies import FIRST, loci

PLACES = st.integers(FIRST - 20, FIRST + 400)


def extent(locus: Locus) -> range:
    """Every base at which something that is said of a locus may start or stand."""
    last = max([locus.position + len(locus.ref) - 1, *(start for start, _, _ in locus.indels)])
    return range(locus.position, last + 1)


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(loci(), max_size=12), PLACES, st.integers(0, 60))
def test_overlapping_finds_every_locus_that_a_stretch_touches(known: list[Locus], first: int, length: int) -> None:
    panel = Panel(Build.GRCH38, tuple(known))
    stretch = set(range(first, first + length + 1))
    for name in ("chr1", "chrX", "chr9"):
        expected = {
            number
            for number, locus in enumerate(known)
            if locus.chromosome == name and stretch.intersection(extent(locus))
        }
        found = panel.overlapping(name, first, first + length)
        assert len(found) == len(set(found))
        assert set(found) == expected


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(loci(), max_size=12), st.integers(0, 50))
def test_regions_hold_every_base_of_every_locus_once(known: list[Locus], gap: int) -> None:
    regions = Panel(Build.GRCH38, tuple(known)).regions(gap)
    for locus in known:
        holding = [
            (first, last)
            for name, first, last in regions
            if name == locus.chromosome and first <= extent(locus)[0] and extent(locus)[-1] <= last
        ]
        assert len(holding) == 1
    for (name, _, last), (other, first, _) in pairwise(regions):
        assert name != other or first - last > gap


def test_a_locus_knows_where_it_ends_and_how_far_its_spellings_reach() -> None:
    locus = Locus("chr1", 10, "GCA", ("G",), "rs1", "g.11CA[2]")
    # The reference reads G CACACA: three copies; the last spelling deletes the last of them.
    assert (locus.end, locus.reach, locus.single_base) == (12, 14, False)
    assert Locus("chr1", 10, "G", ("A", "C"), "rs1").single_base
