"""Reading a consent file: strict, under limits, into frozen values, or refused with place and mend.

Format: ``docs/formats/consent.md``. A file holds one subject's acts in the order in which they were done, and the
templates that are not shipped; a file of acts holds those of several people, in one order. Nothing is half-read: one
unknown code refuses the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from autonome.consent.acts import (
    ActId,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    SignatureKind,
)
from autonome.consent.atoms import Atom, Effect
from autonome.consent.attestations import Attestation, Mandate, MandateEnd
from autonome.consent.errors import ConsentError
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.members import Members
from autonome.consent.reading_attestations import read_attestation
from autonome.consent.reading_forms import read_template
from autonome.consent.shipped import FORMS
from autonome.consent.templates import Question, Template
from autonome.kernel import ActorId, Json, Sha256, SubjectId, canonical_bytes, read_json

FAMILY = "autonome-consent/"
"""Begins the name of this format in every version; it stands in every consent file."""

FORMAT = f"{FAMILY}1"
"""Names the format and its version."""

ACTS_FORMAT = "autonome-acts/1"
"""Names the format of a file of several people's acts."""

MOST_ACTS = 100_000
"""Most acts and attestations read from one file."""


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """One subject's acts.

    Args:
        subject: whose.
        acts: in the order of the file; none has a place on a log yet.
        jurisdiction: where the person is cared for, for requests that do not say; "" where the file does not.
        attested: what is stated of the person; none has a place on a log yet.
    """

    subject: SubjectId
    acts: tuple[ConsentAct, ...]
    jurisdiction: str = ""
    attested: tuple[Attestation, ...] = ()

    def in_file_order(self) -> tuple[ConsentAct, ...]:
        """Return the acts with their places in the file for log order: for a decision without a ledger."""
        return tuple(replace(act, leaf=place) for place, act in enumerate(self.acts))

    def attested_at_once(self) -> tuple[Attestation, ...]:
        """Return what is attested as known from the first act on: a file states no order between the two."""
        return tuple(each.at_leaf(0) for each in self.attested)


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts of several people.

    Args:
        acts: each with its place in the file for its place on a log.
        attested: what is stated of these people, known from the first act on.
        jurisdictions: where each person is cared for, as far as the file says so.
    """

    acts: tuple[ConsentAct, ...]
    attested: tuple[Attestation, ...] = ()
    jurisdictions: Mapping[SubjectId, str] = field(default_factory=dict)

    @property
    def people(self) -> tuple[SubjectId, ...]:
        """Everybody of whom something is on record, in the order of the file."""
        stated, acted = (each.subject for each in self.attested), (act.subject for act in self.acts)
        return tuple(dict.fromkeys([*self.jurisdictions, *stated, *acted]))

    @property
    def log_size(self) -> int:
        """Of a log that holds all of them."""
        return len(self.acts)


def read_consent(data: bytes, *, where: str = "consent", subject: SubjectId | None = None) -> ConsentFile:
    """Read a consent file.

    Args:
        data: its bytes.
        where: its name, for messages.
        subject: whose consent is expected, or None to take the file's word.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    if FAMILY.encode() not in data:  # before anything else is said of it: a record is the file most often mistaken
        raise ConsentError(f"is no {FORMAT} file", where=where, mend="give the person's consent file.")
    top = Members(read_json(data, where=where, error=ConsentError), where)
    if (name := top.text("format")) != FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"write it as {FORMAT}.")
    return _consent(top, subject)


def _consent(top: Members, subject: SubjectId | None = None) -> ConsentFile:
    owner = SubjectId(top.text("subject"))
    if subject is not None and owner != subject:
        raise top.refuse("is the consent of another person", "give the consent of the person whom the record is about.")
    place = _place(top)
    templates = read_templates(top)
    attested = tuple(read_attestation(item, owner) for item in top.objects("attested", required=False))
    acts = tuple(_persons_act(item, owner, templates) for item in top.objects("acts"))
    top.done()
    _check_history(top, acts)
    _check_attested(top, attested)
    return ConsentFile(owner, acts, place, attested)


