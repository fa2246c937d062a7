"""Allergies and intolerances, and entries that say that none is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.assertions import Assertion, allergy_assertion_of
from autonome.clinical.concepts import UNSTATED, Concept
from autonome.clinical.conditions import ClinicalStatus, Verification
from autonome.clinical.dates import PartialDate
from autonome.clinical.sources import Source
from autonome.clinical.spans import UNSTATED_SPAN, Span


class Criticality(StrEnum):
    """How much harm a further exposure could do, as recorded."""

    LOW = "low"
    HIGH = "high"
    UNASSESSABLE = "unable-to-assess"
    NOT_STATED = "not-stated"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What happened once.

    Args:
        manifestations: signs and symptoms.
        severity: mild, moderate, severe, or "".
        substance: what was taken then, where it is said apart from the allergy.
    """

    manifestations: tuple[Concept, ...]
    severity: str = ""
    substance: Concept = UNSTATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergy:
    """One allergy or intolerance.

    Args:
        source: where it stands.
        code: the substance, or the statement that none is known.
        kind: allergy, intolerance, or "".
        categories: food, medication, environment, biologic.
        clinical: whether it is still there.
        verification: how sure.
        criticality: how dangerous.
        onset: when it began, as far as said.
        recorded: when it was written, or None.
        reactions: what happened.
    """

    source: Source
    code: Concept
    kind: str = ""
    categories: tuple[str, ...] = ()
    clinical: ClinicalStatus = ClinicalStatus.NOT_STATED
    verification: Verification = Verification.NOT_STATED
    criticality: Criticality = Criticality.NOT_STATED
    onset: Span = UNSTATED_SPAN
    recorded: PartialDate | None = None
    reactions: tuple[Reaction, ...] = ()

    @property
    def assertion(self) -> Assertion:
        """Whether it says that there is an allergy, that none is known, or that nothing is."""
        return allergy_assertion_of(self.code)
