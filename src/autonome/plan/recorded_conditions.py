"""The conditions of the record, to be shown beside advice for an indication. Nothing is decided by them.

Whether a recorded diagnosis is the one that a guideline means, and whether the medicine is given for it, is for a
clinician to say; the plan only keeps them from having to look it up.
"""

from __future__ import annotations

from autonome.clinical import Assertion, ClinicalStatus, Condition, HealthRecord, Verification
from autonome.kernel import Text
from autonome.plan.phrases import series
from autonome.plan.values import RecordedCondition

_NOT_THERE = frozenset({Verification.REFUTED, Verification.ENTERED_IN_ERROR})
_CLINICAL = {
    ClinicalStatus.RECURRENCE: Text("recurrence"),
    ClinicalStatus.RELAPSE: Text("relapse"),
    ClinicalStatus.INACTIVE: Text("inactive"),
    ClinicalStatus.REMISSION: Text("remission"),
    ClinicalStatus.RESOLVED: Text("resolved"),
}
"""What is not plainly there."""

_UNSURE = {
    Verification.UNCONFIRMED: Text("unconfirmed"),
    Verification.PROVISIONAL: Text("provisional"),
    Verification.DIFFERENTIAL: Text("differential"),
}


def recorded_conditions(record: HealthRecord) -> tuple[RecordedCondition, ...]:
    """What the record says that the patient has or had, in its own words and order; what it takes back is left out."""
    stated = (
        each
        for each in record.of(Condition)
        if each.assertion is Assertion.PRESENT and each.verification not in _NOT_THERE and not each.code.is_empty
    )
    return tuple(RecordedCondition(each.code.label, str(each.source), _status(each)) for each in stated)


def _status(condition: Condition) -> Text:
    """What a reader must know beside the words, such as ``resolved`` or ``provisional``; else ""."""
    clinical, verification = _CLINICAL.get(condition.clinical), _UNSURE.get(condition.verification)
    return series(each for each in (clinical, verification) if each)
