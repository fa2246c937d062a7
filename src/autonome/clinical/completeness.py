"""Which of the facts that a plan asks for a record holds, from whom, and how old the latest is.

A fact that is missing is not a fact that is normal: it is listed as missing. An entry that says *none known* is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from autonome.clinical.allergies import Allergy
from autonome.clinical.conditions import Condition
from autonome.clinical.dates import SECONDS_PER_DAY, PartialDate
from autonome.clinical.family import FamilyHistory
from autonome.clinical.finding_kinds import FindingKind
from autonome.clinical.findings import findings_of
from autonome.clinical.goals import Goal
from autonome.clinical.medications import MedicationOrder
from autonome.clinical.patients import AdministrativeSex
from autonome.clinical.procedures import Procedure
from autonome.clinical.records import HealthRecord, RecordItem
from autonome.kernel import Instant

ENTRIES: Mapping[str, type[RecordItem]] = {
    "medicines": MedicationOrder,
    "conditions": Condition,
    "allergies": Allergy,
    "family-history": FamilyHistory,
    "procedures": Procedure,
    "goals": Goal,
}
"""Kinds of entry that a plan asks for, by name."""

NEEDS = ("birth-date", "sex", *ENTRIES, *(kind.value for kind in FindingKind))
"""Everything that a plan asks for, in the order of the report."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What one source has of one need.

    Args:
        need: one of `NEEDS`.
        origin: the system that supplied it, or "" where none is named.
        entries: how many there are.
        usable: how many of them have a value that can be used.
        latest: the date of the latest usable one, or None.
        age_days: whole days from then to the instant of the report, or None.
    """

    need: str
    origin: str
    entries: int
    usable: int
    latest: PartialDate | None
    age_days: int | None


@dataclass(frozen=True, slots=True)
class _Seen:
    need: str
    origin: str
    usable: bool
    time: PartialDate | None


def completeness(record: HealthRecord, as_of: Instant) -> tuple[Presence, ...]:
    """What there is, by need and then by source; a need that no source meets has no row."""
    seen = tuple(_seen(record))
    keys = sorted({(NEEDS.index(each.need), each.origin) for each in seen})
    return tuple(
        _presence([one for one in seen if one.need == NEEDS[at] and one.origin == origin], as_of) for at, origin in keys
    )


def missing(presences: Iterable[Presence]) -> tuple[str, ...]:
    """The needs that no source meets with anything usable."""
    there = {each.need for each in presences if each.usable}
    return tuple(need for need in NEEDS if need not in there)


def _seen(record: HealthRecord) -> Iterator[_Seen]:
    patient = record.patient
    if patient.birth_date is not None:
        yield _Seen("birth-date", "", usable=True, time=None)
    if patient.sex is not AdministrativeSex.NOT_STATED:
        yield _Seen("sex", "", usable=patient.sex is not AdministrativeSex.UNKNOWN, time=None)
    for need, kind in ENTRIES.items():
        for item in record.of(kind):
            yield _Seen(need, item.source.origin, usable=True, time=_written(item))
    for finding in findings_of(record):
        yield _Seen(finding.kind.value, finding.source.origin, usable=finding.is_usable, time=finding.time)


def _written(item: RecordItem) -> PartialDate | None:
    match item:
        case MedicationOrder():
            return item.authored or item.period.start
        case Condition() | Allergy() | FamilyHistory():
            return item.recorded
        case Procedure():
            return item.performed.dates.end or item.performed.dates.start
        case Goal():
            return item.start
    return None


def _presence(seen: list[_Seen], as_of: Instant) -> Presence:
    times = [each.time for each in seen if each.usable and each.time is not None]
    latest = max(times, key=lambda time: time.last, default=None)
    age = None if latest is None else max(0, (as_of.seconds - latest.last.seconds) // SECONDS_PER_DAY)
    usable = sum(each.usable for each in seen)
    return Presence(seen[0].need, seen[0].origin, len(seen), usable, latest, age)
