"""Several records of one locus, against a twin that tries out every pair of chromosomes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.genome import DELETED, GenomeError, Genotype, Locus, Seen
from autonome.vcf.merging import Saying, merge
from tests.examples import examples

LOCUS = Locus("chr1", 100, "A", ("G", "T", "C"), "rs1")
INDEL = Locus("chr1", 100, "CAT", ("C",), "rs2")
REF = "A"
Pair = tuple[str | None, ...]


def saying(*alleles: str | None, about: str = "", phase: str | None = None, seen: Seen = Seen.OBSERVED) -> Saying:
    return Saying(Genotype(alleles, phase, seen), frozenset(about))


def merged(*sayings: Saying, locus: Locus = LOCUS) -> Genotype | None:
    return merge(sayings, locus, where="x.vcf, sample S1")


@st.composite
def sayings(draw: st.DrawFn) -> Saying:
    about = draw(st.sets(st.sampled_from("GTC"), min_size=1, max_size=2))
    half = st.sampled_from([None, REF, *sorted(about)])
    alleles = (draw(half), draw(half))
    return Saying(Genotype(alleles, draw(st.sampled_from([None, "p"]))), frozenset(about))


def orders(pair: Pair, phase: str | None) -> set[Pair]:
    """In which orders a pair may be laid on two chromosomes: as it stands where the phase is known."""
    return {pair} if phase == "p" else set(permutations(pair))


def agrees(said: Saying, chromosomes: Pair) -> bool:
    """Whether a record may have been written of two chromosomes; its "reference" excludes its own alternatives only."""
    return any(
        all(
            shown is None or (true not in said.about if shown == REF else true == shown)
            for shown, true in zip(order, chromosomes, strict=True)
        )
        for order in orders(said.genotype.alleles, said.genotype.phase_set)
    )


def possible(each: Sequence[Saying]) -> list[Pair]:
    bases = [REF, *sorted(frozenset[str]().union(*(one.about for one in each)))]
    return [pair for pair in product(bases, repeat=2) if all(agrees(one, pair) for one in each)]


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(sayings(), min_size=2, max_size=2))
def test_two_records_contradict_each_other_exactly_when_no_pair_of_chromosomes_explains_both(
    each: list[Saying],
) -> None:
    if possible(each):
        assert merged(*each) is not None
    else:
        with pytest.raises(GenomeError, match="contradict each other"):
            merged(*each)


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(sayings(), min_size=1, max_size=3))
def test_what_is_said_in_the_end_is_true_of_every_pair_that_explains_the_records(each: list[Saying]) -> None:
    pairs = possible(each)
    if not pairs:
        return
    found = merged(*each)
    assert found is not None
    for pair in pairs:
        assert any(
            all(shown is None or shown == true for shown, true in zip(order, pair, strict=True))
            for order in orders(found.alleles, found.phase_set)
        ), (found, pair)


@settings(max_examples=examples(50), deadline=None)
@given(
    st.tuples(st.sampled_from("AGTC"), st.sampled_from("AGTC")), st.permutations("GTC"), st.sampled_from([None, "p"])
)
def test_split_records_of_two_whole_chromosomes_give_them_back(
    pair: tuple[str, str], order: list[str], phase: str | None
) -> None:
    split = [saying(*(base if base == alt else REF for base in pair), about=alt, phase=phase) for alt in order]
    found = merged(*split)
    assert found is not None
    assert found.alleles == pair if phase else sorted(map(str, found.alleles)) == sorted(pair)


def test_identical_duplicates_are_fine() -> None:
    assert merged(saying("A", "G", about="G"), saying("A", "G", about="G")) == Genotype(("A", "G"))


@pytest.mark.parametrize("other", [("A", "A"), ("G", "G"), ("A",), ("G",)])
def test_contradictory_duplicates_are_an_error_of_one_line(other: tuple[str, ...]) -> None:
    with pytest.raises(GenomeError) as caught:
        merged(saying("A", "G", about="G"), saying(*other, about="G"))
    assert str(caught.value) == (
        "x.vcf, sample S1: records at chr1:100 (rs1) contradict each other. "
        "Mend: remove the wrong duplicate; bcftools norm -m +any joins split records."
    )


def test_the_phase_of_one_record_is_kept_when_another_adds_to_it() -> None:
    assert merged(saying("A", "T", about="T"), saying("A", "G", about="G", phase="7")) == Genotype(("T", "G"), "7")
    assert merged(saying("A", "A", about="T"), saying("G", "A", about="G", phase="7")) == Genotype(("G", "A"), "7")


def test_a_missing_half_is_not_filled_by_what_a_record_of_another_alternative_says() -> None:
    assert merged(saying("A", "A", about="T"), saying(None, "G", about="G")) == Genotype((None, "G"))
    assert merged(saying("A", "G", about="G"), saying("A", None, about="T")) == Genotype((None, "G"))


def test_a_missing_half_is_filled_by_a_record_of_the_same_alternative() -> None:
    assert merged(saying("A", "G", about="G"), saying("A", None, about="G")) == Genotype(("A", "G"))


def test_a_block_yields_to_a_record() -> None:
    block = saying("A", "A", seen=Seen.REFERENCE_BLOCK)
    assert merged(block, saying("A", "G", about="G")) == Genotype(("A", "G"))
    assert merged(block, block) == Genotype(("A", "A"), None, Seen.REFERENCE_BLOCK)


def test_a_base_beside_a_deletion_of_the_other_copy() -> None:
    deletion = saying(None, DELETED, about=DELETED)
    assert merged(deletion, saying(None, "G", about="G")) == Genotype(("G", DELETED))
    assert merged(deletion, saying("G", about="G", phase="")) == Genotype(("G", DELETED))
    assert merged(deletion, saying("A", "G", about="G")) == Genotype(("G", DELETED))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (saying(None, DELETED, about=DELETED), saying("G", "G", about="G")),
        (saying(DELETED, DELETED, about=DELETED), saying("G", about="G")),
        (saying("T", DELETED, about="T" + DELETED), saying("G", about="G")),
    ],
)
def test_a_base_where_a_deletion_left_none_is_no_genotype(left: Saying, right: Saying) -> None:
    assert merged(left, right) is None
    assert merged(right, left) is None


def test_overlapping_unknown_lengths_are_no_genotype() -> None:
    known = Saying(Genotype(("C", "C")), frozenset({"C"}))
    unknown = Saying(Genotype(("100CATAT>C", "100CATAT>C")), frozenset({"100CATAT>C"}))
    assert merged(known, unknown, locus=INDEL) is None


@pytest.mark.parametrize("about", ["G", "T"])
def test_two_alternatives_on_one_chromosome_contradict_each_other(about: str) -> None:
    there = saying("A", "G", about="G", phase="7")
    here = saying(*(("G", "A") if about == "G" else ("A", "T")), about=about, phase="7")
    with pytest.raises(GenomeError, match="contradict each other"):
        merged(there, here)
    # Of another phase set, nobody knows that it is the same chromosome.
    other = Saying(Genotype(here.genotype.alleles, "8"), here.about)
    assert merged(there, other) == Genotype(("A", "G") if about == "G" else ("T", "G"), "7")
