"""Justice: for whom a result says less is told from what the file looked at, and never from who the patient is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autonome.evidence.clinical import CostBand
from autonome.evidence.ethics import EthicalFacts, PopulationFact
from autonome.kernel import Text
from autonome.pharmacogenomics.calls import GeneCall, Status
from autonome.plan.ethical_values import Actor, Found, Ground, Rest
from autonome.plan.factors.values import Factors
from autonome.plan.medicines.doses import DoseEstimate, PublishedError
from autonome.plan.values import Plan
from tests.unit.plan.ethics.cases import FACTS, WHERE, assessed, found, made, of
from tests.unit.plan.small_bundle import CYP2C19, HLA_B, NORMAL, NORMAL_BUT_OPEN, called, diplotype

BLIND = replace(NORMAL_BUT_OPEN, missing=("rs2",))
"""The position of *3 was not looked at."""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (NORMAL, Found.MET),
        (BLIND, Found.ATTENTION),
        (replace(NORMAL, status=Status.OUTSIDE), Found.NOT_ASSESSED),
    ],
)
def test_for_whom_a_result_says_less(call: GeneCall, expected: Found) -> None:
    assert found(assessed(made("clopidogrel", calls=(call,))), "ancestry") == [expected]


def test_the_group_and_the_figure_are_said_and_the_patients_is_not_guessed() -> None:
    (statement,) = of(assessed(made("clopidogrel", calls=(BLIND,))), "ancestry")
    assert "*3 (more common in East Asian ancestry: 6.89 % of alleles; A study)" in statement.text
    assert statement.task is not None
    assert "who decides whether to say it" in statement.task.what
    assert statement.rests_on == (Ground(Rest.GENE, "CYP2C19"),)


def test_a_gene_without_facts_on_groups_is_not_assessed_and_so_is_a_plan_without_results() -> None:
    assert found(assessed(made("clopidogrel", calls=(NORMAL,)), facts=EthicalFacts()), "ancestry") == [
        Found.NOT_ASSESSED
    ]
    assert found(assessed(made("clopidogrel")), "ancestry") == [Found.NOT_ASSESSED]


def hla_plan(*results: str) -> Plan:
    """HLA-B stands in the plan as a gene that guidance looks at."""
    plan = made("clopidogrel", calls=(NORMAL, called(HLA_B, *(diplotype(each, each) for each in results))))
    genes = tuple(
        replace(line, used_for=plan.genes[0].used_for, release="") if line.call.gene == HLA_B else line
        for line in plan.genes
    )
    fact = PopulationFact(HLA_B, "*15:02", Text("South-East Asian ancestry"), "", WHERE)
    return assessed(replace(plan, genes=genes), facts=replace(FACTS, populations={HLA_B: (fact,)}))


def test_a_named_form_was_looked_at_where_a_result_names_it() -> None:
    assert Found.MET in found(hla_plan("*15:02 negative"), "ancestry")
    assert Found.ATTENTION in found(hla_plan("*57:01 negative"), "ancestry"), "another form says nothing of this one"


def test_variants_that_no_list_holds_were_never_looked_at() -> None:
    fact = PopulationFact(CYP2C19, "", Text("any other than European ancestry"), "", WHERE)
    plan = assessed(made("clopidogrel", calls=(NORMAL,)), facts=replace(FACTS, populations={CYP2C19: (fact,)}))
    (statement,) = of(plan, "ancestry")
    assert statement.found is Found.ATTENTION
    assert "variants that are not in the list" in statement.text


def dosed(*errors: PublishedError) -> Plan:
    estimate = DoseEstimate(
        equation="e", name="e", weekly_mg="30.0", daily_mg="4.3", without_genes_mg="", inputs=(),
        errors=errors, cautions=(), study="S", url="https://example.org/",
    )  # fmt: skip
    plan = made("clopidogrel", calls=(NORMAL,))
    return assessed(replace(plan, medicines=tuple(replace(each, dose_estimate=estimate) for each in plan.medicines)))


def test_the_error_of_an_equation_by_group_is_said_or_is_not_known() -> None:
    own = PublishedError(group="cohort", measure="error", figure="8.5", study="S", url="")
    other = PublishedError(group="a group", measure="error", figure="13.8", study="T", url="")
    assert found(dosed(own), "equation-error") == [Found.NOT_ASSESSED]
    (statement,) = of(dosed(own, other), "equation-error")
    assert statement.found is Found.ATTENTION
    assert "a group, error: 13.8" in statement.text
    assert of(assessed(made("clopidogrel", calls=(NORMAL,))), "equation-error") == []


def priced(cost: CostBand | None) -> Plan:
    plan = made("tramadol", calls=(NORMAL,))
    medicines = tuple(
        replace(each, alternatives=tuple(replace(other, factors=Factors(cost=cost)) for other in each.alternatives))
        for each in plan.medicines
    )
    return assessed(replace(plan, medicines=medicines))


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        (CostBand.LOW, Found.MET),
        (CostBand.MEDIUM, Found.MET),
        (CostBand.HIGH, Found.ATTENTION),
        (None, Found.NOT_ASSESSED),
    ],
)
def test_the_cost_of_alternatives(cost: CostBand | None, expected: Found) -> None:
    plan = priced(cost)
    assert found(plan, "cost") == [expected]
    assert found(plan, "access") == [Found.NOT_ASSESSED], "nobody told whether it can be had here"


def test_the_language_of_the_reader_is_not_known_and_translations_are_not_reviewed() -> None:
    (statement,) = of(assessed(made()), "language")
    assert statement.found is Found.NOT_ASSESSED
    assert "no clinician has reviewed" in statement.text
    assert statement.task is not None
    assert statement.task.who is Actor.INSTITUTION
