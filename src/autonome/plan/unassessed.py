"""Genes that guidance needs and this sample does not answer: why, and what would."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from autonome.evidence.bridge import UNSTATED_COPIES
from autonome.kernel import GeneSymbol, Text
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.disputes import dispute_of
from autonome.plan.phrases import alternatives, as_sentence
from autonome.plan.readings import UNANSWERED
from autonome.plan.reasons import Verdict
from autonome.plan.unknown_bases import shown
from autonome.plan.values import Unassessed

OUTSIDE_TESTS: Mapping[str, Text] = {
    "CYP2D6": Text("CYP2D6 genotyping that includes copy number and CYP2D6-CYP2D7 hybrids, given as an outside call"),
    "HLA-A": Text("HLA-A typing to two fields, given as an outside call"),
    "HLA-B": Text("HLA-B typing to two fields, given as an outside call"),
    "MT-RNR1": Text("a mitochondrial MT-RNR1 test (m.1555A>G, m.1494C>T), given as an outside call"),
}
"""Genes that short variants in a VCF cannot settle, and the laboratory test that can."""


UNKNOWN_EFFECT_TESTS: Mapping[str, Text] = {
    "DPYD": Text("a measurement of what the enzyme does (uracil in blood, or DPD activity) before the first dose"),
    "G6PD": Text("a measurement of the enzyme's activity in red blood cells before the first dose"),
    "TPMT": Text("a measurement of the enzyme's activity in red blood cells before the first dose"),
    "CACNA1S": Text("advice of a centre for malignant hyperthermia, before the anaesthesia"),
    "RYR1": Text("advice of a centre for malignant hyperthermia, before the anaesthesia"),
}
"""Genes where waiting for the patient's response is too late, and what answers where the genotype does not.

G6PD activity: CPIC G6PD 2022, for results of unknown function. DPD: EMA 2020, uracil in blood or genotype before
fluoropyrimidines. TPMT: CPIC thiopurines 2018, phenotype tests as the other way. RYR1 and CACNA1S: CPIC 2019.
"""

NO_TEST = Text("no genotype test answers this today; follow the patient's response or drug levels")


WITHHELD = "pharmacogenes"
"""Category of data: where consent does not cover it, whether there is a result is not known here."""


def unassessed_genes(
    verdict: Verdict, calls: Mapping[GeneSymbol, GeneCall], not_covered: Collection[str] = ()
) -> tuple[Unassessed, ...]:
    """Name each gene without a result of known meaning.

    Args:
        verdict: of one medicine.
        calls: all calls of the sample.
        not_covered: categories of data that consent does not cover.

    Returns:
        In alphabetical order of genes; empty when every gene has a determined result.
    """
    open_genes = (gene for gene in verdict.genes if gene not in verdict.determined)
    if WITHHELD in not_covered:
        return tuple(_unseen(gene) for gene in open_genes)
    return tuple(unassessed(gene, calls.get(gene)) for gene in open_genes)


def _unseen(gene: GeneSymbol) -> Unassessed:
    return Unassessed(
        gene,
        Text("{gene} was not to be seen: whether there is a result is not known here.", gene=gene),
        Text("the patient's yes to share genes, or the word of who treats them"),
    )


def unassessed(gene: GeneSymbol, call: GeneCall | None) -> Unassessed:
    """Say why a gene has no result of known meaning, and what would give one."""
    status = call.status if call else Status.NOT_ASSESSED
    has_results = call is not None and bool(call.recommendation_diplotypes or call.diplotypes)
    if call and status not in UNANSWERED and has_results:
        return _indeterminate(gene, call)
    status = status if status in UNANSWERED else Status.NOT_ASSESSED
    if gene.startswith("rs"):
        return Unassessed(
            gene,
            Text("{gene} was not read from the file.", gene=gene),
            Text("a test of the single position {gene}", gene=gene),
        )
    if status is Status.NOT_ASSESSED and gene in OUTSIDE_TESTS:
        why = Text("{gene} is not read from the file, and no outside result was given.", gene=gene)
        return Unassessed(gene, why, OUTSIDE_TESTS[gene])
    return Unassessed(gene, (dispute_of(call) if has_results else "") or _why(gene, status), _test(gene, status))


def _why(gene: GeneSymbol, status: Status) -> Text:
    if status is Status.NO_MATCH:
        return Text("The data for {gene} fit no known combination of alleles.", gene=gene)
    if status is Status.CONFLICTING:
        return Text("The results for {gene} contradict each other.", gene=gene)
    return Text("The file holds no usable data for {gene}.", gene=gene)


def _test(gene: GeneSymbol, status: Status) -> Text:
    if status is Status.NO_MATCH:
        return Text("a second {gene} test by another method, phased if possible", gene=gene)
    if status is Status.CONFLICTING:
        return Text("a repeat {gene} test that settles which result is right", gene=gene)
    return Text("a {gene} genotype test that covers the alleles listed under Genes", gene=gene)


def _indeterminate(gene: GeneSymbol, call: GeneCall) -> Unassessed:
    if call.undocumented:
        test = Text("a {gene} test by a laboratory that judges new variants, or one of what the enzyme does", gene=gene)
        return Unassessed(gene, as_sentence(shown(gene, call.undocumented)), test)
    diplotypes = call.recommendation_diplotypes or call.diplotypes
    labels = alternatives([d.label for d in diplotypes])
    if any(allele.endswith(UNSTATED_COPIES) for each in diplotypes for allele in each.alleles):
        copies = Text(
            "{gene} {result} was found; the number of copies, which decides, is not stated.", gene=gene, result=labels
        )
        return Unassessed(gene, copies, Text("a {gene} test that counts the copies of the gene", gene=gene))
    return Unassessed(
        gene,
        Text("{gene} {result} was found, and what it does is not known.", gene=gene, result=labels),
        UNKNOWN_EFFECT_TESTS.get(gene, NO_TEST),
    )
