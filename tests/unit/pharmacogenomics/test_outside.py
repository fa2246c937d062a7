from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.evidence import AlleleFunction, Phenotype, PhenotypeTable
from autonome.genome import GenomeError
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import Diplotype, GeneCall, Status
from autonome.pharmacogenomics.outside import MAX_LINES, OutsideCall, read_outside_calls, with_outside

CYP2D6 = GeneSymbol("CYP2D6")
CYP2C19 = GeneSymbol("CYP2C19")
HLA_B = GeneSymbol("HLA-B")


def table(gene: GeneSymbol, scores: dict[str, str]) -> PhenotypeTable:
    names = {"0.0": "Poor Metabolizer", "1.0": "Intermediate Metabolizer", "2.0": "Normal Metabolizer"}
    functions = {name: AlleleFunction(name, "", score, score) for name, score in scores.items()}
    pairs = {}
    for first in set(scores.values()):
        for second in set(scores.values()):
            total = f"{float(first) + float(second):.1f}"
            pairs[tuple(sorted((first, second)))] = Phenotype(names[total], total, total)
    return PhenotypeTable(gene, functions, pairs, {}, "2025-11-05")


TABLES = {
    CYP2D6: table(CYP2D6, {"*1": "1.0", "*4": "0.0", "*36+*10": "0.0"}),
    CYP2C19: table(CYP2C19, {"*1": "1.0", "*2": "0.0"}),
    HLA_B: PhenotypeTable(
        HLA_B,
        {},
        {},
        {f"{name} {sign}": Phenotype(f"{name} {sign}", "", f"{name} {sign}")
         for name in ("*15:02", "*57:01") for sign in ("positive", "negative")},
        "2025-11-05",
    ),
}  # fmt: skip


def answer(*lines: str, calls: tuple[GeneCall, ...] = ()) -> GeneCall:
    outside = read_outside_calls(lines, TABLES, where="calls.tsv")
    return with_outside(calls, outside, TABLES)[-1]


def vcf_call(label: str, status: Status = Status.CALLED) -> GeneCall:
    names = tuple(label.split("/"))
    diplotype = Diplotype(names, label, "Normal Metabolizer", "2.0", ("2.0",), phased=True)
    return GeneCall(CYP2C19, status, (diplotype,), recommendation_diplotypes=(diplotype,), assessed=35)


def test_a_diplotype_gets_its_phenotype_from_the_tables() -> None:
    call = answer("CYP2D6\t*4/*1")
    assert call.status is Status.OUTSIDE
    assert [each.label for each in call.diplotypes] == ["*1/*4"]
    assert call.diplotypes[0].phenotype == "Intermediate Metabolizer"
    assert call.recommendation_diplotypes[0].lookup_keys == ("1.0",)


def test_spaces_around_a_tandem_do_not_hide_its_function() -> None:
    assert answer("CYP2D6\t*36 + *10/*1").diplotypes[0].activity_score == "1.0"


def test_an_allele_without_function_is_indeterminate_not_normal() -> None:
    call = answer("CYP2D6\t*1/*999")
    assert call.diplotypes[0].phenotype == "Indeterminate"
    assert call.diplotypes[0].lookup_keys == ("n/a",)
    assert any("*999" in note for note in call.notes)


def test_several_lines_are_several_possibilities() -> None:
    call = answer("CYP2D6\t*1/*1", "CYP2D6\t*1/*4", "CYP2D6\t*1/*1")
    assert call.status is Status.AMBIGUOUS
    assert [each.label for each in call.diplotypes] == ["*1/*1", "*1/*4"]


def test_a_phenotype_alone_is_looked_up_under_each_score_that_has_it() -> None:
    call = answer("CYP2D6\t\tIntermediate Metabolizer")
    assert call.diplotypes[0].label == "Intermediate Metabolizer"
    assert call.diplotypes[0].lookup_keys == ("1.0",)


def test_a_score_alone_names_its_phenotype() -> None:
    call = answer("CYP2D6\t\t\t2")
    assert call.diplotypes[0].label == "Normal Metabolizer (2.0)"
    assert call.diplotypes[0].lookup_keys == ("2.0",)


@pytest.mark.parametrize(
    ("line", "results"),
    [
        ("CYP2D6\t*4/*4\tNormal Metabolizer\t2.0", ["Poor Metabolizer", "Normal Metabolizer"]),
        ("CYP2D6\t*4/*4\tNormal Metabolizer", ["Poor Metabolizer", "Normal Metabolizer"]),
        ("CYP2D6\t*4/*4\t\t2.0", ["Poor Metabolizer", "Normal Metabolizer"]),
        ("CYP2D6\t\tNormal Metabolizer\t0.0", ["Normal Metabolizer", "Poor Metabolizer"]),
    ],
)
def test_a_line_that_contradicts_itself_is_a_conflict_and_both_are_looked_up(line: str, results: list[str]) -> None:
    call = answer(line)
    assert call.status is Status.CONFLICTING
    assert [each.phenotype for each in call.recommendation_diplotypes] == results
    assert call.notes


@pytest.mark.parametrize("word", ["poor metabolizer", "PM", "POOR METABOLIZER"])
def test_a_phenotype_is_known_however_it_is_capitalised(word: str) -> None:
    assert answer(f"cyp2d6\t\t{word}").diplotypes[0].phenotype == "Poor Metabolizer"


def test_hla_alleles_are_positive_or_negative_when_both_are_typed() -> None:
    keys = answer("HLA-B\t*57:01:01/*44:02").diplotypes[0].lookup_keys
    assert keys == ("*57:01 positive", "*15:02 negative")


