"""A calculated dose, or why none was: an observation without a profile, because the guide has none for it.

Invariants: a figure stands with its inputs, what of them is unknown, and the published error; a refusal has no value,
and every reason. Milligrams are decimal strings. It is an aid, never an order: no Dosage, no MedicationRequest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autonome.fhir.genomics.codes import ABSENT, VALUES
from autonome.fhir.genomics.genes import gene_name
from autonome.fhir.genomics.pieces import (
    Piece,
    Pieces,
    artifact,
    categories,
    coding,
    component,
    notes,
    reference,
    resource,
    term,
)
from autonome.fhir.genomics.words import ANSWER_WORDS
from autonome.kernel import GeneSymbol, Json, Text, joined
from autonome.plan.medicines.doses import Caution, DoseAnswer, DoseEstimate, DoseInput, DoseRefusal
from autonome.plan.phrases import clauses

KNOWN = "known"
UNKNOWN = "unknown"
"""Answers on an input: a fact of this patient, or what stood in for one."""


def dose_name(medicine_number: int) -> str:
    """Local name of the observation."""
    return f"dose-{medicine_number}"


def dose_observation(number: int, dose: DoseAnswer, genes: Collection[str]) -> Piece:
    """The observation of one answer.

    Args:
        number: of the medicine.
        dose: the estimate, or the refusal.
        genes: that have an observation.
    """
    return resource(
        "Observation",
        dose_name(number),
        "",
        extension=[artifact("citation", label=dose.study, url=dose.url)],
        status="preliminary",
        category=categories(),
        code=term("dose-estimate", dose.name),
        subject=reference("patient"),
        **(_estimated(dose, genes) if isinstance(dose, DoseEstimate) else _refused(dose)),
    )


def _estimated(dose: DoseEstimate, genes: Collection[str]) -> Piece:
    return {
        "valueString": figure(dose),
        "derivedFrom": list(_from(dose, genes)),
        "component": list(_parts(dose)),
        "note": notes(*(each.text for each in dose.cautions)),
    }


def _refused(dose: DoseRefusal) -> Piece:
    said = joined(Text("No dose was calculated."), *(each.text for each in dose.reasons))
    return {
        "dataAbsentReason": {"coding": [coding(ABSENT, "not-performed")], "text": said},
        "component": list(_each("refusal", dose.reasons)),
    }


def figure(dose: DoseEstimate) -> Text:
    """Milligrams in words."""
    return Text("{weekly} mg a week ({daily} mg a day)", weekly=dose.weekly_mg, daily=dose.daily_mg)


def _from(dose: DoseEstimate, genes: Collection[str]) -> Iterator[Json]:
    """What the inputs were taken from: genes of this plan by their observation, the record by the place in it."""
    for source in dict.fromkeys(each.source for each in dose.inputs if each.source):
        yield reference(gene_name(GeneSymbol(source))) if source in genes else {"display": source}


def _parts(dose: DoseEstimate) -> Iterator[Piece]:
    yield from component(term("equation"), dose.equation)
    yield from component(term("weekly-mg"), dose.weekly_mg)
    yield from component(term("daily-mg"), dose.daily_mg)
    yield from component(term("without-genes-mg"), dose.without_genes_mg)
    yield from map(_input, dose.inputs)
    for each in dose.errors:
        told = Text(
            "{measure}: {figure} ({group}; {study})",
            measure=each.measure,
            figure=each.figure,
            group=each.group,
            study=each.study,
        )
        yield from component(term("published-error"), told)
    yield from _each("caution", dose.cautions)


def _input(each: DoseInput) -> Piece:
    state = KNOWN if each.known else UNKNOWN
    told = clauses(filter(None, [each.value, ANSWER_WORDS[state] if state == UNKNOWN else "", each.date, each.note]))
    return {
        "id": each.id,
        "code": term("dose-input", each.label),
        "valueCodeableConcept": {"coding": [coding(VALUES, state)], "text": told},
    }


def _each(code: str, cautions: tuple[Caution, ...]) -> Pieces:
    """Reasons or cautions; the element's id holds theirs, with their number, because one may stand twice."""
    return tuple(
        {"id": f"{code}-{at}-{each.id}", "code": term(code), "valueString": each.text}
        for at, each in enumerate(cautions, 1)
    )
