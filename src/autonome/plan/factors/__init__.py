"""The bundle's clinical rules on one medicine: what kidneys, age, pregnancy, allergies and goals ask for.

Read in this order: `values` (a line, its grade, the facts it used), `tests` (whether a rule holds, perhaps, not, or
cannot be told), `allergies` (the recorded ones against a medicine and its relatives), `rules` (all of them, the most
cautious first), `overall` (which of genes and record leads on page 1).
"""

from autonome.plan.factors.overall import LedBy
from autonome.plan.factors.rules import factors_on
from autonome.plan.factors.values import Factors

__all__ = ["Factors", "LedBy", "factors_on"]
