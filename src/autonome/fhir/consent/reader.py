"""A Consent, or a Bundle of them, to a consent file and a list of what was not understood.

1. Find the Consents, all of one patient.
2. Leave out those that state nothing in force, each with its reason.
3. Read each: our own by what it states, another system's by its provisions.
4. Hold our own against what they say in FHIR.
5. Read the result once more as a consent file, by the one strict door for those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autonome.clinical import UnusableError
from autonome.consent import JURISDICTIONS, ConsentAct, ConsentError, ConsentFile, read_consent
from autonome.consent.writing import consent_json
from autonome.fhir.bundle import Entry, open_bundle
from autonome.fhir.consent.codes import JURISDICTION_CODES, SUBJECTS
from autonome.fhir.consent.foreign import read_foreign
from autonome.fhir.consent.header import is_about_data, must_be_r4
from autonome.fhir.consent.notes import UNUSED, Notes, NotUnderstood
from autonome.fhir.consent.own import hold_to_acts, is_own, read_own
from autonome.fhir.consent.pieces import verbatim
from autonome.fhir.elements import Element, printable
from autonome.fhir.references import Library
from autonome.kernel import SubjectId, canonical_bytes

MAX_CONSENTS = 10_000
"""Consents in one document: more than one person will ever sign (our own judgement)."""

LEFT_OUT = "left out: {why}"
_STATES: Mapping[str, str] = {
    "draft": "it is a draft, which nobody signed",
    "proposed": "it is a proposal, which nobody signed",
    "rejected": "it was rejected and never came into force",
    "inactive": "it is no longer in force",
    "entered-in-error": "it was entered in error",
}
_SUPPORTING = ("Patient", "Binary")
_MEND = "give a Consent of FHIR R4, or a Bundle of them."


@dataclass(frozen=True, slots=True)
class ReadConsents:
    """What was read.

    Args:
        file: the acts; none has a place on a log.
        not_understood: what was not taken over as it stands.
    """

    file: ConsentFile
    not_understood: tuple[NotUnderstood, ...]


def read_consents(document: object, where: str, *, patient: SubjectId | None = None) -> ReadConsents:
    """Read a parsed document.

    Args:
        document: what `parse_json` gave.
        where: the file's name, for errors.
        patient: whose consent is expected, or None to take the document's word.

    Raises:
        ConsentError: it is no Consent of R4, holds those of several people or of another one, or none in force.
    """
    opened = _opened(document, where)
    try:
        return _read(opened, where, patient)
    except UnusableError as error:
        raise ConsentError(error.message, where=where, mend="correct that element, or export again.") from error
    except ConsentError as error:
        outside = error.where if error.where.startswith(where) else ", ".join(filter(None, (where, error.where)))
        raise ConsentError(error.message, where=outside, mend=error.mend) from error


@dataclass(frozen=True, slots=True)
class _Opened:
    """A document: its Consents, everything by its address, where the person is cared for, and what is noted."""

    entries: tuple[Entry, ...]
    library: Library
    place: str
    notes: Notes


def _read(opened: _Opened, where: str, patient: SubjectId | None) -> ReadConsents:
    subject = _subject(opened.entries, opened.library, patient)
    acts: list[ConsentAct] = []
    own: list[tuple[ConsentAct, Element]] = []
    for entry in opened.entries:
        found = _acts(entry, subject, opened)
        acts += found
        if found and is_own(entry.resource):
            own.append((found[0], entry.resource))
    if not acts:
        first = next(iter(opened.notes), None)
        reason = first.effect if first else "it says nothing about the use of data"
        raise ConsentError(f"holds no consent that can be read ({reason})", mend="give one that is in force.")
    ours = ConsentFile(subject, tuple(act for act, _ in own), opened.place)
    hold_to_acts(ours, [resource for _, resource in own])
    file = ConsentFile(subject, tuple(acts), opened.place)
    read = read_consent(canonical_bytes(consent_json(file)), where=where)
    return ReadConsents(read, tuple(opened.notes))


def _acts(entry: Entry, subject: SubjectId, opened: _Opened) -> tuple[ConsentAct, ...]:
    """The acts of one Consent; none where it is left out, with the reason noted."""
    consent = entry.resource
    must_be_r4(consent)
    by_subject = _performs(entry, subject, opened.library)
    if is_own(consent) and consent.text("status") in {"active", "inactive"}:
        return (read_own(entry, subject, by_subject=by_subject, library=opened.library),)
    if why := _why_left_out(consent):
        opened.notes.add(consent.path, consent.text("status"), LEFT_OUT.format(why=why))
        return ()
    return read_foreign(entry, subject, opened.notes, by_subject=by_subject)


def _opened(document: object, where: str) -> _Opened:
    if isinstance(document, Mapping) and document.get("resourceType") == "Consent":
        resource = Element(document, "Consent")
        entry = Entry("", "", resource, "Consent", resource.text("id"))
        return _Opened((entry,), Library.of([entry]), "", Notes())
    if not isinstance(document, Mapping) or document.get("resourceType") != "Bundle":
        kind = document.get("resourceType") if isinstance(document, Mapping) else None
        said = f"a {printable(kind)[:40]}" if isinstance(kind, str) else "something else"
        raise ConsentError(f"is no Consent and no Bundle, but {said}", where=where, mend=_MEND)
    bundle, notes = open_bundle(document, where), Notes()
    for left in bundle.left_out:
        notes.add(str(left.source), "an entry", left.reason)
    found = tuple(entry for entry in bundle.entries if entry.type == "Consent")
    if len(found) > MAX_CONSENTS:
        raise ConsentError(f"holds more than {MAX_CONSENTS:,} Consents", where=where, mend="export one patient only.")
    for kind in sorted({entry.type for entry in bundle.entries} - {"Consent", *_SUPPORTING}):
        notes.add(f"Bundle.entry.resource.ofType({kind})", kind, UNUSED)
    return _Opened(found, Library.of(bundle.entries), _place(document, where), notes)


def _place(document: Mapping[str, object], where: str) -> str:
    """Where the person is cared for, as the Bundle's tag says; "" where it does not."""
    try:
        meta = Element(document, "Bundle").child("meta")
        tags = [(each.text("system"), each.text("code")) for each in meta.children("tag")] if meta else []
    except UnusableError as error:
        raise ConsentError(error.message, where=where, mend="correct that element, or export again.") from error
    code = next((code for system, code in tags if system == JURISDICTION_CODES), "")
    return JURISDICTIONS.code(code) if code in JURISDICTIONS else ""


