"""What the record says of relatives' health: the relation and the conditions, never a name.

A relative has not consented to stand in this record, so nothing is kept that would identify them beyond their relation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.concepts import UNSTATED, Concept
from autonome.clinical.dates import PartialDate
from autonome.clinical.patients import AdministrativeSex
from autonome.clinical.sources import Source
from autonome.clinical.spans import UNSTATED_SPAN, Span


class HistoryStatus(StrEnum):
    """How complete the history is. ``HEALTH_UNKNOWN``: the relative's health is not known."""

    PARTIAL = "partial"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    HEALTH_UNKNOWN = "health-unknown"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


class Death(StrEnum):
    """Whether the relative has died."""

    LIVING = "living"
    DEAD = "dead"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class RelativeCondition:
    """One condition of the relative.

    Args:
        code: in words and codes.
        onset: when, mostly as an age.
        outcome: as recorded, or an empty concept.
        caused_death: None where not stated.
    """

    code: Concept
    onset: Span = UNSTATED_SPAN
    outcome: Concept = UNSTATED
    caused_death: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyHistory:
    """One relative's history.

    Args:
        source: where it stands.
        relationship: to the patient, such as *father*.
        sex: administrative, of the relative.
        status: how complete.
        unavailable: why the history could not be had, or "".
        death: whether the relative has died.
        died: when, mostly as an age.
        conditions: none listed says nothing about none being there.
        recorded: when it was written, or None.
    """

    source: Source
    relationship: Concept
    sex: AdministrativeSex = AdministrativeSex.NOT_STATED
    status: HistoryStatus = HistoryStatus.NOT_STATED
    unavailable: str = ""
    death: Death = Death.NOT_STATED
    died: Span = UNSTATED_SPAN
    conditions: tuple[RelativeCondition, ...] = ()
    recorded: PartialDate | None = None
