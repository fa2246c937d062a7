"""An act to a Consent: one resource for each act, active while it is the answer that counts.

Whoever asks a server for the active Consents of a patient gets what is in force and nothing else; each states its
provisions whole. Earlier acts stay as inactive Consents, a withdrawal as one without provisions (decision 0030).
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

from autonome.consent import PURPOSES, ActKind, Atom, ConsentAct, SignatureKind
from autonome.fhir.addresses import uuid_of
from autonome.fhir.consent.codes import (
    ACT,
    ACTS,
    CONSENT_CATEGORY,
    CONSENT_SCOPE,
    FORM,
    LOINC,
    NAMED_ALONE,
    SIGNATURE,
    TERM_CODES,
    TOLD,
)
from autonome.fhir.consent.pieces import Piece, attachment, coding, concept, extension, party, text
from autonome.fhir.consent.provisions import frame
from autonome.kernel import Json, Period

ELSEWHERE = frozenset({"id", "actor", "recorded_at", "template", "text_sha256", "signature"})
"""Members of an act that elements of R4 hold."""

_ANSWERS: Mapping[ActKind, str] = {
    ActKind.GRANT: "Answer: yes.",
    ActKind.DENY: "Answer: no.",
    ActKind.WITHDRAW: "The answer was taken back.",
    ActKind.RENEW: "The answer was given a new time.",
    ActKind.SUPERSEDE: "Answer: yes, in place of an earlier one.",
    ActKind.DEFER: "Answer: not now.",
}
"""What the narrative says of an act."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act came to in its history.

    Args:
        atoms: that it permits or refuses: its own, or those that it renewed; none where it gives none.
        valid: when; it can end before the act says so, and is None for a withdrawal.
        current: whether it is the answer that counts, and has not run out.
    """

    atoms: tuple[Atom, ...]
    valid: Period | None
    current: bool


def patient_address(subject: str) -> str:
    """Where the Bundle's Patient lies."""
    return f"urn:uuid:{uuid_of(f'consent patient {subject}')}"


def form_address(digest: str) -> str:
    """Where the Bundle's copy of a form lies."""
    return f"urn:uuid:{uuid_of(f'consent form {digest}')}"


def consent_of(act: ConsentAct, answer: Answer) -> Piece:
    """The Consent that states an act.

    Raises:
        ConsentError: a text of it cannot be said in FHIR.
    """
    provision = frame(answer.atoms, answer.valid)
    made: Piece = {
        "resourceType": "Consent",
        "id": uuid_of(f"consent act {act.digest}"),
        "text": _narrative(act),
        "extension": [
            _what_was_done(act),
            {"url": FORM, "valueReference": _reference(form_address(act.template.digest))},
        ],
        "identifier": [{"system": ACTS, "value": text(act.id)}],
        "status": "active" if answer.current else "inactive",
        "scope": concept(_scope(act)),
        "category": _categories(act),
        "patient": _reference(patient_address(act.subject)),
        "dateTime": str(act.recorded_at),
        "performer": [_performer(act)],
        "organization": _organisations(act),
        "sourceAttachment": attachment(act.template.text, language=act.template.language, title=act.template.name),
        "policyRule": concept(
            coding(TERM_CODES, NAMED_ALONE), text="What is not named is not permitted by this consent."
        ),
        "verification": [_verification(act)],
        "provision": provision,
    }
    return {key: value for key, value in made.items() if value not in ([], {})}


def _what_was_done(act: ConsentAct) -> Piece:
    return extension(ACT, {key: value for key, value in act.to_json().items() if key not in ELSEWHERE})


def _narrative(act: ConsentAct) -> Piece:
    asked = html.escape(text(act.template.question(act.question).text), quote=False)
    said = html.escape(_ANSWERS.get(act.kind, ""), quote=False)
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{asked}</p><p>{said}</p></div>'
    return {"status": "generated", "div": div}


def _scope(act: ConsentAct) -> Piece:
    if act.finding is not None:
        return coding(TERM_CODES, TOLD)
    return coding(CONSENT_SCOPE, "research" if _is_research(act) else "patient-privacy")


def _categories(act: ConsentAct) -> list[Json]:
    consent = concept(coding(LOINC, "59284-0"))
    return [consent, concept(coding(CONSENT_CATEGORY, "research"))] if _is_research(act) else [consent]


def _is_research(act: ConsentAct) -> bool:
    atoms = act.template.question(act.question).atoms
    return bool(atoms) and all(PURPOSES.covers("GRU", atom.purpose) for atom in atoms)


def _performer(act: ConsentAct) -> Piece:
    return _reference(patient_address(act.subject)) if str(act.actor) == act.subject else party(act.actor)


def _organisations(act: ConsentAct) -> list[Json]:
    return [party(act.signature.by)] if act.signature.kind is SignatureKind.INSTITUTION_ATTESTED else []


def _verification(act: ConsentAct) -> Piece:
    signed = act.signature
    vouched = extension(SIGNATURE, {"kind": str(signed.kind), "by": signed.by, "reference": signed.reference})
    return {"extension": [vouched], "verified": True, "verificationDate": str(act.recorded_at)}


def _reference(address: str) -> Piece:
    return {"reference": address}