def _subject(entries: Sequence[Entry], library: Library, patient: SubjectId | None) -> SubjectId:
    named = [_person(entry.resource.child("patient"), entry, library) for entry in entries]
    people = dict.fromkeys(each for each in named if each)
    if not entries or not all(named):
        raise ConsentError(
            "holds no Consent of a named patient", mend="export the Consents together with their patient."
        )
    if len(people) > 1:
        raise ConsentError(f"holds Consents of {len(people)} patients", mend="give one patient's at a time.")
    found = SubjectId(next(iter(people)))
    if patient is not None and found != patient:
        raise ConsentError(
            "is the consent of another patient", mend="give the consent of the patient who is asked for."
        )
    return found


def _person(reference: Element | None, entry: Entry, library: Library) -> str:
    """The person as consent files name them: by our identifier, else by the Patient's id; "" where nobody can tell."""
    if reference is None:
        return ""
    literal, identifier = verbatim(reference, "reference"), reference.child("identifier")
    if not literal:
        return verbatim(identifier, "value") if identifier else ""
    found = library.entries(literal, entry)
    if len(found) == 1 and found[0].type == "Patient":
        own = [
            verbatim(each, "value")
            for each in found[0].resource.children("identifier")
            if each.text("system") == SUBJECTS
        ]
        return own[0] if own else found[0].id or literal
    return literal.removeprefix("Patient/")


def _performs(entry: Entry, subject: SubjectId, library: Library) -> bool:
    """Whether the first who performed is the patient."""
    performers = entry.resource.children("performer")
    named = performers[0].text("reference") if performers else ""
    return bool(named) and not named.startswith("#") and _person(performers[0], entry, library) == subject


def _why_left_out(consent: Element) -> str:
    status = consent.text("status")
    if status in _STATES:
        return _STATES[status]
    if status != "active":
        raise ConsentError(
            f"has the status {status[:20]!r}, which R4 does not know", where=consent.path, mend="correct its status."
        )
    return "" if is_about_data(consent) else "it is about treatment or an advance directive, not about the use of data"
