"""What a record says at a locus, against a twin that writes each allele into a reference and reads it back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autonome.genome import DELETED, GenomeError, Locus
from autonome.vcf.projection import TAKEN, UNCLEAR, Said, project
from autonome.vcf.records import Record
from tests.examples import examples
from tests.strategies import FIRST, KnownIndel, equivalents, haplotype, known_indels, record_alleles, references
from tests.unit.vcf.small_vcf import LOCI, record

BLOCK = {"<NON_REF>", "<*>"}
RS3, RS4, RS5 = LOCI[2:5]


def at(said: Record, locus: Locus) -> Said | None:
    return project(said, {0: locus}, where="x.vcf, line 1").get(0)


def changed(position: int, ref: str, alt: str) -> tuple[int, str, str]:
    """What is left of a pair of alleles when the shared ends are taken off, one by one."""
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    return position, ref, alt


def naive_base(reference: str, position: int, alleles: tuple[str, ...], place: int) -> list[str | None]:
    """What each allele says of the base at a place: read from the chromosome that the allele makes."""
    ref, *alts = alleles
    if not position <= place < position + len(ref):
        return [None] * len(alleles)
    here = reference[place - FIRST]
    rows: list[str | None] = []
    looked = not alts or bool(BLOCK.intersection(alts))
    for alt in alts:
        if alt in BLOCK:
            rows.append(None)
        elif alt == "*":
            # The record's own base is taken, and with it nothing else for sure.
            rows.append(TAKEN)
        elif alt == "<DEL>":
            rows.append(UNCLEAR)
        else:
            start, short, new = changed(position, ref, alt)
            chromosome = haplotype(reference, (position, ref, alt))
            touched = range(start, start + len(short))
            if len(short) == len(new) and place in touched:
                looked = True
                rows.append(chromosome[place - FIRST])
            elif place in touched and not (place == start and short[0] == new[0]):
                rows.append(DELETED)
            else:
                rows.append("untouched")
    kept = here if looked else None
    return [kept, *(kept if row == "untouched" else row for row in rows)]


@settings(max_examples=examples(50), deadline=None)
@given(st.data())
def test_a_base_is_what_the_chromosome_of_each_allele_shows_there(data: st.DataObject) -> None:
    reference = data.draw(references(alphabet="ACG"))
    position, alleles = data.draw(record_alleles(reference))
    place = data.draw(
        st.integers(max(FIRST, position - 1), min(FIRST + len(reference) - 1, position + len(alleles[0])))
    )
    here = reference[place - FIRST]
    locus = Locus("chr1", place, here, tuple(base for base in "ACGT" if base != here), "rs1")
    expected = naive_base(reference, position, alleles, place)
    found = at(record(position, *alleles), locus)
    assert list(found or [None] * len(alleles)) == expected


@settings(max_examples=examples(50), deadline=None)
@given(known_indels(), st.data())
def test_every_spelling_of_a_known_indel_is_that_indel_however_padded(indel: KnownIndel, data: st.DataObject) -> None:
    position, ref, alt = indel.variant
    locus = Locus("chr1", position, ref, (alt,), "rs1", indel.name)
    start, short, new = data.draw(st.sampled_from(sorted(equivalents(indel.reference, indel.variant))))
    left = indel.reference[data.draw(st.integers(0, start - FIRST)) : start - FIRST]
    after = start - FIRST + len(short)
    right = indel.reference[after : data.draw(st.integers(after, len(indel.reference)))]
    spelled = record(start - len(left), left + short + right, left + new + right)
    assert at(spelled, locus) == (ref, alt)


@settings(max_examples=examples(50), deadline=None)
@given(known_indels(), st.data())
def test_no_other_chromosome_is_taken_for_a_known_indel(indel: KnownIndel, data: st.DataObject) -> None:
    position, ref, alt = indel.variant
    locus = Locus("chr1", position, ref, (alt,), "rs1", indel.name)
    start, alleles = data.draw(record_alleles(indel.reference))
    found = at(record(start, *alleles), locus) or (None,) * len(alleles)
    known = haplotype(indel.reference, indel.variant)
    for spelled, said in zip(alleles[1:], found[1:], strict=True):
        bases = spelled.isalpha()
        made = haplotype(indel.reference, (start, alleles[0], spelled)) if bases else ""
        assert (said == alt) == (made == known), spelled
        if said == ref:
            # "Reference" may only be said of a chromosome whose length did not change here.
            assert bases
            assert len(made) == len(indel.reference) or not touches(changed(start, alleles[0], spelled), locus)


def touches(variant: tuple[int, str, str], locus: Locus) -> bool:
    start, ref, _ = variant
    return start <= locus.end and locus.position < start + len(ref)


def test_the_reference_copy_speaks_only_of_what_the_record_is_about() -> None:
    base = Locus("chr1", 102, "C", ("T",), "rs1")
    assert at(record(101, "ACG", "A"), base) == (None, DELETED)
    assert at(record(101, "ACG", "ATG"), base) == ("C", "T")
    assert at(record(102, "C", "CA"), base) is None
    assert at(record(101, "ACG", "A", "<NON_REF>"), base) == ("C", DELETED, None)
    assert at(record(101, "ACGT", "A", "GCGT"), base) == (None, DELETED, None)
    assert at(record(102, "C"), base) == ("C",)


def test_a_change_of_one_base_says_nothing_of_an_insertion_after_it() -> None:
    assert at(record(3_000, "G", "T"), RS4) is None
    assert at(record(3_000, "G", "GA", "T"), RS4) == ("G", "GA", "G")
    assert at(record(3_000, "G"), RS4) == ("G",)


def test_an_unknown_length_at_a_known_repeat_is_kept_as_it_is() -> None:
    assert at(record(2_000, "CATAT", "C"), RS3) == ("CAT", "2000CATAT>C")
    # Spelled further right, where the record does not cover the locus, nobody can say what it is.
    assert at(record(2_002, "TATAT", "T"), RS3) == (None, UNCLEAR)


def test_replaced_bases_are_judged_together() -> None:
    assert at(record(4_000, "TC", "CT"), RS5) == ("TC", "CT")
    assert at(record(4_000, "TC", "CC"), RS5) == ("TC", "4000T>C")
    assert at(record(4_000, "T", "C"), RS5) == (None, UNCLEAR)
    assert at(record(3_999, "ATCG", "ACTG"), RS5) == ("TC", "CT")


def test_a_known_deletion_takes_the_bases_of_other_loci_with_it_silently() -> None:
    inside = Locus("chr10", 2_001, "A", ("G",), "rs9")
    said = project(record(2_000, "CAT", "C"), {0: RS3, 1: inside}, where="x")
    assert said == {0: ("CAT", "C")}
    unknown = project(record(1_999, "GCAT", "G"), {0: RS3, 1: inside}, where="x")
    assert unknown == {0: ("CAT", "1999GCAT>G"), 1: (None, DELETED)}


def test_a_structural_variant_closes_what_it_covers_and_its_absence_says_nothing() -> None:
    base = Locus("chr1", 150, "C", ("T",), "rs1")
    assert at(record(100, "A", "<DEL>", end=200), base) == (None, UNCLEAR)
    assert at(record(100, "A", "<DEL>", end=149), base) is None
    assert at(record(150, "C", "C[chr2:5["), base) == (None, UNCLEAR)
    assert at(record(150, "C", "T", "<DUP>", end=900), base) == ("C", "T", UNCLEAR)


def test_a_block_speaks_of_loci_that_it_covers_whole() -> None:
    assert at(record(1_900, "A", "<NON_REF>", end=2_002), RS3) == ("CAT", None)
    assert at(record(1_900, "A", "<NON_REF>", end=2_001), RS3) is None
    assert at(record(2_001, "A", "<*>", end=2_100), RS3) is None


@pytest.mark.parametrize("ref", ["N", "NAT"])
def test_an_unknown_reference_base_says_nothing(ref: str) -> None:
    assert at(record(2_000, ref, end=2_002), RS3) is None
    assert at(record(1_000, "N", "G"), LOCI[0]) == (None, "G")


@settings(max_examples=examples(50), deadline=None)
@given(st.data())
def test_another_reference_base_is_another_build(data: st.DataObject) -> None:
    reference = data.draw(references(alphabet="ACG"))
    position, alleles = data.draw(record_alleles(reference))
    place = data.draw(st.integers(position, position + len(alleles[0]) - 1))
    other = "T"
    locus = Locus("chr1", place, other, ("A", "C", "G"), "rs1")
    with pytest.raises(
        GenomeError, match=r"^x\.vcf, line 1: REF is [ACG] at chr1:\d+ \(rs1\), where the build has T\."
    ):
        at(record(position, *alleles), locus)
