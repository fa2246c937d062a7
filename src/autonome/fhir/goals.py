"""R4 Goal to the domain's: what is to be reached, by when, and whether the patient said so themselves."""

from __future__ import annotations

from collections.abc import Mapping

from autonome.clinical import Goal, GoalStatus, Target, Voice
from autonome.fhir.bundle import Entry
from autonome.fhir.concepts import concept
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.readings import Reading, ResourceType
from autonome.fhir.references import Library
from autonome.fhir.tolerance import Tolerant
from autonome.fhir.values import value_of


def read_goal(entry: Entry, library: Library) -> Reading:
    """Translate one Goal.

    Raises:
        UnusableError: it does not say what is to be reached.
    """
    resource, tolerant = entry.resource, Tolerant()
    description = concept(resource.child("description"))
    if description.is_empty:
        raise UnusableError("it does not say what is to be reached")
    goal = Goal(
        source=entry.source,
        description=description,
        status=tolerant.word(resource.text("lifecycleStatus"), GoalStatus, "life-cycle status"),
        achievement=tolerant.concept(resource, "achievementStatus"),
        priority=tolerant.concept(resource, "priority"),
        voice=tolerant.attempt(lambda: _voice(entry, library), Voice.NOT_STATED),
        start=tolerant.date(resource, "startDate"),
        targets=tuple(_target(part, tolerant) for part in tolerant.backbones(resource, "target")),
    )
    return Reading(goal, tuple(tolerant.doubts))


RESOURCE_TYPES: Mapping[str, ResourceType] = {"Goal": ResourceType(read_goal)}
"""The type that this module reads."""


def _voice(entry: Entry, library: Library) -> Voice:
    """Whether the one Patient of the Bundle expressed it; a reference that cannot be followed tells nothing."""
    said = entry.resource.child("expressedBy")
    reference = said.text("reference") if said else ""
    if not reference:
        return Voice.NOT_STATED
    found = {target.type for target in library.entries(reference, entry)}
    kind = found.pop() if len(found) == 1 else reference.rpartition("/")[0].rpartition("/")[2]
    if kind == "Patient":
        return Voice.PATIENT
    return Voice.OTHER if kind else Voice.NOT_STATED


def _target(part: Element, tolerant: Tolerant) -> Target:
    value = tolerant.attempt(lambda: value_of(part, "detail"), None)
    return Target(tolerant.concept(part, "measure"), value, tolerant.date(part, "dueDate"))
