"""Small pieces of FHIR that consent is built of; FHIR allows no empty text, list or object."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping

from autonome.consent import ConsentError
from autonome.fhir.consent.codes import PARTIES
from autonome.fhir.elements import Element
from autonome.kernel import Json

Piece = dict[str, Json]
"""One JSON object under construction."""

_LITERAL = re.compile(
    r"(?:Device|Group|CareTeam|Organization|Patient|Practitioner|RelatedPerson|PractitionerRole)/[A-Za-z0-9.-]{1,64}"
)
"""A reference that names a resource of a kind that R4 allows as actor of a provision."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def coding(system: str, code: str, display: str = "") -> Piece:
    """One code."""
    made: Piece = {"system": system, "code": code}
    return made | ({"display": display} if display else {})


def concept(*codings: Piece, text: str = "") -> Piece:
    """A CodeableConcept of codes that say the same."""
    return {"coding": list(codings)} | ({"text": text} if text else {})


def party(name: str) -> Piece:
    """A reference to an actor or organisation: literal where the name is one, else by identifier."""
    if _LITERAL.fullmatch(name):
        return {"reference": name}
    return {"identifier": {"system": PARTIES, "value": text(name)}}


def text(value: str) -> str:
    """A string that FHIR can hold.

    Raises:
        ConsentError: it holds a control character, or nothing but white space.
    """
    if _UNWRITABLE.search(value) or not value.strip():
        raise ConsentError(
            f"{value[:40]!r} cannot be said in FHIR, which has no empty strings and no control characters",
            mend="correct the consent file.",
        )
    return value


def attachment(content: str, *, language: str, title: str) -> Piece:
    """A text with its hash: SHA-1 in base64, as R4 has it."""
    data = content.encode()
    return {
        "contentType": "text/plain; charset=utf-8",
        "language": language,
        "data": base64.b64encode(data).decode(),
        "hash": base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode(),
        "title": title,
    }


def extension(url: str, value: Json) -> Piece:
    """Any JSON as an extension: text, truth and numbers as values, members and items as extensions within it."""
    if isinstance(value, Mapping):
        return {"url": url, "extension": [extension(key, item) for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"url": url, "extension": [extension("item", item) for item in value]}
    if isinstance(value, bool):
        return {"url": url, "valueBoolean": value}
    if isinstance(value, int):
        return {"url": url, "valueDecimal": value}
    return {"url": url, "valueString": text(str(value))}


def said_by(piece: Mapping[str, object]) -> Json:
    """What `extension` wrote."""
    for key in ("valueString", "valueBoolean", "valueDecimal"):
        if isinstance(value := piece.get(key), (str, bool, int)):
            return value
    parts = [each for each in _listed(piece.get("extension")) if isinstance(each, Mapping)]
    if all(each.get("url") == "item" for each in parts):
        return [said_by(each) for each in parts]
    return {str(each.get("url")): said_by(each) for each in parts}


def verbatim(element: Element, key: str) -> str:
    """A string member as it stands, for identifiers and data; what is merely shown goes through `Element.text`.

    Raises:
        UnusableError: it is no text.
    """
    element.text(key)
    value = element.value.get(key)
    return value if isinstance(value, str) else ""


def decoded(element: Element) -> bytes:
    """The ``data`` of an Attachment or a Binary; nothing where there is none.

    Raises:
        ConsentError: it is not base64.
    """
    try:
        return base64.b64decode(verbatim(element, "data"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConsentError("holds data that are not base64", where=element.path, mend="export it again.") from error


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
