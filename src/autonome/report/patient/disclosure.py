"""What of a gene is told openly, and what the patient opens when they want to: the one place where that is decided.

A medicine that the patient takes is advised on in the open, because safety needs it. What a gene says beyond that
medicine is folded, so that nobody learns it by scrolling. Some genes concern a family, an operation or a whole life
more than one medicine: theirs is a fold of its own, behind the offer of a talk.

A result that no medicine of the plan asked for is told only where the patient's recorded wish is a yes: no, not now and
silence keep it off the page, and what follows from it too. Nothing else on the page decides it.
"""

from __future__ import annotations

from enum import StrEnum

from autonome.consent import Wish
from autonome.kernel import GeneSymbol
from autonome.plan.ethical_values import COUNSELLING, Beyond, Found, Rest
from autonome.plan.values import GeneLine, Plan

SENSITIVE = frozenset({"CACNA1S", "CFTR", "DPYD", "G6PD", "HLA-A", "HLA-B", "MT-RNR1", "RYR1"})
"""Genes whose result concerns relatives, an operation or a condition, and not only the dose of a medicine."""


class Disclosure(StrEnum):
    """How a gene's result reaches the patient."""

    FOLDED = "folded"
    """Under "Show my gene results"."""
    OFFERED = "offered"
    """Under a fold of its own, behind the offer of a talk with a counsellor."""
    WITHHELD = "withheld"
    """Not on the page: nobody asked for it, and the patient has not said yes to being told."""


def disclosure_of(line: GeneLine, plan: Plan) -> Disclosure:
    """How one gene's result is told.

    Args:
        line: the gene.
        plan: that it stands in.
    """
    if not line.used_for and not wanted(line.call.gene, plan):
        return Disclosure.WITHHELD
    return Disclosure.OFFERED if line.call.gene in SENSITIVE | _wanting_a_talk(plan) else Disclosure.FOLDED


def told_genes(plan: Plan) -> frozenset[GeneSymbol]:
    """Genes whose result the page tells, folded or not."""
    return frozenset(line.call.gene for line in plan.genes if disclosure_of(line, plan) is not Disclosure.WITHHELD)


def _wanting_a_talk(plan: Plan) -> frozenset[str]:
    """Genes with a result that the ethical assessment wants a talk for."""
    found = (each for each in plan.ethics if each.check == COUNSELLING and each.found is Found.ATTENTION)
    return frozenset(ground.id for each in found for ground in each.rests_on if ground.kind is Rest.GENE)


def wanted(gene: GeneSymbol, plan: Plan) -> bool:
    """Whether the patient wants to be told of a result that nobody asked for; without a record of it, no."""
    return any(each.kind is Beyond.GENE and each.id == gene and each.wish is Wish.YES for each in plan.incidental)
