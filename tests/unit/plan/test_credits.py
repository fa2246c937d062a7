from dataclasses import replace

from autonome.evidence.bundle import Source
from autonome.evidence.guidance import Action
from autonome.kernel import GeneSymbol
from autonome.plan.credits import knowledge_sources
from tests.unit.plan.small_bundle import CYP2C19_TABLE, MANIFEST, POOR, SmallBundle, advised, bundle, statement

CYP2D6_TABLE = replace(CYP2C19_TABLE, gene=GeneSymbol("CYP2D6"))


def source(id_: str, title: str) -> Source:
    return Source(id_, title, "Somebody", "CC0-1.0", "2024-03-25", "", "")


def used(knowledge: SmallBundle, *sources: Source) -> dict[str, bool]:
    cited = replace(knowledge, manifest=replace(MANIFEST, sources=sources))
    advice = advised("clopidogrel", cited, POOR)
    return {each.name: each.used for each in knowledge_sources(cited, [advice])}


def test_a_source_is_used_when_its_guideline_or_its_gene_is() -> None:
    row = statement("cpic:clopidogrel:1", {"CYP2C19": "Poor Metabolizer"}, Action.AVOID)
    knowledge = replace(
        bundle(row), phenotypes={GeneSymbol("CYP2C19"): CYP2C19_TABLE, GeneSymbol("CYP2D6"): CYP2D6_TABLE}
    )
    assert used(
        knowledge,
        source("cpic-guidance-2024-03-25", "Recommendations of CPIC"),
        source("dpwg-2024-03-25", "Recommendations of the DPWG"),
        source("amp-1", "CYP2C19 alleles that tests should include"),
        source("amp-2", "CYP2D6 alleles that tests should include"),
        source("drugs", "Names of medicines"),
        source("yang-2008", "Turnover of human CYP enzymes"),
    ) == {
        "Recommendations of CPIC": True,
        "Recommendations of the DPWG": False,
        "CYP2C19 alleles that tests should include": True,
        "CYP2D6 alleles that tests should include": False,
        "Names of medicines": True,
        "Turnover of human CYP enzymes": False,
    }
