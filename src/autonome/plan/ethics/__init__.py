"""The ethical assessment: facts about one plan under the four principles, each with what is left to do.

`consent_basis` takes from the permit and the acts on the log what a plan may say of them. `incidental` finds what
nobody asked about, and puts the patient's wish beside it. `assessment` asks every check: `respect` and `telling`
(autonomy), `beneficence`, `non_maleficence`, `justice`; `results` looks up what a gene's result means beyond a dose;
`statements` holds what is common to all. The values stand in `autonome.plan.ethical_values`.

Pure, and without judgement: a check says what stands in plan, consent and bundle, or that nobody knows.
"""

from autonome.plan.ethics.assessment import assess
from autonome.plan.ethics.consent_basis import ConsentBasis, consent_basis

__all__ = ["ConsentBasis", "assess", "consent_basis"]
