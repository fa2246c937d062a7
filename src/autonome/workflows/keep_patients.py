"""Patients of a node: taken in under an id of the node's own, and found again at the desk.

An id says nothing about the person. What identifies somebody (name, numbers) is for the desk alone: it is no part of
the health record, and opens none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from autonome.kernel import InputError, SubjectId
from autonome.ledger import Entropy

ID_BYTES: Final = 8
"""Random bytes of an id: 64 bits, so that no two of a node's patients meet (below one in 10⁹ among 100,000)."""

LONGEST: Final = 200
"""Characters of an id, a name or a number."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient, as the desk knows one.

    Args:
        subject: the id in the node.
        name: as it was given, or none.
        numbers: such as a medical record number, each with whose it is: ``mrn:12345``.
    """

    subject: SubjectId
    name: str = ""
    numbers: tuple[str, ...] = ()


class Patients(Protocol):
    """Where a node keeps its patients."""

    def add(self, patient: Patient) -> None:
        """Take somebody in.

        Raises:
            InputError: the id is taken.
        """

    def known(self, subject: SubjectId) -> bool:
        """Whether somebody is kept under an id."""

    def find(self, words: str) -> tuple[Patient, ...]:
        """Those who have exactly this name or number."""

    def all(self) -> tuple[Patient, ...]:
        """Everybody, in the order of their ids."""


def add_patient(
    patients: Patients, entropy: Entropy, *, subject: str | None = None, name: str = "", numbers: Iterable[str] = ()
) -> Patient:
    """Take a patient in.

    Args:
        patients: of the node.
        entropy: draws an id.
        subject: an id; drawn where there is none.
        name: of the patient, or none.
        numbers: under which the patient is known elsewhere.

    Raises:
        InputError: the id is taken, or something cannot be kept as it is given.
    """
    chosen = f"p-{entropy.token(ID_BYTES).hex()}" if subject is None else subject
    patient = Patient(SubjectId(chosen), " ".join(name.split()), tuple(dict.fromkeys(numbers)))
    for text in (chosen, patient.name, *patient.numbers):
        if len(text) > LONGEST or not text.isprintable():
            raise InputError(f"{text[:60]!r} cannot be kept", mend=f"use at most {LONGEST} printable characters.")
    if not chosen or " " in chosen or not all(patient.numbers):
        raise InputError("an id has no spaces, and no id or number is empty", mend="leave it out, or correct it.")
    patients.add(patient)
    return patient


def expect_patient(patients: Patients, subject: str) -> SubjectId:
    """The id of somebody who is kept.

    Raises:
        InputError: nobody is kept under it.
    """
    if not patients.known(SubjectId(subject)):
        raise InputError(f"nobody is kept here as {subject[:60]!r}", mend="see `autonome patient list`.")
    return SubjectId(subject)
