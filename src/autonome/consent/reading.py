"""Reading a consent file: strict, under limits, into frozen values, or refused with place and mend.

Format: ``docs/formats/consent.md``. A file holds one subject's acts in the order in which they were done, and the
templates that are not shipped. Nothing is half-read: one unknown code refuses the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from autonome.consent.acts import (
    ActId,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    SignatureKind,
)
from autonome.consent.atoms import Action, Atom, Effect, Kind
from autonome.consent.categories import CATEGORIES
from autonome.consent.errors import ConsentError
from autonome.consent.findings import FINDINGS, FindingCode
from autonome.consent.jurisdictions import JURISDICTIONS
from autonome.consent.members import Members
from autonome.consent.obligations import OBLIGATIONS, ObligationCode
from autonome.consent.purposes import PURPOSES
from autonome.consent.recipients import RECIPIENTS
from autonome.consent.shipped import SHIPPED
from autonome.consent.templates import Question, QuestionId, Template, Terms
from autonome.kernel import ActorId, Json, Sha256, SubjectId, read_json

FAMILY = "autonome-consent/"
"""Begins the name of this format in every version; it stands in every consent file."""

FORMAT = f"{FAMILY}1"
"""Names the format and its version."""


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """One subject's acts.

    Args:
        subject: whose.
        acts: in the order of the file; none has a place on a log yet.
        jurisdiction: where the person is cared for, for requests that do not say; "" where the file does not.
    """

    subject: SubjectId
    acts: tuple[ConsentAct, ...]
    jurisdiction: str = ""

    def in_file_order(self) -> tuple[ConsentAct, ...]:
        """Return the acts with their places in the file for log order: for a decision without a ledger."""
        return tuple(replace(act, leaf=place) for place, act in enumerate(self.acts))


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
    owner = SubjectId(top.text("subject"))
    if subject is not None and owner != subject:
        raise top.refuse("is the consent of another person", "give the consent of the person whom the record is about.")
    place = top.optional_text("jurisdiction") or ""
    if place and place not in JURISDICTIONS:
        raise top.refuse(f"names the unknown jurisdiction {place[:40]!r}", "use a code of a place with a rule pack.")
    templates = _templates(top)
    acts = tuple(_act(item, owner, templates) for item in top.objects("acts"))
    top.done()
    _check_history(top, acts)
    return ConsentFile(owner, acts, place)


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
    template = read_template(top.object("template"))
    act = _act(top.object("act"), subject, {template.name: template})
    top.done()
    return act.at_leaf(leaf)


def recorded_act(act: ConsentAct) -> Mapping[str, Json]:
    """Write an act with its template: the body of a consent entry, which explains itself for ever."""
    return {"act": act.to_json(), "template": act.template.to_json()}


def read_template(members: Members) -> Template:
    """Read a template.

    Raises:
        ConsentError: with what is wrong, where, and the mend.
    """
    with members.place():
        template = Template(
            id=members.text("id"),
            version=members.text("version"),
            language=members.text("language"),
            jurisdiction=JURISDICTIONS.code(members.text("jurisdiction")),
            text=members.text("text"),
            questions=tuple(_question(item) for item in members.objects("questions")),
            terms=_terms(members),
        )
    members.done()
    return template


def _terms(members: Members) -> Terms:
    if not members.has("terms"):
        return Terms()
    inner = members.object("terms")
    terms = Terms(
        days_to_think=inner.number("days_to_think") if inner.has("days_to_think") else 0,
        longest_days=inner.number("longest_days") if inner.has("longest_days") else None,
    )
    inner.done()
    return terms


def _templates(top: Members) -> Mapping[str, Template]:
    templates = {template.name: template for template in SHIPPED}
    for members in top.objects("templates", required=False):
        template = read_template(members)
        if template.name in templates and templates[template.name].digest != template.digest:
            raise members.refuse(f"the name {template.name!r} is taken by another text", "give it a new version.")
        templates[template.name] = template
    return templates


def _question(members: Members) -> Question:
    name, text = QuestionId(members.text("id")), members.text("text")
    if members.has("finding"):
        question = Question(name, text, finding=_finding(members))
    else:
        question = Question(name, text, tuple(_atom(item) for item in members.objects("atoms")))
    members.done()
    return question


def _finding(members: Members) -> FindingCode:
    code = FindingCode(members.text("finding"))
    if code not in FINDINGS:
        raise members.refuse(f"{code[:60]!r} is no known kind of finding", f"use one of: {', '.join(FINDINGS)}.")
    return code


def _atom(members: Members) -> Atom:
    with members.place():
        atom = Atom(
            effect=Effect.PERMIT,
            purpose=PURPOSES.code(members.text("purpose")),
            category=CATEGORIES.code(members.text("category")),
            recipient=RECIPIENTS.code(members.text("recipient")),
            jurisdiction=JURISDICTIONS.code(members.text("jurisdiction")),
            actions=members.choices("actions", Action),
            recipient_id=members.optional_text("recipient_id"),
            diseases=frozenset(members.texts("diseases", required=False)),
            window=members.period("window"),
            obligations=_obligations(members),
            kinds=members.choices("kinds", Kind),
            commercial=members.optional_flag("commercial"),
        )
    members.done()
    return atom


def _obligations(members: Members) -> tuple[ObligationCode, ...]:
    codes = tuple(ObligationCode(code) for code in members.texts("obligations", required=False))
    for code in codes:
        if code not in OBLIGATIONS:
            raise members.refuse(f"{code[:60]!r} is no known obligation", f"use one of: {', '.join(OBLIGATIONS)}.")
    return codes


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
