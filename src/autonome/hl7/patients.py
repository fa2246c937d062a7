"""The one patient of a file: every PID must name the same person, or the file is refused.

A message about somebody else in the wrong file is the worst that a record can hold, so identity is never inferred: the
identifier and who assigned it must be the same in all messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autonome.clinical import AdministrativeSex, PartialDate, Patient, QualityNote, RecordError, UnusableError
from autonome.hl7.datatypes import date
from autonome.hl7.er7 import Repetition, Segment
from autonome.hl7.messages import Message
from autonome.kernel import SubjectId

_SEXES = {
    "F": AdministrativeSex.FEMALE,
    "M": AdministrativeSex.MALE,
    "O": AdministrativeSex.OTHER,
    "A": AdministrativeSex.OTHER,
    "U": AdministrativeSex.UNKNOWN,
}
"""HL7 table 0001; A is ambiguous."""

_PREFERRED = ("PI", "MR")
"""Identifier types (CX.5) in the order of preference: the patient's internal number, the medical record number."""


@dataclass(frozen=True, slots=True)
class _Identity:
    """What one PID says.

    Args:
        number: the identifier.
        authority: who assigned it, as written, or "".
        birth: date, or None.
        sex: administrative.
        label: a name to show, or "".
        notes: doubts.
    """

    number: str
    authority: str
    birth: PartialDate | None
    sex: AdministrativeSex
    label: str
    notes: tuple[QualityNote, ...]


def the_patient(messages: Sequence[Message], where: str) -> tuple[Patient, tuple[QualityNote, ...]]:
    """The patient whom every message is about.

    Raises:
        RecordError: there is none, there are several, or a PID cannot be read.
    """
    found = [(segment, message) for message in messages for segment in message.segments if segment.name == "PID"]
    if not found:
        raise RecordError("holds no patient (PID)", where=where, mend="send messages that name their patient.")
    first, *others = [(segment, _read(segment, message, where)) for segment, message in found]
    for segment, identity in others:
        _must_agree(first, (segment, identity), where)
    all_of_them = [identity for _, identity in (first, *others)]
    patient = Patient(
        SubjectId(first[1].number),
        next((each.sex for each in all_of_them if each.sex is not AdministrativeSex.NOT_STATED), first[1].sex),
        next((each.birth for each in all_of_them if each.birth), None),
        next((each.label for each in all_of_them if each.label), ""),
    )
    return patient, tuple(dict.fromkeys(note for each in all_of_them for note in each.notes))


def _must_agree(first: tuple[Segment, _Identity], other: tuple[Segment, _Identity], where: str) -> None:
    (segment, one), (later, two) = first, other
    places = f"{where}, lines {segment.line} and {later.line}"
    if (one.number, one.authority) != (two.number, two.authority):
        raise RecordError("holds more than one patient", where=places, mend="keep one patient per file.")
    if one.birth and two.birth and one.birth != two.birth:
        message = "one patient has two birth dates"
        raise RecordError(message, where=places, mend="find out whom each message is about.")
    stated = {one.sex, two.sex} - {AdministrativeSex.NOT_STATED, AdministrativeSex.UNKNOWN}
    if len(stated) > 1:
        raise RecordError("one patient has two sexes", where=places, mend="find out whom each message is about.")


def _read(segment: Segment, message: Message, where: str) -> _Identity:
    try:
        chosen, doubts = _identifier(segment)
        sex = segment.text(8)
        if sex and sex not in _SEXES:
            doubts.append("the sex is recorded with a word that is not read, and taken as not stated")
        if segment.text(30) == "Y":
            doubts.append("the record says that the patient has died")
        notes = tuple(QualityNote(message.source(segment), doubt) for doubt in doubts)
        state = _SEXES.get(sex, AdministrativeSex.NOT_STATED)
        return _Identity(chosen.text(1), chosen.text(4), date(segment, 7), state, _label(segment.first(5)), notes)
    except UnusableError as error:
        mend = "correct the patient and export again."
        raise RecordError(error.message, where=f"{where}, line {segment.line}", mend=mend) from error


def _identifier(segment: Segment) -> tuple[Repetition, list[str]]:
    """The identifier among PID-3: the only one, else the only one of a preferred type, else the first, with a doubt."""
    found = [each for each in segment.repetitions(3) if each.text(1)]
    if not found:
        raise UnusableError("PID-3 holds no identifier of the patient")
    for kind in _PREFERRED:
        typed = [each for each in found if each.text(5) == kind]
        if len(found) > 1 and len(typed) == 1:
            return typed[0], []
    return found[0], [] if len(found) == 1 else ["PID-3 holds several identifiers; the first is taken"]


def _label(name: Repetition) -> str:
    return " ".join(part for part in (name.text(2), name.text(3), name.text(1)) if part)
