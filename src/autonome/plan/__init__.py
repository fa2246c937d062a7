"""The tailored plan: what a genome and a health record mean together for each medicine of one patient.

Read in this order: `consequence` and `reasons` (from a gene's result to a verdict), `values` (the plan as one frozen
value), `medicines` and `medicine_list` (what the orders mean), `readings` (which results a gene may have),
`perpetrators`, `phenoconversion` and `acting` (what other medicines make of them), `matching` and `verdict` (statements
applied to results, side by side), `facts` (what the record says of the patient), `factors` (what that asks for beside
the genes, and which of the two leads), `warfarin`, `prevention` and `ethics` (parts of their own), `advise` (one
medicine, with its doubts, changes and alternatives), `make` (all of it). Words, icons and colours are the report's.
"""

from autonome.plan.make import Context, make_plan
from autonome.plan.reasons import Verdict
from autonome.plan.values import MedicationAdvice, Plan

__all__ = ["Context", "MedicationAdvice", "Plan", "Verdict", "make_plan"]
