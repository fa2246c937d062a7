"""A consent file to a FHIR R4 Bundle: the patient, the forms that were signed, and a Consent for each act in its order.

Invariants: the same file and instant give the same value; no clock; every act can be read back (`reader`). What a
Bundle cannot hold is listed (`unsaid`).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from autonome.consent import ActKind, ConsentAct, ConsentFile, Standing, State, Template, Timing, known_at
from autonome.fhir.addresses import uuid_of
from autonome.fhir.consent.codes import FORMAT, JURISDICTION_CODES, SUBJECTS, TERM_CODES
from autonome.fhir.consent.consents import Answer, consent_of, form_address, patient_address
from autonome.fhir.consent.pieces import Piece, coding, text
from autonome.kernel import Instant, Json, canonical_bytes, digest

_COUNTED = frozenset({State.GRANTED, State.DENIED, State.DEFERRED})


def consent_bundle(file: ConsentFile, as_of: Instant) -> Json:
    """Write a consent file as FHIR.

    Args:
        file: whose acts.
        as_of: the instant for which a Consent is active or not.

    Returns:
        A Bundle of type collection.

    Raises:
        ConsentError: a text of it cannot be said in FHIR.
    """
    own = uuid_of(f"consent {file.subject} {digest([act.digest for act in file.acts])} {as_of}")
    place = [coding(JURISDICTION_CODES, file.jurisdiction)] if file.jurisdiction else []
    entries: list[Json] = [_patient(file), *(_form(each) for each in _forms(file)), *_consents(file, as_of)]
    return {
        "resourceType": "Bundle",
        "id": own,
        "meta": {"tag": [coding(TERM_CODES, FORMAT), *place]},
        "type": "collection",
        "timestamp": str(as_of),
        "entry": entries,
    }


def unsaid(file: ConsentFile) -> tuple[str, ...]:
    """What the file holds and its Bundle does not, in sentences."""
    count = len(file.attested)
    if not count:
        return ()
    return (f"attested: {count} of what is attested of the person (birth, death, mandates) is no consent; not written",)


def answers(file: ConsentFile, as_of: Instant) -> Iterator[tuple[ConsentAct, Answer]]:
    """Each act, and what it came to: what it gives, when, and whether it still counts."""
    last = known_at(file.in_file_order(), file.attested_at_once(), file.subject, as_of, max(len(file.acts), 1)).answers
    counting = {now.act.id: now for key, now in last.items() if key == now.act.key}
    for act in file.acts:
        now = counting.get(act.id)
        if now is None:
            yield act, Answer(act.atoms, act.valid, current=False)
        else:
            # A renewal states again what it renews; once it does not count, the earlier Consent alone states it.
            atoms = now.atoms if act.kind is ActKind.RENEW else act.atoms
            yield act, Answer(atoms, now.valid, current=_is_current(now, as_of))


def _is_current(now: Standing, as_of: Instant) -> bool:
    """Whether an answer counts: a yes, a no or a not now, whose time is not over and not empty."""
    empty = now.valid is None or now.valid.end == now.valid.start
    return now.state in _COUNTED and not empty and now.timing(as_of) is not Timing.EXPIRED


def _consents(file: ConsentFile, as_of: Instant) -> Iterator[Piece]:
    for act, answer in answers(file, as_of):
        made = consent_of(act, answer)
        yield {"fullUrl": f"urn:uuid:{made['id']}", "resource": made}


def _forms(file: ConsentFile) -> list[Template]:
    return list({act.template.digest: act.template for act in file.acts}.values())


def _patient(file: ConsentFile) -> Piece:
    address = patient_address(file.subject)
    named: Piece = {"system": SUBJECTS, "value": text(file.subject)}
    return {
        "fullUrl": address,
        "resource": {"resourceType": "Patient", "id": address.removeprefix("urn:uuid:"), "identifier": [named]},
    }


def _form(template: Template) -> Piece:
    """The form with its questions and their scope: what the digest in each act is of."""
    address = form_address(template.digest)
    return {
        "fullUrl": address,
        "resource": {
            "resourceType": "Binary",
            "id": address.removeprefix("urn:uuid:"),
            "contentType": "application/json",
            "data": base64.b64encode(canonical_bytes(template.to_json())).decode(),
        },
    }
