"""Prevention: what genes and record advise before any medicine is chosen, and what cannot be said.

Read in this order: `values` (what the report shows), `family` (what relatives had), `grounds` (whether one requirement
holds for this patient, perhaps, not, or not known), `advice` (all rules of the bundle, with their gaps). The rules
stand in ``knowledge/prevention/rules.tsv``.
"""

from autonome.plan.prevention.advice import prevention
from autonome.plan.prevention.grounds import Person
from autonome.plan.prevention.values import Ground, GroundKind, PreventionAdvice, PreventionGap

__all__ = ["Ground", "GroundKind", "Person", "PreventionAdvice", "PreventionGap", "prevention"]