@pytest.mark.parametrize("typed", ["*57:01", "*57:01/*15", "*57:01/."])
def test_an_hla_allele_that_was_not_typed_is_unknown_not_negative(typed: str) -> None:
    call = answer(f"HLA-B\t{typed}")
    assert call.diplotypes[0].lookup_keys == ("*57:01 positive",)
    assert any("does not rule out" in note for note in call.notes)


def test_a_g_group_counts_as_its_protein() -> None:
    assert "*57:01 positive" in answer("HLA-B\tB*57:01:01G/B*44:02").diplotypes[0].lookup_keys


def test_no_call_is_not_an_answer() -> None:
    assert answer("CYP2D6\t./.").status is Status.NOT_ASSESSED


def test_agreement_with_the_vcf_keeps_the_outside_call() -> None:
    call = answer("CYP2C19\t*2/*1", calls=(vcf_call("*1/*2"),))
    assert call.status is Status.OUTSIDE
    assert call.assessed == 35


def test_disagreement_is_a_conflict_and_guidance_is_looked_up_for_both() -> None:
    call = answer("CYP2C19\t*2/*2", calls=(vcf_call("*1/*1"),))
    assert call.status is Status.CONFLICTING
    assert [each.label for each in call.recommendation_diplotypes] == ["*2/*2", "*1/*1"]
    assert any("disagrees" in note for note in call.notes)


def test_an_allele_that_the_vcf_leaves_open_is_no_conflict() -> None:
    seen = replace(vcf_call("*1/*1", Status.AMBIGUOUS), cannot_exclude=("*2",))
    assert answer("CYP2C19\t*1/*2", calls=(seen,)).status is Status.OUTSIDE


def test_an_open_allele_does_not_excuse_another_that_the_vcf_excludes() -> None:
    seen = replace(vcf_call("*1/*1", Status.AMBIGUOUS), cannot_exclude=("*2",))
    assert answer("CYP2C19\t*2/*3", calls=(seen,)).status is Status.CONFLICTING


@pytest.mark.parametrize("line", ["CYP2C19\t\tPoor Metabolizer", "CYP2C19\t\t\t1.0"])
def test_a_phenotype_or_score_alone_can_disagree_too(line: str) -> None:
    assert answer(line, calls=(vcf_call("*1/*1"),)).status is Status.CONFLICTING


@pytest.mark.parametrize("line", ["CYP2C19\t\tNormal Metabolizer", "CYP2C19\t\t\t2.0"])
def test_a_phenotype_or_score_that_the_vcf_gives_too_agrees(line: str) -> None:
    assert answer(line, calls=(vcf_call("*1/*1"),)).status is Status.OUTSIDE


def test_variants_listed_one_by_one_agree_with_any_two_of_them() -> None:
    parts = tuple(Diplotype((name,), name, "x", "", (), phased=False) for name in ("a", "b", "c"))
    listed = GeneCall(CYP2C19, Status.CALLED, parts, recommendation_diplotypes=parts)
    assert answer("CYP2C19\ta/c", calls=(listed,)).status is Status.OUTSIDE
    assert answer("CYP2C19\ta/d", calls=(listed,)).status is Status.CONFLICTING


def test_one_possibility_that_disagrees_is_named() -> None:
    call = answer("CYP2C19\t*1/*1", "CYP2C19\t*2/*2", calls=(vcf_call("*1/*1"),))
    assert call.status is Status.AMBIGUOUS
    assert any("*2/*2 disagrees" in note for note in call.notes)


def test_a_gene_that_the_vcf_cannot_answer_takes_the_outside_call() -> None:
    unseen = GeneCall(CYP2C19, Status.NOT_ASSESSED, missing=("rs1",))
    call = answer("CYP2C19\t*1/*2", calls=(unseen,))
    assert (call.status, call.missing) == (Status.OUTSIDE, ("rs1",))


def test_comments_and_further_columns_are_passed_over() -> None:
    lines = ["##made by a caller", "", "CYP2D6\t*1/*4\t\t\t0.6\tp: 0.0"]
    assert read_outside_calls(lines, TABLES, where="x") == (OutsideCall(CYP2D6, "*1/*4", "", ""),)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["CYP9Z9\t*1/*1"], "calls.tsv, line 1: 'CYP9Z9' is not a gene of the bundle"),
        (["CYP2D6 *1/*1"], "columns are tab-separated"),
        (["# fine", "CYP2D6\t\t"], "calls.tsv, line 2: gives no call for CYP2D6"),
        (["HLA-B\tA*02:01/A*03:01"], "'A*02:01' is no allele of HLA-B"),
        (["CYP2D6\t*1"], "'*1' names 1 CYP2D6 allele"),
        (["CYP2D6\t*1/*1/*1"], "names 3 CYP2D6 alleles"),
        (["CYP2D6\t\tSlow"], "'Slow' is no phenotype of CYP2D6"),
        (["CYP2D6\t\t\t1.25.3"], "'1.25.3' is no activity score"),
        (["CYP2D6\t" + "*1/" * 200], "holds a field that is no call"),
        (["CYP2D6\t*1/\x07*4"], "holds a field that is no call"),
        (["#"] * (MAX_LINES + 1), f"has more than {MAX_LINES} lines"),
    ],
)
def test_what_is_no_call_is_refused_with_its_line(lines: list[str], said: str) -> None:
    with pytest.raises(GenomeError) as caught:
        read_outside_calls(lines, TABLES, where="calls.tsv")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_a_laboratory_states_against_itself_survives_a_conflict_with_the_vcf() -> None:
    call = answer("CYP2C19\t*2/*2\tNormal Metabolizer", calls=(vcf_call("*1/*2"),))
    found = [(each.label, each.phenotype) for each in call.recommendation_diplotypes]
    assert found[:2] == [("*2/*2", "Poor Metabolizer"), ("*2/*2", "Normal Metabolizer")]
    assert found[2][0] == "*1/*2"