def read_acts(data: bytes, *, where: str = "acts") -> Acts:
    """Read the acts of several people; a consent file is read as those of one.

    Args:
        data: bytes of the file.
        where: its name, for messages.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    top = Members(read_json(data, where=where, error=ConsentError), where)
    name = top.text("format")
    if name == FORMAT:
        one = _consent(top)
        return Acts(one.in_file_order(), one.attested_at_once(), {one.subject: one.jurisdiction})
    if name != ACTS_FORMAT:
        raise top.refuse(f"is of format {name[:40]!r}", f"give a file of {ACTS_FORMAT} or {FORMAT}.")
    return _several(top)


def _several(top: Members) -> Acts:
    templates = read_templates(top)
    places = dict(_resident(item) for item in top.objects("people", required=False))
    attested = [
        read_attestation(item, SubjectId(item.text("subject"))) for item in top.objects("attested", required=False)
    ]
    acts = [_persons_act(item, SubjectId(item.text("subject")), templates) for item in top.objects("acts")]
    top.done()
    if len(acts) + len(attested) > MOST_ACTS:
        raise top.refuse(f"holds more than {MOST_ACTS} acts", "put them on a log, or ask about fewer people at once.")
    _check_each(top, acts, attested)
    placed = tuple(act.at_leaf(place) for place, act in enumerate(acts))
    return Acts(placed, tuple(each.at_leaf(0) for each in attested), places)


def _check_each(top: Members, acts: Iterable[ConsentAct], attested: Iterable[Attestation]) -> None:
    histories: dict[SubjectId, list[ConsentAct]] = {}
    stated: dict[SubjectId, list[Attestation]] = {}
    for act in acts:
        histories.setdefault(act.subject, []).append(act)
    for each in attested:
        stated.setdefault(each.subject, []).append(each)
    for history in histories.values():
        _check_history(top, history)
    for facts in stated.values():
        _check_attested(top, facts)


def _resident(members: Members) -> tuple[SubjectId, str]:
    subject = SubjectId(members.text("subject"))
    place = _place(members)
    members.done()
    return subject, place


def _place(members: Members) -> str:
    place = members.optional_text("jurisdiction") or ""
    if place and place not in JURISDICTIONS:
        raise members.refuse(
            f"names the unknown jurisdiction {place[:40]!r}", "use a code of a place with a rule pack."
        )
    return place


def _persons_act(members: Members, subject: SubjectId, templates: Mapping[str, Template]) -> ConsentAct:
    act = _act(members, subject, templates)
    if act.authority is Authority.STEWARD:
        raise members.refuse("is a steward's, who speaks for a data set", "name by what right it is done for a person.")
    return act


def read_recorded_act(body: Json, subject: SubjectId, leaf: int) -> ConsentAct:
    """Read an act back from the body of a consent entry.

    Args:
        body: as `recorded_act` wrote it.
        subject: of the entry.
        leaf: the entry's index.

    Raises:
        ConsentError: the body is not an act with its template.
    """
    top = Members(body, f"consent entry {leaf}")
    written = top.object("template")
    template = _shipped(body) or read_template(written)
    act = _act(top.object("act"), subject, {template.name: template})
    top.done()
    return act.at_leaf(leaf)


def _shipped(body: Json) -> Template | None:
    """The form of an entry where it is one of ours to the letter, as most are; None where it must be read."""
    written = body.get("template") if isinstance(body, Mapping) else None
    if not isinstance(written, Mapping):
        return None
    name = "/".join(str(written.get(part)) for part in ("id", "version", "language"))
    return FORMS[name] if name in FORMS and written == _as_written(name) else None


@cache
def _as_written(name: str) -> Json:
    """A form of ours as it stands in an entry."""
    return read_json(canonical_bytes(FORMS[name].to_json()), where=name)


def recorded_act(act: ConsentAct) -> Mapping[str, Json]:
    """Write an act with its template: the body of a consent entry, which explains itself for ever."""
    return {"act": act.to_json(), "template": act.template.to_json()}


def read_templates(top: Members) -> Mapping[str, Template]:
    """Read the forms that a file brings along; returned are they and the shipped ones, by name."""
    own: dict[str, Template] = {}
    for members in top.objects("templates", required=False):
        template = read_template(members)
        _check_ids(members, template)
        taken = own.get(template.name) or FORMS.get(template.name)
        if taken is not None and taken.digest != template.digest:
            raise members.refuse(f"the name {template.name!r} is taken by another text", "give it a new version.")
        own[template.name] = template
    return FORMS.beside(own)


_ID = re.compile(r"(?:fhir/)?[^\s/@>%]+")
"""Ids of forms and questions: a key is made of both. Before the slash, the one family of forms that Autonome makes."""


def _check_ids(members: Members, template: Template) -> None:
    parts = [template.version, template.language, *(question.id for question in template.questions)]
    if not _ID.fullmatch(template.id) or any("/" in each or not _ID.fullmatch(each) for each in parts):
        raise members.refuse(
            f"the form {template.name[:60]!r} has an id, a version or a question with a space or one of / @ > %",
            "write ids of letters, digits, dots and hyphens.",
        )


def _act(members: Members, subject: SubjectId, templates: Mapping[str, Template]) -> ConsentAct:
    with members.place():
        template = _named_template(members, templates)
        kind = members.choice("act", ActKind)
        question = template.question(members.text("question"))
        recipient_id = members.optional_text("recipient_id")
        replaces = members.optional_text("replaces")
        act = ConsentAct(
            id=ActId(members.text("id")),
            kind=kind,
            subject=subject,
            actor=ActorId(members.text("actor")),
            authority=members.choice("authority", Authority),
            template=template,
            question=question.id,
            text_shown=Sha256(members.text("text_sha256")),
            comprehension=members.choice("comprehension", Comprehension),
            signature=_signature(members.object("signature")),
            recorded_at=members.instant("recorded_at"),
            atoms=_scope(question, kind, recipient_id),
            valid=members.period("valid"),
            recipient_id=recipient_id,
            replaces=None if replaces is None else ActId(replaces),
            shown_at=members.instant("shown_at") if members.has("shown_at") else None,
        )
    members.done()
    return act


def _named_template(members: Members, templates: Mapping[str, Template]) -> Template:
    name, digest = members.text("template"), members.text("template_sha256")
    if name not in templates:
        raise members.refuse(
            f"the template {name[:60]!r} is not known", "put it under templates, or use a shipped one."
        )
    if templates[name].digest != digest:
        raise members.refuse(f"the template {name!r} is not the one that was signed", "give the exact form.")
    return templates[name]


def _scope(question: Question, kind: ActKind, recipient_id: str | None) -> tuple[Atom, ...]:
    """What an act grants or denies: the scope of its question, for the recipient that it names."""
    if kind in {ActKind.WITHDRAW, ActKind.RENEW}:
        return ()
    effect = Effect.DENY if kind is ActKind.DENY else Effect.PERMIT
    return tuple(atom.with_effect(effect).for_recipient(recipient_id) for atom in question.atoms)


def _signature(members: Members) -> ActSignature:
    signature = ActSignature(members.choice("kind", SignatureKind), members.text("by"), members.text("reference"))
    members.done()
    return signature


def _check_history(top: Members, acts: Iterable[ConsentAct]) -> None:
    """Ids are unique; a supersession names an act above it."""
    seen: set[ActId] = set()
    for act in acts:
        if act.id in seen:
            raise top.refuse(f"the act {act.id[:60]!r} stands twice", "give each act its own id.")
        if act.replaces is not None and act.replaces not in seen:
            raise top.refuse(f"the act {act.id[:60]!r} replaces one that does not stand above it", "correct the id.")
        seen.add(act.id)


def _check_attested(top: Members, attested: Iterable[Attestation]) -> None:
    """Ids are unique; what ends a mandate names one."""
    mandates: set[str] = set()
    seen: set[str] = set()
    for each in attested:
        if each.id in seen:
            raise top.refuse(f"the attestation {each.id[:60]!r} stands twice", "give each its own id.")
        seen.add(each.id)
        if isinstance(each.fact, Mandate):
            mandates.add(each.id)
        if isinstance(each.fact, MandateEnd) and each.fact.mandate not in mandates:
            raise top.refuse(f"{each.id[:60]!r} ends a mandate that does not stand above it", "correct the id.")
