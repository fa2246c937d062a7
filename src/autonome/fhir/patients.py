"""R4 Patient to the domain's patient, and whether a reference means them."""

from __future__ import annotations

from collections.abc import Sequence

from autonome.clinical import AdministrativeSex, Patient, QualityNote, RecordError
from autonome.fhir.bundle import Entry
from autonome.fhir.dates import partial_date
from autonome.fhir.elements import Element, UnusableError
from autonome.fhir.references import Library
from autonome.kernel import SubjectId

_SEXES = {sex.value: sex for sex in AdministrativeSex if sex is not AdministrativeSex.NOT_STATED}
_NAMED_IN_ERROR = 5
"""Patients named in the error about several; the rest is counted."""


def the_patient(entries: Sequence[Entry], where: str) -> Entry:
    """The one Patient of the Bundle.

    Raises:
        RecordError: there is none, there are several, or they have no id.
    """
    found = [entry for entry in entries if entry.type == "Patient"]
    if not found:
        mend = "export the Patient together with their orders."
        raise RecordError("holds no Patient", where=where, mend=mend)
    if len(found) > 1:
        names = ", ".join(str(entry.source) for entry in found[:_NAMED_IN_ERROR])
        more = f" and {len(found) - _NAMED_IN_ERROR} more" if len(found) > _NAMED_IN_ERROR else ""
        raise RecordError(f"holds {len(found)} patients: {names}{more}", where=where, mend="keep one patient per file.")
    if not found[0].id:
        mend = "give the Patient the id that the consent names."
        raise RecordError("the Patient has no id", where=f"{where}, {found[0].place}", mend=mend)
    return found[0]


def read_patient(entry: Entry, where: str) -> tuple[Patient, tuple[QualityNote, ...]]:
    """Translate the Patient.

    Raises:
        RecordError: an element that the plan needs is malformed.
    """
    resource = entry.resource
    try:
        sex = resource.text("gender")
        patient = Patient(
            SubjectId(entry.id),
            _SEXES.get(sex, AdministrativeSex.NOT_STATED),
            partial_date(resource, "birthDate"),
            _label(resource.children("name")),
        )
    except UnusableError as error:
        raise RecordError(error.message, where=where, mend="correct the Patient and export again.") from error
    return patient, tuple(QualityNote(entry.source, text) for text in _doubts(resource, sex))


def must_mean(patient: Entry, subject: Element | None, holder: Entry, library: Library) -> None:
    """Make sure that a resource is about this patient.

    Args:
        patient: the one Patient.
        subject: the Reference that says whom the resource is about.
        holder: the resource's entry.
        library: the Bundle's entries by name.

    Raises:
        UnusableError: it is about somebody else, or does not say clearly about whom.
    """
    if subject is None:
        raise UnusableError("it does not say whom it is about")
    reference = subject.text("reference")
    if not reference:
        _must_identify(patient, subject.child("identifier"))
    elif library.entries(reference, holder) != (patient,):
        raise UnusableError(f"it is about {reference[:80]}, not about this record's patient")


def _must_identify(patient: Entry, identifier: Element | None) -> None:
    """A logical reference: the same identifier of the same system stands in the Patient."""
    if identifier is None:
        raise UnusableError("it does not say whom it is about")
    wanted = (identifier.text("system"), identifier.text("value"))
    own = [(item.text("system"), item.text("value")) for item in patient.resource.children("identifier")]
    if not all(wanted) or wanted not in own:
        raise UnusableError("it names its patient by an identifier that is not this patient's")


def _label(names: Sequence[Element]) -> str:
    """The official name if there is one, else the first."""
    official = [name for name in names if name.text("use") == "official"]
    for name in (*official, *names):
        label = name.text("text") or " ".join((*name.texts("given"), name.text("family"))).strip()
        if label:
            return label
    return ""


def _doubts(resource: Element, sex: str) -> list[str]:
    doubts = []
    if sex and sex not in _SEXES:
        doubts.append("the sex is recorded with a word that FHIR does not know, and taken as not stated")
    if resource.has("deceasedDateTime") or resource.value.get("deceasedBoolean") is True:
        doubts.append("the record says that the patient has died")
    if resource.value.get("active") is False:
        doubts.append("the record says that this Patient entry is no longer in use")
    if resource.has("modifierExtension"):
        doubts.append("the Patient carries a modifier extension that this reader does not know")
    return doubts
