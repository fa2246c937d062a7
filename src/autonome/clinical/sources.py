"""Where in the record something stands, so that a reader of the plan can go back to it."""

from __future__ import annotations

from dataclasses import dataclass

OTHER_KINDS = frozenset(
    ("AllergyIntolerance", "Condition", "FamilyMemberHistory", "Goal", "Observation", "Patient", "Procedure")
)
"""FHIR resources that order no medicine; of HL7 v2 messages, ``ORU`` brings results."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a record.

    Args:
        place: position in the file, such as ``Bundle.entry[3]``.
        reference: type and id of the resource, such as ``MedicationRequest/xyz``; the type alone where it has no id.
        origin: the system that supplied it (FHIR ``meta.source``, HL7 sending application and facility), or "".
    """

    place: str
    reference: str = ""
    origin: str = ""

    def __str__(self) -> str:
        """Place and reference, such as ``Bundle.entry[3] MedicationRequest/xyz``."""
        return f"{self.place} {self.reference}".rstrip()

    @property
    def may_be_a_medicine(self) -> bool:
        """Whether a medicine may stand there: everywhere but in resources and messages of another kind."""
        kind = self.reference.partition("/")[0]
        return kind not in OTHER_KINDS and not kind.startswith("ORU")
