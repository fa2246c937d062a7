"""The plan in FHIR, after HL7's Genomics Reporting guide STU3: what other systems take in.

Read in this order:

- `writer`: the whole (`plan_bundle`); it uses
  `genes` (genotypes, haplotypes, stated absences), `implications` (lines of guidance), `recommendations` (tasks),
  `facts` and `factors` (the record: what it holds, what rules make of it), `doses` (a calculated dose, or none),
  `prevention`, `ethics` (what was checked of the plan itself), `subject` (patient, medicines, what was left out),
  `origin` (program, digests, knowledge), `report` (over all of it)
- `entries`: local names become addresses that depend on the plan alone, and words are said in a language (`speech`)
- `codes`, `words`, `pieces`: what it is written with
- `actions`: what a plan asks for, as a value; `reader` finds the same in the Bundle (`read_plan_bundle`)

Nothing about a patient is decided here. Whether the output keeps the guide's rules, `autonome.fhir.validate` says.
"""

from autonome.fhir.genomics.actions import (
    DoseAction,
    EthicalAction,
    GuidelineAction,
    MedicineActions,
    MissingAction,
    PlanActions,
    PreventionAction,
    RecordAction,
    WishOn,
    actions_of,
)
from autonome.fhir.genomics.reader import read_plan_bundle
from autonome.fhir.genomics.speech import IN_ENGLISH, Speech
from autonome.fhir.genomics.writer import NO_CODES, PublicCodes, plan_bundle

__all__ = [
    "IN_ENGLISH",
    "NO_CODES",
    "DoseAction",
    "EthicalAction",
    "GuidelineAction",
    "MedicineActions",
    "MissingAction",
    "PlanActions",
    "PreventionAction",
    "PublicCodes",
    "RecordAction",
    "Speech",
    "WishOn",
    "actions_of",
    "plan_bundle",
    "read_plan_bundle",
]
