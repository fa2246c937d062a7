"""The rules of the bridge on hand-made rows, and the rows of the shipped pack that a pharmacist would ask about."""

from __future__ import annotations

import pytest

from autonome.evidence import Bundle
from autonome.evidence.bridge import Bridge, BridgeRow, Crossing, GeneResult, guidance_keys
from autonome.kernel import GeneSymbol
from tests.unit.evidence.shipped import bundle

G1 = GeneSymbol("G1")


def row(crossing: Crossing, result: str, *keys: str) -> BridgeRow:
    return BridgeRow("CPIC", G1, crossing, result, keys, f"because of {crossing} {result}".strip())


def keys(result: GeneResult, *rows: BridgeRow) -> tuple[str, ...]:
    return guidance_keys(Bridge.of(rows), "CPIC", G1, result, None).keys


def test_a_genotype_goes_before_score_and_phenotype_in_either_order() -> None:
    rows = (
        row(Crossing.RESULT, "Intermediate", "IM"),
        row(Crossing.SCORE, "1.0", "one"),
        row(Crossing.GENOTYPE, "*1/*3", "pair"),
    )
    assert keys(GeneResult(("*3", "*1"), "Intermediate", "1.0"), *rows) == ("pair",)
    assert keys(GeneResult(("*1", "*2"), "Intermediate", "1.0"), *rows) == ("one",)
    assert keys(GeneResult(("*1", "*2"), "Intermediate", "0.9"), *rows) == ("IM",)


def test_no_result_is_not_an_unknown_result() -> None:
    rows = (row(Crossing.NONE, "", "No Result"), row(Crossing.RESULT, "Normal", "NM"))
    assert keys(GeneResult(), *rows) == ("No Result",)
    crossed = guidance_keys(Bridge.of(rows), "CPIC", G1, GeneResult(("*1", "*99")), None)
    assert crossed.keys == ()
    assert crossed.gaps == ("CPIC has no entry for the G1 result *1/*99",)


def test_a_row_without_keys_is_a_named_gap() -> None:
    crossed = guidance_keys(Bridge.of([row(Crossing.RESULT, "Likely")]), "CPIC", G1, GeneResult((), "Likely"), None)
    assert (crossed.keys, crossed.reasons, crossed.gaps) == ((), (), ("because of result Likely",))


def test_a_gene_without_rows_is_a_named_gap() -> None:
    crossed = guidance_keys(Bridge.of([]), "DPWG", G1, GeneResult(), None)
    assert crossed.gaps == ("no guideline of DPWG in this bundle uses G1",)


def shipped(source: str, gene: str, result: GeneResult) -> tuple[str, ...]:
    return bundle().guidance_keys(source, GeneSymbol(gene), result).keys


@pytest.mark.parametrize(
    ("source", "gene", "result", "expected"),
    [
        ("DPWG", "CYP2C19", GeneResult(("*1", "*17"), "Rapid Metabolizer"), ("Normal Metabolizer",)),
        ("DPWG", "CYP2C19", GeneResult(("*1", "*9"), "Likely Intermediate Metabolizer"), ()),
        ("CPIC", "CYP2C19", GeneResult(("*38", "*2"), "Intermediate Metabolizer"), ("Intermediate Metabolizer",)),
        ("DPWG", "CYP2C9", GeneResult(("*3", "*1"), "Intermediate Metabolizer", "1.0"), ("*1/*3",)),
        ("DPWG", "CYP2C9", GeneResult(("*1", "*5"), "Intermediate Metabolizer", "1.5"), ("Intermediate Metabolizer",)),
        ("CPIC", "CYP2C9", GeneResult(("*3", "*1"), "Intermediate Metabolizer", "1.0"), ("1.0",)),
        ("DPWG", "CYP2D6", GeneResult(("*1x2", "*9"), "Normal Metabolizer", "2.25"), ("2.25",)),
        ("DPWG", "CYP2D6", GeneResult(("*1", "*41x3"), "Normal Metabolizer", "1.75"), ("2.0",)),
        ("DPWG", "CYP2D6", GeneResult(("*1xN", "*17"), "Ultrarapid Metabolizer", "≥2.5"), ()),
        ("CPIC", "CYP2D6", GeneResult(("*1xN", "*17"), "Ultrarapid Metabolizer", "≥2.5"), ("2.5",)),
        ("CPIC", "CYP2D6", GeneResult(("*1x3", "*10"), "Ultrarapid Metabolizer", "3.25"), ("≥3.25",)),
        ("CPIC", "CYP2D6", GeneResult(("*1xN", "*4"), "Indeterminate", "n/a"), ("xN combinations",)),
        ("CPIC", "CYP2D6", GeneResult(("*1", "*999"), "Indeterminate", "n/a"), ("n/a",)),
        ("CPIC", "CYP2D6", GeneResult((), "Intermediate Metabolizer"), ("0.25", "0.5", "0.75", "1.0")),
        ("CPIC", "CYP2D6", GeneResult((), "", "1.25"), ("1.25",)),
        (
            "DPWG",
            "DPYD",
            GeneResult(("Reference", "c.1905+1G>A (*2A)"), "", "1.0"),
            ("1.0 (Intermediate Metabolizer)",),
        ),
        ("DPWG", "DPYD", GeneResult(("c.2846A>T", "c.2846A>T"), "", "1.0"), ("1.0 (Phenotyping)",)),
        ("DPWG", "DPYD", GeneResult((), "", "1.0"), ("1.0 (Intermediate Metabolizer)", "1.0 (Phenotyping)")),
        ("DPWG", "UGT1A1", GeneResult(("*80+*28", "*1"), "Intermediate Metabolizer"), ("*1/*80+*28",)),
        ("DPWG", "VKORC1", GeneResult((), "-1639 AG"), ("-1639 AG",)),
        ("CPIC", "CYP4F2", GeneResult(("*1", "*4")), ("*3 carrier",)),
        ("CPIC", "CYP4F2", GeneResult(("*1", "*2")), ("*3 non-carrier",)),
        ("CPIC", "rs12777823", GeneResult(("G", "A")), ("A carrier",)),
        ("CPIC", "rs12777823", GeneResult(("G", "G")), ("GG",)),
        ("DPWG", "HLA-B", GeneResult(("*15:02", "*15:11")), ("*15:02 positive", "*15:11 positive", "1511 and 1502")),
        ("DPWG", "HLA-B", GeneResult((), "*58:01 negative"), ()),
        ("CPIC", "RYR1", GeneResult(), ("No Result",)),
        ("CPIC", "NAT2", GeneResult((), "Poor Metabolizer"), ()),
    ],
)
def test_the_shipped_bridge(source: str, gene: str, result: GeneResult, expected: tuple[str, ...]) -> None:
    assert shipped(source, gene, result) == expected


def results_of(pack: Bundle, gene: GeneSymbol) -> list[GeneResult]:
    table = pack.phenotypes[gene]
    return [GeneResult((), p.name, p.activity_score) for p in {*table.pairs.values(), *table.named.values()}]


def test_every_result_of_every_gene_leads_to_keys_or_to_a_stated_gap() -> None:
    pack = bundle()
    crossed = [
        pack.guidance_keys(source, gene, result)
        for source, gene in pack.bridge.rows
        if gene in pack.phenotypes
        for result in results_of(pack, gene)
    ]
    assert len(crossed) > 200
    assert not [each for each in crossed if not each.keys and not each.gaps]
    assert not [
        gap
        for each in crossed
        for gap in each.gaps
        if gap.startswith(("CPIC has no entry", "DPWG has no entry for the"))
    ]
