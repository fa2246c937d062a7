"""The plan in FHIR, after HL7's Genomics Reporting guide STU3: what other systems take in.

Read in this order:

- `writer`: the whole (`plan_bundle`); it uses
  `genes` (genotypes, haplotypes, stated absences), `implications` (lines of guidance), `recommendations` (tasks),
  `subject` (patient, medicines, what was left out), `origin` (program, digests, knowledge), `report` (over all of it)
- `entries`: local names become addresses that depend on the plan alone
- `codes`, `pieces`: what it is written with
- `actions`: what a plan asks for, as a value; `reader` finds the same in the Bundle (`read_plan_bundle`)

Nothing about a patient is decided here. Whether the output keeps the guide's rules, `autonome.fhir.validate` says.
"""

from autonome.fhir.genomics.actions import GuidelineAction, MedicineActions, actions_of
from autonome.fhir.genomics.reader import read_plan_bundle
from autonome.fhir.genomics.writer import plan_bundle

__all__ = ["GuidelineAction", "MedicineActions", "actions_of", "plan_bundle", "read_plan_bundle"]
