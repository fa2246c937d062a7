"""One number for each base of a build."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autonome.genome import Build
from autonome.genome.coordinates import ELSEWHERE, Coordinates, coordinates


@pytest.mark.parametrize("build", list(Build))
def test_chromosomes_lie_end_to_end_below_the_place_that_is_none(build: Build) -> None:
    where = coordinates(build)
    begun = 0
    for name, offset in where.offsets.items():
        assert offset == begun
        begun = where.end_of(name) + 1
    assert begun < ELSEWHERE
    assert len(where.offsets) == 25


@given(st.sampled_from([coordinates(build) for build in Build]), st.data())
def test_a_place_comes_back_from_its_number(where: Coordinates, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(where.offsets)))
    position = data.draw(st.integers(0, where.lengths[name] + 1))
    assert where.place(where.of(name, position)) == (name, position)


def test_what_has_no_place_says_so() -> None:
    where = coordinates(Build.GRCH38)
    assert where.of("chrUn_1", 5) == ELSEWHERE
    assert where.of("chrUn_1", 0) == ELSEWHERE
    assert where.of("chr21", where.lengths["chr21"] + 2) == ELSEWHERE
    assert where.of("chr21", -1) == ELSEWHERE
