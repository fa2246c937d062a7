"""The report that holds the rest together.

Every observation is a result, every medicine's task and every missing test a recommended action; the limits stand as
notes, the bodies of knowledge as sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from autonome.fhir.genomics.codes import (
    ANNOTATION_CODE,
    NOTE_CODES,
    RECOMMENDED_ACTION,
    REPORT,
    REPORT_NOTE,
    SECTIONS,
    SUPPORTING_INFO,
)
from autonome.fhir.genomics.origin import credits_of
from autonome.fhir.genomics.pieces import Piece, coding, loinc, reference, resource
from autonome.kernel import Json
from autonome.plan.consequence import Consequence
from autonome.plan.values import Limit, MedicationAdvice, Plan


def report(plan: Plan, held: Iterable[Piece]) -> Piece:
    """The diagnostic report over the other resources of the Bundle.

    Its status is *partial*, R4's word for data that nobody has verified yet: a program wrote it, and no authorised
    person has signed it.
    """
    names = [(str(each["resourceType"]), str(each["id"])) for each in held if "partOf" not in each]
    tasks = [_pointer(RECOMMENDED_ACTION, name) for kind, name in names if kind == "Task"]
    lists = [_pointer(SUPPORTING_INFO, name) for kind, name in names if kind == "List"]
    extensions: list[Json] = [*tasks, *lists, *map(_note, plan.limits), *credits_of(plan.sources)]
    return resource(
        "DiagnosticReport",
        "report",
        "genomic-report",
        text=_narrative(plan.medicines),
        extension=extensions,
        status="partial",
        category=[{"coding": [coding(SECTIONS, "GE")]}],
        code=loinc(REPORT),
        subject=reference("patient"),
        effectiveDateTime=str(plan.as_of),
        issued=str(plan.as_of),
        specimen=[reference("specimen")],
        result=[reference(name) for kind, name in names if kind == "Observation"],
        conclusion="; ".join(map(_conclusion, plan.medicines)),
    )


def _pointer(url: str, name: str) -> Piece:
    return {"url": url, "valueReference": reference(name)}


def _note(limit: Limit) -> Piece:
    kind: Piece = {"url": ANNOTATION_CODE, "valueCodeableConcept": {"coding": [coding(NOTE_CODES, "test-disclaimer")]}}
    return {"url": REPORT_NOTE, "valueAnnotation": {"extension": [kind], "text": limit.text}}


def _narrative(medicines: Iterable[MedicationAdvice]) -> Piece:
    """The medicines as a table, for a person whose program shows nothing else; our own words and names, escaped."""
    rows = "".join(
        f"<tr><td>{escape(_conclusion(each))}</td><td>{escape(each.instruction)} {escape(each.caution)}</td></tr>"
        for each in medicines
    )
    table = f"<table>{rows}</table>" if rows else "<p>No medicines.</p>"
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{table}</div>'}


def _conclusion(advice: MedicationAdvice) -> str:
    verdict = advice.verdict
    hedge = "" if verdict.sure or verdict.consequence is Consequence.NOT_ASSESSED else "possibly "
    return f"{verdict.drug}: {hedge}{verdict.consequence.replace('-', ' ')}"
