"""Where in the record something stands, so that a reader of the plan can go back to it."""

from __future__ import annotations

from dataclasses import dataclass


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
