"""Goals: what the patient and those who care for them want to reach."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.concepts import UNSTATED, Concept
from autonome.clinical.dates import PartialDate
from autonome.clinical.observations import Value
from autonome.clinical.sources import Source


class GoalStatus(StrEnum):
    """Where the goal stands in its life. ``NOT_STATED``: nothing was said."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    REJECTED = "rejected"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


class Voice(StrEnum):
    """Whose goal it is, as far as the record says."""

    PATIENT = "patient"
    OTHER = "other"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Target:
    """How reaching it would be seen.

    Args:
        measure: what is looked at, or an empty concept.
        value: to reach, or None.
        due: by when, or None.
    """

    measure: Concept
    value: Value | None = None
    due: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal.

    Args:
        source: where it stands.
        description: in words and codes.
        status: normalised.
        achievement: as recorded, or an empty concept.
        priority: as recorded, or an empty concept.
        voice: whether the patient expressed it.
        start: when it begins, or None.
        targets: how reaching it would be seen.
    """

    source: Source
    description: Concept
    status: GoalStatus = GoalStatus.NOT_STATED
    achievement: Concept = UNSTATED
    priority: Concept = UNSTATED
    voice: Voice = Voice.NOT_STATED
    start: PartialDate | None = None
    targets: tuple[Target, ...] = ()
