"""Whether a diagnosis counts at all, and whether it is over: by its statuses and dates, whatever it is of."""

from __future__ import annotations

from autonome.clinical import Assertion, ClinicalStatus, Condition, PartialDate, Verification
from autonome.kernel import Instant

TAKEN_BACK = frozenset({Verification.REFUTED, Verification.ENTERED_IN_ERROR})
UNSURE = frozenset({Verification.UNCONFIRMED, Verification.PROVISIONAL, Verification.DIFFERENTIAL})
OVER = frozenset({ClinicalStatus.INACTIVE, ClinicalStatus.REMISSION, ClinicalStatus.RESOLVED})


def is_stated(condition: Condition) -> bool:
    """Whether the record states it, and has not taken it back."""
    there = condition.assertion is Assertion.PRESENT and not condition.code.is_empty
    return there and condition.verification not in TAKEN_BACK


def is_over(condition: Condition, as_of: Instant) -> bool:
    """Whether the record says so; a date of its end counts where no status contradicts it."""
    if condition.clinical in OVER:
        return True
    ended = condition.abatement.dates.end or condition.abatement.dates.start
    silent = condition.clinical in (ClinicalStatus.NOT_STATED, ClinicalStatus.UNRECOGNISED)
    return silent and ended is not None and ended.certainly_before(as_of)


def began(condition: Condition) -> PartialDate | None:
    """When it began, else when it was written down."""
    return condition.onset.dates.start or condition.recorded


def written(condition: Condition) -> PartialDate | None:
    """When it was written down, else when it began."""
    return condition.recorded or condition.onset.dates.start
