"""Whom the plan is about, by subject id without a name; what they take; which orders could not be advised on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.evidence.drugs import Drug
from autonome.fhir.genomics.codes import VALUES
from autonome.fhir.genomics.pieces import Piece, coding, medicine, reference, resource
from autonome.kernel import DrugName, Json, Text
from autonome.plan.values import LeftOut, MedicationAdvice, OrderText, Origin, PatientLabel

SEXES = frozenset({"female", "male", "other", "unknown"})
"""Administrative gender in R4; a sex that was not stated is left out."""

DAY = 10
"""Characters of a date to the day; R4's birthDate is never more precise."""


def subject_resources(patient: PatientLabel) -> Iterator[Piece]:
    """The patient, and the specimen that the file's sample stands for."""
    yield resource(
        "Patient",
        "patient",
        identifier=[{"value": patient.subject}] if patient.subject else [],
        gender=patient.sex if patient.sex in SEXES else "",
        birthDate=patient.birth_date[:DAY],
    )
    yield resource(
        "Specimen",
        "specimen",
        identifier=[{"value": patient.sample}] if patient.sample else [],
        subject=reference("patient"),
    )


def medication_name(number: int) -> str:
    """Local name of a medicine that the patient takes."""
    return f"medicine-{number}"


def medications(number: int, advice: MedicationAdvice, drugs: Mapping[DrugName, Drug]) -> Iterator[Piece]:
    """What the record says that the patient takes; nothing for a medicine that is merely considered."""
    if advice.origin is Origin.CONSIDERED:
        return
    drug = advice.verdict.drug
    yield resource(
        "MedicationStatement",
        medication_name(number),
        status="active",
        statusReason=[{"text": each.doubt} for each in advice.orders if each.doubt],
        medicationCodeableConcept=medicine(drug, drugs.get(drug)),
        subject=reference("patient"),
        derivedFrom=[{"display": _words(each)} for each in advice.orders if _words(each)],
        dosage=[{"text": each.dosage} for each in advice.orders if each.dosage],
    )


def left_out_list(left_out: tuple[LeftOut, ...]) -> Iterator[Piece]:
    """Orders and questions without advice, each with the reason; no list without any."""
    if left_out:
        yield resource(
            "List",
            "left-out",
            status="current",
            mode="snapshot",
            title=Text("Medicines without advice"),
            subject=reference("patient"),
            entry=[_left_out(each) for each in left_out],
        )


def _left_out(left: LeftOut) -> Json:
    kinds: list[Json] = [coding(VALUES, left.why), coding(VALUES, left.origin)]
    return {"flag": {"coding": kinds, "text": left.detail or left.why}, "item": {"display": _words(left.order) or "?"}}


def _words(order: OrderText) -> str:
    """The order as it is written, and where."""
    return f"{order.text} ({order.source})" if order.source else order.text
