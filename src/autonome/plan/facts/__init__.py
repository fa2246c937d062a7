"""What the record says of the patient beside the medicines, folded so that a rule can ask for it.

Read in this order: `values` (a fact is known, too old, in conflict, unusable, not recorded or withheld; only *known*
counts), `ages` (how old each may be), `measured`, `answered`, `pregnancy` (with `pregnancy_codes`), `kidney` (one kind
each), `kidney_disease` (with `kidney_codes`: what diagnoses make of kidney function), `clinical` (all of them as of an
instant), `conditions` (whether a diagnosis counts), `allergy_words`,
`allergies`, `condition_words` and `goals` (free words, held to what they certainly say), `state` (all of it with the
conditions that the bundle's words match). What consent keeps out is taken away before: `plan.data_categories`.
"""

from autonome.plan.facts.clinical import facts_of
from autonome.plan.facts.state import ClinicalState
from autonome.plan.facts.values import ClinicalFacts

__all__ = ["ClinicalFacts", "ClinicalState", "facts_of"]
