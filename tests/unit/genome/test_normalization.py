"""The spellings of a known indel, against a twin that tries out every place in a reference that it can see."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from autonome.adapters.knowledge_pack import load_bundle
from autonome.genome import LONGEST_LOCUS, Build, Locus, spellings, trim
from autonome.pharmacogenomics import gene_panel
from tests.examples import examples
from tests.strategies import FIRST, KnownIndel, equivalents, haplotype, known_indels

LOCI = {
    build: [locus for locus in gene_panel(load_bundle().definitions, build).panel.loci if not locus.single_base]
    for build in Build
}
STATED = re.compile(r"\d(del|ins)([ACGT]+)(?:;|$)")


@settings(max_examples=examples(50), deadline=None)
@given(known_indels())
def test_every_spelling_shifted_within_the_repeat_is_recognised_and_nothing_else(indel: KnownIndel) -> None:
    position, ref, alt = indel.variant
    found = spellings(position, ref, [alt], name=indel.name)
    assert set(found) == equivalents(indel.reference, indel.variant)
    assert set(found.values()) == {alt}


@settings(max_examples=examples(50), deadline=None)
@given(known_indels())
def test_without_a_name_only_the_left_aligned_spelling_is_vouched_for(indel: KnownIndel) -> None:
    position, ref, alt = indel.variant
    assert spellings(position, ref, [alt], name="") == {indel.variant: alt}


@settings(max_examples=examples(50), deadline=None)
@given(known_indels())
def test_padding_on_either_side_is_trimmed_away(indel: KnownIndel) -> None:
    position, ref, alt = indel.variant
    at = position - FIRST
    left, right = indel.reference[:at], indel.reference[at + len(ref) :]
    whole = trim(FIRST, left + ref + right, left + alt + right)
    assert haplotype(indel.reference, whole) == haplotype(indel.reference, indel.variant)
    assert whole in equivalents(indel.reference, indel.variant)


@pytest.mark.parametrize(
    ("given_form", "expected"),
    [
        ((10, "A", "G"), (10, "A", "G")),
        ((10, "CAT", "CGT"), (11, "A", "G")),
        ((10, "CAT", "C"), (10, "CAT", "C")),
        ((10, "GCAT", "GC"), (11, "CAT", "C")),
        ((10, "CATAT", "CAT"), (10, "CAT", "C")),
        ((10, "CAT", "CATAT"), (10, "C", "CAT")),
        ((10, "AC", "GTT"), (10, "AC", "GTT")),
        ((10, "A", "A"), (10, "A", "A")),
    ],
)
def test_trimming_keeps_one_base_left_of_an_indel(
    given_form: tuple[int, str, str], expected: tuple[int, str, str]
) -> None:
    assert trim(*given_form) == expected


def test_repeat_of_two_alternatives_keeps_them_apart() -> None:
    found = spellings(10, "CAT", ["C", "CATAT"], name="g.12TA[2];g.12TA[4]")
    # The reference reads C ATATAT A: three copies of TA from 12 on.
    assert found[15, "ATA", "A"] == "C"
    assert found[17, "A", "ATA"] == "CATAT"
    assert not [variant for variant in found if variant[0] > 17]


def test_an_insertion_named_between_two_bases_may_stand_left_of_them() -> None:
    assert set(spellings(10, "C", ["CGCGG"], name="g.11_12insCGGG")) == {(10, "C", "CGCGG"), (11, "G", "GCGGG")}


@pytest.mark.parametrize("name", ["g.11_13dup", "g.9_12del", "g.10AT[x]", "nonsense", "g.11_12insGG"])
def test_a_name_of_another_change_vouches_for_nothing(name: str) -> None:
    assert set(spellings(10, "CAT", ["C"], name=name)) == {(10, "CAT", "C")}


def test_a_replacement_of_several_bases_does_not_move() -> None:
    assert set(spellings(10, "TC", ["CT"], name="g.10_11delinsCT")) == {(10, "TC", "CT")}


@pytest.mark.parametrize("build", Build)
def test_spellings_of_a_known_locus_agree_on_the_reference_and_make_one_chromosome(build: Build) -> None:
    assert LOCI[build]
    for locus in LOCI[build]:
        spellings_make_one_chromosome(locus)


def spellings_make_one_chromosome(locus: Locus) -> None:
    reference = known_bases(locus)
    made: dict[str, set[str]] = {}
    for (position, ref, alt), known in locus.indels.items():
        at = position - locus.position
        assert reference[at : at + len(ref)] == ref
        made.setdefault(known, set()).add(reference[:at] + alt + reference[at + len(ref) :])
    assert set(made) == set(locus.alts)
    assert all(len(each) == 1 for each in made.values())
    assert len(set.union(*made.values())) == len(made)
    assert max(locus.end, locus.reach) - locus.position < LONGEST_LOCUS


def known_bases(locus: Locus) -> str:
    """The reference around a locus, as far as its spellings tell."""
    bases = dict(enumerate(locus.ref, start=locus.position))
    for position, ref, _ in locus.indels:
        for at, base in enumerate(ref, start=position):
            assert bases.setdefault(at, base) == base
    assert sorted(bases) == list(range(locus.position, locus.position + len(bases)))
    return "".join(base for _, base in sorted(bases.items()))


@pytest.mark.parametrize("build", Build)
def test_the_rightmost_spelling_of_a_known_locus_is_the_one_that_its_name_gives(build: Build) -> None:
    """Sequences that names state are a second witness for positions that were written by somebody else."""
    witnessed = 0
    for locus in LOCI[build]:
        for stated in STATED.finditer(locus.names):
            _, ref, alt = max(locus.indels)
            assert (ref if stated[1] == "del" else alt)[1:] == stated[2], locus
            witnessed += 1
    assert witnessed > 10
