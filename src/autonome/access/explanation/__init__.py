"""Explanations: of one decision, what each of three audiences is told, from the same reasons.

`account_of` (`account`) gathers the request, the law, the decision and the acts. The `patient` is told everything, in
plain words, and what can be done next; the `asker` no more than request, law and what is handed over, so that a refusal
does not tell why; the `auditor` everything, with ids and digests. What the first two are told are `kernel.Text`
sentences, so that it can be said in every language (`naming`, `reason_words`); an auditor reads English.
"""

from autonome.access.explanation.account import Account, Asked, account_of, asked_of
from autonome.access.explanation.asker import Given, Told, given_by, told_of_refusal
from autonome.access.explanation.asker import told as told_to_asker
from autonome.access.explanation.audiences import explain
from autonome.access.explanation.patient import WHY
from autonome.access.explanation.values import Audience, Explanation, Section

__all__ = [
    "WHY",
    "Account",
    "Asked",
    "Audience",
    "Explanation",
    "Given",
    "Section",
    "Told",
    "account_of",
    "asked_of",
    "explain",
    "given_by",
    "told_of_refusal",
    "told_to_asker",
]
