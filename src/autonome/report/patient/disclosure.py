"""What of a gene is told openly, and what the patient opens when they want to: the one place where that is decided.

A medicine that the patient takes is advised on in the open, because safety needs it. What a gene says beyond that
medicine is folded, so that nobody learns it by scrolling. Some genes concern a family, an operation or a whole life
more than one medicine: theirs is a fold of its own, behind the offer of a talk.

This is the seam for a patient's recorded wishes on what they want to know: when a plan carries them, `disclosure_of`
reads them, and `Disclosure.WITHHELD` keeps a gene off the page. Nothing else on the page decides it.
"""

from __future__ import annotations

from enum import StrEnum

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
    """Not on the page, because the patient does not want to know."""


def disclosure_of(line: GeneLine, plan: Plan) -> Disclosure:  # noqa: ARG001 - a plan will carry the patient's wishes
    """How one gene's result is told.

    Args:
        line: the gene.
        plan: that it stands in.
    """
    return Disclosure.OFFERED if line.call.gene in SENSITIVE else Disclosure.FOLDED
