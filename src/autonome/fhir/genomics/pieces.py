"""Small pieces of FHIR that every resource of a plan is built of.

FHIR allows no empty text, list or object: each piece that may be empty comes as a tuple of none or one.
"""

from __future__ import annotations

from autonome.clinical import LOINC, RXNORM
from autonome.evidence.drugs import Drug
from autonome.fhir.genomics.codes import (
    ALTERNATIVE_MEDICATION,
    CATEGORIES,
    PROFILES,
    RELATED_ARTIFACT,
    SECTIONS,
    TERMS,
    VALUES,
)
from autonome.fhir.genomics.words import ANSWER_WORDS, TERM_WORDS
from autonome.kernel import Json, Text
from autonome.kernel import term as name
from autonome.plan.consequence import Consequence

Piece = dict[str, Json]
"""One JSON object under construction."""

Pieces = tuple[Piece, ...]


def resource(kind: str, name: str, profile: str = "", **elements: Json) -> Piece:
    """A resource under its local name; elements without content are left out.

    Args:
        kind: resource type.
        name: unique within the Bundle; `entries` makes the id of it.
        profile: last part of the address of one of the guide's profiles, or "".
        elements: by FHIR's names; a trailing underscore is cut off (``for_``).
    """
    made: Piece = {"resourceType": kind, "id": name}
    if profile:
        made["meta"] = {"profile": [f"{PROFILES}{profile}"]}
    return made | {key.rstrip("_"): value for key, value in elements.items() if value not in (None, "", (), [], {})}


def reference(name: str) -> Piece:
    """A reference by local name."""
    return {"reference": name}


def coding(system: str, code: str, display: str = "") -> Piece:
    """One code."""
    shown: Piece = {"display": display} if display else {}
    return {"system": system, "code": code, **shown}


def loinc(code: str) -> Piece:
    """A question of LOINC, by its code alone: a display that LOINC has reworded since would fail a receiver's check."""
    return {"coding": [coding(LOINC, code)]}


def term(code: str, text: str = "") -> Piece:
    """The name of something said, in our own terms."""
    return {"coding": [coding(TERMS, code)], "text": text or TERM_WORDS[code]}


def answer(code: str, text: str = "") -> Piece:
    """An answer of our own, such as a consequence."""
    return {"coding": [coding(VALUES, code)], "text": text or ANSWER_WORDS[code]}


def medicine(ingredient: str, drug: Drug | None) -> Piece:
    """An ingredient by its name, and by its RxNorm code where the knowledge has one."""
    coded: Piece = {"coding": [coding(RXNORM, drug.rxnorm, ingredient)]} if drug and drug.rxnorm else {}
    return coded | {"text": name(ingredient)}


def component(code: Piece, text: str) -> Pieces:
    """A component with a text, or none without one."""
    return ({"code": code, "valueString": text},) if text else ()


def coded_component(code: Piece, value: Piece) -> Piece:
    """A component with a coded value."""
    return {"code": code, "valueCodeableConcept": value}


def said(code: str, text: str) -> Pieces:
    """A task input with a text, or none without one."""
    return ({"type": term(code), "valueString": text},) if text else ()


def flagged(code: str, *, holds: bool) -> Piece:
    """A task input that is true or false."""
    return {"type": term(code), "valueBoolean": holds}


def stated(code: str, value: str, text: str = "", *, about: str = "") -> Piece:
    """A task input with an answer of our own; ``about`` says in words what the input is about."""
    return {"type": term(code, about), "valueCodeableConcept": answer(value, text)}


def to_avoid(consequence: Consequence, *, possible: bool) -> Piece | None:
    """The one answer of LOINC's list that says what we say; see `codes`."""
    if consequence is not Consequence.AVOID:
        return None
    text = Text("Possibly avoid") if possible else Text("Avoid")
    return {"coding": [coding(LOINC, *ALTERNATIVE_MEDICATION)], "text": text}


def notes(*texts: str) -> list[Json]:
    """Annotations, of the texts that are not empty."""
    return [{"text": text} for text in texts if text]


def artifact(kind: str, *, display: str = "", label: str = "", url: str = "") -> Piece:
    """An extension that names a publication or another source."""
    parts = {"type": kind, "label": label, "display": display, "url": url}
    return {"url": RELATED_ARTIFACT, "valueRelatedArtifact": {key: text for key, text in parts.items() if text}}


def categories() -> list[Json]:
    """The two categories that the guide asks of every observation."""
    return [{"coding": [coding(CATEGORIES, "laboratory")]}, {"coding": [coding(SECTIONS, "GE")]}]
