"""The patient, as far as a plan needs them: no address, no contact, no identifiers but the subject id."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.dates import PartialDate
from autonome.kernel import SubjectId


class AdministrativeSex(StrEnum):
    """Sex for administration, as recorded. ``UNKNOWN`` was said; ``NOT_STATED`` means that nothing was said."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"
    NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the record is about.

    Args:
        id: the subject, as consent names them too.
        sex: administrative.
        birth_date: as precise as recorded; None where not stated.
        label: a name to show on the report, or "". Never written elsewhere.
    """

    id: SubjectId
    sex: AdministrativeSex
    birth_date: PartialDate | None
    label: str = ""
