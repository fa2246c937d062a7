"""Illnesses that would forbid a medicine and that the record does not name: nobody said that the patient is without.

A record lists what somebody wrote down. Beside an alternative that nothing speaks against, what would speak against it
is worth a question.
"""

from __future__ import annotations

from collections.abc import Iterator

from autonome.evidence.clinical import FactorAction
from autonome.kernel import DrugName, Text, term
from autonome.plan.facts.state import ClinicalState

CONDITION, HISTORY = "condition", "history"
"""Subjects of tests: an illness today, or at any time."""


def unrecorded_against(drug: DrugName, state: ClinicalState) -> tuple[Text, ...]:
    """What by itself would forbid the medicine and is not in the record, in the words of the bundle.

    An illness at any time comes before one of today, which is seen.
    """
    found = sorted(set(_illnesses(drug, state)))
    named = (state.rules.conditions[each].label for _, each in found if each in state.rules.conditions)
    return tuple(dict.fromkeys(term(each) for each in named))


def _illnesses(drug: DrugName, state: ClinicalState) -> Iterator[tuple[bool, str]]:
    for rule in state.rules.rules.get(drug, ()):
        if rule.action is not FactorAction.AVOID or rule.at_least > 1:
            continue
        for test in rule.tests:
            known = {HISTORY: state.ever, CONDITION: state.present}.get(test.subject)
            if known is not None:
                yield from ((test.subject == CONDITION, each) for each in test.answers if not known.get(each))
