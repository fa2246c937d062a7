"""Warfarin's maintenance dose by a published equation, or why none is calculated.

Read in this order: `equation` (the arithmetic), `facts` (what is known of the patient), `genes` and `company`
(genotypes and other medicines), `domain` (for whom there is no number), `reasons_against` (what of the record forbids
one), `accuracy` (published errors), `dose` (all of it together), `from_record` and `valves` (the record's facts as the
equation asks for them). The values that the report shows are
those of `autonome.plan.medicines.doses`. Why it is like this: docs/adr/0014.
"""

from autonome.plan.warfarin.dose import warfarin_dose
from autonome.plan.warfarin.facts import Measured, RecordedRace, TargetInr, WarfarinFacts
from autonome.plan.warfarin.from_record import facts_from

__all__ = ["Measured", "RecordedRace", "TargetInr", "WarfarinFacts", "facts_from", "warfarin_dose"]
