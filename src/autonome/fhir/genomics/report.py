"""The report that holds the rest together.

Every observation is a result, but for facts that were taken over from the record and ethical checks. Every medicine's
task, every missing test and all advice on prevention that rests on genes are recommended actions. Facts, checks, lists
and other advice are supporting information. The limits stand as notes, the bodies of knowledge as sources.
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
from autonome.fhir.genomics.doses import figure
from autonome.fhir.genomics.ethics import ETHICS_NAME
from autonome.fhir.genomics.facts import FACT_NAME
from autonome.fhir.genomics.origin import credits_of
from autonome.fhir.genomics.pieces import Piece, coding, loinc, reference, resource
from autonome.fhir.genomics.recommendations import described
from autonome.fhir.genomics.speech import Speech
from autonome.fhir.genomics.words import ANSWER_WORDS
from autonome.kernel import Json, Text
from autonome.plan.consequence import Consequence
from autonome.plan.medicines.doses import DoseEstimate
from autonome.plan.phrases import clauses
from autonome.plan.values import Limit, MedicationAdvice, Plan


def report(plan: Plan, held: Iterable[Piece], speech: Speech) -> Piece:
    """The diagnostic report over the other resources of the Bundle.

    Its status is *partial*, R4's word for data that nobody has verified yet: a program wrote it, and no authorised
    person has signed it.
    """
    parts = [each for each in held if "partOf" not in each]
    tasks = [_pointer(RECOMMENDED_ACTION, each) for each in parts if each["resourceType"] == "Task" and "meta" in each]
    support = [_pointer(SUPPORTING_INFO, each) for each in parts if _is_support(each)]
    extensions: list[Json] = [*tasks, *support, *map(_note, plan.limits), *credits_of(plan.sources)]
    results = [each for each in parts if each["resourceType"] == "Observation" and not _is_support(each)]
    return resource(
        "DiagnosticReport",
        "report",
        "genomic-report",
        text=_narrative(plan.medicines, speech),
        extension=extensions,
        status="partial",
        category=[{"coding": [coding(SECTIONS, "GE")]}],
        code=loinc(REPORT),
        subject=reference("patient"),
        effectiveDateTime=str(plan.as_of),
        issued=str(plan.as_of),
        specimen=[reference("specimen")],
        result=[reference(str(each["id"])) for each in results],
        conclusion=clauses(map(_conclusion, plan.medicines)),
    )


def _is_support(held: Piece) -> bool:
    """Whether it is neither a result nor an action after the guide's profiles."""
    kind, name = held["resourceType"], str(held["id"])
    return kind == "List" or (kind == "Task" and "meta" not in held) or name.startswith((FACT_NAME, ETHICS_NAME))


def _pointer(url: str, held: Piece) -> Piece:
    return {"url": url, "valueReference": reference(str(held["id"]))}


def _note(limit: Limit) -> Piece:
    kind: Piece = {"url": ANNOTATION_CODE, "valueCodeableConcept": {"coding": [coding(NOTE_CODES, "test-disclaimer")]}}
    return {"url": REPORT_NOTE, "valueAnnotation": {"extension": [kind], "text": limit.text}}


def _narrative(medicines: Iterable[MedicationAdvice], speech: Speech) -> Piece:
    """The medicines as a table, for a person whose program shows nothing else; our own words and names, escaped."""
    rows = "".join(
        f"<tr><td>{escape(speech.say(_conclusion(each)))}</td>"
        f"<td>{escape(speech.say(described(each)))}{_dose(each, speech)}</td></tr>"
        for each in medicines
    )
    table = f"<table>{rows}</table>" if rows else f"<p>{escape(speech.say(Text('No medicines.')))}</p>"
    spoken = f' lang="{speech.tag}" xml:lang="{speech.tag}"' if speech.tag else ""
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"{spoken}>{table}</div>'}


def _dose(advice: MedicationAdvice, speech: Speech) -> str:
    """The calculated dose under the advice, never without what it is not."""
    if not isinstance(advice.dose_estimate, DoseEstimate):
        return ""
    told = Text("Calculated, and no order: {dose}.", dose=figure(advice.dose_estimate))
    return f"<br/>{escape(speech.say(told))}"


def _conclusion(advice: MedicationAdvice) -> Text:
    """Such as ``clopidogrel: possibly change dose``; a consequence that can be merely possible says so."""
    shown, drug = advice.overall, advice.verdict.drug
    word = ANSWER_WORDS[shown.consequence]
    if shown.sure or shown.consequence is Consequence.NOT_ASSESSED:
        return Text("{drug}: {consequence}", drug=drug, consequence=word)
    return Text("{drug}: possibly {consequence}", drug=drug, consequence=word)
