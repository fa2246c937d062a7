"""Genes that guidance needs and this sample does not answer: why, and what would."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.evidence.bridge import UNSTATED_COPIES
from autonome.kernel import GeneSymbol
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.disputes import dispute_of
from autonome.plan.readings import UNANSWERED
from autonome.plan.reasons import Verdict
from autonome.plan.unknown_bases import shown
from autonome.plan.values import Unassessed

OUTSIDE_TESTS: Mapping[str, str] = {
    "CYP2D6": "CYP2D6 genotyping that includes copy number and CYP2D6-CYP2D7 hybrids, given as an outside call",
    "HLA-A": "HLA-A typing to two fields, given as an outside call",
    "HLA-B": "HLA-B typing to two fields, given as an outside call",
    "MT-RNR1": "a mitochondrial MT-RNR1 test (m.1555A>G, m.1494C>T), given as an outside call",
}
"""Genes that short variants in a VCF cannot settle, and the laboratory test that can."""

_WHY = {
    Status.NOT_ASSESSED: "The file holds no usable data for {gene}.",
    Status.NO_MATCH: "The data for {gene} fit no known combination of alleles.",
    Status.CONFLICTING: "The results for {gene} contradict each other.",
}
_TEST = {
    Status.NOT_ASSESSED: "a {gene} genotype test that covers the alleles listed under Genes",
    Status.NO_MATCH: "a second {gene} test by another method, phased if possible",
    Status.CONFLICTING: "a repeat {gene} test that settles which result is right",
}


def unassessed_genes(verdict: Verdict, calls: Mapping[GeneSymbol, GeneCall]) -> tuple[Unassessed, ...]:
    """Name each gene without a result of known meaning.

    Args:
        verdict: of one medicine.
        calls: all calls of the sample.

    Returns:
        In alphabetical order of genes; empty when every gene has a determined result.
    """
    return tuple(unassessed(gene, calls.get(gene)) for gene in verdict.genes if gene not in verdict.determined)


def unassessed(gene: GeneSymbol, call: GeneCall | None) -> Unassessed:
    """Say why a gene has no result of known meaning, and what would give one."""
    status = call.status if call else Status.NOT_ASSESSED
    has_results = call is not None and bool(call.recommendation_diplotypes or call.diplotypes)
    if call and status not in UNANSWERED and has_results:
        return _indeterminate(gene, call)
    status = status if status in UNANSWERED else Status.NOT_ASSESSED
    if gene.startswith("rs"):
        return Unassessed(gene, f"{gene} was not read from the file.", f"a test of the single position {gene}")
    why = (dispute_of(call) if has_results else "") or _WHY[status].format(gene=gene)
    test = _TEST[status].format(gene=gene)
    if status is Status.NOT_ASSESSED and gene in OUTSIDE_TESTS:
        why, test = f"{gene} is not read from the file, and no outside result was given.", OUTSIDE_TESTS[gene]
    return Unassessed(gene, why, test)


def _indeterminate(gene: GeneSymbol, call: GeneCall) -> Unassessed:
    if call.undocumented:
        test = f"a {gene} test by a laboratory that judges new variants, or one of what the enzyme does"
        return Unassessed(gene, f"{shown(gene, call.undocumented)}.", test)
    diplotypes = call.recommendation_diplotypes or call.diplotypes
    labels = " or ".join(d.label for d in diplotypes)
    if any(allele.endswith(UNSTATED_COPIES) for each in diplotypes for allele in each.alleles):
        test = f"a {gene} test that counts the copies of the gene"
        return Unassessed(gene, f"{gene} {labels} was found; the number of copies, which decides, is not stated.", test)
    return Unassessed(
        gene,
        f"{gene} {labels} was found, and what it does is not known.",
        "no genotype test answers this today; follow the patient's response or drug levels",
    )
