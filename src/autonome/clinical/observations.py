"""Observations: what was measured, asked or found, as it was recorded.

The value stays as written; what it means as one of the findings that a plan uses (eGFR, weight, pregnancy) is decided
in `clinical.findings`. That nothing was found, that nobody asked and that the record is silent are three different
things.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.concepts import Concept
from autonome.clinical.dates import DateRange, PartialDate
from autonome.clinical.quantities import Quantity, QuantityRange
from autonome.clinical.sources import Source


class ObservationStatus(StrEnum):
    """The status in the record's words. ``NOT_STATED``: nothing was said; ``UNRECOGNISED``: a word of no known list."""

    REGISTERED = "registered"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    AMENDED = "amended"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


class Absence(StrEnum):
    """Why there is no value (the codes of HL7's data-absent-reason, and two of our own)."""

    UNKNOWN = "unknown"
    ASKED_UNKNOWN = "asked-unknown"
    TEMPORARILY_UNKNOWN = "temp-unknown"
    NOT_ASKED = "not-asked"
    DECLINED = "asked-declined"
    MASKED = "masked"
    NOT_APPLICABLE = "not-applicable"
    UNSUPPORTED = "unsupported"
    AS_TEXT = "as-text"
    ERROR = "error"
    NOT_A_NUMBER = "not-a-number"
    NEGATIVE_INFINITY = "negative-infinity"
    POSITIVE_INFINITY = "positive-infinity"
    NOT_PERFORMED = "not-performed"
    NOT_PERMITTED = "not-permitted"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class UnreadValue:
    """A value of a form that is not read.

    Args:
        form: the record's name for the form, such as ``SampledData``.
    """

    form: str

    def __str__(self) -> str:
        """Such as ``(a SampledData, not read)``."""
        return f"(a {self.form}, not read)"


Value = Quantity | QuantityRange | Concept | PartialDate | UnreadValue | bool | str
"""What an observation can hold; a str is free text."""


@dataclass(frozen=True, slots=True)
class Component:
    """One of several results inside an observation, such as the systolic pressure.

    Args:
        code: what was observed.
        value: None where there is none.
        absent: why there is none; None where there is a value.
    """

    code: Concept
    value: Value | None
    absent: Absence | None = None


UNSTATED_TIME = DateRange()
"""No time was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One result.

    Args:
        source: where it stands.
        code: what was observed.
        status: normalised.
        status_text: as written, or "".
        value: None where there is none.
        absent: why there is none; None where there is a value, or where components hold the values.
        time: when it was true of the patient; start and end are one date for a moment.
        issued: when it was made available, or None.
        categories: kinds in the record's own classification.
        components: results inside it.
        interpretations: such as *high*.
        reference_ranges: of the laboratory, as text.
        comments: verbatim.
    """

    source: Source
    code: Concept
    status: ObservationStatus = ObservationStatus.NOT_STATED
    status_text: str = ""
    value: Value | None = None
    absent: Absence | None = None
    time: DateRange = UNSTATED_TIME
    issued: PartialDate | None = None
    categories: tuple[Concept, ...] = ()
    components: tuple[Component, ...] = ()
    interpretations: tuple[Concept, ...] = ()
    reference_ranges: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def moment(self) -> PartialDate | None:
        """The one date that places it in time: the end of its span, else the start, else None."""
        return self.time.end or self.time.start
