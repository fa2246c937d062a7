"""The one word of page 1: the more cautious of what the genes and what the record ask for, and which of them leads.

Invariants, held by properties in ``tests/unit/plan/test_factors.py``: the result is never less cautious than the genes'
verdict, which itself stays as it is; a fact that a medicine needs and that is missing is never *standard*. Where the
genes are not assessed, *monitor* of the record does not take their place: it would say that the medicine is usable.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.plan.consequence import Consequence, caution_rank
from autonome.plan.factors.values import Factors
from autonome.plan.reasons import Verdict


class LedBy(StrEnum):
    """What the consequence comes from."""

    GENES = "genes"
    RECORD = "record"
    BOTH = "genes-and-record"


@dataclass(frozen=True, slots=True)
class Overall:
    """What page 1 shows of a medicine.

    Args:
        consequence: the most cautious that can apply.
        sure: whether it certainly holds, by one of those that lead.
        conditional: whether it holds only under a condition that is not checked.
        led_by: what it comes from.
    """

    consequence: Consequence
    sure: bool
    conditional: bool
    led_by: LedBy


def overall(verdict: Verdict, factors: Factors) -> Overall:
    """Put the genes' verdict and the factors of the record together."""
    genes, record = caution_rank(verdict.consequence), caution_rank(factors.consequence)
    unknown = verdict.consequence is Consequence.NOT_ASSESSED and factors.consequence is Consequence.MONITOR
    if genes < record or unknown or factors.consequence is Consequence.NO_GUIDANCE:
        return Overall(verdict.consequence, verdict.sure, verdict.conditional, LedBy.GENES)
    if record < genes:
        return Overall(factors.consequence, factors.sure, conditional=False, led_by=LedBy.RECORD)
    sure = verdict.sure or factors.sure
    conditional = verdict.conditional and not factors.sure
    return Overall(verdict.consequence, sure, conditional, LedBy.BOTH)
