"""Reading attestations, as strictly as acts: one that is half understood could give somebody a right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from autonome.consent.acts import Authority, QuestionKey
from autonome.consent.attestations import (
    Attestation,
    AttestationId,
    Attested,
    Birth,
    Death,
    Ground,
    Mandate,
    MandateEnd,
)
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.members import Members
from autonome.consent.purposes import PURPOSES
from autonome.kernel import ActorId, Instant, Json, Period, Sha256, SubjectId

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_KEY: Final = re.compile(r"[^/@]+/[^/@]+")


class _States(StrEnum):
    BIRTH = "birth"
    DEATH = "death"
    MANDATE = "mandate"
    MANDATE_END = "mandate-end"


def read_attestation(members: Members, subject: SubjectId) -> Attestation:
    """Read one attestation.

    Args:
        members: of the object.
        subject: about whom it is.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    with members.place():
        attestation = Attestation(
            id=AttestationId(members.text("id")),
            subject=subject,
            fact=_fact(members),
            by=ActorId(members.text("by")),
            document=_document(members),
            recorded_at=members.instant("recorded_at"),
        )
    members.done()
    return attestation


def recorded_attestation(attestation: Attestation) -> Mapping[str, Json]:
    """Write an attestation as the body of a consent entry."""
    return {"attested": attestation.to_json()}


def is_attestation(body: Json) -> bool:
    """Whether the body of a consent entry is an attestation, and not an act."""
    return isinstance(body, Mapping) and "attested" in body


def read_recorded_attestation(body: Json, subject: SubjectId, leaf: int) -> Attestation:
    """Read an attestation back from the body of a consent entry.

    Args:
        body: as `recorded_attestation` wrote it.
        subject: of the entry.
        leaf: the entry's index.

    Raises:
        ConsentError: the body is no attestation.
    """
    top = Members(body, f"consent entry {leaf}")
    attestation = read_attestation(top.object("attested"), subject)
    top.done()
    return attestation.at_leaf(leaf)


def _fact(members: Members) -> Attested:
    match members.choice("states", _States):
        case _States.BIRTH:
            return _birth(members)
        case _States.DEATH:
            return Death(members.instant("at"))
        case _States.MANDATE:
            return _mandate(members)
        case _States.MANDATE_END:
            return MandateEnd(AttestationId(members.text("mandate")), members.instant("at"))


def _birth(members: Members) -> Birth:
    day = members.text("on")
    if not _DAY.fullmatch(day):
        raise members.refuse("states no day of birth", "write on as 2010-05-01.")
    place = JURISDICTIONS.code(members.text("jurisdiction"))
    if len(JURISDICTIONS.leaves(place)) != 1:
        raise members.refuse(
            f"{place!r} is no single place", "name the place whose law says who is of age: DE, not EEA."
        )
    return Birth(Instant.parse(day), place)


def _mandate(members: Members) -> Mandate:
    period = members.period("valid")
    if period is None:
        raise members.refuse("states no valid", "say from when the right is held, and to when if that is known.")
    # A list that is there and empty is refused: for everything a mandate holds that leaves it out.
    questions = members.texts("questions") if members.has("questions") else ()
    purposes = members.texts("purposes") if members.has("purposes") else ()
    if not all(_KEY.fullmatch(each) for each in questions):
        raise members.refuse("names a question that is none", "write questions as form/question, without a version.")
    return Mandate(
        holder=ActorId(members.text("holder")),
        authority=members.choice("authority", Authority),
        ground=members.choice("ground", Ground),
        valid=Period(period.start, period.end),
        questions=frozenset(map(QuestionKey, questions)),
        purposes=frozenset(PURPOSES.code(code) for code in purposes),
    )


def _document(members: Members) -> Sha256:
    value = members.text("document_sha256")
    if not _SHA256.fullmatch(value):
        raise members.refuse("names no document", "give its SHA-256 in 64 small hexadecimal digits.")
    return Sha256(value)
