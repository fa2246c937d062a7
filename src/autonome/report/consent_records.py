"""From a consent file to consent records in the style of ISO/IEC TS 27560: one for each question that was answered.

The text of the standard is not public. Sections and names of fields are taken from public material about it, the
mapping of the W3C's Data Privacy Vocabulary above all, and from nothing else: *style*, not conformance. What a field
means here is our reading, stated in ``docs/formats/consent-record.md``; a change of it is a new format id.

What a consent file does not say is written as `NOT_STATED`, never left to be taken for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from autonome.consent import (
    PURPOSES,
    ActKind,
    Atom,
    Authority,
    ConsentAct,
    ConsentFile,
    Kind,
    QuestionKey,
    Standing,
    State,
    Timing,
    known_at,
)
from autonome.consent.templates import atom_to_json, period_to_json
from autonome.kernel import Instant, Json, digest

FORMAT: Final = "autonome-consent-record/1"
"""Id of the shape: a reader that does not know it must not guess."""

SCHEMA: Final = "ISO/IEC TS 27560:2023, in style"
NOT_STATED: Final = "not-stated"

STATES: Final[Mapping[ActKind, str]] = {
    ActKind.GRANT: "given",
    ActKind.DENY: "refused",
    ActKind.WITHDRAW: "withdrawn",
    ActKind.RENEW: "renewed",
    ActKind.SUPERSEDE: "given",
    ActKind.DEFER: "deferred",
}
"""State of the consent after each kind of act."""

DPV_STATES: Final[Mapping[str, str]] = {
    "given": "dpv:ConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "renewed": "dpv:RenewedConsentGiven",
    "expired": "dpv:ConsentExpired",
}
"""The same in the Data Privacy Vocabulary (2.x), where it has a word."""

ROLES: Final[Mapping[Authority, str]] = {
    Authority.SELF: "pii-principal",
    Authority.GUARDIAN: "representative",
    Authority.PROXY: "representative",
    Authority.RELATIVE: "relative",
    Authority.STEWARD: "steward",
}
"""As what somebody acted."""

NOT_SPECIAL: Final = frozenset({"demographics"})
"""Data that are neither health nor genetic data; everything else is a special category in the law of the EU."""

WITHDRAWAL: Final = "by an act of the same question, at any time, with no more steps than giving it took"


def consent_records(file: ConsentFile, as_of: Instant, controller: str | None = None) -> Json:
    """Write consent records.

    Args:
        file: whose acts.
        as_of: the instant for which the state of each consent is stated.
        controller: who is answerable for the processing, or None where nobody says.
    """
    acts = file.in_file_order()
    standing = known_at(acts, file.attested_at_once(), file.subject, as_of, max(len(acts), 1)).answers
    questions: dict[QuestionKey, list[int]] = {}
    for place, act in enumerate(acts):
        questions.setdefault(act.key, []).append(place)
    return {
        "format": FORMAT,
        "as_of": str(as_of),
        "pii_principal_id": file.subject,
        "jurisdiction": file.jurisdiction or NOT_STATED,
        "pii_controller": controller or NOT_STATED,
        "records": [
            _record(file, places, _state(standing.get(key), as_of), controller) for key, places in questions.items()
        ],
    }


def _record(file: ConsentFile, places: Sequence[int], state: str, controller: str | None) -> Json:
    acts = [file.acts[place] for place in places]
    return {
        "header": {
            "schema_version": SCHEMA,
            "record_id": f"nih:sha-256;{digest([file.subject, acts[0].key])}",
            "pii_principal_id": file.subject,
            "question": acts[0].key,
            "state": state,
            "dpv_state": DPV_STATES.get(state, NOT_STATED),
        },
        "notices": list({act.template.digest: _notice(act) for act in acts}.values()),
        "pii_processing": [part for act in _first_of_each_scope(acts) for part in _processing(act, controller)],
        "party_identification": list(_parties(file.subject, acts, controller)),
        "events": [_event(file.acts[place], place) for place in places],
    }


def _state(now: Standing | None, as_of: Instant) -> str:
    """How the question is answered at the instant."""
    if now is None or now.state is State.UNCOUNTED:
        return NOT_STATED
    if now.timing(as_of) is not Timing.IN_FORCE:
        return str(now.timing(as_of))
    states = {State.GRANTED: "given", State.DENIED: "refused", State.WITHDRAWN: "withdrawn", State.DEFERRED: "deferred"}
    return states[now.state]


def _first_of_each_scope(acts: Iterable[ConsentAct]) -> list[ConsentAct]:
    found: dict[tuple[str, str | None], ConsentAct] = {}
    for act in acts:
        found.setdefault((act.template.digest, act.recipient_id), act)
    return list(found.values())


def _notice(act: ConsentAct) -> Json:
    """The form as it was shown, whole: its digest can be worked out again from what stands here."""
    form = act.template
    return {
        "privacy_notice": form.name,
        "language": form.language,
        "text_sha256": form.text_sha256,
        "form_sha256": form.digest,
        "form": form.to_json(),
    }


def _processing(act: ConsentAct, controller: str | None) -> Iterator[Json]:
    """One entry for each atom that the question asked for; none where it asked about findings."""
    for atom in act.template.question(act.question).atoms:
        narrowed = atom.for_recipient(act.recipient_id)
        yield {
            "privacy_notice": act.template.name,
            "purposes": [atom.purpose],
            "purpose_type": PURPOSES.label(atom.purpose),
            "lawful_basis": _basis(atom),
            "pii_information": [_information(atom)],
            "pii_controllers": [controller or NOT_STATED],
            "collection_method": NOT_STATED,
            "processing_method": sorted(atom.actions),
            "storage_locations": NOT_STATED,
            "retention_period": NOT_STATED if act.template.terms.longest_days is None else _days(act),
            "processing_locations": [atom.jurisdiction],
            "geographic_restrictions": [atom.jurisdiction],
            "recipient_third_parties": [atom.recipient, *([narrowed.recipient_id] if narrowed.recipient_id else [])],
            "withdrawal_method": WITHDRAWAL,
            "privacy_rights": NOT_STATED,
            "scope": atom_to_json(narrowed),
        }


def _days(act: ConsentAct) -> str:
    return f"P{act.template.terms.longest_days}D"


def _basis(atom: Atom) -> str:
    return "dpv:ExplicitlyExpressedConsent" if Kind.EXPLICIT in atom.kinds else "dpv:ExpressedConsent"


def _information(atom: Atom) -> Json:
    special = atom.category not in NOT_SPECIAL
    return {
        "pii_type": atom.category,
        "pii_optional": True,
        "special_pii_category": special,
        "data_window": NOT_STATED if atom.window is None else period_to_json(atom.window),
    }


def _parties(subject: str, acts: Sequence[ConsentAct], controller: str | None) -> Iterator[Json]:
    """Everybody whom the acts name, once in each role; nothing of addresses, which a consent file does not hold."""
    named: dict[tuple[str, str], None] = {(subject, "pii-principal"): None}
    if controller:
        named[controller, "pii-controller"] = None
    for act in acts:
        named[str(act.actor), ROLES[act.authority]] = None
        named[act.signature.by, "vouches"] = None
        for atom in act.template.question(act.question).atoms:
            recipient = atom.for_recipient(act.recipient_id).recipient_id
            if recipient:
                named[recipient, "recipient"] = None
    for party, role in named:
        yield {"party_id": party, "party_role": role, "party_name": NOT_STATED, "party_contact": NOT_STATED}


def _event(act: ConsentAct, place: int) -> Json:
    """What happened; beside the fields of the standard, what its act states and they do not hold."""
    rest = {key: value for key, value in act.to_json().items() if key not in IN_FIELDS}
    return {
        "event_number": place,
        "event_time": str(act.recorded_at),
        "validity_duration": NOT_STATED if act.valid is None else period_to_json(act.valid),
        "entity_id": act.actor,
        "event_type": str(act.kind),
        "event_state": STATES[act.kind],
        "dpv_state": DPV_STATES.get(STATES[act.kind], NOT_STATED),
        "signature_kind": str(act.signature.kind),
        "privacy_notice": act.template.name,
        "act": rest,
    }


IN_FIELDS: Final = frozenset({"act", "actor", "recorded_at", "valid", "template"})
"""Members of an act that fields of an event hold."""
