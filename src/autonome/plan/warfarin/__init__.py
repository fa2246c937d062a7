"""Warfarin's maintenance dose by a published equation, or why none is calculated.

Read in this order: `equation` (the arithmetic), `facts` (what is known of the patient), `genes` and `company`
(genotypes and other medicines), `domain` (for whom there is no number), `accuracy` (published errors), `dose` (all of
it together). The values that the report shows are those of `autonome.plan.doses`. Why it is like this: docs/adr/0014.
"""

from autonome.plan.warfarin.dose import warfarin_dose
from autonome.plan.warfarin.facts import Measured, RecordedRace, TargetInr, WarfarinFacts

__all__ = ["Measured", "RecordedRace", "TargetInr", "WarfarinFacts", "warfarin_dose"]
