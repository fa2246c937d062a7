"""Alleles that were looked at, and those that were not."""

from dataclasses import replace

from autonome.kernel import DrugName
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.genes import gene_lines
from autonome.plan.values import GeneLine
from tests.unit.plan.small_bundle import CYP2C19, CYP2D6, POOR, SmallBundle, advised, bundle, clopidogrel, definition

KNOWLEDGE = SmallBundle(definitions={CYP2C19: definition()})


def line_of(call: GeneCall) -> GeneLine:
    (line,) = gene_lines({call.gene: call}, (), KNOWLEDGE)
    return line


def test_an_allele_with_a_missing_position_is_not_tested() -> None:
    line = line_of(replace(POOR, missing=("rs2",)))
    assert line.tested == ("*2", "*17")
    assert line.untested == ("*3",)


def test_a_position_missing_by_its_genomic_name_counts_too() -> None:
    assert line_of(replace(POOR, missing=("g.1003A>G",))).untested == ("*17",)


def test_an_assumed_position_is_not_a_tested_one() -> None:
    assert line_of(replace(POOR, assumed=("rs1",))).untested == ("*2",)


def test_without_any_assessed_position_no_allele_is_tested() -> None:
    line = line_of(GeneCall(CYP2C19, Status.NOT_ASSESSED))
    assert line.tested == ()
    assert line.untested == ("*2", "*3", "*17")


def test_of_an_outside_result_nothing_is_claimed_either_way() -> None:
    line = line_of(replace(POOR, status=Status.OUTSIDE))
    assert (line.tested, line.untested) == ((), ())


def test_a_gene_that_guidance_needs_is_listed_though_nobody_called_it() -> None:
    advice = advised("clopidogrel", bundle(*clopidogrel()))
    (line,) = gene_lines({}, (advice,), KNOWLEDGE)
    assert line.call.status is Status.NOT_ASSESSED
    assert line.used_for == (DrugName("clopidogrel"),)


def test_genes_come_in_alphabetical_order() -> None:
    calls = {gene: GeneCall(gene, Status.NOT_ASSESSED) for gene in (CYP2D6, CYP2C19)}
    assert [line.call.gene for line in gene_lines(calls, (), KNOWLEDGE)] == [CYP2C19, CYP2D6]
