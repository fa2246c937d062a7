"""Procedures: what was done to the patient, or was not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.assertions import Assertion, assertion_of
from autonome.clinical.concepts import UNSTATED, Concept
from autonome.clinical.sources import Source
from autonome.clinical.spans import UNSTATED_SPAN, Span


class ProcedureStatus(StrEnum):
    """How far it came. ``NOT_STATED``: nothing was said."""

    PREPARATION = "preparation"
    IN_PROGRESS = "in-progress"
    NOT_DONE = "not-done"
    ON_HOLD = "on-hold"
    STOPPED = "stopped"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One procedure.

    Args:
        source: where it stands.
        code: in words and codes.
        status: normalised.
        status_reason: why it was not done or stopped, or an empty concept.
        performed: when, as far as said.
    """

    source: Source
    code: Concept
    status: ProcedureStatus = ProcedureStatus.NOT_STATED
    status_reason: Concept = UNSTATED
    performed: Span = UNSTATED_SPAN

    @property
    def assertion(self) -> Assertion:
        """Whether it says that there was a procedure, that none is known, or that nothing is."""
        return assertion_of(self.code.codings)
