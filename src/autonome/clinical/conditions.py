"""Conditions: diagnoses, problems and findings that somebody put on record about the patient."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.assertions import Assertion, assertion_of
from autonome.clinical.concepts import UNSTATED, Concept
from autonome.clinical.dates import PartialDate
from autonome.clinical.sources import Source
from autonome.clinical.spans import UNSTATED_SPAN, Span


class ClinicalStatus(StrEnum):
    """Whether a condition or an allergy is still there. ``NOT_STATED``: nothing was said."""

    ACTIVE = "active"
    RECURRENCE = "recurrence"
    RELAPSE = "relapse"
    INACTIVE = "inactive"
    REMISSION = "remission"
    RESOLVED = "resolved"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


class Verification(StrEnum):
    """How sure the record is. ``NOT_STATED``: nothing was said."""

    UNCONFIRMED = "unconfirmed"
    PROVISIONAL = "provisional"
    DIFFERENTIAL = "differential"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    ENTERED_IN_ERROR = "entered-in-error"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition.

    Args:
        source: where it stands.
        code: the condition in words and codes.
        clinical: whether it is still there.
        verification: how sure.
        categories: such as problem list or encounter diagnosis.
        severity: as recorded, or an empty concept.
        onset: when it began, as far as said.
        abatement: when it ended, as far as said.
        recorded: when it was written, or None.
    """

    source: Source
    code: Concept
    clinical: ClinicalStatus = ClinicalStatus.NOT_STATED
    verification: Verification = Verification.NOT_STATED
    categories: tuple[Concept, ...] = ()
    severity: Concept = UNSTATED
    onset: Span = UNSTATED_SPAN
    abatement: Span = UNSTATED_SPAN
    recorded: PartialDate | None = None

    @property
    def assertion(self) -> Assertion:
        """Whether it says that there is a condition, that none is known, or that nothing is."""
        return assertion_of(self.code.codings)
