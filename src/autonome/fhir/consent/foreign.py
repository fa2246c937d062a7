"""A Consent of another system to acts: one that permits, one that refuses, for each period that its rules have.

What no provision names follows the base policy: of an opt-in, everything else waits for a person to judge; an opt-out
refuses everything, unless it permits something: then the rest is merely not permitted, for with us any refusal wins.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from autonome.consent import (
    JURISDICTIONS,
    ActId,
    ActKind,
    ActSignature,
    Authority,
    Comprehension,
    ConsentAct,
    Effect,
    Question,
    QuestionId,
    SignatureKind,
    Template,
)
from autonome.fhir.bundle import Entry
from autonome.fhir.consent.header import BY_NOBODY, Base, Header, read_header
from autonome.fhir.consent.notes import Notes
from autonome.fhir.consent.periods import BEGINNING, Span
from autonome.fhir.consent.rules import Around, FlatRule, flat_rules
from autonome.fhir.consent.scopes import EVERYTHING, Scope
from autonome.kernel import ActorId, Period, SubjectId

NOBODY = "not stated"
"""Who vouches, where no organisation is named; and who acted, where nobody is: the name of nobody on record."""

OVER = "a time that is over before it begins: permits and refuses nothing"

_ASKED = {
    Effect.PERMIT: "What the Consent permits.",
    Effect.DENY: "What the Consent refuses.",
}

Grouped = tuple[Effect, Period, tuple[FlatRule, ...]]


def read_foreign(entry: Entry, subject: SubjectId, notes: Notes, *, by_subject: bool) -> tuple[ConsentAct, ...]:
    """Read a Consent that another system wrote.

    Args:
        entry: that holds it.
        subject: whose consent it is.
        notes: take what is not understood.
        by_subject: whether the resource says that the person is the one who acted.

    Raises:
        ConsentError: it does not say when it was made, or is too large.
        UnusableError: an element has not the shape that R4 gives it.
    """
    header = read_header(entry.resource, notes)
    if not header.performer:
        notes.add(f"{entry.resource.path}.performer", "none", BY_NOBODY)
    groups = list(_groups(_rules(entry, header, notes), header, notes, entry.resource.path))
    if not groups:
        return ()
    template = _template(_name(entry), header, groups)
    return tuple(
        ConsentAct(
            id=ActId(f"{template.id}/{question.id}"),
            kind=ActKind.GRANT if effect is Effect.PERMIT else ActKind.DENY,
            subject=subject,
            actor=ActorId(subject if by_subject else header.performer or NOBODY),
            # Of whom it is not known that it is the person, a yes needs a mandate on record, which nobody unknown has.
            authority=Authority.SELF if by_subject else Authority.PROXY,
            template=template,
            question=question.id,
            text_shown=template.text_sha256,
            comprehension=Comprehension.NOT_ASKED,
            signature=ActSignature(
                SignatureKind.INSTITUTION_ATTESTED, header.organisation or NOBODY, f"Consent/{_name(entry)}"
            ),
            recorded_at=header.recorded_at,
            atoms=tuple(atom.with_effect(effect) for atom in question.atoms),
            valid=valid,
        )
        for question, (effect, valid, _) in zip(template.questions, groups, strict=True)
    )


def _rules(entry: Entry, header: Header, notes: Notes) -> tuple[FlatRule, ...]:
    research = Scope(purposes=frozenset({"GRU"})) if header.research else EVERYTHING
    around = Around(permitted=research.under_review() if header.review else research)
    root = entry.resource.child("provision")
    found = flat_rules(root, around, notes, is_frame=header.base is Base.OURS) if root is not None else ()
    permits = [rule for rule in found if rule.effect is Effect.PERMIT]
    if not header.verified:
        refused = tuple(rule for rule in found if rule.effect is Effect.DENY)
        return (*refused, FlatRule(Effect.DENY, EVERYTHING)) if header.base is Base.OPT_OUT else refused
    if header.base is Base.OPT_IN and not permits:
        return (*found, FlatRule(Effect.PERMIT, around.permitted.under_review()))
    if header.base is Base.OPT_OUT and all(rule.scope.review for rule in permits):
        return (*found, FlatRule(Effect.DENY, EVERYTHING))
    return found


def _groups(rules: Sequence[FlatRule], header: Header, notes: Notes, place: str) -> Iterator[Grouped]:
    """Rules of one effect and one period: an answer each, permissions first."""
    dated = []
    for rule in rules:
        valid = _valid(rule, header)
        if valid is None:
            notes.add(f"{place}.provision.period", "a period", OVER)
        else:
            dated.append((rule.effect, valid, rule))
    dated.sort(key=lambda one: (one[0] is Effect.DENY, one[1].start, one[1].end is None, one[1].end or one[1].start))
    for (effect, period), same in groupby(dated, key=lambda one: (one[0], one[1])):
        yield effect, period, tuple(rule for _, _, rule in same)


def _valid(rule: FlatRule, header: Header) -> Period | None:
    span = rule.scope.span or Span()
    return span.period(header.recorded_at if rule.effect is Effect.PERMIT else BEGINNING)


def _template(name: str, header: Header, groups: Sequence[Grouped]) -> Template:
    """A form that stands for the resource: its text where it is there, and a question for each answer."""
    told = f"FHIR Consent {name}\n\nThe words that were shown are not in the resource.\n"
    return Template(
        id=f"fhir/{name}",
        version="1",
        language=header.language,
        jurisdiction=JURISDICTIONS.code("world"),
        text=header.text or (f"{told}Their title: {header.title}\n" if header.title else told),
        questions=tuple(
            Question(
                QuestionId(f"{effect}-{number}"),
                _ASKED[effect],
                tuple(
                    dict.fromkeys(
                        atom.with_effect(Effect.PERMIT) for rule in rules for atom in rule.scope.atoms(effect)
                    )
                ),
            )
            for number, (effect, _, rules) in enumerate(groups, 1)
        ),
    )


def _name(entry: Entry) -> str:
    """The id, or, without one, a digest of the resource."""
    written = json.dumps(entry.resource.value, sort_keys=True, default=str)
    return entry.id or hashlib.sha256(written.encode()).hexdigest()[:32]
