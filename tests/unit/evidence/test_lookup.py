"""Every drug, every source, every combination of results: a statement or a named gap. The counts are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest

from autonome.evidence import Bundle, Statement
from autonome.evidence.bridge import Crossing, GeneResult
from autonome.evidence.lookup import Answer, answers
from autonome.kernel import DrugName, GeneSymbol
from tests.unit.evidence.shipped import bundle

Genes = tuple[GeneSymbol, ...]


def possible_results(pack: Bundle, source: str, gene: GeneSymbol) -> list[GeneResult]:
    """No result, each result that the phenotype tables can yield, and one for each special row of the bridge."""
    table = pack.phenotypes.get(gene)
    found = [GeneResult()]
    if table:
        found += [GeneResult((), p.name, p.activity_score) for p in (*table.pairs.values(), *table.named.values())]
    for crossing, value in pack.bridge.rows.get((source, gene), {}):
        found += list(special_results(pack, gene, crossing, value))
    return list(dict.fromkeys(found))


def special_results(pack: Bundle, gene: GeneSymbol, crossing: Crossing, value: str) -> Iterator[GeneResult]:
    if crossing is Crossing.GENOTYPE:
        yield GeneResult(tuple(value.split("/")))
    elif crossing is Crossing.ALLELE:
        yield GeneResult((value, "*1"))
    elif crossing is Crossing.OTHER:
        yield GeneResult(("*1", "*1"))
    elif crossing is Crossing.COPIES:
        yield GeneResult(("*1xN", "*4"), "Indeterminate", "n/a")
    elif crossing is Crossing.VALUES:
        by_key = {function.key: function.allele for function in pack.phenotypes[gene].functions.values()}
        yield GeneResult(tuple(by_key[key] for key in value.split("+")))
    elif crossing is Crossing.RESULT and "+" in value:
        yield GeneResult(named=tuple(value.split("+")))


def sets_of_genes(pack: Bundle, drug: DrugName) -> dict[tuple[str, Genes], list[Statement]]:
    sets: dict[tuple[str, Genes], list[Statement]] = {}
    for statement in pack.statements_for(drug):
        sets.setdefault((statement.source, tuple(sorted(statement.lookup))), []).append(statement)
    return sets


def every_answer(pack: Bundle) -> Iterator[Answer]:
    for drug in pack.guidance:
        for (source, genes), statements in sets_of_genes(pack, drug).items():
            for combination in product(*(possible_results(pack, source, gene) for gene in genes)):
                results = dict(zip(genes, combination, strict=True))
                (answer,) = answers(statements, results, pack.bridge, pack.phenotypes)
                yield answer


def test_every_combination_has_a_statement_or_a_named_gap(capsys: pytest.CaptureFixture[str]) -> None:
    pack = bundle()
    listed = list(every_answer(pack))
    assert not [each for each in listed if bool(each.statements) == bool(each.gaps)]
    assert not [gap for each in listed for gap in each.gaps if "lists no advice" in gap], "a gap without a reason"

    reached = {statement.id for each in listed for statement in each.statements}
    everything = {statement.id for drug in pack.guidance for statement in pack.statements_for(drug)}
    assert reached == everything, "a statement that no result can reach"

    counts = Counter((each.source, "statement" if each.statements else "named gap") for each in listed)
    reasons = Counter((each.source, gap) for each in listed for gap in each.gaps)
    with capsys.disabled():
        print(f"\n{len(everything)} statements, all reached; combinations of results: {sum(counts.values())}")
        for (source, kind), count in sorted(counts.items()):
            print(f"  {source} {kind:10} {count:5}")
        for (source, gap), count in reasons.most_common():
            print(f"  {count:5} {source}: {gap}")
    assert counts == {
        ("CPIC", "statement"): 3161,
        ("CPIC", "named gap"): 126,
        ("DPWG", "statement"): 993,
        ("DPWG", "named gap"): 212,
    }


def said(drug: str, **results: GeneResult) -> dict[tuple[str, Genes], Answer]:
    known = {GeneSymbol(gene.replace("_", "-")): result for gene, result in results.items()}
    return {(each.source, each.genes): each for each in bundle().answers(DrugName(drug), known)}


HLA_B = (GeneSymbol("HLA-B"),)
CYP2C9_HLA_B = (GeneSymbol("CYP2C9"), GeneSymbol("HLA-B"))


def test_knowing_of_another_hla_allele_is_no_result_for_this_drug() -> None:
    answered = said("phenytoin", CYP2C9=GeneResult((), "", "2.0"), HLA_B=GeneResult(("*57:01",)))
    statements = answered["CPIC", CYP2C9_HLA_B].statements
    assert {statement.lookup[GeneSymbol("HLA-B")] for statement in statements} == {"No Result"}


def test_absence_of_the_allele_in_question_is_a_result() -> None:
    answered = said("phenytoin", CYP2C9=GeneResult((), "", "2.0"), HLA_B=GeneResult(("*57:01", "*07:02")))
    statements = answered["CPIC", CYP2C9_HLA_B].statements
    assert {statement.lookup[GeneSymbol("HLA-B")] for statement in statements} == {"*15:02 negative"}
    assert answered["DPWG", HLA_B].gaps == ("DPWG writes advice for carriers of the allele only",)


def test_without_any_result_nothing_is_said() -> None:
    answered = said("codeine")
    assert {each.gaps for each in answered.values()} == {
        ("no result for CYP2D6",),
        ("DPWG gives no advice for this gene without a result",),
    }


def test_both_alleles_together_keep_the_advice_on_each() -> None:
    (answer,) = [a for (s, g), a in said("carbamazepine", HLA_B=GeneResult(("*15:02", "*15:11"))).items()
                 if (s, g) == ("DPWG", HLA_B)]  # fmt: skip
    assert {str(statement.action) for statement in answer.statements} == {"avoid", "not-assessed"}


def test_sources_stand_side_by_side_where_they_differ() -> None:
    answered = said("clopidogrel", CYP2C19=GeneResult(("*1", "*17"), "Rapid Metabolizer"))
    lookups = {
        source: {s.lookup[GeneSymbol("CYP2C19")] for s in each.statements} for (source, _), each in answered.items()
    }
    assert lookups == {"CPIC": {"Rapid Metabolizer"}, "DPWG": {"Normal Metabolizer"}}


def test_a_drug_without_guidance_has_no_answer() -> None:
    assert bundle().answers(DrugName("aspirin"), {}) == ()


def test_all_ultrarapid_scores_above_the_last_listed_one_share_their_advice() -> None:
    """What lets the bridge send 2.75 or 7.0 to a neighbouring key: the sources' words are the same for all of them."""
    pack, cyp2d6 = bundle(), GeneSymbol("CYP2D6")
    classes = {"CPIC": ("2.5", "2.75", "3.0", "4.0", "≥3.0", "≥3.25", "≥3.5", "≥3.75", "≥4.0", "≥5.0", "≥6.0"),
               "DPWG": ("3.0", "4.0", "≥3.0", "≥3.25", "≥3.5", "≥4.0", "≥5.0", "≥6.0")}  # fmt: skip
    normal = {"CPIC": ("1.25", "1.5", "1.75", "2.0", "2.25"), "DPWG": ("1.25", "1.5", "2.0", "2.25", "2.5")}
    checked = 0
    for drug in pack.guidance:
        for scores in (classes, normal):
            by_context: dict[object, set[tuple[str, str, str]]] = {}
            for s in pack.statements_for(drug):
                if s.lookup.get(cyp2d6) in scores[s.source]:
                    others = tuple((gene, key) for gene, key in s.lookup.items() if gene != cyp2d6)
                    by_context.setdefault((s.source, s.population, others), set()).add((s.action, s.amount, s.text))
            assert all(len(words) == 1 for words in by_context.values()), drug
            checked += len(by_context)
    assert checked > 100
