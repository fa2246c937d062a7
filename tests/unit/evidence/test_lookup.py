"""Which statements answer a result, source by source (every combination: `tests/integration/test_every_answer.py`)."""

from __future__ import annotations

from autonome.evidence.bridge import GeneResult
from autonome.evidence.lookup import Answer
from autonome.kernel import DrugName, GeneSymbol
from tests.unit.evidence.shipped import bundle

Genes = tuple[GeneSymbol, ...]


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
