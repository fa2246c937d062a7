from __future__ import annotations

import pytest

from autonome.genome import Genotype


@pytest.mark.parametrize(
    ("alleles", "homozygous"),
    [
        (("A", "A"), True),
        (("A",), True),
        (("A", "G"), False),
        (("A", None), False),
        ((None,), False),
        ((None, None), False),
    ],
)
def test_only_copies_that_were_all_seen_can_be_homozygous(alleles: tuple[str | None, ...], *, homozygous: bool) -> None:
    assert Genotype(alleles).homozygous is homozygous
