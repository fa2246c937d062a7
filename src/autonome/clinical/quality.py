"""The quality of a record, judged at the door: what is doubtful, doubled, contradictory, missing or not read.

Nothing is changed and nothing is dropped by it: it is a report beside the record, made of the record and an instant.

1. Doubts that the reader had, those about values that cannot be used apart (`findings`).
2. Values that can hardly be true (`plausibility`).
3. Codes of no known system or form (`code_forms`), units that are understood and not UCUM's (`units`).
4. Repetitions and contradictions (`repetition`).
5. What a plan asks for and who supplies it (`completeness`); observations that no rule asks about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from autonome.clinical.code_forms import code_doubts
from autonome.clinical.completeness import Presence, completeness, missing
from autonome.clinical.finding_kinds import DEFINITIONS, kinds_of
from autonome.clinical.findings import doubts_of, findings_of
from autonome.clinical.observations import Observation
from autonome.clinical.plausibility import implausible
from autonome.clinical.quantities import Quantity
from autonome.clinical.records import HealthRecord, LeftOut, QualityNote
from autonome.clinical.repetition import clashes
from autonome.clinical.sources import Source
from autonome.clinical.units import UNITS, unit_of
from autonome.kernel import Instant, SubjectId


class Check(StrEnum):
    """What was looked at, the most pressing first."""

    UNUSABLE = "unusable"
    CONTRADICTION = "contradiction"
    PLAUSIBILITY = "plausibility"
    DOUBT = "doubt"
    DUPLICATE = "duplicate"
    UNIT = "unit"
    CODE = "code"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One thing that is not as it should be.

    Args:
        check: what was looked at.
        source: where it stands.
        text: one clause.
        other: the entry that it clashes with, or None.
    """

    check: Check
    source: Source
    text: str
    other: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityReport:
    """The quality of one record.

    Args:
        subject: whose.
        as_of: the instant that ages are counted to.
        items: how many entries were read.
        findings: by check, then in the order of the file.
        presences: what a plan asks for, by need and source.
        missing: needs that no source meets.
        left_out: entries that could not be used.
        not_read: kinds of entry that are not read, with their numbers.
    """

    subject: SubjectId
    as_of: Instant
    items: int
    findings: tuple[QualityFinding, ...]
    presences: tuple[Presence, ...]
    missing: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    not_read: tuple[tuple[str, int], ...]


def assess(record: HealthRecord, as_of: Instant) -> QualityReport:
    """Judge the quality of a record.

    Args:
        record: as read.
        as_of: the instant that ages are counted to.
    """
    found = (
        *_noted(record), *_implausible(record, as_of), *_codes(record), *_units(record), *_clashing(record),
        *_unused(record),
    )  # fmt: skip
    presences = completeness(record, as_of)
    return QualityReport(
        subject=record.patient.id,
        as_of=as_of,
        items=len(record.items),
        findings=tuple(sorted(found, key=lambda each: list(Check).index(each.check))),
        presences=presences,
        missing=missing(presences),
        left_out=record.left_out,
        not_read=record.not_read,
    )


def _noted(record: HealthRecord) -> Iterator[QualityFinding]:
    """The reader's doubts; those that make a finding unusable are told apart."""
    unusable = {QualityNote(each.source, text) for each in record.of(Observation) for text in doubts_of(each)}
    for note in dict.fromkeys((*record.notes, *unusable)):
        yield QualityFinding(Check.UNUSABLE if note in unusable else Check.DOUBT, note.source, note.text)


def _implausible(record: HealthRecord, as_of: Instant) -> Iterator[QualityFinding]:
    for each in implausible(findings_of(record), record, as_of):
        yield QualityFinding(Check.PLAUSIBILITY, each.finding.source, each.text)


def _codes(record: HealthRecord) -> Iterator[QualityFinding]:
    for item in record.items:
        for text in code_doubts(item):
            yield QualityFinding(Check.CODE, item.source, text)


def _units(record: HealthRecord) -> Iterator[QualityFinding]:
    """Units of known findings that are understood by their spelling alone."""
    for observation in record.of(Observation):
        parts = ((observation.code, observation.value), *((part.code, part.value) for part in observation.components))
        for code, value in parts:
            kinds = [kind for kind in kinds_of(code) if DEFINITIONS[kind].unit]
            if not kinds or not isinstance(value, Quantity) or value.code in UNITS:
                continue
            written = value.code or value.unit
            if unit_of(written) is not None:
                text = f"{DEFINITIONS[kinds[0]].label}: its unit, {written}, is not coded by UCUM; read by its spelling"
                yield QualityFinding(Check.UNIT, observation.source, text)


def unused(record: HealthRecord) -> tuple[Observation, ...]:
    """Observations of kinds that no rule asks about: they are kept, and nothing is concluded from them."""
    return tuple(
        each
        for each in record.of(Observation)
        if not any(map(kinds_of, (each.code, *(p.code for p in each.components))))
    )


def _unused(record: HealthRecord) -> Iterator[QualityFinding]:
    for each in unused(record):
        yield QualityFinding(Check.UNUSED, each.source, f"“{each.code.label}” is not used: no rule asks about it")


def _clashing(record: HealthRecord) -> Iterator[QualityFinding]:
    for clash in clashes(record):
        check = Check.CONTRADICTION if clash.contradicts else Check.DUPLICATE
        yield QualityFinding(check, clash.second, clash.text, clash.first)
