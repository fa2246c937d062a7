from __future__ import annotations

import pytest

from autonome.genome import GenomeError
from autonome.vcf.records import MAX_ALLELES, is_structural, parse
from tests.unit.vcf.small_vcf import line


def refused(text: str, number: int = 12) -> str:
    with pytest.raises(GenomeError) as caught:
        parse(text, number, where="x.vcf")
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def test_a_line_becomes_a_record() -> None:
    found = parse(line(100, "ac", "a,G", "0/1:30", "1/1:9", keys="GT:GQ", filter_="q10"), 7, where="x.vcf")
    assert (found.line, found.chromosome, found.position, found.alleles) == (7, "chr10", 100, ("AC", "A", "G"))
    assert (found.last, found.end, found.filter) == (101, 101, "q10")
    assert (found.format, found.samples) == (("GT", "GQ"), "0/1:30\t1/1:9")
    assert not found.is_block


@pytest.mark.parametrize(
    ("alt", "info", "end", "block"),
    [
        (".", ".", 100, True),
        ("", ".", 100, True),
        ("<NON_REF>", "END=180", 180, True),
        ("<*>", "DP=3;END=180;X", 180, True),
        (".", "END=180", 180, True),
        ("<NON_REF>", "CIEND=180", 100, True),
        ("<NON_REF>", "END=.", 100, True),
        ("<NON_REF>", "END=100", 100, True),
        ("<NON_REF>", "END=2147483647", 2147483647, True),
        ("G,<NON_REF>", ".", 100, False),
        ("G", "END=180", 100, False),
        ("<DEL>", "SVTYPE=DEL;END=180", 180, False),
        ("*", ".", 100, False),
        ("G", "END=90", 100, False),  # END of a plain change is not asked
        ("<TRA>", "SVTYPE=TRA;CHR2=chr5;END=90", 100, False),  # END lies on the other chromosome
    ],
)
def test_how_far_a_record_speaks_and_whether_it_is_a_block(alt: str, info: str, end: int, *, block: bool) -> None:
    found = parse(line(100, "A", alt, "0/0", info=info), 7, where="x.vcf")
    assert (found.end, found.is_block) == (end, block)


@pytest.mark.parametrize(
    ("allele", "structural"),
    [("<DEL>", True), ("<DUP:TANDEM>", True), ("G]17:198982]", True), (".A", True), ("*", False), ("<*>", False),
     ("<NON_REF>", False), ("ACGTN", False)],
)  # fmt: skip
def test_structural_alternatives(allele: str, *, structural: bool) -> None:
    assert is_structural(allele) is structural


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("chr10\t100\t.\tA", "has 4 columns, fewer than 8"),
        ("chr10 100 . A G . PASS .", "has 1 columns, fewer than 8"),
        (line("1e3", "A", "G"), "POS is '1e3'"),
        (line("", "A", "G"), "POS is ''"),
        (line("-5", "A", "G"), "POS is '-5'"),
        (line("٣", "A", "G"), "POS is '٣'"),
        (line("2147483648", "A", "G"), "POS is '2147483648'"),
        (line("9" * 5000, "A", "G"), f"POS is '{'9' * 20}'"),
        (line(100, "", "G"), "REF is ''"),
        (line(100, "R", "G"), "REF is 'R'"),
        (line(100, "<DEL>", "G"), "REF is '<DEL>'"),
        (line(100, "A", "G,"), "ALT is ''"),
        (line(100, "A", "<>"), "ALT is '<>'"),
        (line(100, "A", "Y"), "ALT is 'Y'"),
        (line(100, "A", ",".join(["G"] * 10_000)), "has 10000 alternatives"),
    ],
)
def test_lines_that_are_refused(text: str, message: str) -> None:
    assert refused(text).startswith(f"x.vcf, line 12: {message}. Mend: ")


@pytest.mark.parametrize("alt", ["<NON_REF>", "<*>", ".", "<DEL>", "G,<NON_REF>"])
@pytest.mark.parametrize(
    "end", ["5", "99", "99999999999999999999", "2147483648", "-5", "1e3", "", "\u0663\u0663\u0663"]
)
def test_an_end_that_is_none_is_refused_and_never_read_as_one_base(alt: str, end: str) -> None:
    said = refused(line(100, "A", alt, "0/0", info=f"DP=3;END={end};X"))
    assert said == f"x.vcf, line 12: END is {end!r}, and POS 100. Mend: write END as the last base, from POS on."


def test_an_end_on_the_same_chromosome_is_held_to_its_position() -> None:
    assert "END is '5'" in refused(line(100, "A", "<DUP>", "0/1", info="CHR2=chr10;END=5"))


def test_as_many_alleles_as_allowed_are_read() -> None:
    found = parse(line(100, "A", ",".join(["G"] * (MAX_ALLELES - 1)), "0/999"), 7, where="x.vcf")
    assert len(found.alleles) == MAX_ALLELES


def test_a_line_without_number_is_named_by_its_place() -> None:
    assert refused(line(100, "R", "G"), number=0).startswith("x.vcf, chr10:100: REF is 'R'. Mend: ")
